/* Colours of CSS Color 4 (https://www.w3.org/TR/css-color-4/), as far as themes use them. */
#include <math.h>
#include <string.h>

#include "generator/site_rules/theme_env.h"

static const struct {
	const char *name;
	uint32_t rgb;
} names[] = {
	{ "aliceblue", 0xf0f8ff }, { "antiquewhite", 0xfaebd7 }, { "aquamarine", 0x7fffd4 }, { "azure", 0xf0ffff },
	{ "beige", 0xf5f5dc }, { "bisque", 0xffe4c4 }, { "blanchedalmond", 0xffebcd }, { "blueviolet", 0x8a2be2 },
	{ "brown", 0xa52a2a }, { "burlywood", 0xdeb887 }, { "cadetblue", 0x5f9ea0 }, { "chartreuse", 0x7fff00 },
	{ "chocolate", 0xd2691e }, { "coral", 0xff7f50 }, { "cornflowerblue", 0x6495ed }, { "cornsilk", 0xfff8dc },
	{ "crimson", 0xdc143c }, { "darkblue", 0x00008b }, { "darkcyan", 0x008b8b }, { "darkgoldenrod", 0xb8860b },
	{ "darkgray", 0xa9a9a9 }, { "darkgreen", 0x006400 }, { "darkgrey", 0xa9a9a9 }, { "darkkhaki", 0xbdb76b },
	{ "darkmagenta", 0x8b008b }, { "darkolivegreen", 0x556b2f }, { "darkorange", 0xff8c00 }, { "darkorchid", 0x9932cc },
	{ "darkred", 0x8b0000 }, { "darksalmon", 0xe9967a }, { "darkseagreen", 0x8fbc8f }, { "darkslateblue", 0x483d8b },
	{ "darkslategray", 0x2f4f4f }, { "darkslategrey", 0x2f4f4f }, { "darkturquoise", 0x00ced1 },
	{ "darkviolet", 0x9400d3 }, { "deeppink", 0xff1493 }, { "deepskyblue", 0x00bfff }, { "dimgray", 0x696969 },
	{ "dimgrey", 0x696969 }, { "dodgerblue", 0x1e90ff }, { "firebrick", 0xb22222 }, { "floralwhite", 0xfffaf0 },
	{ "forestgreen", 0x228b22 }, { "gainsboro", 0xdcdcdc }, { "ghostwhite", 0xf8f8ff }, { "gold", 0xffd700 },
	{ "goldenrod", 0xdaa520 }, { "greenyellow", 0xadff2f }, { "honeydew", 0xf0fff0 }, { "hotpink", 0xff69b4 },
	{ "indianred", 0xcd5c5c }, { "indigo", 0x4b0082 }, { "ivory", 0xfffff0 }, { "khaki", 0xf0e68c },
	{ "lavender", 0xe6e6fa }, { "lavenderblush", 0xfff0f5 }, { "lawngreen", 0x7cfc00 }, { "lemonchiffon", 0xfffacd },
	{ "lightblue", 0xadd8e6 }, { "lightcoral", 0xf08080 }, { "lightcyan", 0xe0ffff },
	{ "lightgoldenrodyellow", 0xfafad2 }, { "lightgray", 0xd3d3d3 }, { "lightgreen", 0x90ee90 },
	{ "lightgrey", 0xd3d3d3 }, { "lightpink", 0xffb6c1 }, { "lightsalmon", 0xffa07a }, { "lightseagreen", 0x20b2aa },
	{ "lightskyblue", 0x87cefa }, { "lightslategray", 0x778899 }, { "lightslategrey", 0x778899 },
	{ "lightsteelblue", 0xb0c4de }, { "lightyellow", 0xffffe0 }, { "limegreen", 0x32cd32 }, { "linen", 0xfaf0e6 },
	{ "mediumaquamarine", 0x66cdaa }, { "mediumblue", 0x0000cd }, { "mediumorchid", 0xba55d3 },
	{ "mediumpurple", 0x9370db }, { "mediumseagreen", 0x3cb371 }, { "mediumslateblue", 0x7b68ee },
	{ "mediumspringgreen", 0x00fa9a }, { "mediumturquoise", 0x48d1cc }, { "mediumvioletred", 0xc71585 },
	{ "midnightblue", 0x191970 }, { "mintcream", 0xf5fffa }, { "mistyrose", 0xffe4e1 }, { "moccasin", 0xffe4b5 },
	{ "navajowhite", 0xffdead }, { "oldlace", 0xfdf5e6 }, { "olivedrab", 0x6b8e23 }, { "orangered", 0xff4500 },
	{ "orchid", 0xda70d6 }, { "palegoldenrod", 0xeee8aa }, { "palegreen", 0x98fb98 }, { "paleturquoise", 0xafeeee },
	{ "palevioletred", 0xdb7093 }, { "papayawhip", 0xffefd5 }, { "peachpuff", 0xffdab9 }, { "peru", 0xcd853f },
	{ "pink", 0xffc0cb }, { "plum", 0xdda0dd }, { "powderblue", 0xb0e0e6 }, { "rebeccapurple", 0x663399 },
	{ "rosybrown", 0xbc8f8f }, { "royalblue", 0x4169e1 }, { "saddlebrown", 0x8b4513 }, { "salmon", 0xfa8072 },
	{ "sandybrown", 0xf4a460 }, { "seagreen", 0x2e8b57 }, { "seashell", 0xfff5ee }, { "sienna", 0xa0522d },
	{ "skyblue", 0x87ceeb }, { "slateblue", 0x6a5acd }, { "slategray", 0x708090 }, { "slategrey", 0x708090 },
	{ "snow", 0xfffafa }, { "springgreen", 0x00ff7f }, { "steelblue", 0x4682b4 }, { "tan", 0xd2b48c },
	{ "thistle", 0xd8bfd8 }, { "tomato", 0xff6347 }, { "turquoise", 0x40e0d0 }, { "violet", 0xee82ee },
	{ "wheat", 0xf5deb3 }, { "whitesmoke", 0xf5f5f5 }, { "yellowgreen", 0x9acd32 },
};

