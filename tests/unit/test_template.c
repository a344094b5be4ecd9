#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/template.h"

/* A small model with a member of each type. */
struct person {
	struct str name, url;
	const struct person *boss;
	struct template_list tags; /* of struct str */
};

struct page {
	struct str title, empty, link, bad_link, lang, root;
	struct str body; /* HTML */
	bool yes, no;
	int64_t number, zero, negative;
	const struct person *author, *nobody;
	struct template_list people, none; /* of struct person */
	struct template_list words;        /* of struct str */
};

static const struct template_field person_fields[] = {
	TEMPLATE_FIELD(TEXT, struct person, name),
	TEMPLATE_FIELD(TEXT, struct person, url),
	TEMPLATE_OBJECT_OF(struct person, boss, person_fields),
	TEMPLATE_LIST_OF(struct person, tags, struct str, NULL),
	TEMPLATE_END,
};

static const struct template_field page_fields[] = {
	TEMPLATE_FIELD(TEXT, struct page, title),
	TEMPLATE_FIELD(TEXT, struct page, empty),
	TEMPLATE_FIELD(TEXT, struct page, link),
	TEMPLATE_FIELD(TEXT, struct page, bad_link),
	TEMPLATE_FIELD(TEXT, struct page, lang),
	TEMPLATE_FIELD(TEXT, struct page, root),
	TEMPLATE_FIELD(HTML, struct page, body),
	TEMPLATE_FIELD(BOOL, struct page, yes),
	TEMPLATE_FIELD(BOOL, struct page, no),
	TEMPLATE_FIELD(NUMBER, struct page, number),
	TEMPLATE_FIELD(NUMBER, struct page, zero),
	TEMPLATE_FIELD(NUMBER, struct page, negative),
	TEMPLATE_OBJECT_OF(struct page, author, person_fields),
	TEMPLATE_OBJECT_OF(struct page, nobody, person_fields),
	TEMPLATE_LIST_OF(struct page, people, struct person, person_fields),
	TEMPLATE_LIST_OF(struct page, none, struct person, person_fields),
	TEMPLATE_LIST_OF(struct page, words, struct str, NULL),
	TEMPLATE_END,
};

static const struct str words[] = { STR_INIT("eins"), STR_INIT("<zwei>") };
static const struct person boss = { .name = STR_INIT("Berta"), .url = STR_INIT("b") };
static const struct person people[] = {
	{ .name = STR_INIT("Anna"), .url = STR_INIT("../a/"), .boss = &boss, .tags = { words, 2 } },
	{ .name = STR_INIT("Ole & Co"), .url = STR_INIT("javascript:x") },
};
static const struct page page = {
	.title = STR_INIT("A & \"B\" <c> 'd'"),
	.link = STR_INIT("https://x.example/?a=1&b=2"),
	.bad_link = STR_INIT("JavaScript:alert(1)"),
	.lang = STR_INIT("de"),
	.root = STR_INIT("../"),
	.body = STR_INIT("<p>Hallo</p>"),
	.yes = true,
	.number = 42,
	.negative = INT64_MIN,
	.author = &people[0],
	.people = { people, 2 },
	.words = { words, 2 },
};

static const struct template_source texts[] = {
	{ STR_INIT("next"), STR_INIT("Weiter & fort") },
	{ STR_INIT("station"), STR_INIT("Station {{number}} von <{{title}}>") },
	{ STR_INIT("nav.home"), STR_INIT("Start") },
	{ STR_INIT("plural"), STR_INIT("{{#yes}}ein{{/yes}}{{^yes}}kein{{/yes}} Wort") },
	{ STR_INIT("wrong"), STR_INIT("{{titel}}") },
	{ STR_INIT("open"), STR_INIT("{{#yes}}") },
	{ STR_INIT("outer"), STR_INIT("[{{t.next}}]") },
	{ STR_INIT("loop"), STR_INIT("{{t.loop}}") },
};

