/* Small parts of the generator that everything else rests on: ids of headings, maps, fingerprints, tables,
 * and records that come back from the cache as they went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "generator/hash.h"
#include "generator/map.h"
#include "generator/markdown.h"
#include "generator/record_pack.h"
#include "generator/slug.h"
#include "generator/tsv.h"

static void
slugs(void **state)
{
	static const struct {
		struct str title, want;
	} cases[] = {
		{ STR_INIT("So handeln Sie"), STR_INIT("so-handeln-sie") },
		{ STR_INIT("Über uns: Öffnungszeiten!"), STR_INIT("über-uns-öffnungszeiten") },
		{ STR_INIT("9.10 Uhr – im „Amt“"), STR_INIT("910-uhr--im-amt") },
		{ STR_INIT("snake_case und E-Mail"), STR_INIT("snake_case-und-e-mail") },
		{ STR_INIT("?!"), STR_INIT("abschnitt") },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str got = slug_make(&a, cases[i].title);

		print_message("  %.*s\n", STR_FMT(got));
		assert_true(str_eq(got, cases[i].want));
	}
	arena_reset(&a);
}

static void
maps(void **state)
{
	struct arena a = { 0 };
	struct map m = { .arena = &a };

	(void)state;
	assert_int_equal(map_find(&m, STR("x")), MAP_NONE);
	for (int64_t i = 0; i < 1000; i++)
		assert_int_equal(map_add(&m, arena_printf(&a, "key %d", (int)i), i), MAP_NONE);
	for (int64_t i = 0; i < 1000; i++)
		assert_int_equal(map_find(&m, arena_printf(&a, "key %d", (int)i)), i);
	assert_int_equal(map_find(&m, STR("key 1000")), MAP_NONE);
	assert_int_equal(map_add(&m, STR("key 7"), 70), 7);
	map_put(&m, STR("key 7"), 71);
	assert_int_equal(map_find(&m, STR("key 7")), 71);
	arena_reset(&a);
}

static void
fingerprints(void **state)
{
	struct hash none = { 0 }, back;
	struct hash a = hash_add(none, STR("abc")), b = hash_add(none, STR("abd"));
	char hex[HASH_HEX + 1];

	(void)state;
	assert_true(hash_eq(a, hash_add(none, STR("abc"))));
	assert_false(hash_eq(a, b));
	assert_false(hash_eq(hash_add(none, STR("")), hash_add(none, (struct str){ "\0", 1 })));
	assert_false(hash_eq(hash_add(a, STR("b")), hash_add(b, STR("a"))));
	hash_hex(a, hex);
	assert_true(hash_parse(str_of(hex), &back) && hash_eq(a, back));
	assert_false(hash_parse(STR("xyz"), &back));
	assert_string_equal(hex, "19df3165c06934555210ce05e02fdee1"); /* the same on every machine */
}

static void
tables(void **state)
{
	static const char *const names[] = { "id", "name", NULL };
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct tsv t;

	(void)state;
	tsv_read(&t, &a, STR("name\tid\tmore\r\n# no row\nEins\t1\tx\r\n\nZwei\t2\n"), STR("t.tsv"), names, &all);
	assert_int_equal(all.n, 0);
	assert_int_equal(t.n, 2);
	assert_true(str_eq(tsv_find(&t, STR("2"))->cell[1], STR("Zwei")));
	assert_null(tsv_find(&t, STR("3")));
	tsv_read(&t, &a, STR("id\tname\n1\tA\n1\tB\n\tC\n"), STR("t.tsv"), names, &all);
	assert_int_equal(all.n, 2);
	tsv_read(&t, &a, STR("id\n1\n"), STR("t.tsv"), names, &all);
	assert_int_equal(all.n, 3);
	arena_reset(&a);
}

static const char page[] = "---\ntitle: T\ndescription: D\nduration: 5\nlevel: basic\ncompletion: quiz >= 70\n"
	"goals: [a, b]\nreviewed: 2026-01-02\nmandatory: [{reason: R, every: 12 months}]\naliases: [alt]\n---\n\n"
	"## Eins\n\n[Link](a.md) und ![Bild](b.png) https://example.org/\n\n### Zwei\n\nText.[^1]\n\n[^1]: Fuß.\n";

static void
record_make(struct record *r, struct arena *a, const struct theme_language *theme)
{
	const struct str german = STR("de");
	struct str code = german;
	struct schema_list languages = { &code, 1 };
	struct findings all = { .arena = a };

	assert_true(record_place(r, a, STR("content/modules/x.md"), &languages, &all));
	r->findings.arena = a;
	if (theme)
		record_read(r, a, str_of(page), theme, true);
}

static void
records_come_back(void **state)
{
	struct arena a = { 0 };
	struct map reserved = { .arena = &a };
	struct theme_language theme = { .reserved = &reserved };
	struct record made, read;
	struct buf first = { 0 }, second = { 0 };
	struct pack k = { .out = &first };

	(void)state;
	markdown_start();
	record_make(&made, &a, &theme);
	assert_true(made.usable);
	assert_int_equal(made.n_link, 3);
	assert_int_equal(made.n_heading, 2);
	record_pack(&k, &made);
	record_make(&read, &a, NULL);
	k = (struct pack){ .in = buf_str(&first), .arena = &a };
	record_pack(&k, &read);
	assert_false(k.bad);
	assert_int_equal(k.in.n, 0);
	assert_int_equal(read.meta.completion.at_least, 70);
	assert_true(str_eq(read.html, made.html));
	assert_int_equal(read.findings.n, made.findings.n);
	k = (struct pack){ .out = &second };
	record_pack(&k, &read);
	assert_true(str_eq(buf_str(&first), buf_str(&second)));
	for (size_t n = 0; n < first.n; n += 7) { /* a cache cut off anywhere is noticed */
		record_make(&read, &a, NULL);
		k = (struct pack){ .in = { first.p, n }, .arena = &a };
		record_pack(&k, &read);
		assert_true(k.bad);
	}
	buf_release(&first);
	buf_release(&second);
	arena_reset(&a);
	markdown_stop_thread();
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(slugs), cmocka_unit_test(maps),
		cmocka_unit_test(fingerprints), cmocka_unit_test(tables), cmocka_unit_test(records_come_back) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