static struct colour
from_rgba(uint32_t v)
{
	return (struct colour){ (v >> 24) / 255.0, (v >> 16 & 0xff) / 255.0, (v >> 8 & 0xff) / 255.0, (v & 0xff) / 255.0 };
}

/* Up to four numbers of a function; a percentage is that part of `whole[i]`. */
static size_t
numbers_read(struct str inside, const double whole[4], double out[4])
{
	size_t n = 0;

	while (n < 4) {
		while (inside.n > 0 && strchr(" ,/\t\n", inside.p[0]))
			inside = str_from(inside, 1);
		if (!css_number_read(inside, &out[n], &inside))
			break;
		if (str_starts(inside, STR("%"))) {
			out[n] *= whole[n] / 100;
			inside = str_from(inside, 1);
		} else if (str_starts(inside, STR("turn"))) {
			out[n] *= 360;
		}
		while (inside.n > 0 && !strchr(" ,/\t\n", inside.p[0]))
			inside = str_from(inside, 1);
		n++;
	}
	return n;
}

static double
clamp(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* CSS Color 4, 7.1. */
static double
hue_part(double n, double h, double s, double l)
{
	double k = fmod(n + h / 30, 12), a = s * fmin(l, 1 - l);

	return l - a * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
}

static struct colour
from_hsl(const double v[4])
{
	double h = fmod(fmod(v[0], 360) + 360, 360), s = clamp(v[1] / 100), l = clamp(v[2] / 100);

	return (struct colour){ hue_part(0, h, s, l), hue_part(8, h, s, l), hue_part(4, h, s, l), clamp(v[3]) };
}

static double
gamma_add(double v)
{
	v = clamp(v);
	return v <= 0.0031308 ? 12.92 * v : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

/* OKLab to sRGB (CSS Color 4, 10.2 and its sample code's matrices). */
static struct colour
from_oklab(double l, double a, double b, double alpha)
{
	double x = pow(l + 0.3963377774 * a + 0.2158037573 * b, 3), y = pow(l - 0.1055613458 * a - 0.0638541728 * b, 3),
	       z = pow(l - 0.0894841775 * a - 1.2914855480 * b, 3);

	return (struct colour){ gamma_add(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
		gamma_add(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
		gamma_add(-0.0041960863 * x - 0.7034186147 * y + 1.7076147010 * z), clamp(alpha) };
}

static bool
mix_read(struct str inside, bool dark, struct colour *out)
{
	struct colour c[2];
	double part[2] = { -1, -1 };

	if (!str_starts(inside, STR("in srgb")))
		return false; /* other spaces mix differently */
	for (int i = 0; i < 2; i++) {
		size_t end;
		struct str one, rest;

		inside = str_from(inside, css_until(inside, ",") + 1);
		one = css_trim((struct str){ inside.p, css_until(inside, ",") });
		end = css_until(one, " ");
		if (end < one.n && css_number_read(css_trim(str_from(one, end)), &part[i], &rest))
			part[i] /= 100;
		one.n = end;
		if (!colour_read(one, dark, &c[i]))
			return false;
	}
	if (part[0] < 0)
		part[0] = part[1] < 0 ? 0.5 : 1 - part[1];
	*out = (struct colour){ c[0].r * part[0] + c[1].r * (1 - part[0]), c[0].g * part[0] + c[1].g * (1 - part[0]),
		c[0].b * part[0] + c[1].b * (1 - part[0]), c[0].a * part[0] + c[1].a * (1 - part[0]) };
	return true;
}

static bool
function_read(struct str name, struct str inside, bool dark, struct colour *out)
{
	double v[4] = { 0, 0, 0, 1 };

	if (str_same(name, STR("light-dark"))) {
		size_t comma = css_until(inside, ",");

		return colour_read(css_trim(dark ? str_from(inside, comma + 1) : (struct str){ inside.p, comma }), dark, out);
	}
	if (str_same(name, STR("color-mix")))
		return mix_read(css_trim(inside), dark, out);
	if (str_same(name, STR("hsl")) || str_same(name, STR("hsla"))) {
		if (numbers_read(inside, (const double[4]){ 360, 100, 100, 1 }, v) < 3)
			return false;
		*out = from_hsl(v);
		return true;
	}
	if (str_same(name, STR("oklab")) || str_same(name, STR("oklch"))) {
		bool polar = str_same(name, STR("oklch"));

		if (numbers_read(inside, (const double[4]){ 1, 0.4, polar ? 360 : 0.4, 1 }, v) < 3)
			return false;
		*out = polar ? from_oklab(v[0], v[1] * cos(v[2] * M_PI / 180), v[1] * sin(v[2] * M_PI / 180), v[3])
			: from_oklab(v[0], v[1], v[2], v[3]);
		return true;
	}
	return false;
}

bool
colour_read(struct str value, bool dark, struct colour *out)
{
	uint32_t rgba;
	size_t open;

	value = css_trim(value);
	if (css_color(value, &rgba)) {
		*out = from_rgba(rgba);
		return true;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_same(value, str_of(names[i].name))) {
			*out = from_rgba(names[i].rgb << 8 | 0xff);
			return true;
		}
	}
	if (value.n == 0 || value.p[value.n - 1] != ')')
		return false;
	for (open = 0; open < value.n && value.p[open] != '('; open++)
		;
	return function_read((struct str){ value.p, open }, (struct str){ value.p + open + 1, value.n - open - 2 }, dark, out);
}

struct colour
colour_over(struct colour top, struct colour ground)
{
	double a = top.a;

	return (struct colour){ top.r * a + ground.r * (1 - a), top.g * a + ground.g * (1 - a), top.b * a + ground.b * (1 - a), 1 };
}

static double
linear(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
static double
luminance(struct colour c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double
colour_contrast(struct colour a, struct colour b)
{
	double x = luminance(a), y = luminance(b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}
