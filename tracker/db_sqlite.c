#include "tracker/db.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tracker/log_file.h"

/* FULL: a commit is on the disk before it is acknowledged. `make powercut` also builds a tracker
 * with NORMAL, to see that the test would find the difference. */
#ifndef DB_SYNCHRONOUS
#define DB_SYNCHRONOUS "FULL"
#endif

enum { BUSY_MS = 10000 };

/* errno of the file behind `which` (database or write-ahead log) at its last failure. */
static int
file_errno(struct db *db, int which)
{
	sqlite3_file *file = NULL;
	int no = 0;

	if (sqlite3_file_control(db->handle, "main", which, &file) != SQLITE_OK || !file || !file->pMethods)
		return 0;
	if (file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &no) != SQLITE_OK)
		return 0;
	return no;
}

static bool
errno_is_full(int no)
{
	return no == ENOSPC || no == EDQUOT;
}

/*
 * Whether `code` stands for a full volume. SQLite says SQLITE_FULL for most of these, but wraps a
 * full quota, a full disk noticed by fsync and a -shm file without room as I/O errors.
 */
static bool
code_is_full(struct db *db, int code)
{
	int main_file, log_file;

	if ((code & 0xff) == SQLITE_FULL)
		return true;
	switch (code) {
	case SQLITE_IOERR_WRITE:
	case SQLITE_IOERR_FSYNC:
	case SQLITE_IOERR_DIR_FSYNC:
	case SQLITE_IOERR_TRUNCATE:
		main_file = file_errno(db, SQLITE_FCNTL_FILE_POINTER);
		log_file = file_errno(db, SQLITE_FCNTL_JOURNAL_POINTER);
		return (errno_is_full(main_file) || errno_is_full(log_file))
			&& (main_file == 0 || errno_is_full(main_file))
			&& (log_file == 0 || errno_is_full(log_file));
	default:
		if ((code & 0xff) != SQLITE_IOERR && (code & 0xff) != SQLITE_CANTOPEN)
			return false;
		return errno_is_full(sqlite3_system_errno(db->handle));
	}
}

static enum db_fault
code_fault(struct db *db, int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
	case SQLITE_CONSTRAINT:
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
	case SQLITE_AUTH: /* db_restrict(): a mistake of the program */
		return DB_FAULT_NONE;
	default:
		return code_is_full(db, code) ? DB_FAULT_FULL : DB_FAULT_IO;
	}
}

enum err_code
db_fail(struct db *db, int code, const char *doing, struct err *e)
{
	enum db_fault fault = code_fault(db, code);
	enum err_code rc = ERR_DB;

	if ((code & 0xff) == SQLITE_CONSTRAINT)
		rc = ERR_CONFLICT;
	else if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
		rc = ERR_BUSY;
	if (fault > db->fault)
		db->fault = fault;
	return err_set(e, rc, "%.200s: %s (%d)", doing,
		db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code), code);
}

static enum err_code
db_exec(struct db *db, const char *sql, struct err *e)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? ERR_OK : db_fail(db, code, sql, e);
}

/* Text of a PRAGMA's one row into `out`; empty when it has none. */
static enum err_code
db_pragma_text(struct db *db, const char *sql, char *out, size_t size, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(db->handle, sql, -1, &st, NULL);
	enum err_code rc = ERR_OK;

	out[0] = '\0';
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		const unsigned char *text = sqlite3_column_text(st, 0);

		snprintf(out, size, "%s", text ? (const char *)text : "");
	} else if (code != SQLITE_DONE) {
		rc = db_fail(db, code, sql, e);
	}
	sqlite3_finalize(st);
	return rc;
}

/* Refuse another program's database before anything is written into it. */
static enum err_code
db_identify(struct db *db, const char *path, enum db_mode mode, int kind, struct err *e)
{
	char text[32], tables[32], set[64];
	enum err_code rc = db_pragma_text(db, "PRAGMA application_id", text, sizeof(text), e);

	if (rc != ERR_OK) {
		if ((sqlite3_errcode(db->handle) & 0xff) == SQLITE_NOTADB)
			return err_set(e, ERR_INVALID, "%s is not a database of lernreise-tracker", path);
		return rc;
	}
	snprintf(set, sizeof(set), "%d", kind);
	if (strcmp(text, set) == 0)
		return ERR_OK;
	rc = db_pragma_text(db, "SELECT count(*) FROM sqlite_schema", tables, sizeof(tables), e);
	if (rc != ERR_OK)
		return rc;
	if (strcmp(text, "0") != 0 || strcmp(tables, "0") != 0 || mode == DB_READER)
		return err_set(e, ERR_INVALID, "%s is a database of another program (application id %s)",
			path, text);
	return ERR_OK; /* empty: db_migrate() writes the id together with the first tables */
}

