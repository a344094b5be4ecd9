/*
 * The accessibility rules: own cases in tests/data/a11y/, and the published ones of the ACT rules
 * in LERNREISE_TESTDATA/act where that is there. A rule is complete when every failed case is found
 * and none that passes or is inapplicable is called failed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"
#include "common/json.h"
#include "generator/a11y/check_html.h"
#include "generator/a11y/rules.h"

static const char *const outcome_names[] = {
	[OUTCOME_INAPPLICABLE] = "inapplicable",
	[OUTCOME_PASSED] = "passed",
	[OUTCOME_FAILED] = "failed",
};

static int
rule_index(struct str id)
{
	for (int i = 0; i < RULES; i++) {
		if (str_eq(id, str_of(rules[i].id)))
			return i;
	}
	return -1;
}

/* The outcome of rule `index` on a page, "refused" when it could not be checked. */
static const char *
outcome_of(struct str html, int index)
{
	struct arena a = { 0 };
	struct findings found = { .arena = &a };
	enum outcome outcome[RULES];
	struct err e;
	enum err_code rc = page_check(html, STR("x.html"), &found, outcome, &e);

	if (rc != ERR_OK)
		print_error("  %s\n", e.msg);
	arena_reset(&a);
	return rc == ERR_OK ? outcome_names[outcome[index]] : "refused";
}

static bool
is_whole_page(struct str html)
{
	return str_starts(html, STR("<html")) || str_starts(html, STR("<svg xmlns")) ||
		str_starts(html, STR("<!"));
}

/* One case: "passed: what it shows", then lines of HTML. Whether it is as expected. */
static bool
own_case(struct str text, int index)
{
	struct buf page = { 0 };
	struct str head, want, html = str_cut(text, '\n', &head), what = str_cut(head, ':', &want);
	const char *got;

	html = str_trim(html);
	if (!is_whole_page(html))
		buf_add(&page, STR("<!DOCTYPE html><html lang=\"de\"><head><title>t</title></head><body>"));
	buf_add(&page, html);
	got = outcome_of(buf_str(&page), index);
	buf_release(&page);
	if (str_eq(str_of(got), str_trim(want)))
		return true;
	print_error("  %s: %.*s: expected %.*s, got %s\n", rules[index].id, STR_FMT(str_trim(what)),
		STR_FMT(want), got);
	return false;
}

static void
own_cases(void **state)
{
	size_t wrong = 0, n = 0;

	(void)state;
	for (int i = 0; i < RULES; i++) {
		char path[64];
		struct buf text = { 0 };
		struct err e;
		struct str rest;
		size_t before = n;

		snprintf(path, sizeof(path), "tests/data/a11y/%s.txt", rules[i].id);
		if (file_read(path, &text, &e) != ERR_OK)
			fail_msg("%s", e.msg);
		for (rest = buf_str(&text); str_starts(rest, STR("== ")); n++) {
			size_t next = str_find(str_from(rest, 3), STR("\n== "));
			struct str one = str_from(rest, 3);

			if (next != SIZE_MAX)
				one.n = next;
			wrong += !own_case(one, i);
			rest = next == SIZE_MAX ? STR("") : str_from(rest, 3 + next + 1);
		}
		assert_true(n >= before + 6);
		buf_release(&text);
	}
	print_message("  %zu own cases\n", n);
	assert_int_equal(wrong, 0);
}

/* The folder of the published cases, NULL-terminated; "" when it is not there. */
static void
act_folder(char path[512])
{
	const char *base = getenv("LERNREISE_TESTDATA");
	char probe[600];
	FILE *f;

	snprintf(path, 512, "%s/act", base && base[0] ? base : "../shared");
	snprintf(probe, sizeof(probe), "%s/expectations.json", path);
	f = fopen(probe, "r");
	if (!f)
		path[0] = '\0';
	else
		fclose(f);
}

struct tally {
	int cases, missed, wrong, other;
};

static void
published_case(const char *folder, const json_t *c, struct tally tally[RULES])
{
	struct str file = json_text(c, "file"), want = json_text(c, "expected");
	int index = rule_index(json_text(c, "rule"));
	char path[1024];
	struct buf html = { 0 };
	struct err e;
	const char *got;
	bool should_fail = str_eq(want, STR("failed")), failed;

	assert_true(index >= 0);
	snprintf(path, sizeof(path), "%s/%.*s", folder, STR_FMT(file));
	if (file_read(path, &html, &e) != ERR_OK || html_decode(&html, &e) != ERR_OK)
		fail_msg("%s: %s", path, e.msg);
	got = outcome_of(buf_str(&html), index);
	failed = strcmp(got, "failed") == 0;
	tally[index].cases++;
	tally[index].missed += should_fail && !failed;
	tally[index].wrong += !should_fail && failed;
	tally[index].other += should_fail == failed && !str_eq(want, str_of(got));
	if (!str_eq(want, str_of(got)))
		print_error("  %.*s: expected %.*s, got %s\n", STR_FMT(file), STR_FMT(want), got);
	buf_release(&html);
}

