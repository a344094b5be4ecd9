#include "generator/construct.h"

#include <ctype.h>

#include "generator/map.h"
#include "generator/reading.h"

/* English names are canonical; both mean the same everywhere. */
const struct construct_kind construct_kinds[] = {
	{ "QUIZ", NULL, "quiz", INSIDE_QUIZ, true, 0 },
	{ "NOTE", NULL, "note", INSIDE_ALERT, false, 1 },
	{ "TIP", NULL, "tip", INSIDE_ALERT, false, 2 },
	{ "IMPORTANT", NULL, "important", INSIDE_ALERT, false, 3 },
	{ "WARNING", NULL, "warning", INSIDE_ALERT, false, 4 },
	{ "CAUTION", NULL, "caution", INSIDE_ALERT, false, 5 },
	{ "GOALS", "ZIELE", "goals", INSIDE_LIST, false, 6 },
	{ "KEYPOINTS", "KERN", "keypoints", INSIDE_LIST, false, 7 },
	{ "MORE", "MEHR", "more", INSIDE_TEXT, false, 8 },
	{ "FEEDBACK", NULL, "feedback", INSIDE_TEXT, true, 9 },
	{ "NUMBER", "ZAHL", "number", INSIDE_LATER, true, 10 },
	{ "TEXT", NULL, "text", INSIDE_LATER, true, 11 },
	{ "CLOZE", "LUECKE", "cloze", INSIDE_LATER, true, 12 },
	{ "ORDER", "ORDNEN", "order", INSIDE_LATER, true, 13 },
	{ "MATCH", "ZUORDNEN", "match", INSIDE_LATER, true, 14 },
	{ "REFLECT", "REFLEXION", "reflect", INSIDE_LATER, true, 15 },
	{ "TASKS", "AUFGABE", "tasks", INSIDE_LATER, true, 16 },
	{ "SCALE", "EINSCHAETZUNG", "scale", INSIDE_LATER, true, 17 },
	{ "PULSE", "PULS", "pulse", INSIDE_LATER, true, 18 },
	{ "TABS", "REITER", "tabs", INSIDE_LATER, false, 19 },
	{ "VIDEO", NULL, "video", INSIDE_MEDIA, false, 20 },
	{ "AUDIO", NULL, "audio", INSIDE_MEDIA, false, 21 },
	{ "FILE", "DATEI", "file", INSIDE_LATER, false, 22 },
	{ "COMPANION", "BEGLEITUNG", "companion", INSIDE_LATER, false, 23 },
	{ "PRACTICE", "PRAXIS", "practice", INSIDE_LATER, false, 24 },
	{ NULL, NULL, NULL, INSIDE_LATER, false, 25 }
};

_Static_assert(sizeof(construct_kinds) / sizeof(construct_kinds[0]) <= THEME_CONSTRUCTS,
	"theme.h has room for a template of each kind");

const struct construct_kind *
construct_kind_find(struct str name)
{
	for (const struct construct_kind *k = construct_kinds; k->name; k++) {
		if (str_eq(name, str_of(k->name)) || (k->german && str_eq(name, str_of(k->german))))
			return k;
	}
	return NULL;
}

/* The word of capitals after "[!", empty when there is none. */
static struct str
marker_word(struct str s)
{
	size_t n = 2;

	if (!str_starts(s, STR("[!")))
		return STR("");
	while (n < s.n && s.p[n] >= 'A' && s.p[n] <= 'Z')
		n++;
	if (n < 4 || n == s.n || (s.p[n] != ']' && s.p[n] != ' '))
		return STR("");
	return (struct str){ s.p + 2, n - 2 };
}

static void
kind_unknown(struct reading *r, cmark_node *quote, struct str word)
{
	const char *names[2 * THEME_CONSTRUCTS + 1];
	size_t n = 0;
	const char *near;
	struct finding *f =
		reading_stop(r, quote, "unknown-kind", "[!%.*s] ist kein Baustein", STR_FMT(word));

	for (const struct construct_kind *k = construct_kinds; k->name; k++) {
		names[n++] = k->name;
		if (k->german)
			names[n++] = k->german;
	}
	names[n] = NULL;
	near = finding_suggest(word, names);
	if (near)
		finding_remedy(r->all, f, "Meinten Sie [!%s]?", near);
	else
		finding_remedy(r->all, f, "Nehmen Sie einen Baustein aus dem Handbuch, oder schreiben Sie \\[ für eine Klammer im Text.");
}

