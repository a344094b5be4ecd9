/*
 * aria_roles.c - the roles, in alphabetical order within each specification. `supported` lists
 * inherited properties too; those that every role has are in aria_global.
 */
#include <stdlib.h>
#include <string.h>

#include "generator/a11y/aria.h"
#include "generator/a11y/dom.h"

#define CONTENT ROLE_NAME_FROM_CONTENT
#define FLAT    ROLE_CHILDREN_PRESENTATIONAL
#define WIDGET  ROLE_WIDGET
#define MODULE  ROLE_OTHER_MODULE

#define UNNAMED (ARIA(LABEL) | ARIA(LABELLEDBY) | ARIA(BRAILLELABEL))
#define NO_ROLE (UNNAMED | ARIA(ROLEDESCRIPTION) | ARIA(BRAILLEROLEDESCRIPTION))
#define RANGE   (ARIA(VALUEMAX) | ARIA(VALUEMIN) | ARIA(VALUENOW) | ARIA(VALUETEXT))
#define CELL    (ARIA(COLINDEX) | ARIA(COLSPAN) | ARIA(ROWINDEX) | ARIA(ROWSPAN) | \
		ARIA(COLINDEXTEXT) | ARIA(ROWINDEXTEXT))
#define GRIDCELL (CELL | ARIA(EXPANDED) | ARIA(READONLY) | ARIA(REQUIRED) | ARIA(SELECTED))
#define IN_SET  (ARIA(POSINSET) | ARIA(SETSIZE))
#define TEXTBOX (ARIA(ACTIVEDESCENDANT) | ARIA(AUTOCOMPLETE) | ARIA(MULTILINE) | \
		ARIA(PLACEHOLDER) | ARIA(READONLY) | ARIA(REQUIRED))
#define SELECT  (ARIA(ACTIVEDESCENDANT) | ARIA(ORIENTATION))
#define CHECK   (ARIA(CHECKED) | ARIA(EXPANDED) | ARIA(READONLY) | ARIA(REQUIRED))
#define COUNTS  (ARIA(COLCOUNT) | ARIA(ROWCOUNT))

