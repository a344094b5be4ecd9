/* The log's file under SQLite: a commit is written at once, read back, undone, and its errors are seen. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "common/file.h"
#include "tracker/log_file.h"

static char folder[] = "/tmp/test_log_fileXXXXXX";

struct two {
	sqlite3 *writer, *reader;
	char log[128];
};

static void
run(sqlite3 *db, const char *sql, int expected)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	if (code != expected)
		fail_msg("%s: %d, %s", sql, code, sqlite3_errmsg(db));
}

static int64_t
number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

/* Calls to write that this process has made, as the kernel counts them. */
static int64_t
writes_made(void)
{
	FILE *f = fopen("/proc/self/io", "r");
	long long n = -1;
	char line[64];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, "syscw: ", 7) == 0)
			n = strtoll(line + 7, NULL, 10);
	fclose(f);
	return n;
}

static void
open_two(struct two *t, const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	snprintf(t->log, sizeof(t->log), "%s-wal", path);
	assert_int_equal(sqlite3_open_v2(path, &t->writer, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, log_file_vfs()), SQLITE_OK);
	run(t->writer, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
		"CREATE TABLE fact (id INTEGER PRIMARY KEY, text TEXT)", SQLITE_OK);
	assert_int_equal(sqlite3_open_v2(path, &t->reader, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
}

static void
close_two(struct two *t)
{
	sqlite3_close(t->reader);
	sqlite3_close(t->writer);
}

/* `n` rows of some 1,000 bytes. */
static void
add(sqlite3 *db, int n)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "INSERT INTO fact(text) SELECT hex(randomblob(500)) FROM "
		"(WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < %d) SELECT x FROM c)", n);
	run(db, sql, SQLITE_OK);
}

static void
test_commit_at_once(void **state)
{
	struct two t;
	int64_t before;

	(void)state;
	open_two(&t, "once");
	add(t.writer, 1);
	before = writes_made();
	run(t.writer, "BEGIN", SQLITE_OK);
	add(t.writer, 40); /* some 15 pages */
	run(t.writer, "COMMIT", SQLITE_OK);
	assert_int_equal(writes_made() - before, 1);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM fact"), 41);
	run(t.writer, "PRAGMA wal_checkpoint(RESTART)", SQLITE_OK);
	add(t.writer, 1); /* the log begins anew, with its own header */
	before = writes_made();
	run(t.writer, "BEGIN", SQLITE_OK);
	add(t.writer, 40);
	run(t.writer, "COMMIT", SQLITE_OK);
	assert_int_equal(writes_made() - before, 1);
	close_two(&t);
}

/* Larger than what is gathered, and larger than the page cache, so that it reads its own log. */
static void
test_large_commit(void **state)
{
	struct two t;

	(void)state;
	open_two(&t, "large");
	run(t.writer, "PRAGMA cache_size=8", SQLITE_OK);
	run(t.writer, "BEGIN", SQLITE_OK);
	add(t.writer, 3000);
	assert_int_equal(number(t.writer, "SELECT count(DISTINCT text) FROM fact"), 3000);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM fact"), 0);
	run(t.writer, "UPDATE fact SET text = hex(randomblob(500)) WHERE id % 3 = 0", SQLITE_OK);
	run(t.writer, "COMMIT", SQLITE_OK);
	assert_int_equal(number(t.reader, "SELECT count(DISTINCT text) FROM fact"), 3000);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
	close_two(&t);
}

static void
test_rollback(void **state)
{
	struct two t;

	(void)state;
	open_two(&t, "rollback");
	run(t.writer, "PRAGMA cache_size=8", SQLITE_OK);
	for (int i = 0; i < 20; i++) {
		run(t.writer, "BEGIN", SQLITE_OK);
		add(t.writer, 40);
		run(t.writer, i % 2 ? "ROLLBACK" : "COMMIT", SQLITE_OK);
	}
	assert_int_equal(number(t.reader, "SELECT count(*) FROM fact"), 400);
	run(t.writer, "PRAGMA wal_checkpoint(TRUNCATE)", SQLITE_OK);
	add(t.writer, 3);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM fact"), 403);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
	close_two(&t);
}

/* With no sync asked for, a commit is in the file all the same before anyone reads it. */
static void
test_without_sync(void **state)
{
	struct two t;

	(void)state;
	open_two(&t, "unsynced");
	run(t.writer, "PRAGMA synchronous=OFF", SQLITE_OK);
	for (int i = 1; i <= 50; i++) {
		add(t.writer, 1);
		assert_int_equal(number(t.reader, "SELECT count(DISTINCT text) FROM fact"), i);
	}
	close_two(&t);
}

/* A file that must not grow: the commit fails, nothing of it is seen, and the next one can succeed. */
static void
test_write_fails(void **state)
{
	struct rlimit limit, small;
	struct stat st;
	struct two t;

	(void)state;
	open_two(&t, "fails");
	add(t.writer, 5);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(stat(t.log, &st), 0);
	small = (struct rlimit){ .rlim_cur = (rlim_t)st.st_size + 6000, .rlim_max = limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	run(t.writer, "BEGIN", SQLITE_OK);
	add(t.writer, 40);
	assert_int_not_equal(sqlite3_exec(t.writer, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	if (!sqlite3_get_autocommit(t.writer))
		run(t.writer, "ROLLBACK", SQLITE_OK);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM fact"), 5);
	add(t.writer, 2);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM fact"), 7);
	assert_int_equal(number(t.reader, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
	close_two(&t);
}

static int
setup(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int
teardown(void **state)
{
	struct err e = { 0 };

	(void)state;
	return folder_remove(folder, &e) == ERR_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commit_at_once),
		cmocka_unit_test(test_large_commit),
		cmocka_unit_test(test_rollback),
		cmocka_unit_test(test_without_sync),
		cmocka_unit_test(test_write_fails),
	};

	return cmocka_run_group_tests_name("log_file", tests, setup, teardown);
}
