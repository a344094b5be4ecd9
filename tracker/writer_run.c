/* A job that its submitter waits for: for commands and daily work. */
#include <pthread.h>

#include "tracker/writer.h"

/* The submitter's side of writer_run(). */
struct waiting {
	struct job job;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	bool over;
};

static void
waiting_done(struct job *job)
{
	struct waiting *x = (struct waiting *)job; /* its first member */

	pthread_mutex_lock(&x->mutex);
	x->over = true;
	pthread_cond_signal(&x->cond);
	pthread_mutex_unlock(&x->mutex);
}

static enum err_code
run_and_wait(struct writer *w, job_fn *fn, void *owner, bool cut_log, struct err *e)
{
	struct waiting x = { .job = { .run = fn, .done = waiting_done, .owner = owner, .people = true,
		.cut_log = cut_log } };
	enum err_code rc;

	pthread_mutex_init(&x.mutex, NULL);
	pthread_cond_init(&x.cond, NULL);
	rc = writer_submit(w, &x.job, e);
	if (rc == ERR_OK) {
		pthread_mutex_lock(&x.mutex);
		while (!x.over)
			pthread_cond_wait(&x.cond, &x.mutex);
		pthread_mutex_unlock(&x.mutex);
		rc = x.job.rc;
		if (rc != ERR_OK)
			*e = x.job.err;
	}
	pthread_cond_destroy(&x.cond);
	pthread_mutex_destroy(&x.mutex);
	return rc;
}

enum err_code
writer_run(struct writer *w, job_fn *fn, void *owner, struct err *e)
{
	return run_and_wait(w, fn, owner, false, e);
}

enum err_code
writer_run_cut(struct writer *w, job_fn *fn, void *owner, struct err *e)
{
	return run_and_wait(w, fn, owner, true, e);
}
