#include "generator/a11y/cascade.h"

#include <math.h>
#include <string.h>

#include "generator/a11y/aria.h"

/* Elements of SVG that are never drawn where they stand. */
static bool
is_never_drawn(const struct dom_node *n)
{
	static const char *const names[] = { "title", "desc", "defs", "symbol", "clippath", "mask",
		"marker", "pattern", "filter", "lineargradient", "radialgradient", "metadata", "style",
		"script", NULL };

	for (int i = 0; n->ns == DOM_SVG && names[i]; i++) {
		if (str_eq(n->name, str_of(names[i])))
			return true;
	}
	return false;
}

/* https://html.spec.whatwg.org/multipage/rendering.html, for a browser that runs scripts. */
static enum display
display_default(const struct dom_node *n)
{
	if (n->ns != DOM_HTML)
		return is_never_drawn(n) ? DISPLAY_NONE : DISPLAY_INLINE;
	switch (n->tag) {
	case GUMBO_TAG_HEAD: case GUMBO_TAG_TITLE: case GUMBO_TAG_META: case GUMBO_TAG_LINK:
	case GUMBO_TAG_STYLE: case GUMBO_TAG_SCRIPT: case GUMBO_TAG_BASE:
	case GUMBO_TAG_DATALIST: case GUMBO_TAG_PARAM: case GUMBO_TAG_SOURCE: case GUMBO_TAG_TRACK:
	case GUMBO_TAG_NOEMBED: case GUMBO_TAG_NOFRAMES: case GUMBO_TAG_NOSCRIPT: case GUMBO_TAG_RP:
		return DISPLAY_NONE;
	case GUMBO_TAG_TEMPLATE:
		return dom_attr(n, "shadowrootmode") ? DISPLAY_INLINE : DISPLAY_NONE;
	case TAG_DIALOG:
		return dom_attr(n, "open") ? DISPLAY_BLOCK : DISPLAY_NONE;
	case GUMBO_TAG_TD: case GUMBO_TAG_TH:
		return DISPLAY_CELL;
	case GUMBO_TAG_TR:
		return DISPLAY_ROW;
	case GUMBO_TAG_CAPTION:
		return DISPLAY_CAPTION;
	case GUMBO_TAG_BUTTON: case GUMBO_TAG_SELECT: case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_METER: case GUMBO_TAG_PROGRESS: case GUMBO_TAG_INPUT: case GUMBO_TAG_AUDIO:
		return DISPLAY_INLINE_BLOCK;
	case GUMBO_TAG_HTML: case GUMBO_TAG_BODY: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_SECTION:
	case GUMBO_TAG_NAV: case GUMBO_TAG_ASIDE: case GUMBO_TAG_H1: case GUMBO_TAG_H2:
	case GUMBO_TAG_H3: case GUMBO_TAG_H4: case GUMBO_TAG_H5: case GUMBO_TAG_H6:
	case GUMBO_TAG_HGROUP: case GUMBO_TAG_HEADER: case GUMBO_TAG_FOOTER: case GUMBO_TAG_ADDRESS:
	case GUMBO_TAG_P: case GUMBO_TAG_HR: case GUMBO_TAG_PRE: case GUMBO_TAG_BLOCKQUOTE:
	case GUMBO_TAG_OL: case GUMBO_TAG_UL: case GUMBO_TAG_LI: case GUMBO_TAG_DL:
	case GUMBO_TAG_DT: case GUMBO_TAG_DD: case GUMBO_TAG_FIGURE: case GUMBO_TAG_FIGCAPTION:
	case GUMBO_TAG_MAIN: case GUMBO_TAG_DIV: case GUMBO_TAG_TABLE: case GUMBO_TAG_TBODY:
	case GUMBO_TAG_THEAD: case GUMBO_TAG_TFOOT: case GUMBO_TAG_COLGROUP: case GUMBO_TAG_COL:
	case GUMBO_TAG_FORM: case GUMBO_TAG_FIELDSET: case GUMBO_TAG_LEGEND:
	case GUMBO_TAG_OPTGROUP: case GUMBO_TAG_OPTION: case GUMBO_TAG_DETAILS:
	case GUMBO_TAG_SUMMARY: case GUMBO_TAG_MENU: case GUMBO_TAG_DIR: case GUMBO_TAG_CENTER:
	case GUMBO_TAG_LISTING: case GUMBO_TAG_XMP: case GUMBO_TAG_PLAINTEXT: case TAG_SEARCH:
		return DISPLAY_BLOCK;
	default:
		return DISPLAY_INLINE;
	}
}

