#include "tracker/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sql_query.h"
#include "tracker/checkpoint.h"
#include "tracker/clock.h"
#include "tracker/log.h"
#include "tracker/queue.h"
#include "tracker/store.h"
#include "tracker/thread_slice.h"

enum { RETRY_MS = 500 }; /* a full volume is looked at again, a log that could not be cut as well */

struct writer {
	pthread_t thread;
	bool started;
	struct queue *queue;
	_Atomic(enum writer_state) state;
	struct data *data;
	struct writer_tx tx;
	bool with_people; /* this batch writes to people.db, too */
	struct checkpoint *checkpoint;
	bool checked;
	bool prepared; /* migrated, and the key of pseudonyms is loaded */
	struct writer_hooks hooks;
	_Atomic uint64_t commits, done, commit_us, refused;
};

static const char *const reasons[] = {
	[WRITER_CHECKING] = "the databases are being checked after the start",
	[WRITER_FULL] = "there is no room left on the volume of the data folder",
	[WRITER_FAILED] = "an error of the data volume",
	[WRITER_STOPPED] = "it is being stopped",
};

static const char reason_stop[] = "the record had to stop; send it again later";

static void
state_set(struct writer *w, enum writer_state state)
{
	enum writer_state now = atomic_load(&w->state);

	while (now != WRITER_FAILED && !atomic_compare_exchange_weak(&w->state, &now, state))
		; /* failed is for good, also when somebody else says so right now */
}

/* "Ready", unless a reader has met an I/O error meanwhile. */
static void
state_ready(struct writer *w)
{
	state_set(w, WRITER_READY);
	if (w->hooks.ready && atomic_load(&w->state) == WRITER_READY)
		w->hooks.ready(w->hooks.ctx);
}

static enum err_code
databases_open(struct writer *w, struct err *e)
{
	char path[600];
	enum err_code rc;

	data_path(w->data, "store.db", path, sizeof(path));
	rc = db_open(&w->tx.store, path, DB_WRITER, DB_STORE, e);
	if (rc != ERR_OK)
		return rc;
	data_path(w->data, "people.db", path, sizeof(path));
	rc = db_open(&w->tx.people, path, DB_WRITER, DB_PEOPLE, e);
	if (rc != ERR_OK)
		return rc;
	checkpoint_watch(w->checkpoint);
	return ERR_OK;
}

static void
databases_close(struct writer *w)
{
	checkpoint_rest(w->checkpoint);
	db_close(&w->tx.store);
	db_close(&w->tx.people);
}

static enum db_fault
writer_fault(const struct writer *w)
{
	enum db_fault moving = checkpoint_fault(w->checkpoint);
	enum db_fault fault = w->tx.store.fault > w->tx.people.fault ? w->tx.store.fault : w->tx.people.fault;

	return moving > fault ? moving : fault;
}

/* Answer `list`: each with its own rc, or all with `rc` and `why` when that is not ERR_OK. */
static void
jobs_finish(struct job *list, enum err_code rc, const char *why)
{
	while (list) {
		struct job *next = list->next;

		if (rc != ERR_OK)
			list->rc = err_set(&list->err, rc, "%s", why);
		list->done(list); /* from here on it belongs to its owner again */
		list = next;
	}
}

/* The end: nobody hears "recorded" any more, whatever SQLite says from now on. */
static void
writer_end(struct writer *w)
{
	state_set(w, WRITER_FAILED);
	queue_stop(w->queue); /* whoever saw another state a moment ago is refused */
	jobs_finish(queue_take_all(w->queue), ERR_BUSY, reason_stop);
	if (w->hooks.failed)
		w->hooks.failed(w->hooks.ctx);
}

/* In the store, and in people.db when some job of the batch writes there: few do. */
static enum err_code
both_exec(struct writer *w, const char *sql, struct err *e)
{
	enum err_code rc = w->with_people ? db_run(&w->tx.people, sql, NULL, 0, e) : ERR_OK;

	return rc == ERR_OK ? db_run(&w->tx.store, sql, NULL, 0, e) : rc;
}

static const char SQL_begin[] = "BEGIN IMMEDIATE";
static const char SQL_commit[] = "COMMIT";
static const char SQL_rollback[] = "ROLLBACK";
static const char SQL_savepoint[] = "SAVEPOINT job";
static const char SQL_undo[] = "ROLLBACK TO job";
static const char SQL_keep[] = "RELEASE job";

static enum err_code
job_run(struct writer *w, struct job *job, struct err *e)
{
	enum err_code rc;

	if (!job->safe && (rc = both_exec(w, SQL_savepoint, e)) != ERR_OK)
		return rc;
	job->rc = job->run(&w->tx, job, &job->err);
	if (!job->safe)
		w->tx.open = 0; /* it may have closed a period */
	if (writer_fault(w) != DB_FAULT_NONE) {
		*e = job->err;
		return ERR_DB;
	}
	if (job->safe)
		return job->rc == ERR_OK ? ERR_OK : err_set(e, ERR_DB, "a safe job failed: %.400s", job->err.msg);
	if (job->rc != ERR_OK && (rc = both_exec(w, SQL_undo, e)) != ERR_OK)
		return rc;
	return both_exec(w, SQL_keep, e);
}

