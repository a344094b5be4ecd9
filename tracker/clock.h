/* clock.h - how much time has passed, whatever happens to the time of day. */
#ifndef TRACKER_CLOCK_H
#define TRACKER_CLOCK_H

#include <stdint.h>

/* Microseconds of the monotonic clock. */
int64_t clock_us(void);

/* Milliseconds of the same, up to a few old but cheap: for what is asked several times a request. */
int64_t clock_ms(void);

#endif
