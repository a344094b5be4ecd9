#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/buf.h"
#include "tracker/measure.h"

#define HEAD "measure\tof\tcell\tperiod\tepsilon\tcounted\n"
#define ROW(id) id "\tcompletion\tcity × module\tquarter\t1\tMenschen\n"

static void
test_register(void **state)
{
	struct arena a = { 0 };
	struct measures all;
	struct err e = { 0 };
	const struct measure *m;

	(void)state;
	assert_int_equal(measures_load(&a, 3.5, &all, &e), ERR_OK);
	m = measure_find(&all, STR("module-quarter"));
	assert_non_null(m);
	assert_int_equal(m->cell, CELL_CITY_MODULE);
	assert_int_equal(m->period, PERIOD_QUARTER);
	assert_null(measure_find(&all, STR("module")));
	assert_true(measures_epsilon(&all) <= 3.5);
	arena_reset(&a);
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text, *message;
		unsigned line;
	} cases[] = {
		{ "", "figures.tsv:0: there is no measure in it", 0 },
		{ "# only a comment\n", "figures.tsv:1: there is no measure in it", 1 },
		{ "measure\tof\n", "figures.tsv:1: 2 columns instead of 6", 1 },
		{ "name\tof\tcell\tperiod\tepsilon\tcounted\n",
			"figures.tsv:1: column 1 is 'name' instead of 'measure'", 1 },
		{ "# x\n\n" HEAD ROW("a") ROW("a"), "figures.tsv:5: the measure a stands twice", 5 },
		{ HEAD "a\tcompletion\tcity × module\tquarter\t2\tx\n",
			"figures.tsv:2: epsilon is '2', but the noise gives 1 (ln 2)", 2 },
		{ HEAD "a\tcompletion\tcity × person\tquarter\t1\tx\n",
			"figures.tsv:2: the word 'city × person' is not known", 2 },
		{ HEAD "a\tvoice\tcity × module\tquarter\t1\tx\n",
			"figures.tsv:2: the word 'voice' is not known", 2 },
		{ HEAD "a\tcompletion\tcity × module\tmonth\t1\tx\n",
			"figures.tsv:2: the word 'month' is not known", 2 },
		{ HEAD "a\tcompletion\tcity × module\tquarter\t1\t\n",
			"figures.tsv:2: the column counted is empty", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = { 0 };
		struct measures all;
		struct err e = { 0 };

		assert_int_equal(measures_parse(&a, str_of(cases[i].text), &all, &e), ERR_PARSE);
		assert_string_equal(e.msg, cases[i].message);
		assert_int_equal(e.line, cases[i].line);
		arena_reset(&a);
	}
}

/* Five measures are 5 ln 2 = 3.47; a sixth is more than all figures together may tell. */
static void
test_epsilon(void **state)
{
	struct arena a = { 0 };
	struct measures all;
	struct err e = { 0 };
	struct buf five = { 0 };

	(void)state;
	buf_add(&five, STR(HEAD ROW("a") ROW("b") ROW("c") ROW("d") ROW("e")));
	assert_int_equal(measures_parse(&a, buf_str(&five), &all, &e), ERR_OK);
	assert_int_equal(measures_check(&all, 3.5, &e), ERR_OK);
	assert_int_equal(measures_check(&all, 3.4, &e), ERR_INVALID);
	buf_add(&five, STR(ROW("f")));
	assert_int_equal(measures_parse(&a, buf_str(&five), &all, &e), ERR_OK);
	assert_int_equal(measures_check(&all, 3.5, &e), ERR_INVALID);
	assert_non_null(strstr(e.msg, "epsilon = 4.16, above epsilon_max = 3.50"));
	buf_release(&five);
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_register),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_epsilon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