/* An id that fits `title`, for the remedy of a missing one. */
static struct str
id_propose(struct reading *r, struct construct *c)
{
	struct buf b = { 0 };
	struct str out;

	for (size_t i = 0; i < c->view.title.n && b.n < 24; i++) {
		unsigned char ch = (unsigned char)c->view.title.p[i];

		if (isalnum(ch) && ch < 0x80)
			buf_add_char(&b, (char)tolower(ch));
		else if (b.n > 0 && b.p[b.n - 1] != '-' && ch < 0x80)
			buf_add_char(&b, '-');
	}
	while (b.n > 0 && b.p[b.n - 1] == '-')
		b.n--;
	out = b.n > 1 ? arena_copy(r->arena, buf_str(&b))
		: arena_printf(r->arena, "%s-%u", c->kind->file, c->line);
	for (unsigned i = 2; map_find(r->ids, out) != MAP_NONE || map_find(r->theme->reserved, out) != MAP_NONE; i++)
		out = arena_printf(r->arena, "%.*s-%u", STR_FMT(buf_str(&b)), i);
	buf_release(&b);
	return out;
}

static bool
is_id(struct str s)
{
	if (s.n == 0 || s.n > 64 || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	}
	return true;
}

/* One word of the marker after its kind. */
static void
attribute_read(struct reading *r, struct construct *c, struct str word)
{
	struct finding *f;

	if (word.n > 0 && word.p[0] == '#') {
		struct str id = str_from(word, 1);

		if (!is_id(id)) {
			f = reading_stop(r, c->node, "construct-id", "„%.*s“ ist keine Kennung", STR_FMT(id));
			finding_remedy(r->all, f, "Nehmen Sie kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens 64.");
		} else if (!c->kind->keeps) {
			f = reading_stop(r, c->node, "construct-id", "[!%s] hat keine Kennung", c->kind->name);
			finding_remedy(r->all, f, "Lassen Sie #%.*s weg.", STR_FMT(id));
		} else {
			c->view.id = arena_copy(r->arena, id);
		}
		return;
	}
	f = reading_stop(r, c->node, "construct-key", "[!%s] kennt „%.*s“ nicht", c->kind->name,
		STR_FMT(word));
	finding_remedy(r->all, f, c->kind->keeps ? "Hinter der Art steht nur die Kennung, zum Beispiel #mein-quiz." : "Hinter der Art steht in der Klammer nichts.");
}

static void
id_check(struct reading *r, struct construct *c)
{
	struct finding *f;

	if (c->view.id.n > 0) {
		reading_take_id(r, c->view.id, c->line, c->column);
		*VEC_ADD(r->arena, r->record, question) =
			(struct record_question){ c->view.id, c->kind->file };
	} else if (c->kind->keeps) {
		f = reading_stop(r, c->node, "construct-id", "[!%s] braucht eine Kennung, damit Antworten zurückfinden",
			c->kind->name);
		f->fix = id_propose(r, c);
		finding_remedy(r->all, f, "Schreiben Sie [!%s #%.*s].", c->kind->name, STR_FMT(f->fix));
	}
}

/* Take the marker and the title, up to the end of their line, out of the paragraph. */
static struct str
title_take(struct reading *r, cmark_node *text, size_t marker_bytes)
{
	cmark_node *title = cmark_node_new_with_mem(CMARK_NODE_PARAGRAPH, r->mem), *next;
	struct str rest = arena_copy(r->arena, str_from(str_of(cmark_node_get_literal(text)), marker_bytes));

	cmark_node_set_literal(text, rest.p);
	while (text) {
		cmark_node_type type = cmark_node_get_type(text);

		next = cmark_node_next(text);
		if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
			cmark_node_unlink(text);
			break;
		}
		cmark_node_append_child(title, text);
		text = next;
	}
	return reading_text(r, title);
}

