#include "generator/site_rules/page_facts.h"

#include <string.h>

#include "generator/site_rules/site_rules.h"

/* ---- taking ---- */

/* The region of a node: the innermost landmark that counts. */
static enum region
region_of(const struct dom_node *n)
{
	bool nav = false;

	for (; n; n = n->parent) {
		const struct aria_role *role = role_semantic(n);

		if (role_is(role, "main"))
			return REGION_MAIN;
		nav = nav || role_is(role, "navigation");
		if (nav)
			continue; /* in the footer, too, a navigation is one, unless it lies in main */
		if (role_is(role, "banner"))
			return REGION_HEADER;
		if (role_is(role, "contentinfo"))
			return REGION_FOOTER;
	}
	return nav ? REGION_NAV : REGION_OTHER;
}

/* Text without what divides facts. */
static void
field_add(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_add(out, strchr("\t\n\r", s.p[i]) ? STR(" ") : (struct str){ s.p + i, 1 });
}

static void
link_take(const struct dom_node *n, struct buf *name, struct buf *out)
{
	const struct str *href = dom_attr(n, "href"), *language = dom_attr(n, "hreflang");

	if (!href || is_hidden(n))
		return;
	language = language ? language : dom_attr(n, "lang");
	name_compute(n, name);
	buf_addf(out, "L%c\t%u\t%u\t", region_of(n), n->line, n->column);
	if (language)
		field_add(out, *language);
	buf_add_char(out, '\t');
	field_add(out, str_trim(*href));
	buf_add_char(out, '\t');
	field_add(out, buf_str(name));
	buf_add_char(out, '\n');
}

static bool
is_search(const struct dom_node *n)
{
	return dom_attr_is(n, "role", "search") || n->tag == TAG_SEARCH || (dom_is(n, GUMBO_TAG_INPUT) && dom_attr_is(n, "type", "search"));
}

static void
title_take(const struct dom_node *n, struct buf *out)
{
	buf_add_char(out, 'T');
	for (const struct dom_node *text = n->first; text; text = text->next) {
		if (text->text)
			field_add(out, str_trim(text->name));
	}
	buf_add_char(out, '\n');
}

void
page_facts_take(struct dom_doc *page, struct buf *out)
{
	struct buf name = { 0 };
	bool title = false, search = false;

	for (const struct dom_node *n = page->root; n; n = n->after) {
		if (n->text)
			continue;
		if (!title && dom_is(n, GUMBO_TAG_TITLE)) {
			title_take(n, out);
			title = true;
		} else if (dom_is(n, GUMBO_TAG_A)) {
			link_take(n, &name, out);
		} else if (!search && is_search(n)) {
			buf_add(out, STR("S\n"));
			search = true;
		}
	}
	if (!title)
		buf_add(out, STR("T\n"));
	buf_release(&name);
}

/* ---- rules on one page ---- */

/* 1 to 6; 0: no heading, or one that nobody hears. */
static unsigned
heading_level(const struct dom_node *n)
{
	const struct str *given = dom_attr(n, "aria-level");
	int64_t level;

	if (n->text || is_hidden(n) || !role_is(role_semantic(n), "heading"))
		return 0;
	if (given && str_number(*given, &level) && level > 0 && level < 10)
		return (unsigned)level;
	return n->name.n == 2 && n->name.p[0] == 'h' && n->name.p[1] >= '1' && n->name.p[1] <= '6' ? (unsigned)(n->name.p[1] - '0') : 2;
}

static void
heading_found(struct findings *found, enum site_rule_id rule, const struct dom_node *n, const char *what)
{
	struct buf name = { 0 };

	name_compute(n, &name);
	site_found(found, rule, STR(""), n->line, n->column, "Die Überschrift „%.*s“ %s", (int)(name.n < 120 ? name.n : 0), name.p, what);
	buf_release(&name);
}

static void
headings_check(const struct dom_doc *page, struct findings *found)
{
	unsigned before = 0, first = 0;

	for (const struct dom_node *n = page->root; n; n = n->after) {
		unsigned level = heading_level(n);

		if (level == 0)
			continue;
		if (before > 0 && level > before + 1)
			heading_found(found, SITE_HEADING_LEVEL, n, "überspringt eine Ebene");
		if (level == 1 && ++first == 2)
			heading_found(found, SITE_HEADING_ONE, n, "ist die zweite Hauptüberschrift der Seite");
		before = level;
	}
	if (first == 0 && page->root)
		site_found(found, SITE_HEADING_ONE, STR(""), page->root->line, page->root->column, "Die Seite hat keine Hauptüberschrift");
}

/* A link to a place further down on the same page. */
static bool
skips(const struct dom_node *n)
{
	const struct str *href = dom_is(n, GUMBO_TAG_A) ? dom_attr(n, "href") : NULL;

	return href && href->n > 1 && href->p[0] == '#' && dom_by_id(n->doc, str_from(*href, 1));
}

/* Before the main part of a page with a navigation, one of the first things to reach leads past it. */
static void
skip_check(const struct dom_doc *page, struct findings *found)
{
	enum { FIRST = 3 };
	unsigned reached = 0;

	for (const struct dom_node *n = page->root; n; n = n->after) {
		if (n->text || !focus_sequential(n))
			continue;
		if (region_of(n) == REGION_MAIN || skips(n))
			return;
		if (++reached < FIRST)
			continue;
		site_found(found, SITE_SKIP, STR(""), n->line, n->column, "Kein Link am Anfang führt zum Inhalt");
		return;
	}
}

void
page_facts_check(const struct dom_doc *page, struct findings *found)
{
	headings_check(page, found);
	skip_check(page, found);
}

/* ---- reading ---- */

static bool
link_read(struct arena *a, struct str line, struct page_facts *out)
{
	struct fact_link *l = VEC_ADD(a, out, link);
	struct str region, number[2];
	int64_t at[2];

	line = str_cut(line, '\t', &region);
	line = str_cut(line, '\t', &number[0]);
	line = str_cut(line, '\t', &number[1]);
	line = str_cut(line, '\t', &l->language);
	l->name = str_cut(line, '\t', &l->href);
	if (region.n != 1 || !str_number(number[0], &at[0]) || !str_number(number[1], &at[1]))
		return false;
	l->region = (enum region)region.p[0];
	l->line = (unsigned)at[0];
	l->column = (unsigned)at[1];
	return true;
}

bool
page_facts_read(struct arena *a, struct str text, struct page_facts *out)
{
	*out = (struct page_facts){ .title = STR("") };
	while (text.n > 0) {
		struct str line;

		text = str_cut(text, '\n', &line);
		if (str_starts(line, STR("T")))
			out->title = str_from(line, 1);
		else if (str_eq(line, STR("S")))
			out->search = true;
		else if (!str_starts(line, STR("L")) || !link_read(a, str_from(line, 1), out))
			return false;
	}
	return true;
}
