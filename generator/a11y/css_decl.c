#include "generator/a11y/css.h"

static const char *const prop_names[CSS_PROPS] = {
	[CSS_BACKGROUND_COLOR] = "background-color", [CSS_BOTTOM] = "bottom", [CSS_CLIP] = "clip",
	[CSS_CLIP_PATH] = "clip-path", [CSS_COLOR] = "color", [CSS_CONTENT] = "content",
	[CSS_DISPLAY] = "display", [CSS_FONT_FAMILY] = "font-family",
	[CSS_FONT_SIZE] = "font-size", [CSS_HEIGHT] = "height", [CSS_LEFT] = "left",
	[CSS_LETTER_SPACING] = "letter-spacing", [CSS_LINE_HEIGHT] = "line-height",
	[CSS_MARGIN_LEFT] = "margin-left", [CSS_MARGIN_TOP] = "margin-top",
	[CSS_MAX_HEIGHT] = "max-height", [CSS_MAX_WIDTH] = "max-width", [CSS_OPACITY] = "opacity", [CSS_OVERFLOW] = "overflow",
	[CSS_POSITION] = "position", [CSS_RIGHT] = "right", [CSS_TEXT_INDENT] = "text-indent",
	[CSS_TOP] = "top", [CSS_TRANSFORM] = "transform", [CSS_VISIBILITY] = "visibility",
	[CSS_WHITE_SPACE] = "white-space", [CSS_WIDTH] = "width",
	[CSS_WORD_SPACING] = "word-spacing",
};

static bool
is_wide(struct str v)
{
	return str_same(v, STR("inherit")) || str_same(v, STR("initial")) ||
		str_same(v, STR("unset")) || str_same(v, STR("revert")) ||
		str_same(v, STR("revert-layer"));
}

/* All of the tokens of `v` are in `list`, and there is one. */
static bool
is_made_of(struct str v, const char *list)
{
	struct str token, rest, known;
	bool ok = v.n > 0;

	while (ok && str_token(&v, &token)) {
		ok = false;
		for (rest = str_of(list); !ok && str_token(&rest, &known);)
			ok = str_same(token, known);
	}
	return ok;
}

static const char font_sizes[] = "xx-small x-small small medium large x-large xx-large xxx-large "
	"smaller larger";

static const char displays[] = "none contents block inline inline-block flow flow-root list-item "
	"flex inline-flex grid inline-grid table inline-table table-row table-cell table-caption "
	"table-row-group table-header-group table-footer-group table-column table-column-group ruby "
	"run-in math -webkit-box -webkit-flex -webkit-inline-box -moz-box";

static bool
is_font_size(struct str v)
{
	return is_made_of(v, font_sizes) || (v.p[0] != '-' && css_is_length(v, true));
}

/* Whether a browser would take the value: an invalid one leaves an earlier declaration standing. */
static bool
is_valid(enum css_prop prop, struct str v)
{
	double n;

	if (v.n == 0)
		return prop == CSS_CONTENT;
	if (is_wide(v) || str_starts(v, STR("var(")))
		return true;
	switch (prop) {
	case CSS_DISPLAY:
		return is_made_of(v, displays);
	case CSS_VISIBILITY:
		return is_made_of(v, "visible hidden collapse");
	case CSS_POSITION:
		return is_made_of(v, "static relative absolute fixed sticky");
	case CSS_FONT_SIZE:
		return is_font_size(v);
	case CSS_LETTER_SPACING:
	case CSS_WORD_SPACING:
		return str_same(v, STR("normal")) || css_is_length(v, true);
	case CSS_LINE_HEIGHT:
		return str_same(v, STR("normal")) ||
			(v.p[0] != '-' && (css_number(v, &n) || css_is_length(v, true)));
	case CSS_BOTTOM:
	case CSS_LEFT:
	case CSS_MARGIN_LEFT:
	case CSS_MARGIN_TOP:
	case CSS_RIGHT:
	case CSS_TOP:
	case CSS_WIDTH:
	case CSS_HEIGHT:
	case CSS_MAX_HEIGHT:
	case CSS_MAX_WIDTH:
	case CSS_TEXT_INDENT:
		/* Keywords such as auto, and functions, have letters first; a number needs a unit. */
		return !((v.p[0] >= '0' && v.p[0] <= '9') || v.p[0] == '-' || v.p[0] == '.') ||
			css_is_length(v, true);
	default:
		return true;
	}
}

