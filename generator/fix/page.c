#include "generator/fix/page.h"

#include <cmark-gfm-core-extensions.h>
#include <stdlib.h>

#include "generator/exceptions.h"
#include "generator/fix/fix.h"
#include "generator/pool.h"
#include "generator/text/check_text.h"

enum { PASSES_MAX = 100, SNIPPET_BYTES = 60 };

/* Every rule that --fix knows; what it cannot mend for certain stays a finding. */
static const struct {
	const char *rule;
	fix_fn *fix;
} known[] = {
	{ "alt-prefix", fix_alt_prefix },
	{ "link-download", fix_download },
	{ "gender-form", fix_gender },
	{ "easy-compound", fix_compound },
	{ "easy-abbreviation", fix_abbreviation },
	{ "easy-line", fix_easy_line },
	{ "bold-heading", fix_bold_heading },
	{ "heading-empty", fix_heading_empty },
	{ "heading-level", fix_heading_level },
	{ "typed-list", fix_typed_list },
	{ "construct-id", fix_construct_id },
	{ "alert-title", fix_alert_title },
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

bool
fix_knows(const char *rule)
{
	for (size_t i = 0; i < KNOWN; i++) {
		if (strcmp(known[i].rule, rule) == 0)
			return true;
	}
	return false;
}

/* ---- places ---- */

struct fix_line
fix_line_at(const struct fix_page *p, size_t at)
{
	struct fix_line line = { .at = at < p->text.n ? at : p->text.n };
	size_t end = line.at;

	while (line.at > 0 && p->text.p[line.at - 1] != '\n')
		line.at--;
	while (end < p->text.n && p->text.p[end] != '\n')
		end++;
	line.text = (struct str){ p->text.p + line.at, end - line.at };
	line.end = (struct str){ p->text.p + end, end < p->text.n };
	if (line.text.n > 0 && line.end.n > 0 && line.text.p[line.text.n - 1] == '\r') {
		line.text.n--;
		line.end = (struct str){ line.end.p - 1, 2 };
	}
	return line;
}

size_t
fix_prefix(struct str line)
{
	size_t n = 0;

	while (n < line.n && strchr(" \t>", line.p[n]))
		n++;
	return n;
}

/* The byte at line and column of the file; SIZE_MAX when there is none. */
static size_t
offset_of(const struct fix_page *p, unsigned line, unsigned column)
{
	size_t at;
	struct str text;

	if (line < p->body_line || column == 0)
		return SIZE_MAX;
	text = place_lines(&p->place, line, line, &at);
	for (size_t i = 0; i < text.n; i++) {
		if (((unsigned char)text.p[i] & 0xc0) != 0x80 && --column == 0)
			return at + i;
	}
	return column <= 1 ? at + text.n : SIZE_MAX;
}

void
fix_edit_add(struct fix_page *p, size_t at, size_t n, struct str with)
{
	*VEC_ADD(p->arena, p, edit) = (struct fix_edit){ at, n, with, NULL, p->group };
}

bool
fix_plan(struct fix_page *p, const struct finding *f)
{
	size_t at = offset_of(p, f->line, f->column), before = p->n_edit;

	for (size_t i = 0; i < KNOWN && at != SIZE_MAX; i++) {
		if (strcmp(known[i].rule, f->rule) != 0)
			continue;
		p->group++;
		if (!known[i].fix(p, f, at)) {
			p->n_edit = before;
			return false;
		}
		for (size_t k = before; k < p->n_edit; k++)
			p->edit[k].rule = known[i].rule;
		return p->n_edit > before;
	}
	return false;
}

/* ---- reading ---- */

/* Headings outside of quotes, in order. */
static void
headings_find(struct fix_page *p)
{
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, pool_mem());
	struct str body = str_from(p->text, p->body);
	cmark_node *document;

	p->n_heading = 0;
	cmark_parser_feed(parser, body.p, body.n);
	document = cmark_parser_finish(parser);
	for (cmark_node *node = cmark_node_first_child(document); node; node = cmark_node_next(node)) {
		unsigned line = p->body_line + (unsigned)cmark_node_get_start_line(node) - 1;
		struct str text;
		size_t at;

		if (cmark_node_get_type(node) != CMARK_NODE_HEADING)
			continue;
		text = place_lines(&p->place, line, line, &at);
		*VEC_ADD(p->arena, p, heading) = (struct fix_heading){ at, cmark_node_get_heading_level(node),
			!str_starts(str_trim(text), STR("#")) };
	}
	pool_reset();
}

