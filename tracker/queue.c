#include "tracker/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* In one transaction, so that nobody waits for too much of others'. `make bench-tracker` also builds
 * a tracker with 1, to see what committing many at once is worth. */
#ifndef QUEUE_BATCH_ROWS
#define QUEUE_BATCH_ROWS 4096
#endif

enum {
	QUEUE_JOBS = 1024, /* waiting at most; the next is told to come back */
	QUEUE_ROWS = 16 * 1024,
	BATCH_ROWS = QUEUE_BATCH_ROWS
};

struct queue {
	pthread_mutex_t mutex; /* guards everything below */
	pthread_cond_t wake;
	struct job *head, **tail;
	unsigned jobs, rows;
	bool stop, asleep;
};

struct queue *
queue_new(void)
{
	struct queue *q = calloc(1, sizeof(*q));
	pthread_condattr_t steady;

	if (!q)
		abort();
	q->tail = &q->head;
	pthread_mutex_init(&q->mutex, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC); /* the time of day may be set back by hours */
	pthread_cond_init(&q->wake, &steady);
	pthread_condattr_destroy(&steady);
	return q;
}

void
queue_free(struct queue *q)
{
	if (!q)
		return;
	pthread_cond_destroy(&q->wake);
	pthread_mutex_destroy(&q->mutex);
	free(q);
}

enum err_code
queue_add(struct queue *q, struct job *job, struct err *e)
{
	bool room;

	job->next = NULL;
	job->rc = ERR_OK;
	if (job->rows == 0)
		job->rows = 1;
	pthread_mutex_lock(&q->mutex);
	room = !q->stop && q->jobs < QUEUE_JOBS && q->rows + job->rows <= QUEUE_ROWS + BATCH_ROWS;
	if (room) {
		*q->tail = job;
		q->tail = &job->next;
		q->jobs++;
		q->rows += job->rows;
		if (q->asleep)
			pthread_cond_signal(&q->wake);
		q->asleep = false;
	}
	pthread_mutex_unlock(&q->mutex);
	return room ? ERR_OK : err_set(e, ERR_BUSY, "too much is waiting to be recorded at the moment");
}

/* With the mutex held. */
static struct job *
list_take(struct queue *q, unsigned rows_max)
{
	struct job *list = q->head, **end = &list;
	unsigned rows = 0;

	while (*end && rows < rows_max) {
		rows += (*end)->rows;
		q->jobs--;
		q->rows -= (*end)->rows;
		end = &(*end)->next;
	}
	q->head = *end;
	if (!q->head)
		q->tail = &q->head;
	*end = NULL;
	return list;
}

static struct timespec
time_in(int ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += ms * 1000000L;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

struct job *
queue_take(struct queue *q, int ms, bool *stop)
{
	struct job *list;

	pthread_mutex_lock(&q->mutex);
	q->asleep = true;
	while (!q->head && !q->stop) {
		struct timespec until = time_in(ms);

		if (pthread_cond_timedwait(&q->wake, &q->mutex, &until) != 0 || !q->asleep)
			break;
	}
	q->asleep = false;
	*stop = q->stop && !q->head;
	list = list_take(q, BATCH_ROWS);
	pthread_mutex_unlock(&q->mutex);
	return list;
}

struct job *
queue_take_all(struct queue *q)
{
	struct job *list;

	pthread_mutex_lock(&q->mutex);
	list = list_take(q, UINT32_MAX);
	pthread_mutex_unlock(&q->mutex);
	return list;
}

void
queue_stop(struct queue *q)
{
	pthread_mutex_lock(&q->mutex);
	q->stop = true;
	pthread_cond_signal(&q->wake);
	pthread_mutex_unlock(&q->mutex);
}

void
queue_wake(struct queue *q)
{
	pthread_mutex_lock(&q->mutex);
	q->asleep = false;
	pthread_cond_signal(&q->wake);
	pthread_mutex_unlock(&q->mutex);
}

unsigned
queue_length(struct queue *q)
{
	unsigned n;

	pthread_mutex_lock(&q->mutex);
	n = q->jobs;
	pthread_mutex_unlock(&q->mutex);
	return n;
}
