#include "tracker/checkpoint.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracker/clock.h"
#include "tracker/log.h"

enum {
	LOG_BYTES_MAX = 16 << 20,   /* then a log is moved; a page that was written often is moved once */
	LOG_BYTES_MIN = 64 << 10,   /* the same on a small volume */
	PEOPLE_BYTES_MAX = 1 << 20, /* the same for people.db, which changes seldom */
	LOG_BYTES_LEFT = 400 << 10, /* little enough to be moved while everyone waits */
	MOVES_MAX = 4,              /* each one leaves less, unless facts come faster than they are moved */
	CUT_PATIENCE_MS = 1000,     /* how long a reader may hold up everyone else */
	CUT_AGAIN_MS = 20,          /* the same, when it is tried again */
	CUT_RETRY_MS = 500,
	BUSY_MS = 10000,            /* what db_open() sets */
	TRICKLE_BYTES = 512 << 10
};

enum mover_state { MOVER_IDLE, MOVER_ASKED, MOVER_DONE, MOVER_FAILED };

struct checkpoint {
	struct writer_tx *tx;
	const struct data *data;
	atomic_int store_log, people_log; /* pages in the logs, as of the last commit */
	int64_t page;      /* bytes of one */
	int64_t bytes_max; /* of a log, before it is moved */
	bool cut_due;     /* something erased is still in a log, because a reader held it up */
	int64_t cut_next; /* when to try again, clock_ms() */

	/* The thread that moves the store's log, started when it is first needed. */
	pthread_t thread;
	pthread_mutex_t mutex; /* guards what follows */
	pthread_cond_t changed;
	bool started, stop;
	enum mover_state state;
	struct db mover;       /* the thread's while it is asked, and so are file and error */
	int file;              /* the store's; closing it would end SQLite's locks on it: not before SQLite */
	struct err mover_err;
	enum db_fault fault;   /* the writer's: what the thread has told */
};

/* How far a log may grow: not far on a small volume, which it could fill. */
static int64_t
log_bytes_allowed(int64_t volume)
{
	int64_t bytes = volume > 0 ? volume / 64 : LOG_BYTES_MAX;

	return bytes < LOG_BYTES_MIN ? LOG_BYTES_MIN : bytes > LOG_BYTES_MAX ? LOG_BYTES_MAX : bytes;
}

struct checkpoint *
checkpoint_new(struct writer_tx *tx, const struct data *d)
{
	struct checkpoint *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	c->tx = tx;
	c->data = d;
	c->file = -1;
	c->bytes_max = log_bytes_allowed(d->volume);
	pthread_mutex_init(&c->mutex, NULL);
	pthread_cond_init(&c->changed, NULL);
	return c;
}

void
checkpoint_free(struct checkpoint *c)
{
	if (!c)
		return;
	if (c->started) {
		pthread_mutex_lock(&c->mutex);
		c->stop = true;
		pthread_cond_broadcast(&c->changed);
		pthread_mutex_unlock(&c->mutex);
		pthread_join(c->thread, NULL);
	}
	db_close(&c->mover);
	if (c->file >= 0)
		close(c->file);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->mutex);
	free(c);
}

static int
on_commit(void *pages_in_log, sqlite3 *handle, const char *name, int pages)
{
	(void)handle;
	(void)name;
	atomic_store_explicit((atomic_int *)pages_in_log, pages, memory_order_relaxed);
	return SQLITE_OK;
}

static const char SQL_page_size[] = "PRAGMA page_size";

void
checkpoint_watch(struct checkpoint *c)
{
	struct err ignored;

	if (db_number(&c->tx->store, SQL_page_size, NULL, 0, &c->page, &ignored) != ERR_OK)
		c->page = DB_PAGE; /* the next statement meets the same error */
	sqlite3_wal_hook(c->tx->store.handle, on_commit, &c->store_log);
	sqlite3_wal_hook(c->tx->people.handle, on_commit, &c->people_log);
}