/* Take `text` as the page's; false when its front matter has no end. */
static bool
text_set(struct fix_page *p, struct str text)
{
	struct findings ignored = { .arena = p->arena };
	struct str yaml, body;

	p->text = text;
	if (!frontmatter_cut(text, p->record->path, &ignored, &yaml, &body, &p->body_line))
		return false;
	p->body = (size_t)(body.p - text.p);
	place_init(&p->place, p->arena, text, 1);
	headings_find(p);
	return true;
}

bool
fix_page_open(struct fix_page *p, struct arena *arena, const struct build *b, const struct record *r, struct str text)
{
	*p = (struct fix_page){ .arena = arena, .build = b, .record = r };
	return r->usable && text_set(p, text);
}

/* What the page's own rules say of `text`, and the headings it has. */
static void
text_look(const struct fix_page *p, struct str text, struct record *r, struct findings *found)
{
	const struct build *b = p->build;
	const struct str *code = b->site.conf.languages.item;
	const struct record *from = p->record;
	struct findings ignored = { .arena = p->arena };
	struct str yaml, body;
	unsigned line;

	*r = (struct record){ .path = from->path, .folder = from->folder, .kind = from->kind, .id = from->id,
		.date = from->date, .language = from->language, .findings = { .arena = p->arena } };
	record_read(r, p->arena, text, &b->theme.language[r->language], b->site.service);
	*found = (struct findings){ .arena = p->arena };
	findings_append(found, &r->findings);
	if (frontmatter_cut(text, r->path, &ignored, &yaml, &body, &line))
		check_text_page(p->arena, r->path, yaml, body, line, code[r->language], b->site.conf.style.gender, found);
	findings_sort(found);
}

/* ---- changing ---- */

static int
edit_cmp(const void *left, const void *right)
{
	const struct fix_edit *a = left, *b = right;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->group > b->group) - (a->group < b->group);
}

/* Leave out edits whose group meets an earlier one; the next pass sees to them. */
static void
overlaps_remove(struct fix_page *p)
{
	bool again = true;

	if (p->n_edit > 1)
		qsort(p->edit, p->n_edit, sizeof(*p->edit), edit_cmp);
	while (again) {
		size_t n = 0, bad = 0;

		for (size_t i = 1; i < p->n_edit && bad == 0; i++) {
			const struct fix_edit *last = &p->edit[i - 1];

			if (last->group != p->edit[i].group && p->edit[i].at <= last->at + last->n)
				bad = p->edit[i].group;
		}
		for (size_t i = 0; i < p->n_edit && bad > 0; i++) {
			if (p->edit[i].group != bad)
				p->edit[n++] = p->edit[i];
		}
		again = bad > 0;
		p->n_edit = again ? n : p->n_edit;
	}
}

/* The text with the edits of `group` (0: of all). */
static struct str
edits_apply(const struct fix_page *p, size_t group)
{
	struct buf b = { 0 };
	struct str out;
	size_t from = 0;

	for (size_t i = 0; i < p->n_edit; i++) {
		const struct fix_edit *e = &p->edit[i];

		if (group > 0 && e->group != group)
			continue;
		buf_add(&b, (struct str){ p->text.p + from, e->at - from });
		buf_add(&b, e->with);
		from = e->at + e->n;
	}
	buf_add(&b, str_from(p->text, from));
	out = arena_copy(p->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static size_t
rule_count(const struct findings *all, const char *rule)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += strcmp(all->item[i].rule, rule) == 0;
	return n;
}

static size_t
stop_count(const struct findings *all, const struct finding *like)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->item[i].severity == SEVERITY_STOP && strcmp(all->item[i].rule, like->rule) == 0;
	return n;
}

static size_t
title_count(const struct record *r, struct str title)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_heading; i++)
		n += str_eq(r->heading[i].title, title);
	return n;
}

/* Whether every heading that `old` has still has its anchor, so that links go where they went. */
static bool
anchors_stay(const struct record *old, const struct record *now)
{
	size_t k = 0;

	for (size_t i = 0; i < old->n_heading; i++) {
		while (k < now->n_heading && !str_eq(now->heading[k].title, old->heading[i].title))
			k++;
		if (k == now->n_heading || !str_eq(now->heading[k].id, old->heading[i].id)
			|| title_count(now, old->heading[i].title) != title_count(old, old->heading[i].title))
			return false;
		k++;
	}
	return true;
}

