#include "generator/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "generator/map.h"
#include "generator/pool.h"
#include "generator/reading.h"
#include "generator/slug.h"

static const int OPTIONS = CMARK_OPT_FOOTNOTES;

void
markdown_start(void)
{
	cmark_gfm_core_extensions_ensure_registered();
}

void
markdown_stop_thread(void)
{
	pool_release();
}

/* ---- what the other files of reading.h use ---- */

unsigned
reading_line(const struct reading *r, cmark_node *node)
{
	int line = cmark_node_get_start_line(node);

	while (line < 1 && (node = cmark_node_parent(node)) != NULL)
		line = cmark_node_get_start_line(node);
	return r->place.first_line + (unsigned)(line > 1 ? line - 1 : 0);
}

struct finding *
reading_stop(struct reading *r, cmark_node *node, const char *rule, const char *fmt, ...)
{
	unsigned line, column;
	char text[512];
	size_t at;
	int byte = cmark_node_get_start_column(node);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	line = reading_line(r, node);
	place_lines(&r->place, line - r->place.first_line + 1, line - r->place.first_line + 1, &at);
	if (byte > 1 && at + (size_t)byte - 1 <= r->place.text.n)
		at += (size_t)byte - 1;
	place_of(&r->place, at, &line, &column);
	return finding_add(r->all, SEVERITY_STOP, rule, r->record->path, line, column, "%s", text);
}

struct str
reading_text(struct reading *r, cmark_node *node)
{
	struct buf b = { 0 };
	struct str out;
	cmark_iter *iter = cmark_iter_new(node);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(at);

		if (event != CMARK_EVENT_ENTER)
			continue;
		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
			buf_add(&b, str_of(cmark_node_get_literal(at)));
		else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			buf_add_char(&b, ' ');
	}
	cmark_iter_free(iter);
	for (size_t i = 0, n = b.n, to = 0; i < n; i++) { /* without the marks of reading.h */
		if (b.p[i] == *MARK_ID)
			while (i < n && b.p[i] != *MARK_ID_END)
				i++;
		else if (b.p[i] != *MARK_DEL && b.p[i] != *MARK_DEL_END)
			b.p[to++] = b.p[i];
		b.n = to;
	}
	out = arena_copy(r->arena, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}

struct str
reading_html(struct reading *r, cmark_node *first, cmark_node *end)
{
	cmark_node *all = cmark_node_new_with_mem(CMARK_NODE_DOCUMENT, r->mem);

	while (first && first != end) {
		cmark_node *next = cmark_node_next(first);

		cmark_node_append_child(all, first);
		first = next;
	}
	return arena_copy(r->arena,
		str_of(cmark_render_html_with_mem(all, OPTIONS, r->extensions, r->mem)));
}

struct str
reading_link(struct reading *r, enum record_link_kind kind, struct str url, unsigned line,
	unsigned column)
{
	struct record_link *l = VEC_ADD(r->arena, r->record, link);

	*l = (struct record_link){ kind, arena_copy(r->arena, url), line, column };
	return arena_printf(r->arena, "_L%zu_", r->record->n_link - 1);
}

void
reading_take_id(struct reading *r, struct str id, unsigned line, unsigned column)
{
	struct finding *f;

	if (map_add(r->ids, id, 1) == MAP_NONE && map_find(r->theme->reserved, id) == MAP_NONE) {
		*VEC_ADD(r->arena, r->record, anchor) = id;
		return;
	}
	f = finding_add(r->all, SEVERITY_STOP, "duplicate-id", r->record->path, line, column,
		"Die Kennung „%.*s“ gibt es auf dieser Seite schon", STR_FMT(id));
	finding_remedy(r->all, f, "Wählen Sie eine andere, zum Beispiel #%.*s-2.", STR_FMT(id));
}

/* ---- one pass over the tree ---- */

/* A free id for a heading: the slug, or the slug with a number, as forges do. */
static struct str
heading_id(struct reading *r, struct str title)
{
	struct str slug = slug_make(r->arena, title), id = slug;
	int64_t i = map_find(r->ids, slug); /* the number to try first, when it is taken */

	i = i == MAP_NONE ? 1 : i;
	while (map_find(r->ids, id) != MAP_NONE || map_find(r->theme->reserved, id) != MAP_NONE)
		id = arena_printf(r->arena, "%.*s-%lld", STR_FMT(slug), (long long)i++);
	map_add(r->ids, id, 1);
	map_put(r->ids, slug, i);
	*VEC_ADD(r->arena, r->record, anchor) = id;
	return id;
}

