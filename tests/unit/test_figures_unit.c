/* Counting by department and unit: one cell for a completion, at the place of the day it came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/date.h"
#include "tracker/fact.h"
#include "tracker/figures_unit.h"
#include "tracker/pseudonym.h"

static struct err e;
static const unsigned char key[PSEUDONYM_KEY_SIZE] = "a key for tests, 32 bytes long..";

/* stadt > fb10 > personal, stadt > fb20; the departments are fb10 and fb20. */
static struct site_unit units[] = {
	{ STR_INIT("stadt"), { "", 0 }, STR_INIT("Stadt") },
	{ STR_INIT("fb10"), STR_INIT("stadt"), STR_INIT("FB 10") },
	{ STR_INIT("personal"), STR_INIT("fb10"), STR_INIT("Personal") },
	{ STR_INIT("fb20"), STR_INIT("stadt"), STR_INIT("FB 20") },
};
static struct str fb10_units[] = { STR_INIT("fb10"), STR_INIT("personal") };
static struct str fb20_units[] = { STR_INIT("fb20") };
static struct site_department departments[] = {
	{ STR_INIT("fb10"), STR_INIT("FB 10"), fb10_units, 2 },
	{ STR_INIT("fb20"), STR_INIT("FB 20"), fb20_units, 1 },
};

struct setup {
	struct db store, people;
	struct site site;
	struct arena arena;
	struct population who;
	struct pseudonym_maker *maker;
};