/* name, flags, supported, required, prohibited, context, owned, parent */
static const struct aria_role roles[] = {
	{ "alert", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "alertdialog", 0, ARIA(MODAL), 0, 0, NULL, NULL, NULL },
	{ "application", 0, ARIA(ACTIVEDESCENDANT) | ARIA(EXPANDED), 0, 0, NULL, NULL, NULL },
	{ "article", 0, IN_SET, 0, 0, NULL, NULL, NULL },
	{ "banner", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "blockquote", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "button", CONTENT | FLAT | WIDGET, ARIA(EXPANDED) | ARIA(PRESSED), 0, 0, NULL, NULL, NULL },
	{ "caption", 0, 0, 0, UNNAMED, "figure grid table treegrid", NULL, NULL },
	{ "cell", CONTENT, CELL, 0, 0, "row", NULL, NULL },
	{ "checkbox", CONTENT | FLAT | WIDGET, CHECK, ARIA(CHECKED), 0, NULL, NULL, NULL },
	{ "code", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "columnheader", CONTENT, GRIDCELL | ARIA(SORT), 0, 0, "row", NULL, NULL },
	{ "combobox", WIDGET, ARIA(EXPANDED) | ARIA(ACTIVEDESCENDANT) | ARIA(AUTOCOMPLETE) |
		ARIA(READONLY) | ARIA(REQUIRED), ARIA(EXPANDED) | ARIA(CONTROLS), 0, NULL, NULL, NULL },
	{ "complementary", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "contentinfo", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "definition", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "deletion", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "dialog", 0, ARIA(MODAL), 0, 0, NULL, NULL, NULL },
	{ "directory", 0, 0, 0, 0, NULL, "listitem", NULL },
	{ "document", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "emphasis", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "feed", 0, 0, 0, 0, NULL, "article", NULL },
	{ "figure", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "form", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "generic", 0, 0, 0, NO_ROLE, NULL, NULL, NULL },
	{ "grid", WIDGET, COUNTS | ARIA(ACTIVEDESCENDANT) | ARIA(MULTISELECTABLE) | ARIA(READONLY),
		0, 0, NULL, "row rowgroup caption", NULL },
	{ "gridcell", CONTENT | WIDGET, GRIDCELL, 0, 0, "row", NULL, NULL },
	{ "group", 0, ARIA(ACTIVEDESCENDANT), 0, 0, NULL, NULL, NULL },
	{ "heading", CONTENT, ARIA(LEVEL), ARIA(LEVEL), 0, NULL, NULL, NULL },
	{ "img", FLAT, 0, 0, 0, NULL, NULL, NULL },
	{ "insertion", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "link", CONTENT | WIDGET, ARIA(EXPANDED), 0, 0, NULL, NULL, NULL },
	{ "list", 0, 0, 0, 0, NULL, "listitem", NULL },
	{ "listbox", WIDGET, SELECT | ARIA(EXPANDED) | ARIA(MULTISELECTABLE) | ARIA(READONLY) |
		ARIA(REQUIRED), 0, 0, NULL, "group> option", NULL },
	{ "listitem", 0, IN_SET | ARIA(LEVEL), 0, 0, "directory list", NULL, NULL },
	{ "log", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "main", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "marquee", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "math", 0, 0, 0, 0, NULL, NULL, NULL },
	/* Separators are allowed in menus since ARIA 1.3; everyone had them before. */
	{ "menu", WIDGET, SELECT, 0, 0, NULL,
		"group> menuitem menuitemcheckbox menuitemradio separator", NULL },
	{ "menubar", WIDGET, SELECT, 0, 0, NULL,
		"group> menuitem menuitemcheckbox menuitemradio separator", NULL },
	{ "menuitem", CONTENT | WIDGET, IN_SET | ARIA(EXPANDED), 0, 0, "group menu menubar", NULL,
		NULL },
	{ "menuitemcheckbox", CONTENT | FLAT | WIDGET, IN_SET | ARIA(CHECKED) | ARIA(EXPANDED),
		ARIA(CHECKED), 0, "group menu menubar", NULL, NULL },
	{ "menuitemradio", CONTENT | FLAT | WIDGET, IN_SET | ARIA(CHECKED) | ARIA(EXPANDED),
		ARIA(CHECKED), 0, "group menu menubar", NULL, NULL },
	{ "meter", FLAT, RANGE, ARIA(VALUENOW), 0, NULL, NULL, NULL },
	{ "navigation", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "none", 0, 0, 0, NO_ROLE, NULL, NULL, NULL },
	{ "note", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "option", CONTENT | FLAT | WIDGET, IN_SET | ARIA(CHECKED) | ARIA(SELECTED), 0, 0,
		"group listbox", NULL, NULL },
	{ "paragraph", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "presentation", 0, 0, 0, NO_ROLE, NULL, NULL, NULL },
	{ "progressbar", FLAT | WIDGET, RANGE, 0, 0, NULL, NULL, NULL },
	{ "radio", CONTENT | FLAT | WIDGET, IN_SET | ARIA(CHECKED), ARIA(CHECKED), 0, NULL, NULL,
		NULL },
	{ "radiogroup", WIDGET, SELECT | ARIA(READONLY) | ARIA(REQUIRED), 0, 0, NULL, NULL, NULL },
	{ "region", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "row", CONTENT | WIDGET, IN_SET | ARIA(ACTIVEDESCENDANT) | ARIA(COLINDEX) |
		ARIA(EXPANDED) | ARIA(LEVEL) | ARIA(ROWINDEX) | ARIA(ROWINDEXTEXT) | ARIA(SELECTED), 0, 0,
		"grid rowgroup table treegrid", "cell columnheader gridcell rowheader", NULL },
	{ "rowgroup", 0, 0, 0, 0, "grid table treegrid", "row", NULL },
	{ "rowheader", CONTENT, GRIDCELL | ARIA(SORT), 0, 0, "row", NULL, NULL },
	/* aria-controls was required by ARIA 1.2, is no longer by 1.3, and does nothing anywhere. */
	{ "scrollbar", FLAT | WIDGET, RANGE | ARIA(ORIENTATION), ARIA(VALUENOW), 0, NULL, NULL, NULL },
	{ "search", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "searchbox", WIDGET, TEXTBOX, 0, 0, NULL, NULL, NULL },
	/* A separator that can be focused is a widget with a value; see role_required(). */
	{ "separator", FLAT, ARIA(ORIENTATION), 0, 0, NULL, NULL, NULL },
	{ "slider", FLAT | WIDGET, RANGE | ARIA(ORIENTATION) | ARIA(READONLY), ARIA(VALUENOW), 0,
		NULL, NULL, NULL },
	{ "spinbutton", WIDGET, RANGE | ARIA(ACTIVEDESCENDANT) | ARIA(READONLY) | ARIA(REQUIRED), 0,
		0, NULL, NULL, NULL },
	{ "status", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "strong", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "subscript", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "superscript", 0, 0, 0, UNNAMED, NULL, NULL, NULL },
	{ "switch", CONTENT | FLAT | WIDGET, CHECK, ARIA(CHECKED), 0, NULL, NULL, NULL },
	{ "tab", CONTENT | FLAT | WIDGET, IN_SET | ARIA(EXPANDED) | ARIA(SELECTED), 0, 0, "tablist",
		NULL, NULL },
	{ "table", 0, COUNTS, 0, 0, NULL, "row rowgroup caption", NULL },
	{ "tablist", WIDGET, ARIA(ACTIVEDESCENDANT) | ARIA(MULTISELECTABLE) | ARIA(ORIENTATION), 0, 0,
		NULL, "tab", NULL },
	{ "tabpanel", WIDGET, 0, 0, 0, NULL, NULL, NULL },
	{ "term", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "textbox", WIDGET, TEXTBOX, 0, 0, NULL, NULL, NULL },
	{ "time", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "timer", 0, 0, 0, 0, NULL, NULL, NULL },
	{ "toolbar", 0, SELECT, 0, 0, NULL, NULL, NULL },
	{ "tooltip", CONTENT, 0, 0, 0, NULL, NULL, NULL },
	{ "tree", WIDGET, SELECT | ARIA(MULTISELECTABLE) | ARIA(REQUIRED), 0, 0, NULL,
		"group> treeitem", NULL },
	{ "treegrid", WIDGET, COUNTS | SELECT | ARIA(MULTISELECTABLE) | ARIA(READONLY) |
		ARIA(REQUIRED), 0, 0, NULL, "row rowgroup caption", NULL },
	{ "treeitem", CONTENT | WIDGET, IN_SET | ARIA(CHECKED) | ARIA(EXPANDED) | ARIA(LEVEL) |
		ARIA(SELECTED), 0, 0, "group tree", NULL, NULL },
};

