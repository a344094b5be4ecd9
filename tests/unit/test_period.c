#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/date.h"
#include "tracker/period.h"

static int64_t
day(const char *s)
{
	struct date d;

	assert_true(date_parse(str_of(s), &d));
	return date_to_days(d);
}

static void
test_parse(void **state)
{
	static const struct {
		const char *text, *first, *last, *due;
	} cases[] = {
		{ "2026Q4", "2026-10-01", "2026-12-31", "2027-01-04" },
		{ "2026Q1", "2026-01-01", "2026-03-31", "2026-04-04" },
		{ "2024Q1", "2024-01-01", "2024-03-31", "2024-04-04" },
		{ "2026Q2", "2026-04-01", "2026-06-30", "2026-07-04" },
		{ "2026H1", "2026-01-01", "2026-06-30", "2026-07-04" },
		{ "2026H2", "2026-07-01", "2026-12-31", "2027-01-04" },
		{ "2026", "2026-01-01", "2026-12-31", "2027-01-04" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct period p;
		char text[PERIOD_TEXT];

		assert_true(period_parse(str_of(cases[i].text), &p));
		assert_string_equal(period_format(p, text), cases[i].text);
		assert_int_equal(period_first(p), day(cases[i].first));
		assert_int_equal(period_last(p), day(cases[i].last));
		assert_int_equal(period_due(p, 3), day(cases[i].due));
	}
}

static void
test_refused(void **state)
{
	static const char *const bad[] = { "", "26Q4", "2026Q0", "2026Q5", "2026q1", "2026H3", "2026H0",
		"2026M1", "20260", "2026Q", "2026Q11", "-026", "abcd", "1969", "2026 1", "2026Q+" };
	struct period p = { PERIOD_HALF, 2000, 2 };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  '%s'\n", bad[i]);
		assert_false(period_parse(str_of(bad[i]), &p));
	}
	assert_int_equal(p.year, 2000);
}

/* Every day of 60 years lies in exactly the period that period_of_day() names, for each kind. */
static void
test_days(void **state)
{
	(void)state;
	for (int64_t d = day("1970-01-01"); d < day("2030-01-01"); d++) {
		for (int kind = PERIOD_QUARTER; kind <= PERIOD_YEAR; kind++) {
			struct period p = period_of_day((enum period_kind)kind, d);

			assert_true(period_first(p) <= d && d <= period_last(p));
		}
	}
}

static void
test_move(void **state)
{
	struct period p = { PERIOD_QUARTER, 2026, 1 }, back = period_move(p, -1);
	char text[PERIOD_TEXT];

	(void)state;
	assert_string_equal(period_format(back, text), "2025Q4");
	assert_string_equal(period_format(period_move(p, 7), text), "2027Q4");
	for (int64_t n = 7880; n < 8120; n++) {
		struct period q = period_of_quarter_number(n);

		assert_int_equal(period_quarter_number(q), n);
		assert_int_equal(period_last(q) + 1, period_first(period_move(q, 1)));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