static void
published_cases(void **state)
{
	char folder[512], path[600];
	struct buf text = { 0 };
	struct tally tally[RULES] = { { 0 } };
	struct err e;
	json_t *all = NULL;
	size_t i;
	const json_t *c;
	int complete = 0;

	(void)state;
	act_folder(folder);
	if (!folder[0]) {
		print_message("  skipped: no published cases here (LERNREISE_TESTDATA)\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/expectations.json", folder);
	assert_int_equal(file_read(path, &text, &e), ERR_OK);
	if (json_read(buf_str(&text), 64 * 1024 * 1024, &all, &e) != ERR_OK)
		fail_msg("%s", e.msg);
	json_array_foreach(json_object_get(all, "cases"), i, c)
		published_case(folder, c, tally);
	for (int r = 0; r < RULES; r++) {
		bool ok = tally[r].missed + tally[r].wrong == 0;

		print_message("  %s %s: %d cases, %d missed, %d wrongly failed, %d passed/inapplicable mixed "
			"up\n", rules[r].id, ok ? "complete" : "NOT COMPLETE", tally[r].cases, tally[r].missed,
			tally[r].wrong, tally[r].other);
		complete += ok;
	}
	json_decref(all);
	buf_release(&text);
	assert_int_equal(complete, RULES);
}

static void
expect_refused(const struct buf *html, const char *reason)
{
	struct arena a = { 0 };
	struct findings found = { .arena = &a };
	struct err e = { .msg = "" };
	enum err_code rc = page_check(buf_str(html), STR("x"), &found, NULL, &e);

	assert_true(rc == ERR_INVALID || rc == ERR_PARSE);
	if (!strstr(e.msg, reason))
		fail_msg("expected \"%s\", got \"%s\"", reason, e.msg);
	assert_int_equal(found.n, 0);
	arena_reset(&a);
}

static void
repeat(struct buf *b, const char *text, int n)
{
	for (int i = 0; i < n; i++)
		buf_add(b, str_of(text));
}

/* What libgumbo would take seconds or more for. */
static void
hostile_pages(void **state)
{
	struct buf b = { 0 };

	(void)state;
	repeat(&b, "<div>", 20000);
	expect_refused(&b, "verschachtelt");
	buf_clear(&b);
	repeat(&b, "<div", 1);
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, " a%d", i);
	repeat(&b, ">", 1);
	expect_refused(&b, "Attribute");
	buf_clear(&b);
	for (int i = 0; i < 400; i++)
		buf_addf(&b, "<b class=c%d>", i);
	repeat(&b, "<p>x</p>", 20000);
	expect_refused(&b, "nicht geschlossene");
	buf_clear(&b);
	repeat(&b, "<p>Wort Wort Wort Wort Wort Wort Wort Wort Wort Wort</p>\n", 200000);
	expect_refused(&b, "MiB");
	/* Each of a thousand elements would have 600 KB of text before it. */
	buf_clear(&b);
	repeat(&b, "<style>.a::before { content: ", 1);
	repeat(&b, "\"x\"", 200000);
	repeat(&b, "}</style>", 1);
	repeat(&b, "<p class=a>x</p>", 1000);
	expect_refused(&b, "umfangreich");
	/* Each of 100,000 elements would look at all that are before it. */
	buf_clear(&b);
	repeat(&b, "<style>.a ~ .b { color: red }</style>", 1);
	repeat(&b, "<p class=b>x</p>", 100000);
	expect_refused(&b, "umfangreich");
	buf_release(&b);
}

/* What looks hostile and is checked all the same, in linear time. */
static void
deep_pages(void **state)
{
	struct buf b = { 0 };

	(void)state;
	repeat(&b, "<!DOCTYPE html><html lang=de><title>t</title>", 1);
	for (int i = 0; i < 200; i++) {
		repeat(&b, "<div role=button tabindex=0>", 490);
		repeat(&b, "x", 1);
		repeat(&b, "</div>", 490);
	}
	assert_string_equal(outcome_of(buf_str(&b), rule_index(STR("97a4e1"))), "passed");
	buf_clear(&b);
	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "<style>.c%d, #i%d { display: none }</style>", i, i);
	repeat(&b, "<a class='x y' id=z href=#></a>", 50000);
	assert_string_equal(outcome_of(buf_str(&b), rule_index(STR("c487ae"))), "failed");
	buf_release(&b);
}

