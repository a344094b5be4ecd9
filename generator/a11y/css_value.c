#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "generator/a11y/css.h"

enum { VIEW_WIDTH = 1280, VIEW_HEIGHT = 720 };

/* "e3" behind a number; its length is the result, 0 when there is none. */
static size_t
exponent_apply(struct str s, double *value)
{
	bool minus = s.n > 1 && s.p[1] == '-';
	size_t from = s.n > 1 && (s.p[1] == '-' || s.p[1] == '+') ? 2 : 1, i = from;
	int power = 0;

	if (s.n < 2 || (s.p[0] | 0x20) != 'e')
		return 0;
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		power = power < 100 ? power * 10 + (s.p[i] - '0') : power;
	if (i == from)
		return 0;
	*value *= pow(10, minus ? -power : power);
	return i;
}

/*
 * By hand, because strtod() would
 * also take hexadecimal, "inf" and the locale's decimal point.
 */
bool
css_number_read(struct str s, double *out, struct str *rest)
{
	double value = 0, scale = 1;
	bool minus = false, digit = false;
	size_t i = 0;

	if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
		minus = s.p[i++] == '-';
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digit = true)
		value = value * 10 + (s.p[i] - '0');
	if (i + 1 < s.n && s.p[i] == '.' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9') {
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++, digit = true)
			value += (s.p[i] - '0') * (scale /= 10);
	}
	if (!digit)
		return false;
	i += exponent_apply(str_from(s, i), &value);
	*out = minus ? -value : value;
	*rest = str_from(s, i);
	return true;
}

bool
css_number(struct str value, double *out)
{
	struct str rest;

	if (value.n > 0 && (value.p[0] | 0x20) >= 'a')
		return css_calc(value, 0, 0, false, out);
	return css_number_read(value, out, &rest) && rest.n == 0;
}

/* px of one unit; 0 for an unknown unit. */
static double
unit_px(struct str unit, double em)
{
	static const struct {
		const char *name;
		double px, em;
	} units[] = {
		{ "px", 1, 0 }, { "em", 0, 1 }, { "rem", 16, 0 }, { "ex", 0, .5 }, { "ch", 0, .5 },
		{ "cap", 0, .7 }, { "ic", 0, 1 }, { "lh", 0, 1.2 }, { "rlh", 19.2, 0 },
		{ "pt", 96.0 / 72, 0 }, { "pc", 16, 0 }, { "in", 96, 0 }, { "cm", 96 / 2.54, 0 },
		{ "mm", 9.6 / 2.54, 0 }, { "q", 2.4 / 2.54, 0 },
		{ "vw", VIEW_WIDTH / 100.0, 0 }, { "vh", VIEW_HEIGHT / 100.0, 0 },
		{ "vmin", VIEW_HEIGHT / 100.0, 0 }, { "vmax", VIEW_WIDTH / 100.0, 0 },
		{ "vi", VIEW_WIDTH / 100.0, 0 }, { "vb", VIEW_HEIGHT / 100.0, 0 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (str_same(unit, str_of(units[i].name)))
			return units[i].px + units[i].em * em;
	}
	return 0;
}

bool
css_length(struct str value, double em, double percent_of, double *px)
{
	struct str unit;
	double number, factor;

	if (value.n > 0 && (value.p[0] | 0x20) >= 'a')
		return css_calc(value, em, percent_of, true, px);
	if (!css_number_read(value, &number, &unit))
		return false;
	if (str_eq(unit, STR("%")))
		factor = percent_of / 100;
	else
		factor = unit_px(unit, em);
	if (unit.n == 0 && number != 0)
		return false;
	*px = unit.n == 0 ? 0 : number * factor;
	return unit.n == 0 || str_eq(unit, STR("%")) || unit_px(unit, 1) > 0;
}

bool
css_is_length(struct str value, bool percentage)
{
	double px;

	/* What a variable comes to is not known, but it is a value. */
	if (str_find(value, STR("var(")) != SIZE_MAX || str_starts(value, STR("env(")))
		return true;
	return (percentage || !str_ends(value, STR("%"))) && css_length(value, 16, 16, &px);
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
color_hex(struct str s, uint32_t *rgba)
{
	uint32_t v = 0;
	bool brief = s.n == 3 || s.n == 4;

	if (!brief && s.n != 6 && s.n != 8)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int h = hex(s.p[i]);

		if (h < 0)
			return false;
		v = v << 4 | (uint32_t)h;
		if (brief)
			v = v << 4 | (uint32_t)h;
	}
	*rgba = s.n == 3 || s.n == 6 ? v << 8 | 0xFF : v;
	return true;
}

/* rgb(…) and rgba(…), with commas or spaces. */
static bool
color_rgb(struct str s, uint32_t *rgba)
{
	double part[4] = { 0, 0, 0, 1 };
	size_t n = 0, at = str_find(s, STR("("));
	struct str rest = str_from(s, at + 1);

	while (n < 4) {
		double v;

		while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == ',' || rest.p[0] == '/'))
			rest = str_from(rest, 1);
		if (!css_number_read(rest, &v, &rest))
			break;
		if (rest.n > 0 && rest.p[0] == '%') {
			v = n == 3 ? v / 100 : v * 2.55;
			rest = str_from(rest, 1);
		}
		part[n++] = v;
	}
	if (n < 3 || rest.n == 0 || rest.p[0] != ')')
		return false;
	part[3] *= 255;
	*rgba = 0;
	for (n = 0; n < 4; n++)
		*rgba = *rgba << 8 | (uint32_t)lround(fmin(fmax(part[n], 0), 255));
	return true;
}

bool
css_color(struct str value, uint32_t *rgba)
{
	static const struct {
		const char *name;
		uint32_t rgba;
	} named[] = {
		{ "transparent", 0x00000000 }, { "black", 0x000000FF }, { "white", 0xFFFFFFFF },
		{ "red", 0xFF0000FF }, { "lime", 0x00FF00FF }, { "blue", 0x0000FFFF },
		{ "yellow", 0xFFFF00FF }, { "cyan", 0x00FFFFFF }, { "aqua", 0x00FFFFFF },
		{ "magenta", 0xFF00FFFF }, { "fuchsia", 0xFF00FFFF }, { "green", 0x008000FF },
		{ "gray", 0x808080FF }, { "grey", 0x808080FF }, { "silver", 0xC0C0C0FF },
		{ "maroon", 0x800000FF }, { "navy", 0x000080FF }, { "olive", 0x808000FF },
		{ "purple", 0x800080FF }, { "teal", 0x008080FF }, { "orange", 0xFFA500FF },
	};

	if (value.n > 1 && value.p[0] == '#')
		return color_hex(str_from(value, 1), rgba);
	if (str_starts(value, STR("rgb(")) || str_starts(value, STR("rgba(")))
		return color_rgb(value, rgba);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		if (str_same(value, str_of(named[i].name))) {
			*rgba = named[i].rgba;
			return true;
		}
	}
	return false;
}
