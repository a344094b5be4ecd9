#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/buf.h"

static void
growing(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add(&b, (struct str){ NULL, 0 });
	assert_int_equal(b.n, 0);
	for (int i = 0; i < 1000; i++) {
		buf_add(&b, STR("abc"));
		buf_add_char(&b, '-');
		buf_addf(&b, "%03d", i);
	}
	assert_int_equal(b.n, 7000);
	assert_true(str_starts(buf_str(&b), STR("abc-000abc-001")) && str_ends(buf_str(&b), STR("abc-999")));
	buf_clear(&b);
	assert_true(b.n == 0 && b.cap >= 7000);
	buf_release(&b);
	assert_true(b.p == NULL && b.cap == 0);
}

static void
room(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add(&b, STR("x"));
	memcpy(buf_room(&b, 100000), "yz", 2);
	b.n += 2;
	buf_add(&b, STR("!"));
	assert_true(str_eq(buf_str(&b), STR("xyz!")));
	buf_release(&b);
}

/* What does not fit is dropped whole, and the flag stays. */
static void
limited(void **state)
{
	struct buf b = { .max = 5 };

	(void)state;
	buf_add(&b, STR("abc"));
	buf_add(&b, STR("de"));
	assert_false(b.over);
	buf_add_char(&b, 'f');
	assert_true(b.over);
	buf_add(&b, STR(""));
	assert_true(b.over && str_eq(buf_str(&b), STR("abcde")));
	buf_clear(&b);
	buf_add(&b, STR("123456"));
	assert_true(b.over && b.n == 0);
	buf_release(&b);
}

static void
html(void **state)
{
	struct buf b = { 0 };

	(void)state;
	buf_add_html(&b, STR("a<b>&\"'ä\0z"));
	assert_true(str_eq(buf_str(&b), STR("a&lt;b&gt;&amp;&quot;&#39;ä\0z")));
	buf_clear(&b);
	buf_add_html(&b, STR("plain"));
	buf_add_html(&b, STR(""));
	buf_add_html(&b, STR("<"));
	assert_true(str_eq(buf_str(&b), STR("plain&lt;")));
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(growing),
		cmocka_unit_test(room),
		cmocka_unit_test(limited),
		cmocka_unit_test(html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
