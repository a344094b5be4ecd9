/* jobs.h - the same work on many items by a few threads; results land in slot i. */
#ifndef GENERATOR_JOBS_H
#define GENERATOR_JOBS_H

#include <stddef.h>

enum { JOBS_MAX = 64 };

/* Does item `i` on thread `worker` (0 up to the number of threads, to pick an arena). */
typedef void (*jobs_fn)(void *context, unsigned worker, size_t i);

/* Call `fn` once for each i below `n` on `workers` threads (at most JOBS_MAX; 1 runs here,
 * without threads) and return when all are done. When threads cannot be had, fewer are used. */
void jobs_run(unsigned workers, size_t n, jobs_fn fn, void *context);

/* How many processors this process may use, at most JOBS_MAX. */
unsigned jobs_default(void);

#endif
