#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/yaml.h"

/* A tree in one line: {key: value, …}, [item, …], text; quoted texts in quotes. */
static void
tree_print(const struct yaml_node *node, struct buf *out)
{
	if (!node) {
		buf_add(out, STR("nothing"));
		return;
	}
	if (node->kind == YAML_SCALAR) {
		buf_addf(out, node->quoted ? "\"%.*s\"" : "%.*s", STR_FMT(node->text));
		return;
	}
	buf_add_char(out, node->kind == YAML_MAPPING ? '{' : '[');
	for (size_t i = 0; i < node->n; i++) {
		if (i > 0)
			buf_add(out, STR(", "));
		if (node->kind == YAML_MAPPING) {
			tree_print(node->key[i], out);
			buf_add(out, STR(": "));
		}
		tree_print(node->item[i], out);
	}
	buf_add_char(out, node->kind == YAML_MAPPING ? '}' : ']');
}

/* The findings as they are printed to authors. */
static void
findings_text(const struct findings *all, struct buf *out)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	findings_print(all, f, 0);
	fclose(f);
	buf_add(out, (struct str){ text, n });
	free(text);
}

static void
good_yaml(void **state)
{
	static const struct {
		const char *name;
		struct str in, want;
	} cases[] = {
		{ "a mapping", STR_INIT("a: 1\nb: zwei Wörter\n"), STR_INIT("{a: 1, b: zwei Wörter}") },
		{ "scalars stay text", STR_INIT("a: no\nb: 1.20\nc: 2026-11-24\nd: ~\n"),
			STR_INIT("{a: no, b: 1.20, c: 2026-11-24, d: ~}") },
		{ "quotes are seen", STR_INIT("a: 'it''s'\nb: \"x\\ny\"\nc: |\n  l\n"),
			STR_INIT("{a: \"it's\", b: \"x\ny\", c: \"l\n\"}") },
		{ "lists", STR_INIT("a: [1, 2]\nb:\n  - x\n  - {k: v}\n"), STR_INIT("{a: [1, 2], b: [x, {k: v}]}") },
		{ "no value", STR_INIT("a:\nb: ''\n"), STR_INIT("{a: , b: \"\"}") },
		{ "comments only", STR_INIT("# nothing\n"), STR_INIT("nothing") },
		{ "empty", STR_INIT(""), STR_INIT("nothing") },
		{ "a document mark", STR_INIT("---\na: 1\n"), STR_INIT("{a: 1}") },
		{ "same key on two levels", STR_INIT("a: {a: 1}\n"), STR_INIT("{a: {a: 1}}") },
		{ "8 levels", STR_INIT("[[[[[[[[x]]]]]]]]"), STR_INIT("[[[[[[[[x]]]]]]]]") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = { 0 };
		struct findings all = { .arena = &a };
		struct yaml_node *node = NULL;
		struct buf out = { 0 };
		bool good = yaml_parse(&a, cases[i].in, STR("x.md"), 1, false, &all, &node);

		print_message("  %s\n", cases[i].name);
		tree_print(node, &out);
		findings_text(&all, &out);
		if (!good || !str_eq(buf_str(&out), cases[i].want))
			fail_msg("got %.*s", STR_FMT(buf_str(&out)));
		buf_release(&out);
		arena_reset(&a);
	}
}

static void
bad_yaml(void **state)
{
	static const struct {
		struct str in;
		const char *want;
	} cases[] = {
		{ STR_INIT("a: 1\na: 2\n"),
			"x.md:3:1: Der Schlüssel „a“ steht hier zweimal (Er steht schon in Zeile 2; behalten Sie einen.) [yaml]\n" },
		{ STR_INIT("a: 1\nb: 1\nb: 2\na: 2\n"),
			"x.md:5:1: Der Schlüssel „a“ steht hier zweimal (Er steht schon in Zeile 2; behalten Sie einen.) [yaml]\nx.md:4:1: Der Schlüssel „b“ steht hier zweimal (Er steht schon in Zeile 3; behalten Sie einen.) [yaml]\n" },
		{ STR_INIT("ä: Ärger: b\n"),
			"x.md:2:9: In einem Wert steht ein zweites „: “ (Setzen Sie einen Text mit „: “ in Anführungszeichen, und jeden Schlüssel auf eine eigene Zeile.) [yaml]\n" },
		{ STR_INIT("a: &x 1\nb: *x\nc: !!str 2\n"),
			"x.md:2:4: Anker (&name) gibt es hier nicht (Lassen Sie den Anker weg, oder setzen Sie den Text in Anführungszeichen.) [yaml]\nx.md:3:4: Verweise (*name) gibt es hier nicht (Schreiben Sie den Wert aus, oder setzen Sie den Text in Anführungszeichen.) [yaml]\n"
			"x.md:4:4: Typangaben (!name) gibt es hier nicht (Lassen Sie die Angabe weg, oder setzen Sie den Text in Anführungszeichen.) [yaml]\n" },
		{ STR_INIT("a: 1\n---\nb: 2\n"),
			"x.md:3:1: Hier beginnt ein zweites Dokument (Löschen Sie die Zeile „---“.) [yaml]\n" },
		{ STR_INIT("a: 1\n\tb: 2\n"),
			"x.md:3:1: Hier steht ein Tabulator (Rücken Sie mit Leerzeichen ein, nicht mit Tabulatoren.) [yaml]\n" },
		{ STR_INIT("a: @x\n"),
			"x.md:2:4: Mit diesem Zeichen kann kein Wert beginnen (Setzen Sie einen Text, der mit @, ` oder % beginnt, in Anführungszeichen.) [yaml]\n" },
		{ STR_INIT("a: 'x\n"),
			"x.md:2:4: Ein Anführungszeichen wird nicht geschlossen (Ergänzen Sie das schließende Anführungszeichen.) [yaml]\n" },
		{ STR_INIT("a: [1, 2\nb: 3\n"),
			"x.md:2:4: Diese Liste in [ ] ist nicht geschlossen, oder ein Komma fehlt (Trennen Sie die Einträge mit Kommas, und schließen Sie die Liste mit ].) [yaml]\n" },
		{ STR_INIT("[a]: 1\n"),
			"x.md:2:1: Ein Schlüssel muss ein einfacher Text sein (Setzen Sie einen Text, der mit [ oder { beginnt, in Anführungszeichen.) [yaml]\n" },
		{ STR_INIT("[[[[[[[[[x]]]]]]]]]"),
			"x.md:2:9: Listen und Schlüssel sind zu tief verschachtelt (Gelesen werden höchstens 8 Ebenen.) [yaml]\n" },
		{ STR_INIT("a: \xff\n"), "x.md:2: Die Datei ist nicht in UTF-8 gespeichert (Speichern Sie sie als UTF-8.) [yaml]\n" },
		{ STR_INIT("a: \x01\n"), "x.md:2:4: Hier steht ein Steuerzeichen (Löschen Sie es.) [yaml]\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = { 0 };
		struct findings all = { .arena = &a };
		struct yaml_node *node = NULL;
		struct buf out = { 0 };
		bool good = yaml_parse(&a, cases[i].in, STR("x.md"), 2, false, &all, &node);

		print_message("  %s", cases[i].want);
		findings_text(&all, &out);
		if (good || node || !str_eq(buf_str(&out), str_of(cases[i].want)))
			fail_msg("got %.*s", STR_FMT(buf_str(&out)));
		buf_release(&out);
		arena_reset(&a);
	}
}

/* Files made to hurt: refused or read, and soon. A slow one runs into the test's alarm. */
static void
hostile_yaml(void **state)
{
	static const char *const unit[] = { "[", "{", "- ", "? ", "a: {", "[a, ", "!", "&a ", "*a ", "\"", "k: v\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(unit) / sizeof(unit[0]); i++) {
		for (int large = 0; large < 2; large++) {
			struct arena a = { 0 };
			struct findings all = { .arena = &a };
			struct yaml_node *node;
			struct buf in = { .max = large ? 256 * 1024 : YAML_BYTES_MAX };

			while (!in.over)
				buf_add(&in, str_of(unit[i]));
			assert_false(yaml_parse(&a, buf_str(&in), STR("x.md"), 1, large, &all, &node));
			assert_true(all.n > 0);
			buf_release(&in);
			arena_reset(&a);
		}
	}
}

static void
too_large(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct yaml_node *node;
	struct buf in = { 0 };

	(void)state;
	buf_add(&in, STR("a: "));
	while (in.n < YAML_BYTES_MAX)
		buf_add_char(&in, 'x');
	assert_true(yaml_parse(&a, buf_str(&in), STR("x"), 1, false, &all, &node));
	buf_add_char(&in, 'x');
	assert_false(yaml_parse(&a, buf_str(&in), STR("x"), 1, false, &all, &node));
	assert_null(node);
	assert_true(yaml_parse(&a, buf_str(&in), STR("x"), 1, true, &all, &node));
	assert_int_equal(all.n, 1);
	buf_release(&in);
	arena_reset(&a);
}

static void
finding_a_key(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct yaml_node *node;

	(void)state;
	assert_true(yaml_parse(&a, STR("a: 1\nb: [x]\n"), STR("x"), 1, false, &all, &node));
	assert_int_equal(yaml_find(node, STR("b"))->line, 2);
	assert_int_equal(yaml_find(node, STR("b"))->column, 4);
	assert_null(yaml_find(node, STR("c")));
	assert_null(yaml_find(NULL, STR("c")));
	assert_null(yaml_find(yaml_find(node, STR("b")), STR("x")));
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_yaml),
		cmocka_unit_test(bad_yaml),
		cmocka_unit_test(hostile_yaml),
		cmocka_unit_test(too_large),
		cmocka_unit_test(finding_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
