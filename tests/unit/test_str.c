#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/str.h"

static void
cut(void **state)
{
	static const struct {
		const char *name;
		struct str in, head, rest;
	} cases[] = {
		{ "key and value", STR_INIT("a=b"), STR_INIT("a"), STR_INIT("b") },
		{ "no separator", STR_INIT("abc"), STR_INIT("abc"), STR_INIT("") },
		{ "separator twice", STR_INIT("a=b=c"), STR_INIT("a"), STR_INIT("b=c") },
		{ "at the ends", STR_INIT("="), STR_INIT(""), STR_INIT("") },
		{ "empty", STR_INIT(""), STR_INIT(""), STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str head, rest = str_cut(cases[i].in, '=', &head);

		print_message("  %s\n", cases[i].name);
		assert_true(str_eq(head, cases[i].head) && str_eq(rest, cases[i].rest));
	}
}

static void
compare(void **state)
{
	struct str none = { NULL, 0 };

	(void)state;
	assert_true(str_cmp(STR("a"), STR("b")) < 0 && str_cmp(STR("b"), STR("a")) > 0);
	assert_true(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("ab"), STR("a")) > 0);
	assert_true(str_cmp(STR("\xff"), STR("a")) > 0 && str_cmp(none, none) == 0 && str_cmp(none, STR("a")) < 0);
	assert_true(str_eq(none, STR("")) && !str_eq(STR("a"), STR("b")) && !str_eq(STR("a"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("ab")) && !str_starts(STR("a"), STR("ab")) && str_starts(none, none));
	assert_true(str_ends(STR("abc"), STR("bc")) && !str_ends(STR("c"), STR("bc")) && str_ends(STR("a"), none));
	assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
	assert_true(str_find(STR("abc"), STR("x")) == SIZE_MAX && str_find(none, STR("x")) == SIZE_MAX);
	assert_int_equal(str_find(none, none), 0);
	assert_true(str_eq(str_of(NULL), none) && str_eq(str_of("ab"), STR("ab")));
}

static void
trim_and_from(void **state)
{
	(void)state;
	assert_true(str_eq(str_trim(STR(" \t\r\n a b \n")), STR("a b")));
	assert_true(str_eq(str_trim(STR(" \n ")), STR("")) && str_eq(str_trim(STR("")), STR("")));
	assert_true(str_eq(str_from(STR("abc"), 1), STR("bc")) && str_from(STR("abc"), 3).n == 0);
	assert_int_equal(str_from(STR("abc"), SIZE_MAX).n, 0);
}

static void
numbers(void **state)
{
	static const struct str bad[] = { STR_INIT(""), STR_INIT("-1"), STR_INIT("+1"), STR_INIT(" 1"), STR_INIT("1 "),
		STR_INIT("1x"), STR_INIT("9223372036854775808"), STR_INIT("99999999999999999999") };
	int64_t v = 7;

	(void)state;
	assert_true(str_number(STR("0"), &v) && v == 0);
	assert_true(str_number(STR("007"), &v) && v == 7);
	assert_true(str_number(STR("9223372036854775807"), &v) && v == INT64_MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(str_number(bad[i], &v));
	assert_true(v == INT64_MAX);
}

static void
utf8(void **state)
{
	static const struct str good[] = { STR_INIT(""), STR_INIT("a\0b"), STR_INIT("äß€😀"), STR_INIT("\xf4\x8f\xbf\xbf"),
		STR_INIT("\xed\x9f\xbf\xee\x80\x80"), STR_INIT("\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80") };
	static const struct str bad[] = { STR_INIT("\x80"), STR_INIT("a\xff"), STR_INIT("\xc3"), STR_INIT("\xe2\x82"),
		STR_INIT("\xf0\x9f\x98"), STR_INIT("\xc0\x80"), STR_INIT("\xc1\xbf"), STR_INIT("\xe0\x9f\xbf"),
		STR_INIT("\xf0\x8f\xbf\xbf"), STR_INIT("\xed\xa0\x80"), STR_INIT("\xf4\x90\x80\x80"), STR_INIT("\xf5\x80\x80\x80"),
		STR_INIT("\xc3\x28") };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(str_utf8(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(str_utf8(bad[i]));
	assert_int_equal(str_chars(STR("äß€😀a")), 5);
	assert_int_equal(str_chars(STR("")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut),
		cmocka_unit_test(compare),
		cmocka_unit_test(trim_and_from),
		cmocka_unit_test(numbers),
		cmocka_unit_test(utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