/* Compile `text` as "page.html" beside a few fixed templates and render it. */
static enum err_code
template_run(struct str text, struct buf *out, struct err *e)
{
	const struct template_source files[] = {
		{ STR_INIT("page.html"), text },
		{ STR_INIT("layout.html"), STR_INIT("<title>{{$title}}Site{{/title}}</title>\n"
			"<main>\n  {{$main}}\n  leer\n  {{/main}}\n</main>\n") },
		{ STR_INIT("middle.html"), STR_INIT("{{<layout}}\n{{$title}}Mitte{{/title}}\n"
			"{{$main}}\n<p>Mitte</p>\n{{/main}}\n{{/layout}}\n") },
		{ STR_INIT("parts/rail.html"), STR_INIT("<nav>\n  {{title}}\n</nav>\n") },
		{ STR_INIT("parts/self.html"), STR_INIT("{{>parts/self}}") },
		{ STR_INIT("parts/broken.html"), STR_INIT("<b>\n\n{{#yes}}</b>") },
		{ STR_INIT("parts/unknown.html"), STR_INIT("\n{{nam}}") },
		{ STR_INIT("parts/opens.html"), STR_INIT("<a title=\"") },
	};
	struct template_set *set = template_set_new(files, sizeof(files) / sizeof(files[0]), texts,
		sizeof(texts) / sizeof(texts[0]));
	const struct template *t = NULL;
	enum err_code rc = template_compile(set, "page", page_fields, &t, e);

	if (rc == ERR_OK)
		template_render(t, &page, out);
	template_set_free(set);
	return rc;
}

