#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/date.h"

static void
days_parsed(void **state)
{
	static const struct str good[] = { STR_INIT("2026-11-24"), STR_INIT("2024-02-29"), STR_INIT("2000-02-29"),
		STR_INIT("0001-01-01"), STR_INIT("9999-12-31") };
	static const struct str bad[] = { STR_INIT(""), STR_INIT("2026-11-2"), STR_INIT("2026-11-024"),
		STR_INIT("2026-13-01"), STR_INIT("2026-00-01"), STR_INIT("2026-01-00"), STR_INIT("2026-04-31"),
		STR_INIT("2023-02-29"), STR_INIT("1900-02-29"), STR_INIT("0000-01-01"), STR_INIT("24.11.2026"),
		STR_INIT("2026-11-24x"), STR_INIT("2026/11/24"), STR_INIT("+026-11-24"), STR_INIT("2026-1 -24") };
	struct date d = { 7, 7, 7 };
	char text[11];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(date_parse(good[i], &d));
		date_format(d, text);
		assert_true(str_eq(str_of(text), good[i]));
	}
	d = (struct date){ 7, 7, 7 };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  %.*s\n", STR_FMT(bad[i]));
		assert_false(date_parse(bad[i], &d));
		assert_true(d.year == 7 && d.month == 7 && d.day == 7);
	}
}

/* Each day of 800 years follows the one before it, and both ways agree. */
static void
days_counted(void **state)
{
	int64_t first = date_to_days((struct date){ 1600, 1, 1 });
	struct date d = { 1600, 1, 1 };

	(void)state;
	assert_int_equal(date_to_days((struct date){ 1970, 1, 1 }), 0);
	assert_int_equal(date_to_days((struct date){ 2000, 3, 1 }), 11017);
	assert_int_equal(date_to_days((struct date){ 1, 1, 1 }), -719162);
	for (int64_t i = first; d.year < 2400; i++) {
		struct date next = date_of_days(i + 1);
		bool month_ends = next.day == 1;

		assert_int_equal(date_to_days(d), i);
		assert_true(month_ends ? next.month == d.month % 12 + 1 && d.day >= 28 : next.day == d.day + 1);
		d = next;
	}
}

static void
months_added(void **state)
{
	static const struct {
		struct date from;
		int months;
		struct date want;
	} cases[] = {
		{ { 2026, 1, 31 }, 1, { 2026, 2, 28 } },
		{ { 2024, 1, 31 }, 1, { 2024, 2, 29 } },
		{ { 2026, 11, 24 }, 12, { 2027, 11, 24 } },
		{ { 2026, 11, 24 }, 2, { 2027, 1, 24 } },
		{ { 2026, 1, 15 }, -1, { 2025, 12, 15 } },
		{ { 2026, 3, 31 }, -13, { 2025, 2, 28 } },
		{ { 2026, 5, 5 }, 0, { 2026, 5, 5 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct date d = date_add_months(cases[i].from, cases[i].months);

		assert_true(d.year == cases[i].want.year && d.month == cases[i].want.month
			&& d.day == cases[i].want.day);
	}
}

static void
times_parsed(void **state)
{
	static const struct {
		struct str in;
		int64_t want;
	} good[] = {
		{ STR_INIT("1970-01-01T00:00:00Z"), 0 },
		{ STR_INIT("2026-11-24T10:00:00Z"), 1795514400 },
		{ STR_INIT("2026-11-24T11:00:00+01:00"), 1795514400 },
		{ STR_INIT("2026-11-23t23:30:00-10:30"), 1795514400 },
		{ STR_INIT("2026-11-24T10:00:00.123456z"), 1795514400 },
		{ STR_INIT("2016-12-31T23:59:60Z"), 1483228800 },
	};
	static const struct str bad[] = { STR_INIT("2026-11-24"), STR_INIT("2026-11-24T10:00:00"),
		STR_INIT("2026-11-24T24:00:00Z"), STR_INIT("2026-11-24T10:60:00Z"), STR_INIT("2026-11-24T10:00:61Z"),
		STR_INIT("2026-11-24T10:00:00.Z"), STR_INIT("2026-11-24T10:00:00+1:00"),
		STR_INIT("2026-11-24T10:00:00+24:00"), STR_INIT("2026-11-24T10:00:00ZZ"),
		STR_INIT("2026-11-31T10:00:00Z"), STR_INIT("2026-11-24T10:00:00.5"), STR_INIT("") };
	int64_t at = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(date_time_parse(good[i].in, &at));
		assert_int_equal(at, good[i].want);
	}
	at = 7;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  %.*s\n", STR_FMT(bad[i]));
		assert_false(date_time_parse(bad[i], &at));
	}
	assert_int_equal(at, 7);
}

