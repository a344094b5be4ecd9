#include <math.h>
#include <string.h>

#include "generator/a11y/cascade.h"

enum { FAR_AWAY = 500 /* px left of or above the page that nobody can scroll to */ };

bool
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

/* Left of or above the page. What is right of or below it can be scrolled to. */
static bool
is_off_screen(const struct cascade *c, double em, bool positioned)
{
	double left = cascade_length(c, CSS_LEFT, em, 1280), top = cascade_length(c, CSS_TOP, em, 720);

	if ((positioned || cascade_is(c, CSS_POSITION, "relative")) &&
	    (left <= -FAR_AWAY || top <= -FAR_AWAY))
		return true;
	/* Counted from the other side; where left or top is given, it counts. */
	if (positioned && ((isnan(left) && cascade_length(c, CSS_RIGHT, em, 0) >= 2 * FAR_AWAY) ||
	    (isnan(top) && cascade_length(c, CSS_BOTTOM, em, 0) >= 2 * FAR_AWAY)))
		return true;
	return cascade_length(c, CSS_MARGIN_LEFT, em, 1280) <= -2 * FAR_AWAY ||
		cascade_length(c, CSS_MARGIN_TOP, em, 1280) <= -2 * FAR_AWAY ||
		cascade_length(c, CSS_TEXT_INDENT, em, 1280) <= -FAR_AWAY;
}

/* Its box has no room and cuts off what does not fit into it. */
static bool
is_cut_off(const struct cascade *c, const struct style *s, bool positioned)
{
	double em = s->font_size;

	if (!cascade_is(c, CSS_OVERFLOW, "hidden") && !cascade_is(c, CSS_OVERFLOW, "clip"))
		return false;
	if (cascade_length(c, CSS_TEXT_INDENT, em, 1280) < -200)
		return true;
	if (s->display == DISPLAY_INLINE && !positioned)
		return false; /* inline boxes have no width or height of their own */
	return cascade_length(c, CSS_WIDTH, em, NAN) <= 1 ||
		cascade_length(c, CSS_MAX_WIDTH, em, NAN) <= 1 ||
		cascade_length(c, CSS_HEIGHT, em, NAN) <= 1 ||
		cascade_length(c, CSS_MAX_HEIGHT, em, NAN) <= 1;
}

/* Frames have their size in attributes, too. */
static bool
is_empty_frame(const struct dom_node *n, const struct cascade *c, double em)
{
	return dom_is(n, GUMBO_TAG_IFRAME) && (dom_attr_is(n, "width", "0") ||
		dom_attr_is(n, "width", "1") || dom_attr_is(n, "height", "0") ||
		dom_attr_is(n, "height", "1") || cascade_length(c, CSS_WIDTH, em, NAN) <= 1 ||
		cascade_length(c, CSS_HEIGHT, em, NAN) <= 1);
}

static bool
is_transparent(const struct cascade *c)
{
	const struct css_decl *d = c->of[CSS_OPACITY].decl;
	struct str value = d ? d->value : STR("");
	double opacity;

	if (str_ends(value, STR("%")))
		value.n--;
	return css_number(value, &opacity) && opacity <= 0;
}

bool
is_unseen(const struct dom_node *n, const struct cascade *c, const struct style *s)
{
	bool positioned = cascade_is(c, CSS_POSITION, "absolute") ||
		cascade_is(c, CSS_POSITION, "fixed");

	return is_off_screen(c, s->font_size, positioned) || is_transparent(c) ||
		is_cut_off(c, s, positioned) || is_empty_frame(n, c, s->font_size) ||
		is_clipped(c, positioned) || is_transformed_away(c, s->font_size);
}
