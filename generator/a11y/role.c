#include "generator/a11y/role.h"

#include <string.h>

static const struct aria_role *
role(const char *name)
{
	return aria_role_find(str_of(name));
}

static const struct aria_role *
explicit_find(const struct dom_node *n)
{
	const struct str *v = dom_attr(n, "role");
	struct str rest, token;

	if (!v)
		return NULL;
	rest = *v;
	while (str_token(&rest, &token)) {
		const struct aria_role *r = aria_role_find(token);

		if (r)
			return r;
	}
	return NULL;
}

bool
role_inherits(const struct aria_role *r, const char *name)
{
	if (!r)
		return false;
	return role_is(r, name) || (r->parent && strcmp(r->parent, name) == 0);
}

struct str
input_type(const struct dom_node *n)
{
	static const char *const types[] = { "hidden", "search", "tel", "url", "email", "password",
		"date", "month", "week", "time", "datetime-local", "number", "range", "color",
		"checkbox", "radio", "file", "submit", "image", "reset", "button", NULL };
	const struct str *v = dom_attr(n, "type");

	for (int i = 0; v && types[i]; i++) {
		if (str_same(*v, str_of(types[i])))
			return str_of(types[i]);
	}
	return STR("text");
}

static bool
is_named(const struct dom_node *n)
{
	const struct str *label = dom_attr(n, "aria-label"), *title = dom_attr(n, "title");

	return (label && !str_blank(*label)) || dom_attr(n, "aria-labelledby") ||
		(title && !str_blank(*title));
}

/* In a sectioning element other than body: there, header and footer are no landmarks. */
static bool
in_section(const struct dom_node *n)
{
	for (const struct dom_node *p = n->parent; p; p = p->parent) {
		if (dom_is(p, GUMBO_TAG_ARTICLE) || dom_is(p, GUMBO_TAG_ASIDE) ||
		    dom_is(p, GUMBO_TAG_MAIN) || dom_is(p, GUMBO_TAG_NAV) || dom_is(p, GUMBO_TAG_SECTION))
			return true;
	}
	return false;
}

static const struct aria_role *
input_role(const struct dom_node *n)
{
	struct str type = input_type(n);
	bool list = dom_attr(n, "list") != NULL;

	if (str_eq(type, STR("button")) || str_eq(type, STR("submit")) ||
	    str_eq(type, STR("reset")) || str_eq(type, STR("image")))
		return role("button");
	if (str_eq(type, STR("checkbox")))
		return role(n->aria & ARIA(PRESSED) ? "button" : "checkbox");
	if (str_eq(type, STR("radio")))
		return role("radio");
	if (str_eq(type, STR("range")))
		return role("slider");
	if (str_eq(type, STR("number")))
		return role("spinbutton");
	if (str_eq(type, STR("color")) || str_eq(type, STR("file")) || str_eq(type, STR("hidden")))
		return NULL;
	if (list && !str_eq(type, STR("password")))
		return role("combobox");
	/* Dates, times and passwords have no role of their own; ARIA in HTML lets them have the
	 * properties of a text box, and browsers show them as one. */
	return role(str_eq(type, STR("search")) ? "searchbox" : "textbox");
}

/* The table of a row or cell. */
static const struct dom_node *
table_of(const struct dom_node *n)
{
	const struct dom_node *p = n->parent;

	while (p && !dom_is(p, GUMBO_TAG_TABLE))
		p = p->parent;
	return p;
}

static const struct aria_role *
cell_role(const struct dom_node *n)
{
	const struct dom_node *table = table_of(n), *c;
	const struct aria_role *t = table ? role_semantic(table) : NULL;

	if (!t)
		return NULL;
	if (n->tag == GUMBO_TAG_TD)
		return role(role_is(t, "grid") || role_is(t, "treegrid") ? "gridcell" : "cell");
	if (dom_attr_is(n, "scope", "row") || dom_attr_is(n, "scope", "rowgroup"))
		return role("rowheader");
	if (dom_attr_is(n, "scope", "col") || dom_attr_is(n, "scope", "colgroup"))
		return role("columnheader");
	/* Without a scope it heads its row if data follows in it. */
	for (c = n->parent ? n->parent->first : NULL; c; c = c->next) {
		if (dom_is(c, GUMBO_TAG_TD))
			return role("rowheader");
	}
	return role("columnheader");
}

