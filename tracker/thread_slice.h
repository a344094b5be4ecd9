/* thread_slice.h - how long this thread's turns on a processor are. */
#ifndef TRACKER_THREAD_SLICE_H
#define TRACKER_THREAD_SLICE_H

/*
 * Ask for turns of 0.1 ms instead of some 3 ms. The kernel then gives this thread its turn sooner
 * (EEVDF, Documentation/scheduler/sched-eevdf.rst): for one that often waits for the disk while
 * others fill all processors. Its share stays the same. Needs no privilege and Linux 6.12; before
 * that, or where it is forbidden, nothing changes.
 */
void thread_slice_short(void);

#endif