static void
cut_off_pages(void **state)
{
	static const char *const pages[] = { "<p>Text <a href=\"/x", "<p>Text <!-- kein Ende",
		"<script>let a = 1", "<p>Text <b", "<title>Kein Ende", NULL };

	(void)state;
	for (int i = 0; pages[i]; i++) {
		struct buf b = { 0 };

		buf_add(&b, str_of(pages[i]));
		expect_refused(&b, "abgeschnitten");
		buf_release(&b);
	}
}

static void
encodings(void **state)
{
	static const struct {
		const char *name;
		struct str bytes;
		const char *error; /* NULL: becomes `want` */
		struct str want;
	} cases[] = {
		{ "plain", STR_INIT("<p>ä"), NULL, STR_INIT("<p>ä") },
		{ "byte order mark", STR_INIT("\xEF\xBB\xBF<p>ä"), NULL, STR_INIT("<p>ä") },
		{ "UTF-16", STR_INIT("\xFF\xFE<\0p\0>\0\xE4\0"), NULL, STR_INIT("<p>ä") },
		{ "Latin-1, declared", STR_INIT("<meta charset=iso-8859-1>\xE4"), NULL,
			STR_INIT("<meta charset=iso-8859-1>ä") },
		{ "Latin-1, not declared", STR_INIT("<p>\xE4 x"), "Byte 3", STR_INIT("") },
		{ "Latin-1, bytes without a character", STR_INIT("<meta charset=latin1>\x81\x9D"), NULL,
			STR_INIT("<meta charset=latin1>??") },
		{ "the old way", STR_INIT("<META http-equiv=Content-Type content='text/html; "
			"charset=windows-1252'>\x80"), NULL, STR_INIT("<META http-equiv=Content-Type "
			"content='text/html; charset=windows-1252'>€") },
		{ "XML", STR_INIT("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><p>\xE4"), NULL,
			STR_INIT("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><p>ä") },
		{ "in a comment", STR_INIT("<!-- <meta charset=latin1> --><p>ä"), NULL,
			STR_INIT("<!-- <meta charset=latin1> --><p>ä") },
		{ "of a script", STR_INIT("<script charset=klingon></script><p title='<meta charset=x>'>ä"),
			NULL, STR_INIT("<script charset=klingon></script><p title='<meta charset=x>'>ä") },
		{ "Shift JIS", STR_INIT("<meta charset=shift_jis>\x82\xA0"), NULL,
			STR_INIT("<meta charset=shift_jis>あ") },
		{ "cut off in its tag", STR_INIT("<p>ä<meta charset="), NULL, STR_INIT("<p>ä<meta charset=") },
		{ "unknown", STR_INIT("<meta charset='klingon'>x"), "klingon", STR_INIT("") },
		{ "a picture", STR_INIT("\x89PNG\r\n\0\0\0"), "kein", STR_INIT("") },
		{ "no tags", STR_INIT("1 < 2, sonst nichts"), "kein Tag", STR_INIT("") },
		{ "empty", STR_INIT(""), "leer", STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = { 0 };
		struct err e = { .msg = "" };
		enum err_code rc;

		print_message("  %s\n", cases[i].name);
		buf_add(&b, cases[i].bytes);
		rc = html_decode(&b, &e);
		if (cases[i].error) {
			assert_int_equal(rc, ERR_INVALID);
			assert_non_null(strstr(e.msg, cases[i].error));
		} else {
			assert_int_equal(rc, ERR_OK);
			assert_true(str_eq(buf_str(&b), cases[i].want));
		}
		buf_release(&b);
	}
}

/* A finding stands where the author must look: line, and column in characters. */
static void
places(void **state)
{
	static const struct str page = STR_INIT("<!DOCTYPE html>\n<html lang=\"de\"><title>t</title>\n"
		"<p>ÄÖÜ\t<img src=\"x.png\">\n<p lang=\"quatsch\">Text");
	struct arena a = { 0 };
	struct findings found = { .arena = &a };
	struct err e;

	(void)state;
	assert_int_equal(page_check(page, STR("seite.html"), &found, NULL, &e), ERR_OK);
	assert_int_equal(found.n, 2);
	assert_string_equal(found.item[0].rule, "23a2a8");
	assert_int_equal(found.item[0].line, 3);
	assert_int_equal(found.item[0].column, 8);
	assert_string_equal(found.item[0].criterion, "WCAG 1.1.1 (A)");
	assert_string_equal(found.item[1].rule, "de46e4");
	assert_int_equal(found.item[1].line, 4);
	assert_int_equal(found.item[1].column, 4);
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_cases),
		cmocka_unit_test(published_cases),
		cmocka_unit_test(hostile_pages),
		cmocka_unit_test(deep_pages),
		cmocka_unit_test(cut_off_pages),
		cmocka_unit_test(encodings),
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
