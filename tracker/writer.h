/* writer.h - the one thread that writes: group commit, durable before anyone hears "recorded". */
#ifndef TRACKER_WRITER_H
#define TRACKER_WRITER_H

#include "tracker/data.h"
#include "tracker/db.h"

enum writer_state {
	WRITER_CHECKING, /* verifying the databases after start: nothing is recorded yet */
	WRITER_READY,
	WRITER_FULL,     /* no room on the volume; looks twice a second whether there is some again */
	WRITER_FAILED,   /* an I/O error: nothing is acknowledged any more, the process has to end */
	WRITER_STOPPED
};

/* The two databases, as a job sees them inside of the writer's transaction. */
struct writer_tx {
	struct db store, people;
	int64_t now;  /* seconds since 1970, UTC */
	int64_t open; /* first day of no closed period, for fact_add(); 0: not looked up in this transaction */
};

struct job;

/* What a job does in the transaction, in the writer's thread. An error undoes this job alone. */
typedef enum err_code job_fn(struct writer_tx *tx, struct job *job, struct err *e);

/*
 * One write. The submitter owns the memory until `done` is called: in the writer's thread, after
 * the transaction is on disk or has failed; `rc` and `err` then say how it went. ERR_BUSY: nothing
 * of it was written, try again later. `done` must be short.
 */
struct job {
	job_fn *run;
	void (*done)(struct job *job);
	void *owner;
	unsigned rows;    /* about how many rows it writes; 0 counts as 1 */
	bool people;      /* it writes to people.db, too */
	bool cut_log;     /* something was erased: nothing of it may stay in the log */
	bool safe;        /* run() fails for no reason of its own: needs no savepoint */
	enum err_code rc;
	struct err err;
	struct job *next; /* the writer's */
};

struct writer;

/* Told in the writer's thread; both may be NULL. */
struct writer_hooks {
	void (*failed)(void *ctx); /* it has ended after an I/O error */
	void (*ready)(void *ctx);  /* it takes jobs now: after the check, and after a full volume */
	void *ctx;
};

/*
 * Open and migrate the databases of the data folder `d` (borrowed, locked by the caller), load the
 * key of pseudonyms, and start the thread, which checks the databases and only then takes jobs. On
 * a full volume all of this is tried again until there is room.
 */
enum err_code writer_start(struct data *d, const struct writer_hooks *hooks, struct writer **out,
	struct err *e) MUST_CHECK;

/* Wait until the check is over: ERR_OK when jobs are taken, ERR_BUSY on a full volume. */
enum err_code writer_wait_ready(struct writer *w, struct err *e) MUST_CHECK;

/* Write what is queued, stop the thread, close. NULL is fine. */
void writer_stop(struct writer *w);

/*
 * Queue `job`. ERR_BUSY with the reason when the queue is full or the writer is not ready; then
 * done() is not called. Any thread.
 */
enum err_code writer_submit(struct writer *w, struct job *job, struct err *e) MUST_CHECK;

/* Run `fn` (job->owner is `owner`) and wait for it: for commands and jobs, never in a handler. */
enum err_code writer_run(struct writer *w, job_fn *fn, void *owner, struct err *e) MUST_CHECK;

/* The same for a job that erases, also in people.db: nothing of what went is left in the logs. */
enum err_code writer_run_cut(struct writer *w, job_fn *fn, void *owner, struct err *e) MUST_CHECK;

/* The state and, unless it is ready, one sentence on it (static text). Any thread. */
enum writer_state writer_state(struct writer *w, const char **reason);

/* Something else met an I/O error (a reader): fail as if it had happened here. Any thread. */
void writer_fail(struct writer *w, const char *what);

/* For metrics: jobs waiting, transactions and rows so far, microseconds spent in COMMIT. */
struct writer_count {
	uint64_t queued, commits, jobs, commit_us, refused, log_pages;
};
void writer_count(struct writer *w, struct writer_count *out);

#endif
