/*
 * dump.c - what the accessibility checker makes of each element that has a data-n attribute, as
 * JSON: role, name, hidden or not, and the computed style that its rules use. Compared with a
 * browser by compare.mjs.
 */
#include <stdio.h>

#include "common/file.h"
#include "common/json.h"
#include "generator/a11y/rules.h"

static void
pair_px(struct json_writer *w, const char *key, double px)
{
	json_key(w, key);
	json_add_real(w, px);
}

static void
element_write(struct json_writer *w, const struct dom_node *n, struct buf *name)
{
	const struct style *s = n->style;

	json_open(w, '{');
	name_compute(n, name);
	json_pair(w, "role", role_semantic(n) ? str_of(role_semantic(n)->name) : STR(""));
	json_pair(w, "name", buf_str(name));
	json_key(w, "hidden");
	json_add_bool(w, is_hidden(n) || n->flags & NODE_INERT);
	json_key(w, "rendered");
	json_add_bool(w, !(n->flags & NODE_UNRENDERED));
	json_key(w, "visible");
	json_add_bool(w, !(n->flags & NODE_INVISIBLE));
	pair_px(w, "font", s->font_size);
	pair_px(w, "letter", s->letter.value);
	pair_px(w, "word", s->word.value);
	pair_px(w, "line", s->line.relative ? s->line.value * s->font_size : s->line.value);
	json_key(w, "unknown");
	json_add_bool(w, s->letter.unknown || s->word.unknown || s->line.unknown);
	json_close(w, '}');
}

static bool
page_write(const char *path, struct err *e)
{
	struct arena a = { 0 };
	struct buf html = { 0 }, name = { 0 }, out = { 0 };
	struct json_writer w = { .out = &out };
	struct dom_doc *d = NULL;
	bool ok = file_read(path, &html, e) == ERR_OK &&
		dom_parse(&a, buf_str(&html), &d, e) == ERR_OK && page_prepare(d);

	json_open(&w, '{');
	for (const struct dom_node *n = ok ? d->root : NULL; n; n = n->after) {
		const struct str *id = n->text ? NULL : dom_attr(n, "data-n");

		if (id) {
			json_key_str(&w, *id);
			element_write(&w, n, &name);
		}
	}
	json_close(&w, '}');
	buf_add_char(&out, '\n');
	fwrite(out.p, 1, out.n, stdout);
	buf_release(&out);
	buf_release(&name);
	buf_release(&html);
	arena_reset(&a);
	return ok;
}

int
main(int argc, char **argv)
{
	struct err e = { .msg = "too complex" };

	for (int i = 1; i < argc; i++) {
		if (!page_write(argv[i], &e)) {
			fprintf(stderr, "%s: %s\n", argv[i], e.msg);
			return 1;
		}
	}
	return 0;
}
