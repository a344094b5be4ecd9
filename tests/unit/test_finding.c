#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "common/finding.h"

static char *
printed(const struct findings *all, size_t limit)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	findings_print(all, f, limit);
	fclose(f);
	return text;
}

static void
printing(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	char *text;

	(void)state;
	finding_remedy(&all, finding_add(&all, SEVERITY_STOP, "r-one", STR("a.md"), 3, 4, "wrong: %d", 7),
		"write %s", "8");
	finding_add(&all, SEVERITY_WARN, "r-two", STR("b.md"), 5, 0, "two\nlines\tand \x1b[31mcolour");
	finding_add(&all, SEVERITY_ADVICE, "r-three", STR("c.md"), 0, 9, "no line");
	finding_add(&all, SEVERITY_STOP, "r-four", STR(""), 0, 0, "no file");
	text = printed(&all, 0);
	assert_string_equal(text, "a.md:3:4: wrong: 7 (write 8) [r-one]\nb.md:5: two lines and  [31mcolour [r-two]\n"
		"c.md: no line [r-three]\nno file [r-four]\n");
	free(text);
	text = printed(&all, 1);
	assert_string_equal(text, "a.md:3:4: wrong: 7 (write 8) [r-one]\n… und 3 weitere\n");
	free(text);
	assert_int_equal(findings_count(&all, SEVERITY_STOP), 2);
	assert_int_equal(findings_count(&all, SEVERITY_ADVICE), 1);
	arena_reset(&a);
}

static void
sorting(void **state)
{
	struct arena a = { 0 }, b = { 0 };
	struct findings all = { .arena = &a }, more = { .arena = &b };
	char *text;

	(void)state;
	finding_add(&all, SEVERITY_STOP, "z", STR("b.md"), 1, 1, "6");
	finding_add(&all, SEVERITY_STOP, "b", STR("a.md"), 10, 1, "5");
	finding_add(&all, SEVERITY_STOP, "a", STR("a.md"), 2, 3, "2b");
	finding_add(&more, SEVERITY_STOP, "a", STR("a.md"), 2, 3, "2a");
	finding_add(&more, SEVERITY_STOP, "b", STR("a.md"), 2, 3, "3");
	finding_remedy(&more, finding_add(&more, SEVERITY_STOP, "a", STR("a.md"), 2, 1, "1"), "r");
	for (int i = 0; i < 100; i++)
		finding_add(&more, SEVERITY_WARN, "c", STR("c.md"), 1, 1, "7");
	findings_append(&all, &more);
	arena_reset(&b); /* the copies outlive what they were copied from */
	findings_sort(&all);
	assert_int_equal(all.n, 106);
	text = printed(&all, 7);
	assert_string_equal(text, "a.md:2:1: 1 (r) [a]\na.md:2:3: 2a [a]\na.md:2:3: 2b [a]\na.md:2:3: 3 [b]\n"
		"a.md:10:1: 5 [b]\nb.md:1:1: 6 [z]\nc.md:1:1: 7 [c]\n… und 99 weitere\n");
	free(text);
	arena_reset(&a);
}

static void
suggesting(void **state)
{
	static const char *const names[] = { "title", "description", "duration", "goals", "id", "is", NULL };
	static const struct {
		const char *word, *want;
	} cases[] = {
		{ "titel", "title" }, { "tilte", "title" }, { "ttle", "title" }, { "titles", "title" },
		{ "Title", "title" }, { "descripton", "description" }, { "desciption", "description" },
		{ "durationn", "duration" }, { "goal", "goals" }, { "ix", "id" }, { "xyz", NULL }, { "x", NULL },
		{ "title", "title" }, { "tomato", NULL }, { "", NULL },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = finding_suggest(str_of(cases[i].word), names);

		print_message("  %s\n", cases[i].word);
		if (cases[i].want)
			assert_string_equal(got, cases[i].want);
		else
			assert_null(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printing),
		cmocka_unit_test(sorting),
		cmocka_unit_test(suggesting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