static bool
is_inside_quote(cmark_node *node)
{
	while ((node = cmark_node_parent(node)) != NULL) {
		if (cmark_node_get_type(node) == CMARK_NODE_BLOCK_QUOTE)
			return true;
	}
	return false;
}

static void
heading_level_check(struct reading *r, cmark_node *node, int level)
{
	struct finding *f;
	int most = r->last_level ? r->last_level + 1 : 2;

	if (level == 1) {
		f = reading_stop(r, node, "heading-level", "Im Text steht eine Überschrift der Ebene 1; die ist der Titel der Seite");
		finding_remedy(r->all, f, "Beginnen Sie Abschnitte mit ##.");
	} else if (level > most) {
		f = reading_stop(r, node, "heading-level", "Die Überschrift springt von Ebene %d auf Ebene %d",
			most - 1, level);
		finding_remedy(r->all, f, "Schreiben Sie hier %.*s.", most, "######");
	} else {
		return;
	}
	f->criterion = "WCAG 1.3.1 (A)";
}

static void
heading_read(struct reading *r, cmark_node *node)
{
	struct record_heading *h;
	struct str title = reading_text(r, node);
	int level = cmark_node_get_heading_level(node);
	cmark_node *mark = cmark_node_new_with_mem(CMARK_NODE_TEXT, r->mem);
	bool inside = is_inside_quote(node);

	if (title.n == 0) {
		reading_stop(r, node, "heading-empty", "Die Überschrift hat keinen Text")->criterion = "WCAG 1.3.1 (A)";
		return;
	}
	if (!inside)
		heading_level_check(r, node, level);
	r->last_level = level;
	h = VEC_ADD(r->arena, r->record, heading);
	*h = (struct record_heading){ heading_id(r, title), title, level, inside };
	cmark_node_set_literal(mark, arena_printf(r->arena, MARK_ID "%zu" MARK_ID_END, r->record->n_heading - 1).p);
	cmark_node_prepend_child(node, mark);
}

static void
html_stop(struct reading *r, cmark_node *node)
{
	struct finding *f = reading_stop(r, node, "raw-html", "Hier steht HTML; das geht in diesen Texten nicht");

	finding_remedy(r->all, f, "Schreiben Sie es in Markdown; ein < im Text schreiben Sie \\<.");
}

static void
node_read(struct reading *r, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_TEXT)
		inline_text(r, node);
	else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
		inline_link(r, node);
	else if (type == CMARK_NODE_HEADING)
		heading_read(r, node);
	else if (type == CMARK_NODE_BLOCK_QUOTE)
		construct_find(r, node);
	else if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
		html_stop(r, node);
	else if (type == CMARK_NODE_FOOTNOTE_DEFINITION)
		r->has_footnotes = true;
	else if (strcmp(cmark_node_get_type_string(node), "table") == 0)
		/* An extension's type has no constant in the headers. NOLINTNEXTLINE(bugprone-sizeof-expression) */
		*VEC_ADD(r->arena, r, table) = node;
}

/* Put each table into what construct/table.html says, so that a wide one scrolls by itself. */
static void
tables_wrap(struct reading *r)
{
	static const char inside[] = "\x06"; /* no author can write it */
	struct view_construct view = { .kind = STR_INIT("table"), .html = STR_INIT("\x06") };
	struct buf html = { 0 };
	struct str before, after;

	if (!r->theme->table || r->n_table == 0)
		return;
	template_render(r->theme->table, &view, &html);
	after = arena_copy(r->arena, str_cut(buf_str(&html), *inside, &before));
	before = arena_copy(r->arena, before);
	buf_release(&html);
	for (size_t i = 0; i < r->n_table; i++) {
		cmark_node *block = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_BLOCK, r->mem);

		cmark_node_insert_before(r->table[i], block);
		cmark_node_append_child(block, r->table[i]);
		cmark_node_set_on_enter(block, before.p);
		cmark_node_set_on_exit(block, after.p);
	}
}

/* ---- the finished HTML ---- */