/* One transaction for all of `list`; after an error nothing of it is on disk for certain. */
static enum err_code
batch_run(struct writer *w, struct job *list, struct err *e)
{
	enum err_code rc = both_exec(w, SQL_begin, e);
	int64_t start;

	w->tx.now = time(NULL);
	w->tx.open = 0;
	for (struct job *j = list; j && rc == ERR_OK; j = j->next)
		rc = job_run(w, j, e);
	if (rc != ERR_OK)
		return rc;
	start = clock_us();
	rc = both_exec(w, SQL_commit, e);
	atomic_fetch_add(&w->commit_us, (uint64_t)(clock_us() - start));
	atomic_fetch_add(&w->commits, 1);
	return rc;
}

static void
rollback_both(struct writer *w)
{
	struct err ignored;

	if (!sqlite3_get_autocommit(w->tx.store.handle) && db_run(&w->tx.store, SQL_rollback, NULL, 0, &ignored))
		return; /* reopening ends it in any case */
	if (!sqlite3_get_autocommit(w->tx.people.handle) && db_run(&w->tx.people, SQL_rollback, NULL, 0, &ignored))
		return;
}

/* After an error: a full volume is waited for, all else ends the writer. False: it has ended. */
static bool
writer_trouble(struct writer *w, const struct err *e)
{
	if (writer_fault(w) == DB_FAULT_FULL) {
		log_error("volume_full", e->msg);
		rollback_both(w);
		state_set(w, WRITER_FULL);
		return true;
	}
	log_error("record_stopped", e->msg);
	return false;
}

static enum err_code
databases_check(struct writer *w, struct err *e)
{
	enum err_code rc = db_check(&w->tx.people, e);

	if (rc == ERR_OK)
		rc = db_check(&w->tx.store, e);
	w->checked = rc == ERR_OK;
	return rc;
}

static enum err_code
writer_prepare(struct writer *w, struct err *e)
{
	enum err_code rc = w->prepared ? ERR_OK : store_prepare(&w->tx, w->data, e);

	w->prepared = rc == ERR_OK;
	return rc;
}

/*
 * Get out of a full volume: with the reserve's room, the log goes into the database; when the
 * reserve can be had again, there is room for new facts. The connections are opened afresh because
 * SQLite's files remember their last errno.
 */
static enum err_code
writer_recover(struct writer *w, struct err *e)
{
	enum err_code rc;

	data_reserve_release(w->data);
	databases_close(w);
	rc = databases_open(w, e);
	if (rc == ERR_OK)
		rc = writer_prepare(w, e);
	if (rc == ERR_OK)
		rc = checkpoint_cut(w->checkpoint, e);
	if (rc == ERR_OK && !w->checked)
		rc = databases_check(w, e);
	if (rc == ERR_OK && !data_reserve_take(w->data))
		return err_set(e, ERR_BUSY, "%s", reasons[WRITER_FULL]);
	if (rc == ERR_OK)
		rc = DB_RUN(&w->tx.store, SQL_meta_set, e, DB_S(STR("probe")), DB_I(time(NULL)));
	return rc;
}

/* False: an I/O error on the way. */
static bool
writer_retry(struct writer *w)
{
	struct err e = { 0 };
	enum err_code rc = writer_recover(w, &e);

	if (rc == ERR_OK) {
		log_info("volume_recovered", NULL);
		state_ready(w);
		return true;
	}
	if (writer_fault(w) == DB_FAULT_IO) {
		log_error("record_stopped", e.msg);
		return false;
	}
	return true;
}

static bool
batch_handle(struct writer *w, struct job *list)
{
	struct err e = { 0 };
	uint64_t n = 0;
	bool cut = false;
	enum err_code rc;

	w->with_people = false;
	for (struct job *j = list; j; j = j->next) {
		n++;
		cut |= j->cut_log;
		w->with_people |= j->people;
	}
	rc = batch_run(w, list, &e);
	if (rc == ERR_OK && cut)
		rc = checkpoint_cut(w->checkpoint, &e);
	if (rc == ERR_OK) {
		atomic_fetch_add(&w->done, n);
		jobs_finish(list, ERR_OK, NULL);
		rc = checkpoint_move(w->checkpoint, &e);
		return rc == ERR_OK || writer_trouble(w, &e);
	}
	if (rc == ERR_BUSY && writer_fault(w) == DB_FAULT_NONE) { /* another program holds the lock: nothing was begun */
		log_warn("database_locked", e.msg);
		rollback_both(w);
		jobs_finish(list, ERR_BUSY, "another program is writing to the database at the moment");
		return true;
	}
	if (!writer_trouble(w, &e)) {
		state_set(w, WRITER_FAILED); /* before anyone is told */
		jobs_finish(list, ERR_BUSY, reason_stop);
		return false;
	}
	jobs_finish(list, ERR_BUSY, reasons[WRITER_FULL]);
	return true;
}

