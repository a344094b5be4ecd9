/* The writer's queue: bounded in jobs and in rows, refused in words beyond that, nothing accepted is lost. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/file.h"
#include "tracker/store.h"

enum { MANY = 50000, MOST_JOBS = 8192, MOST_ROWS = 64 * 1024 };

static char folder[] = "/tmp/test_writerXXXXXX";

/* Holds the writer's thread until it is let go, as a disk that does not answer would. */
struct gate {
	struct job job;
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	bool inside, open;
};

static enum err_code
gate_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct gate *g = job->owner;

	(void)tx;
	(void)e;
	pthread_mutex_lock(&g->mutex);
	g->inside = true;
	pthread_cond_signal(&g->cond);
	while (!g->open)
		pthread_cond_wait(&g->cond, &g->mutex);
	pthread_mutex_unlock(&g->mutex);
	return ERR_OK;
}

static void
nothing_done(struct job *job)
{
	(void)job;
}

static void
gate_close(struct gate *g, struct store *s)
{
	struct err e = { 0 };

	*g = (struct gate){ .job = { .run = gate_run, .done = nothing_done, .owner = g } };
	pthread_mutex_init(&g->mutex, NULL);
	pthread_cond_init(&g->cond, NULL);
	assert_int_equal(writer_submit(s->writer, &g->job, &e), ERR_OK);
	pthread_mutex_lock(&g->mutex);
	while (!g->inside)
		pthread_cond_wait(&g->cond, &g->mutex);
	pthread_mutex_unlock(&g->mutex);
}

static void
gate_open(struct gate *g)
{
	pthread_mutex_lock(&g->mutex);
	g->open = true;
	pthread_cond_signal(&g->cond);
	pthread_mutex_unlock(&g->mutex);
}

static atomic_uint ran, told;

static enum err_code
small_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	(void)tx;
	(void)job;
	(void)e;
	atomic_fetch_add(&ran, 1);
	return ERR_OK;
}

static void
small_done(struct job *job)
{
	assert_int_equal(job->rc, ERR_OK);
	atomic_fetch_add(&told, 1);
}

/* As many jobs of `rows` rows as are taken while nothing is written; then all of these are. */
static unsigned
taken(struct store *s, unsigned rows)
{
	struct job *job = calloc(MANY, sizeof(*job));
	struct err e = { 0 };
	struct gate gate;
	unsigned n = 0;

	assert_non_null(job);
	atomic_store(&ran, 0);
	atomic_store(&told, 0);
	gate_close(&gate, s);
	while (n < MANY) {
		job[n] = (struct job){ .run = small_run, .done = small_done, .rows = rows };
		if (writer_submit(s->writer, &job[n], &e) != ERR_OK)
			break;
		n++;
	}
	if (n < MANY) {
		assert_int_equal(e.code, ERR_BUSY);
		assert_non_null(strstr(e.msg, "too much is waiting"));
	}
	assert_int_equal(atomic_load(&ran), 0);
	gate_open(&gate);
	for (unsigned i = 0; atomic_load(&told) < n && i < 10000; i++)
		usleep(1000);
	assert_int_equal(atomic_load(&told), n);
	assert_int_equal(atomic_load(&ran), n);
	free(job);
	return n;
}

static void
test_queue_bounded(void **state)
{
	struct err e = { 0 };
	struct store s;
	unsigned jobs, wide;
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/data", folder);
	assert_int_equal(store_open(&s, path, NULL, &e), ERR_OK);
	jobs = taken(&s, 1);
	print_message("  %u jobs of a row wait at most\n", jobs);
	assert_in_range(jobs, 64, MOST_JOBS);
	wide = taken(&s, 500);
	print_message("  %u jobs of 500 rows\n", wide);
	assert_in_range(wide, 2, MOST_ROWS / 500);
	assert_int_equal(taken(&s, 1), jobs); /* and again: nothing of it is left */
	store_close(&s);
}

static int
setup(void **state)
{
	(void)state;
	umask(077);
	return mkdtemp(folder) ? 0 : -1;
}

static int
teardown(void **state)
{
	struct err e;

	(void)state;
	return folder_remove(folder, &e) == ERR_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_queue_bounded) };

	return cmocka_run_group_tests_name("writer", tests, setup, teardown);
}