static const struct aria_role module_roles[] = {
	{ "doc-abstract", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-acknowledgments", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-afterword", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-appendix", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-backlink", MODULE | CONTENT, ARIA(EXPANDED), 0, 0, NULL, NULL, "link" },
	{ "doc-biblioentry", MODULE, ARIA(LEVEL) | IN_SET, 0, 0, NULL, NULL, "listitem" },
	{ "doc-bibliography", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-biblioref", MODULE | CONTENT, ARIA(EXPANDED), 0, 0, NULL, NULL, "link" },
	{ "doc-chapter", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-colophon", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-conclusion", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-cover", MODULE | FLAT, 0, 0, 0, NULL, NULL, "img" },
	{ "doc-credit", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-credits", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-dedication", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-endnote", MODULE, ARIA(LEVEL) | IN_SET, 0, 0, NULL, NULL, "listitem" },
	{ "doc-endnotes", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-epigraph", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-epilogue", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-errata", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-example", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-footnote", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-foreword", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-glossary", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-glossref", MODULE | CONTENT, ARIA(EXPANDED), 0, 0, NULL, NULL, "link" },
	{ "doc-index", MODULE, 0, 0, 0, NULL, NULL, "navigation" },
	{ "doc-introduction", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-noteref", MODULE | CONTENT, ARIA(EXPANDED), 0, 0, NULL, NULL, "link" },
	{ "doc-notice", MODULE, 0, 0, 0, NULL, NULL, "note" },
	{ "doc-pagebreak", MODULE | FLAT, ARIA(ORIENTATION) | RANGE, 0, 0, NULL, NULL, "separator" },
	{ "doc-pagefooter", MODULE, 0, 0, UNNAMED, NULL, NULL, "section" },
	{ "doc-pageheader", MODULE, 0, 0, UNNAMED, NULL, NULL, "section" },
	{ "doc-pagelist", MODULE, 0, 0, 0, NULL, NULL, "navigation" },
	{ "doc-part", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-preface", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-prologue", MODULE, 0, 0, 0, NULL, NULL, "region" },
	{ "doc-pullquote", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-qna", MODULE, 0, 0, 0, NULL, NULL, "section" },
	{ "doc-subtitle", MODULE | CONTENT, ARIA(LEVEL), 0, 0, NULL, NULL, "heading" },
	{ "doc-tip", MODULE, 0, 0, 0, NULL, NULL, "note" },
	{ "doc-toc", MODULE, 0, 0, 0, NULL, NULL, "navigation" },
	{ "graphics-document", MODULE, 0, 0, 0, NULL, NULL, "document" },
	{ "graphics-object", MODULE, ARIA(ACTIVEDESCENDANT), 0, 0, NULL, NULL, "group" },
	{ "graphics-symbol", MODULE | FLAT, 0, 0, 0, NULL, NULL, "img" },
};

static int
role_cmp(const void *key, const void *role)
{
	const struct str *name = key;
	const char *other = ((const struct aria_role *)role)->name;
	size_t i;

	for (i = 0; i < name->n && other[i]; i++) {
		char c = name->p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if (c != other[i])
			return (unsigned char)c < (unsigned char)other[i] ? -1 : 1;
	}
	return i < name->n ? 1 : other[i] ? -1 : 0;
}

const struct aria_role *
aria_role_find(struct str name)
{
	const struct aria_role *found = bsearch(&name, roles, sizeof(roles) / sizeof(roles[0]),
		sizeof(roles[0]), role_cmp);

	if (!found)
		found = bsearch(&name, module_roles, sizeof(module_roles) / sizeof(module_roles[0]),
			sizeof(module_roles[0]), role_cmp);
	return found;
}

bool
role_in(const struct aria_role *role, const char *list)
{
	struct str rest = str_of(list), token;

	while (role && str_token(&rest, &token)) {
		if (str_eq(token, str_of(role->name)))
			return true;
	}
	return false;
}