/* Whether the page is better with `text`: no stop that was not there, and of each rule less than before. */
static bool
is_better(const struct fix_page *p, size_t group, struct str text, const struct record *old, const struct findings *before)
{
	struct findings after;
	struct record now;

	text_look(p, text, &now, &after);
	if (!now.usable || !anchors_stay(old, &now))
		return false;
	for (size_t i = 0; i < after.n; i++) {
		if (after.item[i].severity == SEVERITY_STOP
			&& stop_count(&after, &after.item[i]) > stop_count(before, &after.item[i]))
			return false;
	}
	for (size_t i = 0; i < p->n_edit; i++) {
		const char *rule = p->edit[i].rule;
		bool once = strcmp(rule, "easy-line") == 0; /* told once a page, whatever is left */

		if ((group == 0 || p->edit[i].group == group) && !once && rule_count(&after, rule) >= rule_count(before, rule))
			return false;
	}
	return true;
}

static struct str
snippet(struct fix_page *p, struct str text, size_t at)
{
	size_t from = at, end = at;

	while (from > 0 && at - from < SNIPPET_BYTES / 2 && text.p[from - 1] != '\n')
		from--;
	while (end < text.n && end - from < SNIPPET_BYTES && text.p[end] != '\n' && text.p[end] != '\r')
		end++;
	while (from < end && ((unsigned char)text.p[from] & 0xc0) == 0x80)
		from++;
	while (end < text.n && ((unsigned char)text.p[end] & 0xc0) == 0x80)
		end++;
	return arena_copy(p->arena, str_trim((struct str){ text.p + from, end - from }));
}

static int
breaks_count(struct str s)
{
	int n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* How much of `with` stands before the line that people look at: all up to its last line break. */
static size_t
lead_of(struct str with)
{
	size_t n = with.n;

	while (n > 0 && with.p[n - 1] != '\n')
		n--;
	return n;
}

/* Whether nothing but an empty line is put in. */
static bool
is_empty_line(struct str with)
{
	size_t n = fix_prefix(with);

	return lead_of(with) == with.n && n < with.n && (with.p[n] == '\n' || with.p[n] == '\r');
}

/* Earlier changes below line `line` have moved by `more` lines. */
static void
changes_move(struct fix_page *p, size_t earlier, unsigned line, int more)
{
	for (size_t i = 0; i < earlier; i++) {
		if (p->change[i].line > line)
			p->change[i].line += (unsigned)more;
	}
}

/* Note for people what the edits of `group` (0: all) change; `text` is what becomes of the page. */
static void
changes_note(struct fix_page *p, size_t group, struct str text)
{
	size_t earlier = p->n_change, shift = 0; /* wraps around and back, as edits may shorten */
	unsigned moved = 0;

	for (size_t i = 0; i < p->n_edit; i++) {
		const struct fix_edit *e = &p->edit[i];
		int more = breaks_count(e->with) - breaks_count((struct str){ p->text.p + e->at, e->n });
		size_t lead = lead_of(e->with), at = e->at + shift + lead;
		const struct fix_change *last = p->n_change > earlier ? &p->change[p->n_change - 1] : NULL;
		unsigned line, column;

		if (group > 0 && e->group != group)
			continue;
		place_of(&p->place, e->at, &line, &column);
		changes_move(p, earlier, line + moved, more);
		moved += (unsigned)more;
		shift += e->with.n - e->n;
		/* an empty line made for a list, and what goes at the end of a line told already, are no news */
		if ((e->n == 0 && is_empty_line(e->with)) || (last && last->line == line + moved && last->rule == e->rule && e->with.n == 0))
			continue;
		*VEC_ADD(p->arena, p, change) = (struct fix_change){ e->rule, line + moved, snippet(p, p->text, e->at),
			snippet(p, text, at) };
	}
}

/* Take over what is better: all edits, or those that are good by themselves. False: nothing is. */
static bool
edits_take(struct fix_page *p, const struct record *old, const struct findings *before)
{
	struct str text = edits_apply(p, 0);

	if (is_better(p, 0, text, old, before)) {
		changes_note(p, 0, text);
		return text_set(p, text);
	}
	for (size_t i = 0; i < p->n_edit; i++) {
		size_t group = p->edit[i].group;

		text = edits_apply(p, group);
		if (is_better(p, group, text, old, before)) {
			changes_note(p, group, text);
			return text_set(p, text);
		}
	}
	return false;
}

void
fix_page_mend(struct fix_page *p)
{
	bool more = true;

	for (int pass = 0; more && pass < PASSES_MAX; pass++) {
		struct findings found;
		struct record r;

		text_look(p, p->text, &r, &found);
		p->n_edit = 0;
		for (size_t i = 0; i < found.n; i++) {
			if (!exception_find(p->record, found.item[i].rule))
				fix_plan(p, &found.item[i]);
		}
		overlaps_remove(p);
		more = p->n_edit > 0 && edits_take(p, &r, &found);
	}
}