/* cmark writes align="…", which HTML5 no longer has; a class has as many letters. */
static void
table_align(char *html)
{
	static const char *const from[] = { "<td align=\"", "<th align=\"" };

	for (size_t i = 0; i < 2; i++) {
		for (char *p = html; (p = strstr(p, from[i])) != NULL; p += 11)
			memcpy(p + 4, "class", 5); /* NOLINT(bugprone-not-null-terminated-result): within a text */
	}
}

/* The number between `p` + 1 characters of mark and `end`; false when there is none. */
static bool
number_at(const char *p, char end, size_t *number, const char **after)
{
	char *stop;

	if (*p < '0' || *p > '9')
		return false;
	*number = strtoul(p, &stop, 10);
	*after = stop + 1;
	return *stop == end;
}

/* The ids that footnotes bring: cmark numbers them itself. */
static void
footnote_anchors(struct reading *r, const char *html)
{
	static const char id[] = "id=\"fn";

	for (const char *p = html; (p = strstr(p, id)) != NULL; p++) {
		const char *from = p + 4;

		*VEC_ADD(r->arena, r->record, anchor) =
			arena_copy(r->arena, (struct str){ from, strcspn(from, "\"") });
	}
}

/* Copy `html` to `out` with its marks resolved; the places of addresses become cuts. */
static void
html_cut(struct reading *r, const char *html, struct buf *out)
{
	static const char back[] = "\"Back to content\"";

	while (*html) {
		size_t n = strcspn(html, "_\"" MARK_ID MARK_DEL MARK_DEL_END), number;
		const char *after = html + n + 1;

		buf_add(out, (struct str){ html, n });
		html += n;
		if (*html == '\0')
			break;
		if (*html == *MARK_DEL) {
			buf_add(out, STR("<del>"));
		} else if (*html == *MARK_DEL_END) {
			buf_add(out, STR("</del>"));
		} else if (*html == *MARK_ID && number_at(html + 1, *MARK_ID_END, &number, &after)) {
			out->n -= out->n > 0; /* the ">" of the heading's tag */
			buf_add(out, STR(" id=\""));
			buf_add_html(out, r->record->heading[number].id);
			buf_add(out, STR("\">"));
		} else if (*html == '_' && out->n > 1 && memcmp(out->p + out->n - 2, "=\"", 2) == 0
			&& html[1] == 'L' && number_at(html + 2, '_', &number, &after)) {
			*VEC_ADD(r->arena, r->record, cut) = (struct record_cut){ out->n, number };
		} else if (r->has_footnotes && strncmp(html, back, sizeof(back) - 1) == 0) {
			buf_add_char(out, '"');
			buf_add_html(out, theme_text(r->theme, "footnote_back", "Zurück zur Textstelle"));
			buf_add_char(out, '"');
			after = html + sizeof(back) - 1;
		} else {
			buf_add_char(out, *html);
			after = html + 1;
		}
		html = after;
	}
}

static cmark_node *
parse(struct reading *r, struct str body)
{
	cmark_parser *parser = cmark_parser_new_with_mem(OPTIONS, r->mem);
	cmark_node *document;

	cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, body.p, body.n);
	document = cmark_parser_finish(parser);
	r->extensions = cmark_parser_get_syntax_extensions(parser);
	cmark_consolidate_text_nodes(document);
	return document;
}

void
markdown_read(struct arena *arena, struct str body, unsigned first_line,
	const struct theme_language *theme, bool tracker, struct record *out)
{
	struct arena scratch = { 0 };
	struct map ids = { .arena = &scratch };
	struct reading r = { .arena = arena, .record = out, .all = &out->findings, .mem = pool_mem(),
		.theme = theme, .tracker = tracker, .ids = &ids };
	struct buf html = { 0 };
	cmark_node *document = parse(&r, body);
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	char *text;

	place_init(&r.place, &scratch, body, first_line);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (event == CMARK_EVENT_ENTER)
			node_read(&r, cmark_iter_get_node(iter));
	}
	cmark_iter_free(iter);
	tables_wrap(&r);
	construct_render_all(&r);
	text = cmark_render_html_with_mem(document, OPTIONS, r.extensions, r.mem);
	if (r.n_table > 0)
		table_align(text);
	if (r.has_footnotes)
		footnote_anchors(&r, text);
	html_cut(&r, text, &html);
	out->html = arena_copy(arena, buf_str(&html));
	buf_release(&html);
	arena_reset(&scratch);
	pool_reset();
}
