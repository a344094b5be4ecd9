/*
 * Any text as a template, strict and lenient: an error or a page, never a crash.
 *
 * The input's first line is an interface text, the rest the page; partials and layout are fixed.
 * What strict rendering writes must not hold the values' raw "<" or an address with their scheme:
 * escaping is checked on whatever template the fuzzer finds.
 */
#include <stdint.h>
#include <stdlib.h>

#include "common/template.h"
#include "common/template_lenient.h"

struct item {
	struct str name;
	int64_t number;
};

struct model {
	struct str text, url, html;
	bool yes, no;
	int64_t number;
	const struct item *object;
	struct template_list items, words;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct template_field item_fields[] = {
	TEMPLATE_FIELD(TEXT, struct item, name),
	TEMPLATE_FIELD(NUMBER, struct item, number),
	TEMPLATE_END,
};

static const struct template_field fields[] = {
	TEMPLATE_FIELD(TEXT, struct model, text),
	TEMPLATE_FIELD(TEXT, struct model, url),
	TEMPLATE_FIELD(HTML, struct model, html),
	TEMPLATE_FIELD(BOOL, struct model, yes),
	TEMPLATE_FIELD(BOOL, struct model, no),
	TEMPLATE_FIELD(NUMBER, struct model, number),
	TEMPLATE_OBJECT_OF(struct model, object, item_fields),
	TEMPLATE_LIST_OF(struct model, items, struct item, item_fields),
	TEMPLATE_LIST_OF(struct model, words, struct str, NULL),
	TEMPLATE_END,
};

static const struct item items[] = { { STR_INIT("<XYZZY\"'>"), 1 }, { STR_INIT("<XYZZY"), 2 } };
static const struct str words[] = { STR_INIT("<XYZZY"), STR_INIT("\"<XYZZY'") };
static const struct model model = { .text = STR_INIT("<XYZZY\"'&>"), .url = STR_INIT("javascript:<XYZZY"),
	.html = STR_INIT("<p>"), .yes = true, .number = 7, .object = items, .items = { items, 2 },
	.words = { words, 2 } };

static void
strict_run(struct str text, struct str page)
{
	const struct template_source file[] = {
		{ STR_INIT("page.html"), page },
		{ STR_INIT("layout.html"), STR_INIT("<main class=\"{{$class}}c{{/class}}\">\n  {{$main}}\n  x\n  {{/main}}\n</main>\n") },
		{ STR_INIT("part.html"), STR_INIT("<b>{{text}}</b>\n") },
	};
	const struct template_source texts[] = { { STR_INIT("x"), text } };
	struct template_set *set = template_set_new(file, 3, texts, 1);
	const struct template *t;
	struct buf out = { .max = 1 << 24 };
	struct err e;

	if (template_compile(set, "page", fields, &t, &e) == ERR_OK) {
		template_render(t, &model, &out);
		/* "<XYZZY" in the output can only come unescaped from a value, save where the template wrote it */
		if (str_find(page, STR("XYZZY")) == SIZE_MAX && str_find(text, STR("XYZZY")) == SIZE_MAX
			&& str_find(buf_str(&out), STR("<XYZZY")) != SIZE_MAX)
			abort();
	}
	buf_release(&out);
	template_set_free(set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = { (const char *)data, n }, text, page = str_cut(all, '\n', &text);
	json_t *json = json_pack("{s:s, s:b, s:[{s:s}, {s:s}], s:{s:i}}", "text", "<a>", "yes", 1, "items", "name", "x",
		"name", "y", "object", "number", 3);
	json_t *partials = json_pack("{s:s, s:s}", "part", "<{{text}}>\n", "layout", "{{$main}}\n  x\n{{/main}}\n");
	struct buf out = { .max = 1 << 24 };
	struct err e;

	strict_run(text, page);
	if (template_lenient_render(page, partials, json, &out, &e) != ERR_OK && e.msg[0] == '\0')
		abort();
	buf_release(&out);
	json_decref(json);
	json_decref(partials);
	return 0;
}