static void
marker_read(struct reading *r, struct construct *c, cmark_node *text, struct str marker, size_t bytes)
{
	struct str word;
	struct finding *f;

	c->view.kind = str_of(c->kind->file);
	marker = str_cut(marker, ' ', &word); /* the kind itself */
	while (marker.n > 0) {
		marker = str_cut(marker, ' ', &word);
		if (word.n > 0)
			attribute_read(r, c, word);
	}
	c->view.title = title_take(r, text, bytes);
	if (c->kind->inside == INSIDE_ALERT && c->view.title.n > 0) {
		f = reading_stop(r, c->node, "alert-title", "Hinter [!%s] steht in derselben Zeile Text", c->kind->name);
		finding_remedy(r->all, f, "Beginnen Sie den Text in der nächsten Zeile: Git-Plattformen zeigen den Kasten nur, wenn die Marke allein steht.");
	}
}

/* Numbers and levels are given here, in reading order; HTML is made later, from the inside out. */
static void
construct_note(struct reading *r, struct construct *c)
{
	int level = r->last_level ? r->last_level + 1 : 2;
	struct view_construct *v = &c->view;

	if (c->kind->inside == INSIDE_QUIZ)
		v->number = ++r->quizzes;
	v->level = level > 5 ? 5 : level;
	v->is_h2 = v->level == 2;
	v->is_h3 = v->level == 3;
	v->is_h4 = v->level == 4;
	v->is_h5 = v->level == 5;
	v->tracker = r->tracker;
	if (c->kind->inside == INSIDE_MEDIA)
		media_note(r, c);
	if (strcmp(c->kind->file, "goals") == 0)
		r->record->has_goals = true;
	if (strcmp(c->kind->file, "feedback") == 0) {
		v->feedback_action = reading_link(r, LINK_FEEDBACK, STR(""), c->line, c->column);
		v->about = reading_link(r, LINK_ABOUT, STR(""), c->line, c->column);
	}
}

void
construct_find(struct reading *r, cmark_node *quote)
{
	cmark_node *paragraph = cmark_node_first_child(quote);
	cmark_node *text = paragraph && cmark_node_get_type(paragraph) == CMARK_NODE_PARAGRAPH
		? cmark_node_first_child(paragraph) : NULL;
	struct str literal = text && cmark_node_get_type(text) == CMARK_NODE_TEXT
		? str_of(cmark_node_get_literal(text)) : STR("");
	struct str word = marker_word(literal), marker;
	struct construct *c;
	size_t end;
	const struct construct_kind *kind = construct_kind_find(word);

	if (word.n == 0)
		return;
	end = str_find(literal, STR("]"));
	if (!kind) {
		kind_unknown(r, quote, word);
	} else if (end == SIZE_MAX) {
		reading_stop(r, quote, "construct-marker", "Der Marke [!%s fehlt die schließende Klammer", kind->name);
	} else {
		c = VEC_ADD(r->arena, r, construct);
		*c = (struct construct){ .kind = kind, .node = quote, .line = reading_line(r, quote), .column = 1 };
		marker = arena_copy(r->arena, (struct str){ literal.p + 2, end - 2 });
		marker_read(r, c, text, marker, end + 1);
		id_check(r, c);
		construct_note(r, c);
	}
	if (kind && end != SIZE_MAX)
		return;
	cmark_node_set_literal(text, ""); /* said once is enough: not "misplaced" too */
}

void
construct_misplaced(struct reading *r, cmark_node *text)
{
	struct str s = str_of(cmark_node_get_literal(text)), word = marker_word(s);
	cmark_node *before = cmark_node_previous(text), *parent = cmark_node_parent(text);
	cmark_node_type type;
	struct finding *f;

	if (before && cmark_node_get_type(before) == CMARK_NODE_TEXT
		&& cmark_node_get_literal(before)[0] == *MARK_ID)
		before = NULL; /* the mark of a heading */
	type = before ? cmark_node_get_type(before) : CMARK_NODE_NONE;
	if (cmark_node_get_type(parent) == CMARK_NODE_LINK && !before && str_starts(s, STR("!"))) {
		str_cut(str_from(s, 1), ' ', &word);
		if (!construct_kind_find(word))
			return;
	} else if (word.n == 0 || !construct_kind_find(word)
		|| (before && type != CMARK_NODE_SOFTBREAK && type != CMARK_NODE_LINEBREAK)) {
		return;
	}
	f = reading_stop(r, parent, "construct-place", "Die Marke [!%.*s] steht, wo keine stehen kann", STR_FMT(word));
	finding_remedy(r->all, f,
		"Sie gehört in die erste Zeile eines eigenen Zitats; zwischen zwei Zitate gehört eine leere Zeile ohne >.");
}