static enum display
display_of(struct str v, enum display otherwise)
{
	static const struct {
		const char *value;
		enum display display;
	} known[] = {
		{ "none", DISPLAY_NONE }, { "inline", DISPLAY_INLINE },
		{ "contents", DISPLAY_INLINE }, { "ruby", DISPLAY_INLINE },
		{ "inline-block", DISPLAY_INLINE_BLOCK }, { "inline-flex", DISPLAY_INLINE_BLOCK },
		{ "inline-grid", DISPLAY_INLINE_BLOCK }, { "inline-table", DISPLAY_INLINE_BLOCK },
		{ "table-cell", DISPLAY_CELL }, { "table-row", DISPLAY_ROW },
		{ "table-caption", DISPLAY_CAPTION }, { "initial", DISPLAY_INLINE },
		{ "unset", DISPLAY_INLINE },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (str_same(v, str_of(known[i].value)))
			return known[i].display;
	}
	if (str_starts(v, STR("var(")) || str_same(v, STR("inherit")) || str_starts(v, STR("revert")))
		return otherwise;
	return DISPLAY_BLOCK; /* block, flex, grid, list-item, table, flow-root … */
}

static bool
is_keyword(const struct css_decl *d, const char *word)
{
	return d && str_same(d->value, str_of(word));
}

static double
font_size(const struct dom_node *n, const struct css_decl *d, double parent)
{
	static const struct {
		const char *word;
		double px;
	} sizes[] = {
		{ "xx-small", 9 }, { "x-small", 10 }, { "small", 13 }, { "medium", 16 },
		{ "large", 18 }, { "x-large", 24 }, { "xx-large", 32 }, { "xxx-large", 48 },
		{ "initial", 16 },
	};
	double px;

	if (d && css_length(d->value, parent, parent, &px) && px >= 0)
		return px;
	for (size_t i = 0; d && i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (is_keyword(d, sizes[i].word))
			return sizes[i].px;
	}
	if (is_keyword(d, "smaller"))
		return parent / 1.2;
	if (is_keyword(d, "larger"))
		return parent * 1.2;
	if (d || n->ns != DOM_HTML)
		return parent;
	switch (n->tag) { /* https://html.spec.whatwg.org/multipage/rendering.html */
	case GUMBO_TAG_H1: return parent * 2;
	case GUMBO_TAG_H2: return parent * 1.5;
	case GUMBO_TAG_H3: return parent * 1.17;
	case GUMBO_TAG_H5: return parent * .83;
	case GUMBO_TAG_H6: return parent * .67;
	case GUMBO_TAG_SMALL: case GUMBO_TAG_SUB: case GUMBO_TAG_SUP: return parent / 1.2;
	case GUMBO_TAG_BIG: return parent * 1.2;
	case GUMBO_TAG_BUTTON: case GUMBO_TAG_INPUT: case GUMBO_TAG_SELECT:
	case GUMBO_TAG_TEXTAREA: return 40.0 / 3;
	default: return parent;
	}
}

/* One of the spacing properties; `normal` is what that keyword comes to. */
static struct spacing
spacing_compute(const struct winner *w, struct spacing inherited, struct spacing normal, double em)
{
	const struct css_decl *d = w->decl;
	struct spacing s = { .important = d && w->inline_style && d->important };
	double number;

	if (!d || is_keyword(d, "inherit") || is_keyword(d, "unset") || is_keyword(d, "revert") ||
	    is_keyword(d, "revert-layer"))
		return inherited;
	if (is_keyword(d, "normal") || is_keyword(d, "initial")) {
		s.value = normal.value;
		s.relative = normal.relative;
	} else if (normal.relative && css_number(d->value, &number)) {
		s.value = number;
		s.relative = true;
	} else if (!css_length(d->value, em, em, &s.value)) {
		s.unknown = true;
	}
	return s;
}

static bool
has_class(const struct dom_node *n, const char *part)
{
	const struct str *v = dom_attr(n, "class");

	return v && str_find(*v, str_of(part)) != SIZE_MAX;
}

static double
min_defined(double a, double b)
{
	return isnan(a) ? b : isnan(b) ? a : fmin(a, b);
}

/* Elements whose content, if any, only stands in for them where a browser does not know them. */
static bool
has_fallback_content(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_METER) || dom_is(n, GUMBO_TAG_PROGRESS) ||
		dom_is(n, GUMBO_TAG_VIDEO) || dom_is(n, GUMBO_TAG_AUDIO) || dom_is(n, GUMBO_TAG_IFRAME);
}

/* What a parent does to its children whatever their own style. */
static unsigned
flags_passed_on(const struct dom_node *up, const struct dom_node *n)
{
	unsigned flags = up->flags;

	if (has_fallback_content(up) || (dom_is(up, GUMBO_TAG_DETAILS) && !dom_attr(up, "open") &&
	    (n->text || !is_details_summary(n))))
		flags |= NODE_UNRENDERED;
	if (dom_is(up, GUMBO_TAG_CANVAS))
		flags |= NODE_UNSEEN; /* assistive technology has it all the same */
	return flags;
}