static bool
writer_check(struct writer *w)
{
	struct err e = { 0 };
	enum err_code rc;

	if (atomic_load(&w->state) == WRITER_FULL)
		return true; /* found so while opening: writer_retry() does all of this */
	rc = checkpoint_cut(w->checkpoint, &e);
	if (rc == ERR_OK)
		rc = databases_check(w, &e);
	if (rc != ERR_OK)
		return writer_trouble(w, &e);
	if (!data_reserve_take(w->data)) {
		state_set(w, WRITER_FULL);
		return true;
	}
	state_ready(w);
	return true;
}

/* What a slow reader kept in the log. False: an I/O error on the way. */
static bool
log_cut_again(struct writer *w)
{
	struct err e = { 0 };

	return checkpoint_cut_again(w->checkpoint, &e) == ERR_OK || writer_trouble(w, &e);
}

static void *
writer_main(void *arg)
{
	struct writer *w = arg;
	bool stop = false, well = writer_check(w);

	thread_slice_short();
	while (well && !stop) {
		struct job *list = queue_take(w->queue, RETRY_MS, &stop);

		if (atomic_load(&w->state) == WRITER_FAILED) { /* writer_fail() */
			jobs_finish(list, ERR_BUSY, reason_stop);
			well = false;
		} else if (atomic_load(&w->state) == WRITER_FULL) {
			jobs_finish(list, ERR_BUSY, reasons[WRITER_FULL]);
			well = writer_retry(w);
		} else if (list) {
			well = batch_handle(w, list);
		}
		if (well && atomic_load(&w->state) == WRITER_READY)
			well = log_cut_again(w);
	}
	if (!well) {
		writer_end(w);
		return NULL;
	}
	if (atomic_load(&w->state) == WRITER_READY) {
		struct err e = { 0 };

		if (checkpoint_cut(w->checkpoint, &e) != ERR_OK)
			log_warn("checkpoint_on_stop", e.msg);
	}
	state_set(w, WRITER_STOPPED);
	return NULL;
}

enum err_code
writer_start(struct data *d, const struct writer_hooks *hooks, struct writer **out, struct err *e)
{
	struct writer *w = calloc(1, sizeof(*w));
	enum err_code rc;

	if (!w)
		abort();
	w->data = d;
	w->hooks = *hooks;
	w->queue = queue_new();
	w->checkpoint = checkpoint_new(&w->tx, d);
	state_set(w, WRITER_CHECKING);
	data_reserve_release(d); /* opening needs room for the index of the log, on a full volume too */
	rc = databases_open(w, e);
	if (rc == ERR_OK)
		rc = writer_prepare(w, e);
	if (rc != ERR_OK && writer_fault(w) == DB_FAULT_FULL) {
		state_set(w, WRITER_FULL);
		rc = ERR_OK;
	}
	if (rc == ERR_OK && pthread_create(&w->thread, NULL, writer_main, w) != 0)
		rc = err_set(e, ERR_IO, "no thread for the writer");
	w->started = rc == ERR_OK;
	*out = w;
	if (rc != ERR_OK) {
		writer_stop(w);
		*out = NULL;
	}
	return rc;
}

enum err_code
writer_wait_ready(struct writer *w, struct err *e)
{
	const char *reason = NULL;
	enum writer_state state;

	while ((state = writer_state(w, &reason)) == WRITER_CHECKING)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	if (state == WRITER_READY)
		return ERR_OK;
	return err_set(e, state == WRITER_FULL ? ERR_BUSY : ERR_DB, "%s", reason ? reason : "the record stopped");
}

void
writer_stop(struct writer *w)
{
	if (!w)
		return;
	queue_stop(w->queue);
	if (w->started)
		pthread_join(w->thread, NULL);
	databases_close(w);
	checkpoint_free(w->checkpoint);
	queue_free(w->queue);
	free(w);
}

enum err_code
writer_submit(struct writer *w, struct job *job, struct err *e)
{
	const char *reason = NULL;
	enum err_code rc;

	if (writer_state(w, &reason) == WRITER_READY)
		rc = queue_add(w->queue, job, e);
	else
		rc = err_set(e, ERR_BUSY, "%s", reason ? reason : "the record stopped");
	if (rc != ERR_OK)
		atomic_fetch_add(&w->refused, 1);
	return rc;
}

enum writer_state
writer_state(struct writer *w, const char **reason)
{
	enum writer_state state = atomic_load(&w->state);

	*reason = reasons[state];
	return state;
}

void
writer_fail(struct writer *w, const char *what)
{
	log_error("record_stopped", what);
	state_set(w, WRITER_FAILED);
	queue_wake(w->queue);
}

void
writer_count(struct writer *w, struct writer_count *out)
{
	out->queued = queue_length(w->queue);
	out->commits = atomic_load(&w->commits);
	out->jobs = atomic_load(&w->done);
	out->commit_us = atomic_load(&w->commit_us);
	out->refused = atomic_load(&w->refused);
	out->log_pages = checkpoint_log_pages(w->checkpoint);
}
