/* Every column of both databases has its purpose in purposes.yaml, and nothing forbidden is stored. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/file.h"
#include "common/yaml.h"
#include "tracker/db.h"

static struct err e;

/* What privacy says is stored nowhere; a column of such a name would be a sign. */
static const char *const forbidden[] = { "score", "attempt", "duration", "seconds", "time", "hour", "minute",
	"address", "ip", "agent", "referrer", "progress_percent", "failed", "started", "grade", "points", "mail",
	"birth", "gender" };

static const struct yaml_node *
purposes(struct arena *a, struct buf *text)
{
	struct findings all = { .arena = a };
	struct yaml_node *root = NULL;

	assert_int_equal(file_read("tracker/purposes.yaml", text, &e), ERR_OK);
	if (!yaml_parse(a, buf_str(text), STR("tracker/purposes.yaml"), 1, true, &all, &root))
		findings_print(&all, stderr, 20);
	assert_non_null(root);
	return root;
}

/* The names in `sql`'s first column as entries of `map`; exactly these, and no more. */
static size_t
names_match(struct db *db, const char *sql, const struct yaml_node *map, const char *where)
{
	struct db_rows r = { 0 };
	size_t n = 0;
	enum err_code rc = db_query(db, sql, NULL, 0, &r, &e);

	while (rc == ERR_OK && db_next(&r, &rc, &e)) {
		struct str name = db_text(&r, 0);

		if (!yaml_find(map, name))
			fail_msg("%s: %.*s has no entry in purposes.yaml", where, STR_FMT(name));
		for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
			if (str_eq(name, str_of(forbidden[i])))
				fail_msg("%s: %.*s is nothing that may be stored", where, STR_FMT(name));
		}
		n++;
	}
	assert_int_equal(rc, ERR_OK);
	db_end(&r);
	if (map->n != n)
		fail_msg("%s: purposes.yaml has %zu entries for %zu names", where, map->n, n);
	return n;
}

static void
text_needed(const struct yaml_node *map, const char *key, struct str table)
{
	const struct yaml_node *node = yaml_find(map, str_of(key));

	if (!node || node->kind != YAML_SCALAR || node->text.n == 0)
		fail_msg("%.*s: %s is missing", STR_FMT(table), key);
}

static void
database_matches(const char *prefix, int kind, const struct yaml_node *tables, size_t least)
{
	struct db db;
	size_t columns = 0;

	assert_int_equal(db_open(&db, ":memory:", DB_WRITER, kind, &e), ERR_OK);
	assert_int_equal(db_migrate(&db, sql_migrate, prefix, &e), ERR_OK);
	names_match(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", tables,
		prefix);
	for (size_t i = 0; i < tables->n; i++) {
		const struct yaml_node *t = tables->item[i];
		struct str name = tables->key[i]->text;
		char sql[128];

		text_needed(t, "holds", name);
		text_needed(t, "personal", name);
		text_needed(t, "basis", name);
		text_needed(t, "retention", name);
		text_needed(t, "seen_by", name);
		snprintf(sql, sizeof(sql), "SELECT name FROM pragma_table_info('%.*s') -- %zu", STR_FMT(name), i);
		columns += names_match(&db, sql, yaml_find(t, STR("columns")), sql);
		for (size_t k = 0; k < db.n; k++) /* the cache goes by the address of the text */
			sqlite3_finalize(db.cache[k].statement);
		db.n = 0;
	}
	print_message("  %s %zu columns\n", prefix, columns);
	assert_true(columns >= least);
	db_close(&db);
}

static void
test_purposes(void **state)
{
	struct arena a = { 0 };
	struct buf text = { 0 };
	const struct yaml_node *root = purposes(&a, &text);

	(void)state;
	assert_int_equal(root->n, 2);
	database_matches("store/", DB_STORE, yaml_find(root, STR("store")), 60);
	database_matches("people/", DB_PEOPLE, yaml_find(root, STR("people")), 10);
	buf_release(&text);
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_purposes) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