/* Not a box with text in it, but something that replaces the element. */
static bool
is_replaced(const struct dom_node *n)
{
	if (n->ns != DOM_HTML)
		return n->ns == DOM_SVG && n->tag == GUMBO_TAG_SVG;
	switch (n->tag) {
	case GUMBO_TAG_IMG: case GUMBO_TAG_INPUT: case GUMBO_TAG_SELECT: case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_VIDEO: case GUMBO_TAG_AUDIO: case GUMBO_TAG_CANVAS: case GUMBO_TAG_IFRAME:
	case GUMBO_TAG_OBJECT: case GUMBO_TAG_EMBED: case GUMBO_TAG_METER: case GUMBO_TAG_PROGRESS:
	case GUMBO_TAG_BR: case GUMBO_TAG_WBR: case GUMBO_TAG_OPTION: case GUMBO_TAG_OPTGROUP:
		return true;
	default:
		return false;
	}
}

static bool
is_text_unseen(const struct style *s)
{
	if (s->font_size <= 0)
		return true;
	return s->colored && ((s->color & 0xFF) == 0 || (s->filled && s->color == s->background));
}

/* Flags from the style's declarations and from attributes; `up` are the parent's. */
static unsigned
flags_compute(const struct dom_node *n, const struct cascade *c, const struct style *s, unsigned up)
{
	const struct css_decl *visibility = c->of[CSS_VISIBILITY].decl;
	const struct css_decl *family = c->of[CSS_FONT_FAMILY].decl;
	unsigned flags = up & ~(unsigned)(NODE_NARROW | NODE_UNSEEN_TEXT);

	if (s->display == DISPLAY_NONE)
		flags |= NODE_UNRENDERED;
	if (visibility && !is_keyword(visibility, "inherit") && !is_keyword(visibility, "unset") &&
	    !is_keyword(visibility, "revert") && !is_keyword(visibility, "revert-layer")) {
		flags &= ~(unsigned)NODE_INVISIBLE;
		if (is_keyword(visibility, "hidden") || is_keyword(visibility, "collapse"))
			flags |= NODE_INVISIBLE;
	}
	if (n->aria & ARIA(HIDDEN) && dom_attr_is(n, "aria-hidden", "true"))
		flags |= NODE_ARIA_HIDDEN;
	if (n->aria & ARIA(DISABLED) && dom_attr_is(n, "aria-disabled", "true"))
		flags |= NODE_ARIA_DISABLED;
	if (n->ns == DOM_HTML && dom_attr(n, "inert"))
		flags |= NODE_INERT;
	if (is_unseen(n, c, s))
		flags |= NODE_UNSEEN;
	if (is_text_unseen(s))
		flags |= NODE_UNSEEN_TEXT;
	if (cascade_length(c, CSS_WIDTH, s->font_size, 100) <= 0)
		flags |= NODE_NARROW;
	if (family)
		flags = is_icon_font(family->value) ? flags | NODE_ICON_FONT :
			flags & ~(unsigned)NODE_ICON_FONT;
	if (has_class(n, "material-icons") || has_class(n, "material-symbols"))
		flags |= NODE_ICON_FONT;
	return flags;
}

static const struct style initial = {
	.display = DISPLAY_BLOCK, .font_size = 16, .width = NAN,
	.line = { .value = 1.2, .relative = true },
	.color = 0x000000FF, .background = 0xFFFFFFFF,
};

static enum display
display_compute(const struct dom_node *n, const struct css_decl *d)
{
	enum display otherwise = display_default(n);

	/* These the browser's style sheet hides with !important. */
	if ((dom_is(n, GUMBO_TAG_INPUT) && dom_attr_is(n, "type", "hidden")) ||
	    (dom_is(n, GUMBO_TAG_AUDIO) && !dom_attr(n, "controls")))
		return DISPLAY_NONE;
	/* These it hides too, but the page's style sheet may overrule it. */
	if (n->ns == DOM_HTML && (dom_attr(n, "hidden") || dom_attr(n, "popover")))
		otherwise = DISPLAY_NONE;
	if (!d)
		return otherwise;
	if (is_replaced(n) && str_same(d->value, STR("contents")))
		return DISPLAY_NONE;
	return display_of(d->value, otherwise);
}

