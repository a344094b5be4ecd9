/* queue.h - the jobs that wait for the writer: bounded, taken many at a time. */
#ifndef TRACKER_QUEUE_H
#define TRACKER_QUEUE_H

#include "tracker/writer.h"

struct queue;

struct queue *queue_new(void);
void queue_free(struct queue *q);

/* ERR_BUSY: it is full, or stopped. Any thread. */
enum err_code queue_add(struct queue *q, struct job *job, struct err *e) MUST_CHECK;

/*
 * Wait for jobs, for at most `ms`, and take as many as one transaction should hold, in their order;
 * NULL: there are none. *stop: none will come any more. The writer's thread.
 */
struct job *queue_take(struct queue *q, int ms, bool *stop);

/* Everything that waits. */
struct job *queue_take_all(struct queue *q);

/* Take no more jobs; the writer is to write what waits, and to end. Any thread. */
void queue_stop(struct queue *q);

/* Let the writer look around, without a job. Any thread. */
void queue_wake(struct queue *q);

/* How many wait. Any thread. */
unsigned queue_length(struct queue *q);

#endif