static void
good_templates(void **state)
{
	static const struct {
		const char *name;
		struct str in, want;
	} cases[] = {
		{ "text is escaped", STR_INIT("<p>{{title}}</p>"),
			STR_INIT("<p>A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39;</p>") },
		{ "attribute is escaped", STR_INIT("<p title=\"{{title}}\">"),
			STR_INIT("<p title=\"A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39;\">") },
		{ "single quotes", STR_INIT("<p title='{{title}}'>"),
			STR_INIT("<p title='A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39;'>") },
		{ "HTML as it is", STR_INIT("<div>{{{body}}}</div>"), STR_INIT("<div><p>Hallo</p></div>") },
		{ "numbers", STR_INIT("{{number}} {{zero}} {{negative}}"),
			STR_INIT("42 0 -9223372036854775808") },
		{ "number without quotes", STR_INIT("<p tabindex={{number}}><h{{zero}}>"),
			STR_INIT("<p tabindex=42><h0>") },
		{ "number in a style", STR_INIT("<p style=\"--n:{{number}}\">"),
			STR_INIT("<p style=\"--n:42\">") },
		{ "address", STR_INIT("<a href=\"{{link}}\">"),
			STR_INIT("<a href=\"https://x.example/?a=1&amp;b=2\">") },
		{ "forbidden scheme", STR_INIT("<a href=\"{{bad_link}}\"><img SRC='{{bad_link}}'>"),
			STR_INIT("<a href=\"#\"><img SRC='#'>") },
		{ "forbidden scheme after a value", STR_INIT("<a href=\"{{empty}}{{bad_link}}\">"),
			STR_INIT("<a href=\"#\">") },
		{ "no address: any text", STR_INIT("<p data-url=\"{{bad_link}}\">"),
			STR_INIT("<p data-url=\"JavaScript:alert(1)\">") },
		{ "path after a value", STR_INIT("<a href=\"{{root}}x/{{title}}\">"),
			STR_INIT("<a href=\"../x/A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39;\">") },
		{ "query", STR_INIT("<a href=\"/x?a={{title}}&amp;b={{number}}#{{lang}}\">"),
			STR_INIT("<a href=\"/x?a=A%20%26%20%22B%22%20%3Cc%3E%20%27d%27&amp;b=42#de\">") },
		{ "title is text", STR_INIT("<title>{{title}} <b</title><p lang=\"{{lang}}\">"),
			STR_INIT("<title>A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39; <b</title><p lang=\"de\">") },
		{ "after a script", STR_INIT("<script>if (a<b) '</b>'</script>{{lang}}"),
			STR_INIT("<script>if (a<b) '</b>'</script>de") },
		{ "comment in HTML", STR_INIT("<!-- a > b {{lang}} --><p lang=\"{{lang}}\">"),
			STR_INIT("<!-- a > b de --><p lang=\"de\">") },
		{ "doctype", STR_INIT("<!DOCTYPE html><p>{{lang}}"), STR_INIT("<!DOCTYPE html><p>de") },
		{ "lone less-than", STR_INIT("a < b {{lang}}"), STR_INIT("a < b de") },
		{ "section in a tag", STR_INIT("<p{{#lang}} lang=\"{{.}}\"{{/lang}}{{#yes}} hidden{{/yes}}>x"),
			STR_INIT("<p lang=\"de\" hidden>x") },
		{ "either or in an attribute",
			STR_INIT("<a href=\"{{#no}}{{link}}{{/no}}{{^no}}{{root}}{{/no}}\">{{lang}}"),
			STR_INIT("<a href=\"../\">de") },
		{ "bool, number, text, object, list as conditions",
			STR_INIT("{{#yes}}1{{/yes}}{{#no}}2{{/no}}{{#number}}3{{/number}}{{#zero}}4{{/zero}}"
				"{{#title}}5{{/title}}{{#empty}}6{{/empty}}{{#author}}7{{/author}}"
				"{{#nobody}}8{{/nobody}}{{#people}}9{{/people}}{{#none}}0{{/none}}{{#body}}b{{/body}}"),
			STR_INIT("135799b") },
		{ "inverted",
			STR_INIT("{{^yes}}1{{/yes}}{{^no}}2{{/no}}{{^number}}3{{/number}}{{^zero}}4{{/zero}}"
				"{{^title}}5{{/title}}{{^empty}}6{{/empty}}{{^author}}7{{/author}}"
				"{{^nobody}}8{{/nobody}}{{^people}}9{{/people}}{{^none}}0{{/none}}"),
			STR_INIT("24680") },
		{ "list of structs, outer names found",
			STR_INIT("{{#people}}{{name}} ({{lang}}); {{/people}}"),
			STR_INIT("Anna (de); Ole &amp; Co (de); ") },
		{ "list in a list", STR_INIT("{{#people}}{{name}}:{{#tags}} {{.}}{{name}}{{/tags}}\n{{/people}}"),
			STR_INIT("Anna: einsAnna &lt;zwei&gt;Anna\nOle &amp; Co:\n") },
		{ "list of texts", STR_INIT("<ul>\n{{#words}}\n  <li>{{.}}</li>\n{{/words}}\n</ul>"),
			STR_INIT("<ul>\n  <li>eins</li>\n  <li>&lt;zwei&gt;</li>\n</ul>") },
		{ "dotted names", STR_INIT("{{author.name}} {{author.boss.name}} {{nobody.name}}."),
			STR_INIT("Anna Berta .") },
		{ "dotted sections",
			STR_INIT("{{#author.boss}}{{name}}{{/author.boss}}{{#author.tags}}{{.}}{{/author.tags}}"
				"{{^nobody.tags}}-{{/nobody.tags}}"),
			STR_INIT("Bertaeins&lt;zwei&gt;-") },
		{ "missing object in a list", STR_INIT("{{#people}}{{boss.name}};{{/people}}"),
			STR_INIT("Berta;;") },
		{ "interface text", STR_INIT("<p title=\"{{t.next}}\">{{t.nav.home}} {{t.station}}"),
			STR_INIT("<p title=\"Weiter &amp; fort\">Start Station 42 von "
				"&lt;A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39;&gt;") },
		{ "sections and texts in texts", STR_INIT("{{t.plural}}, {{t.outer}}"),
			STR_INIT("ein Wort, [Weiter &amp; fort]") },
		{ "partial takes its indentation", STR_INIT("<div>\n  {{>parts/rail}}\n</div>\n"),
			STR_INIT("<div>\n  <nav>\n    A &amp; &quot;B&quot; &lt;c&gt; &#39;d&#39;\n  </nav>\n</div>\n") },
		{ "inheritance", STR_INIT("{{<layout}}\n{{$title}}{{lang}}{{/title}}\n{{$main}}\n"
				"    <h1>x</h1>\n    <p>y</p>\n{{/main}}\n{{/layout}}\n"),
			STR_INIT("<title>de</title>\n<main>\n  <h1>x</h1>\n  <p>y</p>\n</main>\n") },
		{ "defaults", STR_INIT("{{<layout}}{{/layout}}"),
			STR_INIT("<title>Site</title>\n<main>\n  leer\n</main>\n") },
		{ "two levels", STR_INIT("{{<middle}}{{$title}}Oben{{/title}}{{/middle}}"),
			STR_INIT("<title>Oben</title>\n<main>\n  <p>Mitte</p>\n</main>\n") },
		{ "comments vanish", STR_INIT("a{{! b }}c\n  {{! d\n e }}\nf"), STR_INIT("ac\nf") },
		{ "empty", STR_INIT(""), STR_INIT("") },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = { 0 };
		struct err e = { .code = ERR_OK };
		enum err_code rc = template_run(cases[i].in, &out, &e);

		print_message("  %s\n", cases[i].name);
		if (rc != ERR_OK || !str_eq(buf_str(&out), cases[i].want)) {
			print_error("want %.*s\ngot  %.*s\n%s:%u: %s\n", STR_FMT(cases[i].want),
				STR_FMT(buf_str(&out)), e.path, e.line, e.msg);
			buf_release(&out);
			fail();
		}
		buf_release(&out);
	}
}