static void
element_style(struct dom_doc *d, const struct css_sheet *sheet, struct dom_node *n,
	const struct style *up, unsigned up_flags)
{
	struct style *s = ARENA_NEW(d->arena, struct style);
	struct cascade c = { 0 };
	bool has_pseudo = n->ns == DOM_HTML && !is_replaced(n);
	uint32_t rgba;

	*s = *up;
	cascade_fill(d->arena, &c, sheet, n);
	s->before = has_pseudo ? cascade_content(d->arena, &c, n, 0) : STR("");
	s->after = has_pseudo ? cascade_content(d->arena, &c, n, 1) : STR("");
	s->display = display_compute(n, c.of[CSS_DISPLAY].decl);
	s->font_size = font_size(n, c.of[CSS_FONT_SIZE].decl, up->font_size);
	s->letter = spacing_compute(&c.of[CSS_LETTER_SPACING], up->letter, (struct spacing){ 0 },
		s->font_size);
	s->word = spacing_compute(&c.of[CSS_WORD_SPACING], up->word, (struct spacing){ 0 },
		s->font_size);
	s->line = spacing_compute(&c.of[CSS_LINE_HEIGHT], up->line, initial.line, s->font_size);
	if (s->display != DISPLAY_INLINE) {
		double own = cascade_length(&c, CSS_WIDTH, s->font_size, up->width);

		s->width = min_defined(isnan(own) ? up->width : own,
			cascade_length(&c, CSS_MAX_WIDTH, s->font_size, NAN));
	}
	if (c.of[CSS_WHITE_SPACE].decl)
		s->nowrap = is_keyword(c.of[CSS_WHITE_SPACE].decl, "nowrap") ||
			is_keyword(c.of[CSS_WHITE_SPACE].decl, "pre");
	else if (dom_is(n, GUMBO_TAG_PRE))
		s->nowrap = true;
	if (c.of[CSS_BACKGROUND_COLOR].decl &&
	    css_color(c.of[CSS_BACKGROUND_COLOR].decl->value, &rgba) && (rgba & 0xFF) == 0xFF) {
		s->background = rgba;
		s->filled = true;
	}
	if (c.of[CSS_COLOR].decl && css_color(c.of[CSS_COLOR].decl->value, &rgba)) {
		s->color = rgba;
		s->colored = true;
	}
	n->style = s;
	n->flags = flags_compute(n, &c, s, up_flags);
}

/* All the <style> elements of the page that apply to a screen. */
static void
sheet_collect(struct dom_doc *d, struct css_sheet *sheet)
{
	for (struct dom_node *n = d->root; n; n = n->after) {
		const struct str *media;

		if (!dom_is(n, GUMBO_TAG_STYLE) || !n->first)
			continue;
		media = dom_attr(n, "media");
		if (!media || css_media_holds(*media))
			css_sheet_add(d->arena, sheet, n->first->name);
	}
	css_sheet_index(d->arena, sheet);
}

bool
style_compute(struct dom_doc *d)
{
	struct css_sheet sheet = { 0 };
	unsigned top_flags = d->host ? d->host->flags : 0;
	struct style *top = ARENA_NEW(d->arena, struct style);

	/* A frame inherits being hidden from its host, but no property. */
	*top = initial;
	sheet_collect(d, &sheet);
	for (struct dom_node *n = d->root; n; n = n->after) {
		const struct dom_node *up = n->parent && n != d->root ? n->parent : NULL;
		unsigned flags = up ? flags_passed_on(up, n) : top_flags;

		if (n->text)
			n->flags = flags;
		else if (dom_spend(d, 1))
			element_style(d, &sheet, n, up ? up->style : top, flags);
		else
			return false;
	}
	return *d->steps > 0;
}

bool
text_visible(const struct dom_node *text)
{
	unsigned gone = NODE_UNRENDERED | NODE_INVISIBLE | NODE_UNSEEN | NODE_UNSEEN_TEXT;

	return text->text && (text->flags & gone) == 0 && !str_blank(text->name);
}

/* Elements that show something without text in them. */
static bool
shows_itself(const struct dom_node *n)
{
	if (n->ns != DOM_HTML)
		return n->tag == GUMBO_TAG_SVG || n->tag == GUMBO_TAG_MATH;
	return dom_is(n, GUMBO_TAG_BUTTON) || dom_is(n, GUMBO_TAG_HR) ||
		(is_replaced(n) && n->tag != GUMBO_TAG_BR && n->tag != GUMBO_TAG_WBR);
}

bool
element_visible(const struct dom_node *n)
{
	unsigned gone = NODE_UNRENDERED | NODE_INVISIBLE | NODE_UNSEEN;

	for (const struct dom_node *c = n; c; c = dom_walk(c, n)) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (c->text ? text_visible(c) : shows_itself(c) && (c->flags & gone) == 0)
			return true;
	}
	return false;
}
