#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/json.h"

static void
reading(void **state)
{
	static const struct str good[] = { STR_INIT("{}"), STR_INIT("[1, -2.5e3, \"ä\\u00e4\", true, null]"),
		STR_INIT(" {\"a\": {\"a\": 1}} \n"), STR_INIT("\"text\""), STR_INIT("9223372036854775807"),
		STR_INIT("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]") };
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		json_t *v = NULL;

		print_message("  %.*s\n", STR_FMT(good[i]));
		assert_int_equal(json_read(good[i], 1000, &v, &e), ERR_OK);
		assert_non_null(v);
		json_decref(v);
	}
}

static void
refusing(void **state)
{
	static const struct {
		struct str in;
		unsigned line;
	} bad[] = {
		{ STR_INIT(""), 1 },
		{ STR_INIT("{\"a\": 1, \"a\": 1}"), 1 },
		{ STR_INIT("{\"a\":\n{\"b\": 1,\n\"b\": 2}}"), 3 },
		{ STR_INIT("{} {}"), 1 },
		{ STR_INIT("{}x"), 1 },
		{ STR_INIT("[1,]"), 1 },
		{ STR_INIT("{a: 1}"), 1 },
		{ STR_INIT("['a']"), 1 },
		{ STR_INIT("[01]"), 1 },
		{ STR_INIT("[NaN]"), 1 },
		{ STR_INIT("[1e999]"), 1 },
		{ STR_INIT("[9223372036854775808]"), 1 },
		{ STR_INIT("[\"\xff\"]"), 1 },
		{ STR_INIT("[\"\xed\xa0\x80\"]"), 1 },
		{ STR_INIT("[\"\\ud800\"]"), 1 },
		{ STR_INIT("[\"\\u0000\"]"), 1 },
		{ STR_INIT("[\"a\nb\"]"), 1 },
		{ STR_INIT("\n\n[tru]"), 3 },
		{ STR_INIT("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"), 0 },
	};
	struct err e;
	json_t *v = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		print_message("  %.*s\n", STR_FMT(bad[i].in));
		assert_int_equal(json_read(bad[i].in, 1000, &v, &e), ERR_PARSE);
		assert_int_equal(e.line, bad[i].line);
		assert_true(e.msg[0] != '\0');
		assert_null(v);
	}
	assert_int_equal(json_read(STR("[1, 2]"), 5, &v, &e), ERR_INVALID);
	assert_string_equal(e.msg, "6 bytes of JSON; at most 5 are read");
}

/* The reason quotes the text that it is about, which may be cut within a character or be none. */
static void
reason_is_text(void **state)
{
	static const struct str bad[] = { STR_INIT("{\"ev\\\305\240\37710\360"), STR_INIT("{\"\xff"), STR_INIT("[\"aaaaaaaaaaaaaaaaaaaä\\x\"]"),
		STR_INIT("[\"aaaaaaaaaaaaaaaaaaää\\x\"]"), STR_INIT("[ä]"), STR_INIT("[\"\xed\xa0\x80\"]") };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		json_t *v = NULL;
		struct err e;

		assert_int_equal(json_read(bad[i], 1000, &v, &e), ERR_PARSE);
		print_message("  %s\n", e.msg);
		assert_true(str_utf8(str_of(e.msg)));
	}
}

static void
writing(void **state)
{
	struct buf out = { 0 };
	struct json_writer w = { .out = &out };

	(void)state;
	json_open(&w, '{');
	json_pair(&w, "text", STR("a\"b\\c\n\t\r\x01 </script> ä/"));
	json_key(&w, "list");
	json_open(&w, '[');
	json_add_int(&w, INT64_MIN);
	json_add_real(&w, 0.1);
	json_add_bool(&w, true);
	json_add_null(&w);
	json_open(&w, '[');
	json_close(&w, ']');
	json_add_raw(&w, STR("{\"x\":1}"));
	json_close(&w, ']');
	json_key_str(&w, STR("k\"2"));
	json_add_str(&w, STR(""));
	json_close(&w, '}');
	assert_true(str_eq(buf_str(&out), STR("{\"text\":\"a\\\"b\\\\c\\n\\t\\r\\u0001 <\\/script> ä/\","
		"\"list\":[-9223372036854775808,0.1,true,null,[],{\"x\":1}],\"k\\\"2\":\"\"}")));
	buf_release(&out);
}

static void
pretty(void **state)
{
	struct buf out = { 0 };
	struct json_writer w = { .out = &out, .pretty = true };

	(void)state;
	json_open(&w, '{');
	json_pair(&w, "a", STR("x"));
	json_key(&w, "b");
	json_open(&w, '[');
	json_add_int(&w, 1);
	json_add_int(&w, 2);
	json_close(&w, ']');
	json_key(&w, "c");
	json_open(&w, '{');
	json_close(&w, '}');
	json_close(&w, '}');
	assert_true(str_eq(buf_str(&out),
		STR("{\n  \"a\": \"x\",\n  \"b\": [\n    1,\n    2\n  ],\n  \"c\": {}\n}")));
	buf_release(&out);
}

/* What is written comes back the same through the gate, every byte of a text included. */
static void
round_trip(void **state)
{
	char all[256];
	struct str text = { all, 0 };
	struct buf out = { 0 };
	struct json_writer w = { .out = &out };
	json_t *v = NULL;
	struct err e;

	(void)state;
	for (int c = 1; c < 0x80; c++)
		all[text.n++] = (char)c;
	memcpy(all + text.n, "äß€😀", sizeof("äß€😀") - 1);
	text.n += sizeof("äß€😀") - 1;
	json_open(&w, '{');
	json_pair(&w, "t", text);
	json_close(&w, '}');
	assert_int_equal(json_read(buf_str(&out), 10000, &v, &e), ERR_OK);
	assert_true(str_eq(json_text(v, "t"), text));
	assert_int_equal(json_text(v, "none").n, 0);
	json_decref(v);
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading),
		cmocka_unit_test(refusing),
		cmocka_unit_test(reason_is_text),
		cmocka_unit_test(writing),
		cmocka_unit_test(pretty),
		cmocka_unit_test(round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
