/* The list of published figures outside of the database, and what it shows when one was changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/file.h"
#include "tracker/manifest.h"

static struct err e;

static void
sql(struct db *db, const char *text)
{
	char *message = NULL;

	if (sqlite3_exec(db->handle, text, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", text, message);
}

static void
period_put(struct db *db, const char *id, int64_t phishing)
{
	struct figure item[] = {
		{ STR_INIT("module-quarter"), STR_INIT(""), STR_INIT("passwort"), 4 },
		{ STR_INIT("module-quarter"), STR_INIT(""), STR_INIT("phishing"), phishing },
	};
	struct figures f = { .item = item, .n = 2 };

	assert_true(period_parse(str_of(id), &f.period));
	figures_digest(&f, f.digest);
	sql(db, "BEGIN");
	assert_int_equal(figures_store(db, &f, period_due(f.period, 3), &e), ERR_OK);
	sql(db, "COMMIT");
}

static void
tell(void *ctx, const char *message)
{
	struct buf *all = ctx;

	buf_addf(all, "%s\n", message);
}

static void
verify_says(const char *path, struct db *db, const char *want)
{
	struct buf said = { 0 };
	enum err_code rc = manifest_verify(path, db, tell, &said, &e);

	assert_int_equal(rc, want[0] ? ERR_INVALID : ERR_OK);
	buf_add_char(&said, '\0');
	assert_string_equal(said.p, want);
	buf_release(&said);
}

static void
file_is(const char *path, struct buf *out)
{
	buf_clear(out);
	assert_int_equal(file_read(path, out, &e), ERR_OK);
}

static void
test_manifest(void **state)
{
	struct db db;
	struct buf before = { 0 }, after = { 0 };
	char path[] = "/tmp/test_manifest.XXXXXX";
	size_t added = 9;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	assert_int_equal(db_open(&db, ":memory:", DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(db_migrate(&db, sql_migrate, "store/", &e), ERR_OK);
	period_put(&db, "2026Q2", 31);
	assert_int_equal(manifest_extend(path, &db, &added, &e), ERR_OK);
	assert_int_equal(added, 1);
	verify_says(path, &db, "");
	file_is(path, &before);
	assert_true(str_starts(buf_str(&before), STR("# 2026Q2 closed 2026-07-04 sha256 ")));
	assert_true(str_ends(buf_str(&before), STR("\n2026Q2\tmodule-quarter\t\tpasswort\t4\n"
		"2026Q2\tmodule-quarter\t\tphishing\t31\n")));
	period_put(&db, "2026Q3", 40);
	verify_says(path, &db, ""); /* a copy may be older */
	assert_int_equal(manifest_extend(path, &db, &added, &e), ERR_OK);
	assert_int_equal(added, 1);
	file_is(path, &after);
	assert_true(str_starts(buf_str(&after), buf_str(&before))); /* it only grows */
	assert_int_equal(manifest_extend(path, &db, &added, &e), ERR_OK);
	assert_int_equal(added, 0);

	/* Somebody takes the safeguards off and makes a figure nicer. */
	sql(&db, "DROP TRIGGER figure_no_update; UPDATE figure SET value = 300 WHERE item = 'phishing' "
		"AND period = '2026Q2'");
	verify_says(path, &db, "2026Q2: the stored figures do not fit their digest\n"
		"2026Q2: the stored figures are not those of the manifest\n");
	assert_int_equal(manifest_extend(path, &db, &added, &e), ERR_OK);
	buf_clear(&before);
	file_is(path, &before);
	assert_true(str_eq(buf_str(&before), buf_str(&after))); /* what stood there stays */
	sql(&db, "DROP TRIGGER figure_no_delete; DROP TRIGGER figure_period_no_delete; "
		"DELETE FROM figure WHERE period = '2026Q2'; DELETE FROM figure_period WHERE period = '2026Q2'");
	verify_says(path, &db, "2026Q2: it stands in the manifest, but not in the database\n");
	unlink(path);
	assert_int_equal(manifest_verify(path, &db, tell, &after, &e), ERR_NOTFOUND);
	buf_release(&before);
	buf_release(&after);
	db_close(&db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_manifest) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
