/* db.h - one SQLite connection: how it is opened, how statements run, what its errors mean. */
#ifndef TRACKER_DB_H
#define TRACKER_DB_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "common/embed.h"
#include "common/err.h"
#include "common/str.h"

/* Which database a file is, in SQLite's application_id (bytes 68 to 71 of the header). */
enum {
	DB_STORE = 0x4c524531, /* "LRE1": facts, voice, figures, editorial, audit, clients */
	DB_PEOPLE = 0x4c525031 /* "LRP1": names, units, sessions */
};

enum db_mode {
	DB_WRITER, /* the one connection that writes and checkpoints; makes the file when it is missing */
	DB_READER  /* query_only; never checkpoints, not on closing either */
};

/* What a failure means for the service (CONTRACTS.md, Faults). */
enum db_fault {
	DB_FAULT_NONE,
	DB_FAULT_FULL, /* no room on the volume or in the quota: passes by itself */
	DB_FAULT_IO    /* anything else the system said no to, or damage: trust nothing from here on */
};

enum {
	DB_STATEMENTS_MAX = 128,
	DB_PAGE = 2048 /* bytes, of a new file: most facts change a page of their own, which costs its whole size */
};

/* One connection, used by one thread at a time. Starts zeroed. */
struct db {
	sqlite3 *handle;
	enum db_fault fault; /* the worst seen since db_open() */
	size_t n;            /* cached statements, found by the address of their text */
	struct {
		const char *sql;
		sqlite3_stmt *statement;
	} cache[DB_STATEMENTS_MAX];
};

/* One bound value. Text and bytes are borrowed until the statement has been stepped. */
struct db_val {
	enum { DB_NULL_VALUE, DB_INT, DB_TEXT, DB_BLOB } type;
	int64_t i;
	struct str s;
};

#define DB_I(v) ((struct db_val){ .type = DB_INT, .i = (v) })
#define DB_S(v) ((struct db_val){ .type = DB_TEXT, .s = (v) })
#define DB_B(v) ((struct db_val){ .type = DB_BLOB, .s = (v) })
#define DB_NULL ((struct db_val){ .type = DB_NULL_VALUE })
#define DB_VALUES(...) (const struct db_val[]){ __VA_ARGS__ },                                     \
	sizeof((const struct db_val[]){ __VA_ARGS__ }) / sizeof(struct db_val)

/*
 * Open `path` (":memory:" in tests). A writer sets WAL, synchronous=FULL, secure_delete and makes
 * the file when it is missing; readers get query_only. Refused with ERR_INVALID: a file that is no
 * SQLite database, or one whose application_id is neither `kind` nor (empty file) unset.
 */
enum err_code db_open(struct db *db, const char *path, enum db_mode mode, int kind,
	struct err *e) MUST_CHECK;

/* Finalize the statements and close. Safe on a zeroed or failed `db`, and twice. */
void db_close(struct db *db);

/*
 * Bring the schema from its version (PRAGMA user_version) to the last of `steps` whose name begins
 * with `prefix` ("store/", "people/"), each in a transaction of its own, in the order given. A
 * database newer than that is refused with ERR_INVALID, untouched.
 */
enum err_code db_migrate(struct db *db, const struct embedded *steps, const char *prefix,
	struct err *e) MUST_CHECK;

/* The schema's version, and the newest that `steps` knows below `prefix`. */
enum err_code db_version(struct db *db, int64_t *out, struct err *e) MUST_CHECK;
int64_t db_version_known(const struct embedded *steps, const char *prefix);

/*
 * Run one statement and drop its rows. `sql` is a constant (its address is the cache's key) with
 * parameters ?1..?n; `val` holds n values in that order. Unique-key clashes give ERR_CONFLICT, a
 * lock not had in time ERR_BUSY, all else ERR_DB, with db->fault set when the system is to blame.
 */
enum err_code db_run(struct db *db, const char *sql, const struct db_val *val, size_t n,
	struct err *e) MUST_CHECK;
#define DB_RUN(db, sql, e, ...) db_run((db), (sql), DB_VALUES(__VA_ARGS__), (e))

/* Rows of the last db_run() that were changed. */
int64_t db_changes(const struct db *db);

/* The number that the last row added got as its INTEGER PRIMARY KEY. */
int64_t db_last_id(const struct db *db);

/*
 * The rows of a query, one after the other:
 *
 *	struct db_rows r = { 0 };
 *
 *	rc = db_query(db, SQL_x, DB_VALUES(DB_I(1)), &r, e);
 *	while (rc == ERR_OK && db_next(&r, &rc, e))
 *		... db_int(&r, 0) ...
 *	db_end(&r);
 *
 * Text and bytes are borrowed until the next db_next() or db_end(). db_end() may be called on a
 * zeroed struct and twice. One query a statement text at a time (they are cached).
 */
struct db_rows {
	struct db *db;
	sqlite3_stmt *statement;
};

enum err_code db_query(struct db *db, const char *sql, const struct db_val *val, size_t n,
	struct db_rows *out, struct err *e) MUST_CHECK;
bool db_next(struct db_rows *r, enum err_code *rc, struct err *e);
void db_end(struct db_rows *r);

int64_t db_int(const struct db_rows *r, int column);    /* 0 for NULL */
struct str db_text(const struct db_rows *r, int column); /* text or bytes; empty for NULL */
bool db_is_null(const struct db_rows *r, int column);

/* The one number that a query gives, in the first column of its first row; ERR_NOTFOUND without one. */
enum err_code db_number(struct db *db, const char *sql, const struct db_val *val, size_t n,
	int64_t *out, struct err *e) MUST_CHECK;
#define DB_NUMBER(db, sql, out, e, ...) db_number((db), (sql), DB_VALUES(__VA_ARGS__), (out), (e))

/* Fill `e` from the connection's last result `code`, and set db->fault; returns e->code. */
enum err_code db_fail(struct db *db, int code, const char *doing, struct err *e);

/* Move the write-ahead log into the database file and cut it to nothing (writer only). */
enum err_code db_checkpoint(struct db *db, struct err *e) MUST_CHECK;

/* Read every page and index (PRAGMA quick_check); ERR_DB with the first finding. */
enum err_code db_check(struct db *db, struct err *e) MUST_CHECK;

#endif