/* What the thread said last is kept until here. */
static enum err_code
mover_said(struct checkpoint *c, struct err *e)
{
	if (c->state != MOVER_FAILED)
		return ERR_OK;
	c->fault = c->mover.fault;
	*e = c->mover_err;
	return e->code;
}

/* SQLite refuses a second checkpoint at once, however long it may wait for readers. */
static enum err_code
mover_wait(struct checkpoint *c, struct err *e)
{
	enum err_code rc;

	pthread_mutex_lock(&c->mutex);
	while (c->state == MOVER_ASKED)
		pthread_cond_wait(&c->changed, &c->mutex);
	rc = mover_said(c, e);
	pthread_mutex_unlock(&c->mutex);
	return rc;
}

void
checkpoint_rest(struct checkpoint *c)
{
	struct err ignored;

	mover_wait(c, &ignored);
	c->state = MOVER_IDLE;
	c->fault = DB_FAULT_NONE;
	db_close(&c->mover);
}

/*
 * Get what was moved onto the disk a little at a time: one sync of it all would let every commit
 * wait behind it. Only the sync that follows counts, and sees errors.
 */
static void
file_trickle(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return;
	for (off_t at = 0; at < st.st_size; at += TRICKLE_BYTES)
		(void)sync_file_range(fd, at, TRICKLE_BYTES,
			SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

/* SQLite leaves this to the checkpoint that moves the last page, for which everyone would wait. */
static int
file_sync(struct db *db)
{
	sqlite3_file *file = NULL;
	int code = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	return code == SQLITE_OK && file && file->pMethods ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : code;
}

static enum err_code
mover_open(struct checkpoint *c, struct err *e)
{
	char path[600];

	if (c->mover.handle)
		return ERR_OK;
	data_path(c->data, "store.db", path, sizeof(path));
	if (c->file < 0)
		c->file = open(path, O_RDWR | O_CLOEXEC);
	return db_open(&c->mover, path, DB_WRITER, DB_STORE, e);
}

/*
 * A passive checkpoint holds up neither the writer nor readers, but what the writer adds meanwhile
 * stays in the log: do it again until that is little.
 */
static enum err_code
log_move_beside(struct checkpoint *c, struct err *e)
{
	enum err_code rc = mover_open(c, e);

	for (int i = 0; i < MOVES_MAX && rc == ERR_OK; i++) {
		int all = 0, moved = 0;
		int code = sqlite3_wal_checkpoint_v2(c->mover.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &all, &moved);

		if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
			return ERR_OK; /* the writer is at it, cutting */
		if (code == SQLITE_OK) {
			file_trickle(c->file);
			code = file_sync(&c->mover);
		}
		if (code != SQLITE_OK)
			return db_fail(&c->mover, code, "checkpoint", e);
		if ((atomic_load(&c->store_log) - moved) * c->page <= LOG_BYTES_LEFT)
			break;
	}
	return rc;
}

static void *
mover_main(void *arg)
{
	struct checkpoint *c = arg;

	pthread_mutex_lock(&c->mutex);
	while (!c->stop) {
		enum err_code rc;

		if (c->state != MOVER_ASKED) {
			pthread_cond_wait(&c->changed, &c->mutex);
			continue;
		}
		pthread_mutex_unlock(&c->mutex);
		rc = log_move_beside(c, &c->mover_err);
		pthread_mutex_lock(&c->mutex);
		c->state = rc == ERR_OK ? MOVER_DONE : MOVER_FAILED;
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->mutex);
	return NULL;
}

/* Ask the thread, unless it is at work; *done: it has been, and the rest is to be moved here. */
static enum err_code
mover_ask(struct checkpoint *c, bool *done, struct err *e)
{
	enum err_code rc;

	pthread_mutex_lock(&c->mutex);
	rc = mover_said(c, e);
	*done = c->state == MOVER_DONE;
	if (*done) {
		c->state = MOVER_IDLE;
	} else if (c->state == MOVER_IDLE) {
		if (!c->started)
			c->started = pthread_create(&c->thread, NULL, mover_main, c) == 0;
		c->state = c->started ? MOVER_ASKED : MOVER_DONE; /* without a thread all is moved here */
		pthread_cond_broadcast(&c->changed);
	}
	pthread_mutex_unlock(&c->mutex);
	return rc;
}

static enum err_code
log_move(struct db *db, atomic_int *pages, int mode, struct err *e)
{
	int code;

	sqlite3_busy_timeout(db->handle, CUT_AGAIN_MS); /* a reader may hold TRUNCATE up; then the next time */
	code = sqlite3_wal_checkpoint_v2(db->handle, NULL, mode, NULL, NULL);
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return ERR_OK;
	atomic_store(pages, 0); /* the next commit says how many there are */
	return code == SQLITE_OK ? ERR_OK : db_fail(db, code, "checkpoint", e);
}

/* On a small volume the log's room is given back, else the file is written from its start again. */
static int
move_mode(const struct checkpoint *c, int64_t bytes)
{
	return c->bytes_max < LOG_BYTES_MAX || bytes > 16 * c->bytes_max ? SQLITE_CHECKPOINT_TRUNCATE
		: SQLITE_CHECKPOINT_PASSIVE;
}

enum err_code
checkpoint_move(struct checkpoint *c, struct err *e)
{
	int64_t store = atomic_load(&c->store_log) * c->page, people = atomic_load(&c->people_log) * c->page;
	enum err_code rc = ERR_OK;
	bool done;

	if (people >= c->bytes_max || people >= PEOPLE_BYTES_MAX)
		rc = log_move(&c->tx->people, &c->people_log, move_mode(c, people), e);
	if (rc != ERR_OK || store < c->bytes_max)
		return rc;
	if (move_mode(c, store) == SQLITE_CHECKPOINT_TRUNCATE)
		return log_move(&c->tx->store, &c->store_log, SQLITE_CHECKPOINT_TRUNCATE, e);
	rc = mover_ask(c, &done, e);
	return rc == ERR_OK && done ? log_move(&c->tx->store, &c->store_log, SQLITE_CHECKPOINT_PASSIVE, e) : rc;
}

static enum err_code
logs_all(struct checkpoint *c, struct err *e)
{
	enum err_code rc = mover_wait(c, e);

	if (rc == ERR_OK)
		rc = db_checkpoint(&c->tx->people, e);
	return rc == ERR_OK ? db_checkpoint(&c->tx->store, e) : rc;
}

static enum err_code
logs_cut(struct checkpoint *c, int patience, struct err *e)
{
	enum err_code rc;

	sqlite3_busy_timeout(c->tx->store.handle, patience);
	sqlite3_busy_timeout(c->tx->people.handle, patience);
	rc = logs_all(c, e);
	sqlite3_busy_timeout(c->tx->store.handle, BUSY_MS);
	sqlite3_busy_timeout(c->tx->people.handle, BUSY_MS);
	if (rc == ERR_BUSY && !c->cut_due)
		log_warn("log_not_cut", "a reader is slow: what was erased leaves the log as soon as it has ended");
	c->cut_due = rc == ERR_BUSY;
	c->cut_next = clock_ms() + CUT_RETRY_MS;
	return c->cut_due ? ERR_OK : rc;
}

enum err_code
checkpoint_cut(struct checkpoint *c, struct err *e)
{
	return logs_cut(c, CUT_PATIENCE_MS, e);
}

enum err_code
checkpoint_cut_again(struct checkpoint *c, struct err *e)
{
	return c->cut_due && clock_ms() >= c->cut_next ? logs_cut(c, CUT_AGAIN_MS, e) : ERR_OK;
}

enum db_fault
checkpoint_fault(const struct checkpoint *c)
{
	return c->fault;
}

uint64_t
checkpoint_log_pages(const struct checkpoint *c)
{
	return (uint64_t)atomic_load(&c->store_log);
}