static const struct aria_role *
list_item_role(const struct dom_node *n)
{
	const struct aria_role *up = n->parent && !n->parent->text ? role_semantic(n->parent) : NULL;

	return role(role_is(up, "list") || role_is(up, "directory") ? "listitem" : "generic");
}

static const struct aria_role *
select_role(const struct dom_node *n)
{
	const struct str *size = dom_attr(n, "size");
	int64_t rows;

	if (dom_attr(n, "multiple") || (size && str_number(*size, &rows) && rows > 1))
		return role("listbox");
	return role("combobox");
}

static const struct aria_role *
svg_role(const struct dom_node *n)
{
	switch (n->tag) {
	case GUMBO_TAG_SVG: return role("graphics-document");
	case GUMBO_TAG_A: return role("link");
	case GUMBO_TAG_TITLE: case GUMBO_TAG_DESC: return NULL;
	default:
		/* Shapes are in the tree only when they have a name or something alike (SVG-AAM). */
		if (str_eq(n->name, STR("image")))
			return role("img");
		return NULL;
	}
}

/* Elements whose role depends on nothing. */
static const char *
plain_role(unsigned tag)
{
	switch (tag) {
	case GUMBO_TAG_ADDRESS: case GUMBO_TAG_DETAILS: case GUMBO_TAG_FIELDSET:
	case GUMBO_TAG_HGROUP: case GUMBO_TAG_OPTGROUP: return "group";
	case GUMBO_TAG_ARTICLE: return "article";
	case GUMBO_TAG_BLOCKQUOTE: return "blockquote";
	case GUMBO_TAG_BUTTON: return "button";
	case GUMBO_TAG_CAPTION: return "caption";
	case GUMBO_TAG_CODE: return "code";
	case GUMBO_TAG_DATALIST: return "listbox";
	case GUMBO_TAG_DD: return "definition";
	case GUMBO_TAG_DEL: case GUMBO_TAG_S: return "deletion";
	case GUMBO_TAG_DFN: case GUMBO_TAG_DT: return "term";
	case TAG_DIALOG: return "dialog";
	case GUMBO_TAG_EM: return "emphasis";
	case GUMBO_TAG_FIGURE: return "figure";
	case GUMBO_TAG_H1: case GUMBO_TAG_H2: case GUMBO_TAG_H3: case GUMBO_TAG_H4:
	case GUMBO_TAG_H5: case GUMBO_TAG_H6: return "heading";
	case GUMBO_TAG_HR: return "separator";
	case GUMBO_TAG_HTML: return "document";
	case GUMBO_TAG_INS: return "insertion";
	case GUMBO_TAG_MAIN: return "main";
	case GUMBO_TAG_MENU: case GUMBO_TAG_OL: case GUMBO_TAG_UL: return "list";
	case GUMBO_TAG_METER: return "meter";
	case GUMBO_TAG_NAV: return "navigation";
	case GUMBO_TAG_OPTION: return "option";
	case GUMBO_TAG_OUTPUT: return "status";
	case GUMBO_TAG_P: return "paragraph";
	case GUMBO_TAG_PROGRESS: return "progressbar";
	case TAG_SEARCH: return "search";
	case GUMBO_TAG_STRONG: return "strong";
	case GUMBO_TAG_SUB: return "subscript";
	case GUMBO_TAG_SUP: return "superscript";
	case GUMBO_TAG_TABLE: return "table";
	case GUMBO_TAG_TBODY: case GUMBO_TAG_TFOOT: case GUMBO_TAG_THEAD: return "rowgroup";
	case GUMBO_TAG_TEXTAREA: return "textbox";
	case GUMBO_TAG_TIME: return "time";
	case GUMBO_TAG_TR: return "row";
	case GUMBO_TAG_B: case GUMBO_TAG_BDI: case GUMBO_TAG_BDO: case GUMBO_TAG_BODY:
	case GUMBO_TAG_DATA: case GUMBO_TAG_DIV: case GUMBO_TAG_I: case GUMBO_TAG_PRE:
	case GUMBO_TAG_Q: case GUMBO_TAG_SAMP: case GUMBO_TAG_SMALL: case GUMBO_TAG_SPAN:
	case GUMBO_TAG_U: return "generic";
	default: return NULL;
	}
}

