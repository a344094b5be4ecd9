/* jobs.h - what serve does by itself, once a day: close due periods, delete what has had its time. */
#ifndef TRACKER_JOBS_H
#define TRACKER_JOBS_H

#include "tracker/measure.h"
#include "tracker/service.h"

/*
 * One thread that looks every minute whether a new day (in the site's time zone) has begun since
 * its jobs last ran well, by a clock that nobody can set: however the wall clock jumps, the jobs
 * run at most once in 20 hours of the process, and once right after its start. After a leap ahead nothing is
 * deleted (retention.h).
 */
struct jobs;
enum err_code jobs_start(struct service *s, struct jobs **out, struct err *e) MUST_CHECK;
void jobs_stop(struct jobs *j); /* waits for a running job; NULL is fine */

#endif