struct decl_list {
	struct arena *arena;
	struct css_decl *first, *last;
};

static void
decl_add(struct decl_list *l, enum css_prop prop, struct str value, bool important)
{
	struct css_decl *d;

	if (!is_valid(prop, value))
		return;
	d = ARENA_NEW(l->arena, struct css_decl);
	*d = (struct css_decl){ .prop = prop, .value = value, .important = important };
	if (l->last)
		l->last->next = d;
	else
		l->first = d;
	l->last = d;
}

/* `font: italic 16px/1.5 serif`: the size is the first length, the line height follows its slash. */
static void
font_add(struct decl_list *l, struct str value, bool important)
{
	struct str rest = value, token, size, line;

	if (is_wide(value)) {
		decl_add(l, CSS_FONT_SIZE, value, important);
		decl_add(l, CSS_LINE_HEIGHT, value, important);
		return;
	}
	while (str_token(&rest, &token)) {
		line = str_cut(token, '/', &size);
		if (!is_font_size(size))
			continue;
		if (css_trim(rest).n == 0)
			return; /* without a family it is invalid */
		decl_add(l, CSS_FONT_SIZE, size, important);
		decl_add(l, CSS_LINE_HEIGHT, line.n > 0 ? line : STR("normal"), important);
		decl_add(l, CSS_FONT_FAMILY, css_trim(rest), important);
		return;
	}
}

/* One to four values for top, right, bottom and left; CSS_PROPS: not of interest. */
static void
sides_add(struct decl_list *l, const enum css_prop prop[4], struct str value, bool important)
{
	static const int from[4][4] = { { 0, 0, 0, 0 }, { 0, 1, 0, 1 }, { 0, 1, 2, 1 }, { 0, 1, 2, 3 } };
	struct str side[4], rest = value;
	int n = 0;

	while (n < 4 && str_token(&rest, &side[n]))
		n++;
	for (int i = 0; n > 0 && i < 4; i++) {
		if (prop[i] != CSS_PROPS)
			decl_add(l, prop[i], side[from[n - 1][i]], important);
	}
}

static void
shorthand_add(struct decl_list *l, struct str name, struct str value, bool important)
{
	struct str rest = value, token;
	uint32_t rgba;

	if (str_same(name, STR("font"))) {
		font_add(l, value, important);
	} else if (str_same(name, STR("overflow-x")) || str_same(name, STR("overflow-y"))) {
		decl_add(l, CSS_OVERFLOW, value, important);
	} else if (str_same(name, STR("background"))) {
		while (str_token(&rest, &token)) {
			if (css_color(token, &rgba))
				decl_add(l, CSS_BACKGROUND_COLOR, token, important);
		}
	} else if (str_same(name, STR("inset"))) {
		sides_add(l, (enum css_prop[]){ CSS_TOP, CSS_RIGHT, CSS_BOTTOM, CSS_LEFT }, value,
			important);
	} else if (str_same(name, STR("margin"))) {
		sides_add(l, (enum css_prop[]){ CSS_MARGIN_TOP, CSS_PROPS, CSS_PROPS, CSS_MARGIN_LEFT },
			value, important);
	}
}

static void
declaration_add(struct decl_list *l, struct str text)
{
	size_t colon = css_until(text, ":"), bang;
	struct str name, value;
	bool important = false;

	if (colon >= text.n || text.p[colon] != ':')
		return;
	name = css_trim((struct str){ text.p, colon });
	value = css_trim(str_from(text, colon + 1));
	bang = css_until(value, "!");
	if (bang < value.n && value.p[bang] == '!') {
		if (!str_same(css_trim(str_from(value, bang + 1)), STR("important")))
			return;
		important = true;
		value = css_trim((struct str){ value.p, bang });
	}
	for (int i = 0; i < CSS_PROPS; i++) {
		if (str_same(name, str_of(prop_names[i]))) {
			decl_add(l, (enum css_prop)i, value, important);
			return;
		}
	}
	shorthand_add(l, name, value, important);
}

struct css_decl *
css_declarations(struct arena *a, struct str text)
{
	struct decl_list l = { .arena = a };

	while (text.n > 0) {
		size_t end = css_until(text, ";");

		declaration_add(&l, (struct str){ text.p, end });
		text = str_from(text, end + 1);
	}
	return l.first;
}