/* Bytes of a page, set before a new file gets its first; one that exists keeps its own. */
static enum err_code
db_page_set(struct db *db, struct err *e)
{
	char sql[40];

	snprintf(sql, sizeof(sql), "PRAGMA page_size=%d", DB_PAGE);
	return db_exec(db, sql, e);
}

static enum err_code
db_configure(struct db *db, enum db_mode mode, struct err *e)
{
	char mode_now[16];
	int on = 0;
	enum err_code rc;

	sqlite3_busy_timeout(db->handle, BUSY_MS);
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, &on);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, &on);
	/* The writer checkpoints by itself, with its errors seen; closing must not do it unseen. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &on);
	if (mode == DB_READER)
		return db_exec(db, "PRAGMA query_only=ON; PRAGMA cache_size=-2000; PRAGMA mmap_size=0", e);
	rc = db_page_set(db, e);
	if (rc == ERR_OK)
		rc = db_pragma_text(db, "PRAGMA journal_mode=WAL", mode_now, sizeof(mode_now), e);
	if (rc != ERR_OK)
		return rc;
	if (strcmp(mode_now, "wal") != 0 && strcmp(mode_now, "memory") != 0)
		return err_set(e, ERR_DB, "the database does not take a write-ahead log (%s)", mode_now);
	return db_exec(db, "PRAGMA synchronous=" DB_SYNCHRONOUS "; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
		"PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=24000000;" /* some more than checkpoint.c lets it grow */
		"PRAGMA cache_size=-16000; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY", e);
}

enum err_code
db_open(struct db *db, const char *path, enum db_mode mode, int kind, struct err *e)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	enum err_code rc;
	int code;

	if (mode == DB_WRITER)
		flags |= SQLITE_OPEN_CREATE;
	*db = (struct db){ 0 };
	code = sqlite3_open_v2(path, &db->handle, flags, mode == DB_WRITER ? log_file_vfs() : NULL);
	rc = code == SQLITE_OK ? ERR_OK : db_fail(db, code, path, e);
	if (rc == ERR_OK)
		sqlite3_busy_timeout(db->handle, BUSY_MS);
	if (rc == ERR_OK)
		rc = db_identify(db, path, mode, kind, e);
	if (rc == ERR_OK)
		rc = db_configure(db, mode, e);
	if (rc != ERR_OK) {
		enum db_fault fault = db->fault;

		db_close(db);
		db->fault = fault;
	}
	return rc;
}

void
db_close(struct db *db)
{
	for (size_t i = 0; i < db->n; i++)
		sqlite3_finalize(db->cache[i].statement);
	sqlite3_close_v2(db->handle);
	*db = (struct db){ 0 };
}

/* The cached statement for `sql`, ready to bind; a plan is kept as long as the connection. */
static enum err_code
db_statement(struct db *db, const char *sql, sqlite3_stmt **out, struct err *e)
{
	int code;

	for (size_t i = 0; i < db->n; i++) {
		if (db->cache[i].sql == sql) {
			*out = db->cache[i].statement;
			return ERR_OK;
		}
	}
	if (db->n == DB_STATEMENTS_MAX)
		return err_set(e, ERR_DB, "more than %d statements on one connection", DB_STATEMENTS_MAX);
	code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	if (code != SQLITE_OK)
		return db_fail(db, code, sql, e);
	if (!*out)
		return err_set(e, ERR_DB, "empty statement");
	db->cache[db->n].sql = sql;
	db->cache[db->n++].statement = *out;
	return ERR_OK;
}

