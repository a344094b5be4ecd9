/*
 * The official Mustache specification, every case of every file, through the lenient mode.
 * The files are found in $LERNREISE_TESTDATA/mustache-spec (default: ../shared beside the project).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "common/template_lenient.h"

static const char *const files[] = { "comments", "delimiters", "interpolation", "inverted",
	"partials", "sections", "~inheritance" };

/* 163 cases in version 1.4 of the specification: a file that lost its tests must not pass. */
enum { CASES_AT_LEAST = 163 };

static json_t *
spec_load(const char *name)
{
	const char *folder = getenv("LERNREISE_TESTDATA");
	char path[512];

	snprintf(path, sizeof(path), "%s/mustache-spec/%s.json", folder ? folder : "../shared", name);
	return json_load_file(path, 0, NULL);
}

static void
case_run(const char *file, const json_t *test)
{
	const char *want = json_string_value(json_object_get(test, "expected"));
	const char *text = json_string_value(json_object_get(test, "template"));
	struct buf out = { 0 };
	struct err e = { .code = ERR_OK };
	enum err_code rc = template_lenient_render(str_of(text), json_object_get(test, "partials"),
		json_object_get(test, "data"), &out, &e);

	if (rc != ERR_OK || !str_eq(buf_str(&out), str_of(want))) {
		print_error("%s: %s\n  template %s\n  expected \"%s\"\n  got      \"%.*s\"%s\n", file,
			json_string_value(json_object_get(test, "name")), text, want, STR_FMT(buf_str(&out)),
			rc != ERR_OK ? e.msg : "");
		buf_release(&out);
		fail();
	}
	buf_release(&out);
}

static void
every_case(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		json_t *spec = spec_load(files[i]), *tests = json_object_get(spec, "tests");

		if (!spec && i == 0) {
			print_message("  skipped: no mustache-spec in $LERNREISE_TESTDATA or ../shared\n");
			skip();
		}
		assert_non_null(tests);
		for (size_t k = 0; k < json_array_size(tests); k++)
			case_run(files[i], json_array_get(tests, k));
		print_message("  %s: %zu cases\n", files[i], json_array_size(tests));
		n += json_array_size(tests);
		json_decref(spec);
	}
	assert_true(n >= CASES_AT_LEAST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_case) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