static bool
has_exposing_property(const struct dom_node *n)
{
	return (n->aria & aria_exposing) != 0;
}

const struct aria_role *
role_implicit(const struct dom_node *n)
{
	const struct str *alt;
	const char *plain;

	if (n->text)
		return NULL;
	if (n->ns == DOM_SVG)
		return svg_role(n);
	if (n->ns == DOM_MATHML)
		return n->tag == GUMBO_TAG_MATH ? role("math") : NULL;
	switch (n->tag) {
	case GUMBO_TAG_A: case GUMBO_TAG_AREA:
		return role(dom_attr(n, "href") ? "link" : "generic");
	case GUMBO_TAG_ASIDE:
		return role(in_section(n) && !is_named(n) ? "generic" : "complementary");
	case GUMBO_TAG_FOOTER:
		return role(in_section(n) ? "generic" : "contentinfo");
	case GUMBO_TAG_HEADER:
		return role(in_section(n) ? "generic" : "banner");
	case GUMBO_TAG_FORM:
		return is_named(n) ? role("form") : NULL;
	case GUMBO_TAG_SECTION:
		return role(is_named(n) ? "region" : "generic");
	case GUMBO_TAG_IMG: case GUMBO_TAG_IMAGE:
		alt = dom_attr(n, "alt");
		return role(alt && alt->n == 0 && !has_exposing_property(n) && !focus_possible(n) ?
			"presentation" : "img");
	case GUMBO_TAG_INPUT:
		return input_role(n);
	case GUMBO_TAG_LI:
		return list_item_role(n);
	case GUMBO_TAG_SELECT:
		return select_role(n);
	case GUMBO_TAG_TD: case GUMBO_TAG_TH:
		return cell_role(n);
	default:
		plain = plain_role(n->tag);
		return plain ? role(plain) : NULL;
	}
}

bool
is_marked_decorative(const struct dom_node *n)
{
	const struct aria_role *r = role_explicit(n);
	const struct str *alt;

	if (r)
		return role_is_none(r);
	alt = dom_is(n, GUMBO_TAG_IMG) ? dom_attr(n, "alt") : NULL;
	return alt && alt->n == 0;
}

/* The list or table whose part the element is, so that it is presentational with it. */
static const struct dom_node *
presentational_owner(const struct dom_node *n)
{
	if (n->ns != DOM_HTML || !n->parent || n->parent->text)
		return NULL;
	switch (n->tag) {
	case GUMBO_TAG_LI:
		return dom_is(n->parent, GUMBO_TAG_UL) || dom_is(n->parent, GUMBO_TAG_OL) ||
			dom_is(n->parent, GUMBO_TAG_MENU) ? n->parent : NULL;
	case GUMBO_TAG_TR: case GUMBO_TAG_TD: case GUMBO_TAG_TH: case GUMBO_TAG_TBODY:
	case GUMBO_TAG_THEAD: case GUMBO_TAG_TFOOT: case GUMBO_TAG_CAPTION:
		return table_of(n);
	default:
		return NULL;
	}
}

static const struct aria_role *
semantic_find(const struct dom_node *n)
{
	const struct aria_role *r = role_explicit(n);
	const struct dom_node *owner;

	if (is_marked_decorative(n)) {
		if (has_exposing_property(n) || focus_possible(n))
			return role_implicit(n);
		return r ? r : role("presentation");
	}
	if (r)
		return r;
	owner = presentational_owner(n);
	if (owner && role_is_none(role_semantic(owner)) && !has_exposing_property(n) &&
	    !focus_possible(n))
		return role("none");
	return role_implicit(n);
}

void
roles_compute(struct dom_doc *d)
{
	/* In document order: the role of a part depends on the role of its list or table. */
	for (struct dom_node *n = d->root; n; n = n->after) {
		if (n->text)
			continue;
		n->explicit_role = explicit_find(n);
		n->role = semantic_find(n);
	}
}

bool
is_included(const struct dom_node *n)
{
	/* An <area> is not rendered by itself: its map's image is. */
	if (dom_is(n, GUMBO_TAG_AREA) && n->parent && dom_attr(n, "href"))
		return !is_hidden(n->parent) && !(n->flags & (NODE_ARIA_HIDDEN | NODE_INERT));
	return !n->text && !is_hidden(n) && !(n->flags & NODE_INERT) &&
		!role_is_none(role_semantic(n));
}