static void
errors(void **state)
{
	static const struct {
		struct str in;
		enum err_code code;
		const char *path;
		unsigned line;
		const char *msg;
	} cases[] = {
		{ STR_INIT("a\n{{titel}}"), ERR_INVALID, "page.html", 2,
			"unknown name \"titel\" (did you mean \"title\"?)" },
		{ STR_INIT("{{xyzzy}}"), ERR_INVALID, "page.html", 1, "unknown name \"xyzzy\"" },
		{ STR_INIT("{{author.nam}}"), ERR_INVALID, "page.html", 1,
			"unknown name \"author.nam\" (did you mean \"name\"?)" },
		{ STR_INIT("{{title.x}}"), ERR_INVALID, "page.html", 1, "\"title.x\": \"title\" has no fields" },
		{ STR_INIT("{{people.x}}"), ERR_INVALID, "page.html", 1, "\"people.x\": \"people\" has no fields" },
		{ STR_INIT("\n\n{{people}}"), ERR_INVALID, "page.html", 3,
			"\"people\" has no text of its own: use it as a section, {{#people}}" },
		{ STR_INIT("{{yes}}"), ERR_INVALID, "page.html", 1,
			"\"yes\" has no text of its own: use it as a section, {{#yes}}" },
		{ STR_INIT("{{body}}"), ERR_INVALID, "page.html", 1, "\"body\" is HTML: use three braces" },
		{ STR_INIT("{{{title}}}"), ERR_INVALID, "page.html", 1, "\"title\" is not HTML: use two braces" },
		{ STR_INIT("{{&title}}"), ERR_INVALID, "page.html", 1, "\"title\" is not HTML: use two braces" },
		{ STR_INIT("{{{t.next}}}"), ERR_INVALID, "page.html", 1, "\"t.next\" is text: use two braces" },
		{ STR_INIT("<p title=\"{{{body}}}\">"), ERR_INVALID, "page.html", 1,
			"\"body\" is HTML and can only stand between tags" },
		{ STR_INIT("{{.}}"), ERR_INVALID, "page.html", 1,
			"{{.}} is for lists of texts; here the item has fields with names" },
		{ STR_INIT("{{#people}}{{.}}{{/people}}"), ERR_INVALID, "page.html", 1,
			"{{.}} is for lists of texts; here the item has fields with names" },
		{ STR_INIT("<p class={{title}}>"), ERR_INVALID, "page.html", 1,
			"\"title\" cannot stand here: put the attribute's value in quotes" },
		{ STR_INIT("<p class=a{{title}}>"), ERR_INVALID, "page.html", 1,
			"\"title\" cannot stand here: put the attribute's value in quotes" },
		{ STR_INIT("<p {{title}}>"), ERR_INVALID, "page.html", 1,
			"\"title\" cannot stand here: it is in a tag, but not in an attribute's value" },
		{ STR_INIT("<p {{t.next}}>"), ERR_INVALID, "page.html", 1,
			"\"t.next\" cannot stand here: texts are for text and quoted attributes" },
		{ STR_INIT("<a href=\"{{t.next}}\">"), ERR_INVALID, "page.html", 1,
			"\"t.next\" cannot stand here: texts are for text and quoted attributes" },
		{ STR_INIT("<{{title}}>"), ERR_INVALID, "page.html", 1,
			"\"title\" cannot stand here: it is in a tag, but not in an attribute's value" },
		{ STR_INIT("<h{{title}}>"), ERR_INVALID, "page.html", 1,
			"\"title\" cannot stand here: only a number may be part of a tag's name" },
		{ STR_INIT("<p onclick=\"{{title}}\">"), ERR_INVALID, "page.html", 1,
			"\"title\" cannot stand here: the browser would run it as code or style; only numbers may stand here" },
		{ STR_INIT("<script>\nvar a = \"{{title}}\"</script>"), ERR_INVALID, "page.html", 2,
			"\"title\" cannot stand here: it is in a script or style element" },
		{ STR_INIT("\n{{#yes}}<p class=\"{{/yes}}"), ERR_INVALID, "page.html", 2,
			"section \"yes\" opens or closes a tag, a quote or a comment only in part" },
		{ STR_INIT("{{#yes}}<script>{{/yes}}"), ERR_INVALID, "page.html", 1,
			"section \"yes\" opens or closes a tag, a quote or a comment only in part" },
		{ STR_INIT("{{>parts/opens}}{{{body}}}"), ERR_INVALID, "page.html", 1,
			"\"body\" is HTML and can only stand between tags" },
		{ STR_INIT("\n{{>parts/rial}}"), ERR_NOTFOUND, "page.html", 2,
			"there is no template \"parts/rial.html\" (did you mean \"parts/rail\"?)" },
		{ STR_INIT("{{<lay}}{{/lay}}"), ERR_NOTFOUND, "page.html", 1, "there is no template \"lay.html\"" },
		{ STR_INIT("{{t.nxt}}"), ERR_INVALID, "page.html", 1,
			"there is no text \"nxt\" (did you mean \"next\"?)" },
		{ STR_INIT("\n{{t.wrong}}"), ERR_INVALID, "page.html", 2,
			"text \"wrong\": unknown name \"titel\" (did you mean \"title\"?)" },
		{ STR_INIT("\n{{t.open}}"), ERR_PARSE, "page.html", 2, "text \"open\": \"yes\" is not closed" },
		{ STR_INIT("{{t.loop}}"), ERR_INVALID, "page.html", 1,
			"text \"loop\": templates, blocks and texts are nested too deeply" },
		{ STR_INIT("{{>parts/self}}"), ERR_INVALID, "parts/self.html", 1,
			"\"parts/self.html\" would contain itself" },
		{ STR_INIT("{{>page}}"), ERR_INVALID, "page.html", 1, "\"page.html\" would contain itself" },
		{ STR_INIT("{{>parts/broken}}"), ERR_PARSE, "parts/broken.html", 3, "\"yes\" is not closed" },
		{ STR_INIT("{{>parts/unknown}}"), ERR_INVALID, "parts/unknown.html", 2, "unknown name \"nam\"" },
		{ STR_INIT("\n{{#yes}}\n"), ERR_PARSE, "page.html", 2, "\"yes\" is not closed" },
		{ STR_INIT("{{/yes}}"), ERR_PARSE, "page.html", 1, "{{/yes}} closes nothing" },
		{ STR_INIT("{{#yes}}\n{{/no}}"), ERR_PARSE, "page.html", 2,
			"{{/no}} stands where \"yes\" of line 1 is to be closed" },
		{ STR_INIT("a\n{{title"), ERR_PARSE, "page.html", 2, "this tag is not closed: \"}}\" is missing" },
		{ STR_INIT("{{{body}}"), ERR_PARSE, "page.html", 1, "a tag with three braces ends with three" },
		{ STR_INIT("{{}}"), ERR_PARSE, "page.html", 1, "a tag without a name" },
		{ STR_INIT("{{a b}}"), ERR_PARSE, "page.html", 1, "\"a b\" is no name" },
		{ STR_INIT("{{=<% %>=}}"), ERR_PARSE, "page.html", 1, "delimiters cannot be changed" },
		{ STR_INIT("{{<layout}}{{title}}{{/layout}}"), ERR_PARSE, "page.html", 1,
			"only blocks {{$name}} may stand in a {{<layout}}" },
		{ STR_INIT("{{<layout}}{{#yes}}{{/yes}}{{/layout}}"), ERR_PARSE, "page.html", 1,
			"only blocks {{$name}} may stand in a {{<layout}}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = { 0 };
		struct err e = { .code = ERR_OK };
		enum err_code rc = template_run(cases[i].in, &out, &e);

		print_message("  %s\n", cases[i].msg);
		buf_release(&out);
		if (rc != cases[i].code || e.line != cases[i].line || strcmp(e.path, cases[i].path) != 0
			|| strcmp(e.msg, cases[i].msg) != 0)
			fail_msg("%.*s: got %d %s:%u: %s", STR_FMT(cases[i].in), (int)rc, e.path, e.line, e.msg);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(good_templates), cmocka_unit_test(errors) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
