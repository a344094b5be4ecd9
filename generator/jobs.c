#include "generator/jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

/* Items are taken in small runs, so that the counter is no bottleneck and the end is even. */
enum { JOBS_RUN = 8 };

struct jobs {
	jobs_fn fn;
	void *context;
	size_t n;
	atomic_size_t next;
};

struct jobs_thread {
	struct jobs *jobs;
	unsigned worker;
	pthread_t thread;
};

static void *
thread_main(void *arg)
{
	struct jobs_thread *t = arg;
	struct jobs *j = t->jobs;

	for (;;) {
		size_t from = atomic_fetch_add_explicit(&j->next, JOBS_RUN, memory_order_relaxed);

		if (from >= j->n)
			return NULL;
		for (size_t i = from; i < from + JOBS_RUN && i < j->n; i++)
			j->fn(j->context, t->worker, i);
	}
}

void
jobs_run(unsigned workers, size_t n, jobs_fn fn, void *context)
{
	struct jobs j = { .fn = fn, .context = context, .n = n };
	struct jobs_thread thread[JOBS_MAX];
	unsigned started = 0;

	if (workers > JOBS_MAX)
		workers = JOBS_MAX;
	thread[0] = (struct jobs_thread){ .jobs = &j };
	while (started + 1 < workers && (size_t)(started + 1) * JOBS_RUN < n) {
		struct jobs_thread *t = &thread[started + 1];

		*t = (struct jobs_thread){ .jobs = &j, .worker = started + 1 };
		if (pthread_create(&t->thread, NULL, thread_main, t) != 0)
			break;
		started++;
	}
	thread_main(&thread[0]);
	for (unsigned i = 1; i <= started; i++)
		pthread_join(thread[i].thread, NULL);
}

unsigned
jobs_default(void)
{
	cpu_set_t set;
	int n = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	if (n < 1)
		n = 1;
	return n < JOBS_MAX ? (unsigned)n : JOBS_MAX;
}