static int64_t
instant(const char *text)
{
	int64_t at = 0;

	assert_true(date_time_parse(str_of(text), &at));
	return at;
}

static void
zone_days(void **state)
{
	static const struct {
		const char *zone, *at, *day;
	} cases[] = {
		{ "Europe/Berlin", "2026-11-24T22:59:59Z", "2026-11-24" },
		{ "Europe/Berlin", "2026-11-24T23:00:00Z", "2026-11-25" },
		{ "Europe/Berlin", "2026-07-01T21:59:59Z", "2026-07-01" },
		{ "Europe/Berlin", "2026-07-01T22:00:00Z", "2026-07-02" },
		{ "Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25" }, /* a day of 25 hours */
		{ "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25" },
		{ "Europe/Berlin", "2055-07-01T22:00:00Z", "2055-07-02" }, /* by the footer's rule */
		{ "Europe/Berlin", "2055-12-31T22:59:59Z", "2055-12-31" },
		{ "Europe/Berlin", "2055-12-31T23:00:00Z", "2056-01-01" },
		{ "Europe/Berlin", "1945-07-01T20:59:59Z", "1945-07-01" }, /* 3 hours ahead */
		{ "America/New_York", "2055-03-14T04:59:59Z", "2055-03-13" },
		{ "America/New_York", "2055-03-14T05:00:00Z", "2055-03-14" },
		{ "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29" },
		{ "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31" }, /* no 30th there */
		{ "Australia/Sydney", "2055-01-01T12:59:59Z", "2055-01-01" }, /* summer around the new year */
		{ "Australia/Sydney", "2055-01-01T13:00:00Z", "2055-01-02" },
		{ "Asia/Kolkata", "2055-06-01T18:29:59Z", "2055-06-01" },
		{ "Asia/Kolkata", "2055-06-01T18:30:00Z", "2055-06-02" },
		{ "UTC", "2026-01-01T00:00:00Z", "2026-01-01" },
		{ "UTC", "1969-12-31T23:59:59Z", "1969-12-31" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct date_zone *z = date_zone_open(str_of(cases[i].zone));
		char text[11];

		print_message("  %s %s\n", cases[i].zone, cases[i].at);
		assert_non_null(z);
		date_format(date_of_days(date_zone_day(z, instant(cases[i].at))), text);
		assert_string_equal(text, cases[i].day);
		date_zone_close(z);
	}
}

static void
zone_starts(void **state)
{
	static const struct {
		const char *zone, *day, *at;
	} cases[] = {
		{ "Europe/Berlin", "2026-11-24", "2026-11-23T23:00:00Z" },
		{ "Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z" },
		{ "Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z" },
		{ "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z" }, /* midnight was skipped */
		{ "UTC", "1970-01-01", "1970-01-01T00:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct date_zone *z = date_zone_open(str_of(cases[i].zone));
		struct date day;

		print_message("  %s %s\n", cases[i].zone, cases[i].day);
		assert_non_null(z);
		assert_true(date_parse(str_of(cases[i].day), &day));
		assert_int_equal(date_zone_start(z, date_to_days(day)), instant(cases[i].at));
		date_zone_close(z);
	}
}

static void
zones_refused(void **state)
{
	static const char *const names[] = { "", "Europe/Berlim", "../../../etc/passwd", "/etc/localtime", "Europe",
		"zone.tab", "Europe/Berlin ", "posixrules/..", "iso3166.tab" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		print_message("  %s\n", names[i]);
		assert_null(date_zone_open(str_of(names[i])));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_parsed),
		cmocka_unit_test(days_counted),
		cmocka_unit_test(months_added),
		cmocka_unit_test(times_parsed),
		cmocka_unit_test(zone_days),
		cmocka_unit_test(zone_starts),
		cmocka_unit_test(zones_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