static void
sql(struct db *db, const char *text)
{
	char *message = NULL;

	if (sqlite3_exec(db->handle, text, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", text, message);
}

static int64_t
day(const char *s)
{
	struct date d;

	assert_true(date_parse(str_of(s), &d));
	return date_to_days(d);
}

static int
setup(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	char text[512];

	s->site.unit = units;
	s->site.n_unit = 4;
	s->site.department = departments;
	s->site.n_department = 2;
	assert_int_equal(db_open(&s->store, ":memory:", DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(db_migrate(&s->store, sql_migrate, "store/", &e), ERR_OK);
	assert_int_equal(db_open(&s->people, ":memory:", DB_WRITER, DB_PEOPLE, &e), ERR_OK);
	assert_int_equal(db_migrate(&s->people, sql_migrate, "people/", &e), ERR_OK);
	assert_int_equal(pseudonym_maker_new(key, &s->maker, &e), ERR_OK);
	sql(&s->people, "INSERT INTO person(id, iss, sub, name, roles, audiences, import) VALUES"
		"(1, 'x', 'a', 'A', '', '', 1), (2, 'x', 'b', 'B', '', '', 1), (3, 'x', 'c', 'C', '', '', 1),"
		"(4, 'x', 'd', 'D', '', '', 1)");
	snprintf(text, sizeof(text), "INSERT INTO stay(person, unit, from_day, to_day) VALUES (1, 'personal', 0, NULL),"
		"(2, 'fb10', 0, NULL), (3, 'personal', 0, %lld), (3, 'fb20', %lld, NULL), (4, 'aufgeloest', 0, NULL)",
		(long long)day("2026-08-14"), (long long)day("2026-08-15"));
	sql(&s->people, text);
	snprintf(text, sizeof(text), "INSERT INTO module(id, name, first_seen, last_seen) VALUES (1, 'eins', %lld, %lld),"
		"(2, 'zwei', %lld, %lld); INSERT INTO version(id, module, name, edition) VALUES (1, 1, 'v', 1), (2, 2, 'v', 1)",
		(long long)day("2026-01-05"), (long long)day("2026-11-24"), (long long)day("2026-01-05"),
		(long long)day("2026-11-24"));
	sql(&s->store, text);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct setup *s = *state;

	population_forget(&s->who);
	pseudonym_maker_free(s->maker);
	db_close(&s->store);
	db_close(&s->people);
	arena_reset(&s->arena);
	free(s);
	return 0;
}

static void
fact_put(struct setup *s, const char *sub, int module, const char *recorded, enum fact_verb verb)
{
	struct fact f = { .module = module, .version = module, .day = day("2026-07-01"), .verb = verb };
	struct writer_tx tx = { 0 };

	assert_int_equal(pseudonym_make(s->maker, STR("x"), str_of(sub), f.person, &e), ERR_OK);
	tx.store = s->store; /* lent, with its statements, until it comes back */
	assert_int_equal(fact_add(&tx, &f, day(recorded), &e), ERR_OK);
	s->store = tx.store;
}

static void
cell_print(void *ctx, struct str unit, struct str item, int64_t people)
{
	buf_addf(ctx, "%.*s/%.*s=%lld ", STR_FMT(unit), STR_FMT(item), (long long)people);
}

static void
counts_are(struct setup *s, enum measure_cell cell, const char *period, const char *want)
{
	struct buf said = { 0 };
	struct period p;

	assert_true(period_parse(str_of(period), &p));
	assert_int_equal(figures_unit_count(&s->arena, &s->store, &s->who, cell, p, cell_print, &said, &e), ERR_OK);
	buf_add_char(&said, '\0');
	assert_string_equal(said.p, want);
	buf_release(&said);
}

static void
test_counts(void **state)
{
	struct setup *s = *state;

	fact_put(s, "a", 1, "2026-07-02", FACT_COMPLETED);
	fact_put(s, "a", 2, "2026-07-03", FACT_COMPLETED); /* a second module: still one person of fb10 */
	fact_put(s, "b", 1, "2026-07-02", FACT_PASSED);
	fact_put(s, "b", 2, "2026-07-02", FACT_COMPLETED);
	fact_put(s, "b", 2, "2026-10-02", FACT_REVOKED);
	fact_put(s, "c", 1, "2026-08-14", FACT_COMPLETED); /* the last day in fb10 */
	fact_put(s, "c", 2, "2026-08-15", FACT_COMPLETED); /* the first day in fb20 */
	fact_put(s, "d", 1, "2026-07-02", FACT_COMPLETED); /* of a unit that is gone */
	fact_put(s, "e", 1, "2026-07-02", FACT_COMPLETED); /* nobody knows where */
	assert_int_equal(population_load(&s->arena, &s->people, &s->site, key, &s->who, &e), ERR_OK);
	counts_are(s, CELL_DEPARTMENT, "2026Q3", "fb10/=3 fb20/=1 ");
	counts_are(s, CELL_DEPARTMENT, "2026Q4", "fb10/=0 fb20/=0 ");
	counts_are(s, CELL_DEPARTMENT_MODULE, "2026", "fb10/eins=3 fb10/zwei=1 fb20/eins=0 fb20/zwei=1 ");
	counts_are(s, CELL_UNIT, "2026", "stadt/=0 fb10/=1 personal/=2 fb20/=1 ");
}

/* One completion more changes one cell of each kind, by one: what epsilon rests on. */
static void
test_one_completion_one_cell(void **state)
{
	static const enum measure_cell kinds[] = { CELL_DEPARTMENT, CELL_DEPARTMENT_MODULE, CELL_UNIT };
	struct setup *s = *state;
	struct period p = { PERIOD_YEAR, 2026, 1 };

	assert_int_equal(population_load(&s->arena, &s->people, &s->site, key, &s->who, &e), ERR_OK);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct buf before = { 0 }, after = { 0 };
		size_t changed = 0;

		sql(&s->store, "DELETE FROM fact");
		fact_put(s, "a", 1, "2026-07-02", FACT_COMPLETED);
		assert_int_equal(figures_unit_count(&s->arena, &s->store, &s->who, kinds[i], p, cell_print, &before, &e), ERR_OK);
		fact_put(s, "c", 1, "2026-07-02", FACT_COMPLETED);
		assert_int_equal(figures_unit_count(&s->arena, &s->store, &s->who, kinds[i], p, cell_print, &after, &e), ERR_OK);
		assert_int_equal(before.n, after.n);
		for (size_t k = 0; k < before.n; k++) {
			if (before.p[k] != after.p[k]) {
				assert_int_equal(after.p[k] - before.p[k], 1);
				changed++;
			}
		}
		assert_int_equal(changed, 1);
		buf_release(&before);
		buf_release(&after);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_counts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_one_completion_one_cell, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