/* ---- to HTML ---- */

/* HTML of one list item: inline when it is one paragraph. */
static struct str
item_html(struct reading *r, cmark_node *item)
{
	cmark_node *first = cmark_node_first_child(item), *line, *next;

	if (!first || cmark_node_next(first) || cmark_node_get_type(first) != CMARK_NODE_PARAGRAPH)
		return reading_html(r, first, NULL);
	line = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_INLINE, r->mem);
	for (cmark_node *n = cmark_node_first_child(first); n; n = next) {
		next = cmark_node_next(n);
		cmark_node_append_child(line, n);
	}
	return arena_copy(r->arena, str_of(cmark_render_html_with_mem(line, 0, r->extensions, r->mem)));
}

static void
items_read(struct reading *r, struct construct *c)
{
	cmark_node *list = cmark_node_first_child(c->node);
	struct view_option *item;
	size_t n = 0;
	struct finding *f;

	while (list && cmark_node_get_type(list) != CMARK_NODE_LIST)
		list = cmark_node_next(list);
	if (!list) {
		f = reading_stop(r, c->node, "construct-list", "[!%s] enthält keine Liste", c->kind->name);
		finding_remedy(r->all, f, "Beginnen Sie jeden Punkt auf einer eigenen Zeile mit > -.");
		return;
	}
	for (cmark_node *i = cmark_node_first_child(list); i; i = cmark_node_next(i))
		n++;
	item = ARENA_ARRAY(r->arena, struct view_option, n);
	c->view.items = (struct template_list){ item, n };
	n = 0;
	for (cmark_node *i = cmark_node_first_child(list); i; i = cmark_node_next(i), n++) {
		item[n].html = item_html(r, i);
		item[n].number = (int64_t)n + 1;
	}
	cmark_node_unlink(list);
}

/* The paragraph that held nothing but the marker. */
static void
empty_remove(struct construct *c)
{
	cmark_node *first = cmark_node_first_child(c->node);

	if (first && cmark_node_get_type(first) == CMARK_NODE_PARAGRAPH && !cmark_node_first_child(first))
		cmark_node_unlink(first);
}

static void
construct_render(struct reading *r, struct construct *c)
{
	const struct template *t = r->theme->construct[c->kind->number];
	cmark_node *block = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_BLOCK, r->mem);
	struct buf html = { 0 };
	struct finding *f;

	if (c->kind->inside == INSIDE_LATER) {
		f = reading_stop(r, c->node, "not-available", "[!%s] gibt es noch nicht", c->kind->name);
		finding_remedy(r->all, f, "Lassen Sie es vorerst weg, oder schreiben Sie es als Text.");
		return;
	}
	empty_remove(c);
	if (c->kind->inside == INSIDE_QUIZ)
		quiz_read(r, c);
	else if (c->kind->inside == INSIDE_LIST)
		items_read(r, c);
	c->view.html = reading_html(r, cmark_node_first_child(c->node), NULL);
	if (!t) {
		reading_stop(r, c->node, "theme", "Dem Theme fehlt die Vorlage construct/%s.html", c->kind->file);
		return;
	}
	template_render(t, &c->view, &html);
	cmark_node_set_on_enter(block, arena_copy(r->arena, buf_str(&html)).p);
	cmark_node_replace(c->node, block);
	buf_release(&html);
}

void
construct_render_all(struct reading *r)
{
	for (size_t i = r->n_construct; i-- > 0;)
		construct_render(r, &r->construct[i]);
}