static int
db_bind(sqlite3_stmt *st, int at, const struct db_val *v)
{
	switch (v->type) {
	case DB_INT:
		return sqlite3_bind_int64(st, at, v->i);
	case DB_TEXT:
		return sqlite3_bind_text64(st, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BLOB:
		return sqlite3_bind_blob64(st, at, v->s.p ? v->s.p : "", v->s.n, SQLITE_STATIC);
	case DB_NULL_VALUE:
		return sqlite3_bind_null(st, at);
	}
	return SQLITE_MISUSE;
}

static enum err_code
db_start(struct db *db, const char *sql, const struct db_val *val, size_t n, sqlite3_stmt **out,
	struct err *e)
{
	enum err_code rc = db_statement(db, sql, out, e);
	int code = SQLITE_OK;

	for (size_t i = 0; rc == ERR_OK && i < n; i++) {
		code = db_bind(*out, (int)i + 1, &val[i]);
		if (code != SQLITE_OK)
			rc = db_fail(db, code, sql, e);
	}
	return rc;
}

/* After this, no borrowed value is left in the statement. */
static void
db_reset(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

enum err_code
db_run(struct db *db, const char *sql, const struct db_val *val, size_t n, struct err *e)
{
	sqlite3_stmt *st = NULL;
	enum err_code rc = db_start(db, sql, val, n, &st, e);
	int code = SQLITE_ROW;

	while (rc == ERR_OK && code == SQLITE_ROW)
		code = sqlite3_step(st);
	if (rc == ERR_OK && code != SQLITE_DONE)
		rc = db_fail(db, code, sql, e);
	if (st)
		db_reset(st);
	return rc;
}

int64_t
db_changes(const struct db *db)
{
	return sqlite3_changes64(db->handle);
}

int64_t
db_last_id(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

enum err_code
db_query(struct db *db, const char *sql, const struct db_val *val, size_t n, struct db_rows *out,
	struct err *e)
{
	*out = (struct db_rows){ .db = db };
	return db_start(db, sql, val, n, &out->statement, e);
}

bool
db_next(struct db_rows *r, enum err_code *rc, struct err *e)
{
	int code = sqlite3_step(r->statement);

	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		*rc = db_fail(r->db, code, sqlite3_sql(r->statement), e);
	db_end(r);
	return false;
}

void
db_end(struct db_rows *r)
{
	if (r->statement)
		db_reset(r->statement);
	r->statement = NULL;
}

int64_t
db_int(const struct db_rows *r, int column)
{
	return sqlite3_column_int64(r->statement, column);
}

struct str
db_text(const struct db_rows *r, int column)
{
	const void *p = sqlite3_column_blob(r->statement, column);
	int n = sqlite3_column_bytes(r->statement, column);

	return p ? (struct str){ p, (size_t)n } : (struct str){ "", 0 };
}

bool
db_is_null(const struct db_rows *r, int column)
{
	return sqlite3_column_type(r->statement, column) == SQLITE_NULL;
}

enum err_code
db_number(struct db *db, const char *sql, const struct db_val *val, size_t n, int64_t *out,
	struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(db, sql, val, n, &r, e);

	if (rc != ERR_OK)
		return rc;
	if (db_next(&r, &rc, e))
		*out = db_int(&r, 0);
	else if (rc == ERR_OK)
		rc = err_set(e, ERR_NOTFOUND, "no such row");
	db_end(&r);
	return rc;
}

enum err_code
db_version(struct db *db, int64_t *out, struct err *e)
{
	return db_number(db, "PRAGMA user_version", NULL, 0, out, e);
}

int64_t
db_version_known(const struct embedded *steps, const char *prefix)
{
	int64_t n = 0;

	for (const struct embedded *s = steps; s->name; s++)
		n += strncmp(s->name, prefix, strlen(prefix)) == 0;
	return n;
}

static enum err_code
db_step(struct db *db, const struct embedded *step, int kind, int64_t version, struct err *e)
{
	char tail[128];
	enum err_code rc = db_exec(db, "BEGIN IMMEDIATE", e);

	snprintf(tail, sizeof(tail), "PRAGMA application_id = %d; PRAGMA user_version = %lld; COMMIT", kind,
		(long long)version);
	if (rc == ERR_OK)
		rc = db_exec(db, step->text, e);
	if (rc == ERR_OK)
		rc = db_exec(db, tail, e);
	if (rc == ERR_OK)
		return ERR_OK;
	err_wrap(e, "migration %s", step->name);
	sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	return rc;
}

enum err_code
db_migrate(struct db *db, const struct embedded *steps, const char *prefix, struct err *e)
{
	int kind = strcmp(prefix, "people/") == 0 ? DB_PEOPLE : DB_STORE;
	int64_t have = 0, known = db_version_known(steps, prefix), at = 0;
	enum err_code rc = db_version(db, &have, e);

	if (rc != ERR_OK)
		return rc;
	if (have > known)
		return err_set(e, ERR_INVALID, "the database has version %lld, this program knows up to %lld: "
			"use the newer program", (long long)have, (long long)known);
	for (const struct embedded *s = steps; s->name && rc == ERR_OK; s++) {
		if (strncmp(s->name, prefix, strlen(prefix)) != 0)
			continue;
		if (++at > have)
			rc = db_step(db, s, kind, at, e);
	}
	return rc;
}

enum err_code
db_checkpoint(struct db *db, struct err *e)
{
	int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return code == SQLITE_OK ? ERR_OK : db_fail(db, code, "checkpoint", e);
}

enum err_code
db_check(struct db *db, struct err *e)
{
	char text[256];
	enum err_code rc = db_pragma_text(db, "PRAGMA quick_check(1)", text, sizeof(text), e);

	if (rc == ERR_OK && strcmp(text, "ok") != 0) {
		db->fault = DB_FAULT_IO;
		rc = err_set(e, ERR_DB, "the database is damaged: %s", text);
	}
	return rc;
}
