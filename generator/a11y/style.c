#include "generator/a11y/style.h"

#include <math.h>
#include <string.h>

#include "generator/a11y/aria.h"

enum { FAR_AWAY = 500 /* px left of or above the page that nobody can scroll to */ };

/* The declaration that wins for each property, and where it stands. */
struct winner {
	const struct css_decl *decl;
	unsigned specificity, order;
	bool inline_style;
};

struct cascade {
	struct winner of[CSS_PROPS];
};

static enum display
display_default(const struct dom_node *n)
{
	if (n->ns != DOM_HTML)
		return n->tag == GUMBO_TAG_TITLE || n->tag == GUMBO_TAG_DESC ? DISPLAY_NONE :
			DISPLAY_INLINE;
	switch (n->tag) {
	case GUMBO_TAG_HEAD: case GUMBO_TAG_TITLE: case GUMBO_TAG_META: case GUMBO_TAG_LINK:
	case GUMBO_TAG_STYLE: case GUMBO_TAG_SCRIPT: case GUMBO_TAG_BASE: case GUMBO_TAG_TEMPLATE:
	case GUMBO_TAG_DATALIST: case GUMBO_TAG_PARAM: case GUMBO_TAG_SOURCE: case GUMBO_TAG_TRACK:
	case GUMBO_TAG_NOEMBED: case GUMBO_TAG_NOFRAMES: case GUMBO_TAG_RP:
		return DISPLAY_NONE;
	case GUMBO_TAG_INPUT:
		return dom_attr_is(n, "type", "hidden") ? DISPLAY_NONE : DISPLAY_INLINE_BLOCK;
	case GUMBO_TAG_AUDIO:
		return dom_attr(n, "controls") ? DISPLAY_INLINE_BLOCK : DISPLAY_NONE;
	case TAG_DIALOG:
		return dom_attr(n, "open") ? DISPLAY_BLOCK : DISPLAY_NONE;
	case GUMBO_TAG_TD: case GUMBO_TAG_TH:
		return DISPLAY_CELL;
	case GUMBO_TAG_TR:
		return DISPLAY_ROW;
	case GUMBO_TAG_CAPTION:
		return DISPLAY_CAPTION;
	case GUMBO_TAG_BUTTON: case GUMBO_TAG_SELECT: case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_METER: case GUMBO_TAG_PROGRESS:
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

static void
contest(struct cascade *c, const struct css_decl *d, unsigned specificity, unsigned order,
	bool inline_style)
{
	struct winner *w = &c->of[d->prop];

	if (w->decl && w->decl->important != d->important) {
		if (w->decl->important)
			return;
	} else if (w->decl && w->inline_style != inline_style) {
		if (w->inline_style)
			return;
	} else if (w->decl && (w->specificity > specificity ||
	    (w->specificity == specificity && w->order > order))) {
		return;
	}
	*w = (struct winner){ d, specificity, order, inline_style };
}

/* The string that `value` begins with; *end is behind its closing quote. */
static struct str
content_string(struct str value, size_t *end)
{
	size_t i = 1;

	while (i < value.n && value.p[i] != value.p[0])
		i += value.p[i] == '\\' ? 2 : 1;
	if (i > value.n)
		i = value.n;
	*end = i + 1;
	return (struct str){ value.p + 1, i - 1 };
}

/* What attr(…), which `value` begins with, stands for; *end is behind its bracket. */
static struct str
content_attr(const struct dom_node *n, struct str value, size_t *end)
{
	size_t close = str_find(value, STR(")"));
	struct str name = { value.p + 5, close == SIZE_MAX ? 0 : close - 5 };

	*end = close == SIZE_MAX ? value.n : close + 1;
	for (unsigned i = 0; i < n->n_attr; i++) {
		if (str_same(n->attr[i].name, str_trim(name)))
			return n->attr[i].value;
	}
	return STR("");
}

/* The text of a `content` property: its strings, and attr(). */
static struct str
content_text(struct arena *a, const struct dom_node *n, struct str value)
{
	struct str out = { NULL, 0 };

	while (value.n > 0) {
		size_t end = 1;
		struct str piece = { NULL, 0 };

		if (value.p[0] == '"' || value.p[0] == '\'')
			piece = content_string(value, &end);
		else if (str_starts(value, STR("attr(")))
			piece = content_attr(n, value, &end);
		if (piece.n > 0)
			out = arena_printf(a, "%.*s%.*s", STR_FMT(out), STR_FMT(piece));
		value = str_from(value, end);
	}
	return out;
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

static double
length_of(const struct cascade *c, enum css_prop prop, double em, double percent_of)
{
	const struct css_decl *d = c->of[prop].decl;
	double px;

	return d && css_length(d->value, em, percent_of, &px) ? px : NAN;
}

static bool
is_icon_font(struct str family)
{
	static const char *const names[] = { "icon", "Icon", "Symbols", "symbols", "Awesome",
		"awesome", "icomoon", "glyph", "Glyph", "Wingdings", "Webdings", NULL };

	for (int i = 0; names[i]; i++) {
		if (str_find(family, str_of(names[i])) != SIZE_MAX)
			return true;
	}
	return false;
}

static bool
has_class(const struct dom_node *n, const char *part)
{
	const struct str *v = dom_attr(n, "class");

	return v && str_find(*v, str_of(part)) != SIZE_MAX;
}

/* clip: rect(…) and clip-path: inset(…) that leave nothing. */
static bool
is_clipped(const struct cascade *c, bool positioned)
{
	const struct css_decl *clip = c->of[CSS_CLIP].decl, *path = c->of[CSS_CLIP_PATH].decl;

	if (clip && positioned && str_starts(clip->value, STR("rect("))) {
		struct str rest = str_from(clip->value, 5), token;
		double side[4] = { 0 }, px;
		int n = 0;

		while (n < 4 && rest.n > 0) {
			size_t len = 0;

			while (len < rest.n && !strchr(", )", rest.p[len]))
				len++;
			token = (struct str){ rest.p, len };
			rest = str_from(rest, len + 1);
			if (len > 0 && css_length(token, 16, 0, &px))
				side[n++] = px;
		}
		return n == 4 && (side[2] <= side[0] + 1 || side[1] <= side[3] + 1);
	}
	if (path && str_starts(path->value, STR("inset("))) {
		double percent;
		struct str first = str_from(path->value, 6);
		size_t end = 0;

		while (end < first.n && !strchr(" )", first.p[end]))
			end++;
		first.n = end;
		return css_length(first, 16, 100, &percent) && str_ends(first, STR("%")) &&
			percent >= 50;
	}
	return path && (str_starts(path->value, STR("circle(0")) ||
		str_starts(path->value, STR("polygon(0 0, 0 0, 0 0")));
}

static bool
is_transformed_away(const struct cascade *c, double em)
{
	const struct css_decl *d = c->of[CSS_TRANSFORM].decl;
	struct str v, arg;
	size_t open;
	double px, number;

	if (!d)
		return false;
	v = d->value;
	open = str_find(v, STR("("));
	if (open == SIZE_MAX)
		return false;
	arg = str_from(v, open + 1);
	arg.n = arg.n > 0 && memchr(arg.p, ')', arg.n) ? str_find(arg, STR(")")) : 0;
	if (str_find(arg, STR(",")) != SIZE_MAX)
		arg.n = str_find(arg, STR(","));
	arg = str_trim(arg);
	if (str_starts(v, STR("scale"))) {
		if (str_ends(arg, STR("%")))
			arg.n--;
		return css_number(arg, &number) && number == 0;
	}
	if (!str_starts(v, STR("translate(")) && !str_starts(v, STR("translateX(")) &&
	    !str_starts(v, STR("translateY(")) && !str_starts(v, STR("translate3d(")))
		return false;
	return css_length(arg, em, 1000, &px) && px <= -FAR_AWAY;
}

/* Why nothing of the element shows although it is rendered. */
static bool
is_unseen(const struct dom_node *n, const struct cascade *c, const struct style *s)
{
	const struct css_decl *position = c->of[CSS_POSITION].decl;
	const struct css_decl *overflow = c->of[CSS_OVERFLOW].decl;
	bool positioned = is_keyword(position, "absolute") || is_keyword(position, "fixed");
	double opacity, width = length_of(c, CSS_WIDTH, s->font_size, NAN);
	double height = length_of(c, CSS_HEIGHT, s->font_size, NAN);

	if ((positioned || is_keyword(position, "relative")) &&
	    (length_of(c, CSS_LEFT, s->font_size, 1280) <= -FAR_AWAY ||
	     length_of(c, CSS_TOP, s->font_size, 720) <= -FAR_AWAY))
		return true;
	if (c->of[CSS_OPACITY].decl && css_number(c->of[CSS_OPACITY].decl->value, &opacity) &&
	    opacity <= 0)
		return true;
	if (is_keyword(overflow, "hidden") || is_keyword(overflow, "clip")) {
		if (width <= 1 || height <= 1)
			return true;
		if (length_of(c, CSS_TEXT_INDENT, s->font_size, 1280) < -200)
			return true;
	}
	if (length_of(c, CSS_TEXT_INDENT, s->font_size, 1280) <= -FAR_AWAY || s->font_size <= 0)
		return true;
	if (s->colored && ((s->color & 0xFF) == 0 || (s->filled && s->color == s->background)))
		return true;
	/* Frames and pictures have their size in attributes. */
	if (dom_is(n, GUMBO_TAG_IFRAME) && (dom_attr_is(n, "width", "0") ||
	    dom_attr_is(n, "width", "1") || dom_attr_is(n, "height", "0") ||
	    dom_attr_is(n, "height", "1") || width <= 1 || height <= 1))
		return true;
	return is_clipped(c, positioned) || is_transformed_away(c, s->font_size);
}

static void
cascade_fill(struct arena *a, struct cascade *c, const struct css_sheet *sheet,
	const struct dom_node *n, struct style *s)
{
	const struct str *inline_style = dom_attr(n, "style");
	unsigned order = 0;

	for (const struct css_rule *r = sheet->first; r; r = r->next) {
		if (!css_matches(r, n))
			continue;
		for (const struct css_decl *d = r->decl; d; d = d->next) {
			if (r->pseudo == PSEUDO_NONE)
				contest(c, d, r->specificity, r->order, false);
			else if (d->prop == CSS_CONTENT)
				*(r->pseudo == PSEUDO_BEFORE ? &s->before : &s->after) =
					content_text(a, n, d->value);
		}
	}
	if (!inline_style)
		return;
	for (const struct css_decl *d = css_declarations(a, *inline_style); d; d = d->next)
		contest(c, d, 0, order++, true);
}

static double
min_defined(double a, double b)
{
	return isnan(a) ? b : isnan(b) ? a : fmin(a, b);
}

/* Flags from the style's declarations and from attributes; `up` are the parent's. */
static unsigned
flags_compute(const struct dom_node *n, const struct cascade *c, const struct style *s, unsigned up)
{
	const struct css_decl *visibility = c->of[CSS_VISIBILITY].decl;
	const struct css_decl *family = c->of[CSS_FONT_FAMILY].decl;
	unsigned flags = up & ~(unsigned)NODE_NARROW;

	if (s->display == DISPLAY_NONE)
		flags |= NODE_UNRENDERED;
	if (visibility && !is_keyword(visibility, "inherit") && !is_keyword(visibility, "unset")) {
		flags &= ~(unsigned)NODE_INVISIBLE;
		if (is_keyword(visibility, "hidden") || is_keyword(visibility, "collapse"))
			flags |= NODE_INVISIBLE;
	}
	if (n->aria & ARIA(HIDDEN) && dom_attr_is(n, "aria-hidden", "true"))
		flags |= NODE_ARIA_HIDDEN;
	if (n->aria & ARIA(DISABLED) && dom_attr_is(n, "aria-disabled", "true"))
		flags |= NODE_ARIA_DISABLED;
	if (dom_attr(n, "inert"))
		flags |= NODE_INERT;
	if (is_unseen(n, c, s))
		flags |= NODE_UNSEEN;
	if (length_of(c, CSS_WIDTH, s->font_size, 100) <= 0)
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

static void
element_style(struct dom_doc *d, const struct css_sheet *sheet, struct dom_node *n,
	const struct style *up, unsigned up_flags)
{
	struct style *s = ARENA_NEW(d->arena, struct style);
	struct cascade c = { 0 };
	uint32_t rgba;

	*s = *up;
	s->before = s->after = (struct str){ NULL, 0 };
	cascade_fill(d->arena, &c, sheet, n, s);
	s->display = display_default(n);
	if (dom_attr(n, "hidden"))
		s->display = DISPLAY_NONE;
	if (c.of[CSS_DISPLAY].decl)
		s->display = display_of(c.of[CSS_DISPLAY].decl->value, s->display);
	s->font_size = font_size(n, c.of[CSS_FONT_SIZE].decl, up->font_size);
	s->letter = spacing_compute(&c.of[CSS_LETTER_SPACING], up->letter, (struct spacing){ 0 },
		s->font_size);
	s->word = spacing_compute(&c.of[CSS_WORD_SPACING], up->word, (struct spacing){ 0 },
		s->font_size);
	s->line = spacing_compute(&c.of[CSS_LINE_HEIGHT], up->line, initial.line, s->font_size);
	if (s->display != DISPLAY_INLINE) {
		double own = length_of(&c, CSS_WIDTH, s->font_size, up->width);

		s->width = min_defined(isnan(own) ? up->width : own,
			length_of(&c, CSS_MAX_WIDTH, s->font_size, NAN));
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

bool
style_compute(struct dom_doc *d)
{
	struct css_sheet sheet = { 0 };
	unsigned top_flags = d->host ? d->host->flags : 0;
	struct style *top = ARENA_NEW(d->arena, struct style);

	/* A frame inherits being hidden from its host, but no property. */
	*top = initial;
	for (struct dom_node *n = d->root; n; n = n->after) {
		if (dom_is(n, GUMBO_TAG_STYLE) && n->first)
			css_sheet_add(d->arena, &sheet, n->first->name);
	}
	for (struct dom_node *n = d->root; n; n = n->after) {
		const struct dom_node *up = n->parent && n != d->root ? n->parent : NULL;

		if (n->text) {
			n->flags = up ? up->flags : top_flags;
			continue;
		}
		if (!dom_spend(d, 1 + sheet.n))
			return false;
		element_style(d, &sheet, n, up ? up->style : top, up ? up->flags : top_flags);
	}
	return true;
}

bool
text_visible(const struct dom_node *text)
{
	unsigned gone = NODE_UNRENDERED | NODE_INVISIBLE | NODE_UNSEEN;

	return text->text && (text->flags & gone) == 0 && !str_blank(text->name);
}

/* Elements that show something without text in them. */
static bool
is_replaced(const struct dom_node *n)
{
	if (n->ns != DOM_HTML)
		return n->tag == GUMBO_TAG_SVG || n->tag == GUMBO_TAG_MATH;
	switch (n->tag) {
	case GUMBO_TAG_IMG: case GUMBO_TAG_INPUT: case GUMBO_TAG_BUTTON: case GUMBO_TAG_SELECT:
	case GUMBO_TAG_TEXTAREA: case GUMBO_TAG_VIDEO: case GUMBO_TAG_AUDIO: case GUMBO_TAG_CANVAS:
	case GUMBO_TAG_IFRAME: case GUMBO_TAG_OBJECT: case GUMBO_TAG_EMBED: case GUMBO_TAG_HR:
	case GUMBO_TAG_METER: case GUMBO_TAG_PROGRESS:
		return true;
	default:
		return false;
	}
}

bool
element_visible(const struct dom_node *n)
{
	unsigned gone = NODE_UNRENDERED | NODE_INVISIBLE | NODE_UNSEEN;

	for (const struct dom_node *c = n; c; c = dom_walk(c, n)) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (c->text ? text_visible(c) : is_replaced(c) && (c->flags & gone) == 0)
			return true;
	}
	return false;
}
