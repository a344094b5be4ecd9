/* Lengths with calc(), min(), max() and clamp() (https://www.w3.org/TR/css-values-4/#math). */
#include <math.h>
#include <string.h>

#include "generator/site_rules/theme_env.h"

enum { MATH_DEEP_MAX = 16 };

struct math {
	const struct theme_env *env;
	double em;
	struct str rest;
	unsigned depth;
};

static bool sum_read(struct math *m, double *out);

static void
space_skip(struct math *m)
{
	m->rest = css_trim(m->rest);
}

static bool
taken(struct math *m, char c)
{
	space_skip(m);
	if (m->rest.n == 0 || m->rest.p[0] != c)
		return false;
	m->rest = str_from(m->rest, 1);
	return true;
}

/* A number with its unit, in px. */
static bool
leaf_read(struct math *m, double *out)
{
	static const struct {
		const char *unit;
		double of_width;
	} view[] = { { "vw", .01 }, { "vi", .01 }, { "svw", .01 }, { "lvw", .01 }, { "dvw", .01 }, { "cqi", .01 }, { "cqw", .01 } };
	struct str after, unit, whole = m->rest;
	double number;
	size_t n = 0;

	if (!css_number_read(m->rest, &number, &after))
		return false;
	while (n < after.n && ((after.p[n] >= 'a' && after.p[n] <= 'z') || (after.p[n] >= 'A' && after.p[n] <= 'Z') || after.p[n] == '%'))
		n++;
	unit = (struct str){ after.p, n };
	m->rest = str_from(after, n);
	*out = number;
	if (n == 0)
		return true;
	for (size_t i = 0; i < sizeof(view) / sizeof(view[0]); i++) {
		if (str_same(unit, str_of(view[i].unit))) {
			*out = number * view[i].of_width * m->env->width;
			return true;
		}
	}
	whole.n = (size_t)(after.p - whole.p) + n;
	return css_length(whole, m->em, m->env->width, out);
}

/* The arguments of min(), max() and clamp(). */
static bool
arguments_read(struct math *m, char kind, double *out)
{
	double v[3];
	size_t n = 0;

	do {
		double one;

		if (!sum_read(m, &one))
			return false;
		if (kind != 'l' && n > 0) {
			v[0] = kind == 'i' ? fmin(v[0], one) : fmax(v[0], one);
			continue;
		}
		if (n == 3)
			return false;
		v[n++] = one;
	} while (taken(m, ','));
	if (kind == 'l' && n != 3)
		return false;
	*out = kind == 'l' ? fmax(v[0], fmin(v[1], v[2])) : v[0];
	return taken(m, ')');
}

static bool
value_read(struct math *m, double *out)
{
	static const struct {
		struct str name;
		char kind;
	} functions[] = { { STR_INIT("calc("), 0 }, { STR_INIT("min("), 'i' }, { STR_INIT("max("), 'a' },
		{ STR_INIT("clamp("), 'l' }, { STR_INIT("("), 0 } };
	bool ok;

	space_skip(m);
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (!str_starts(m->rest, functions[i].name))
			continue;
		if (++m->depth > MATH_DEEP_MAX)
			return false;
		m->rest = str_from(m->rest, functions[i].name.n);
		ok = functions[i].kind ? arguments_read(m, functions[i].kind, out) : sum_read(m, out) && taken(m, ')');
		m->depth--;
		return ok;
	}
	return leaf_read(m, out);
}

static bool
product_read(struct math *m, double *out)
{
	double next;

	if (!value_read(m, out))
		return false;
	for (;;) {
		if (taken(m, '*')) {
			if (!value_read(m, &next))
				return false;
			*out *= next;
		} else if (taken(m, '/')) {
			if (!value_read(m, &next) || next == 0)
				return false;
			*out /= next;
		} else {
			return true;
		}
	}
}

static bool
sum_read(struct math *m, double *out)
{
	double next;

	if (!product_read(m, out))
		return false;
	for (;;) {
		bool minus;

		space_skip(m);
		if (m->rest.n == 0 || (m->rest.p[0] != '+' && m->rest.p[0] != '-'))
			return true;
		minus = m->rest.p[0] == '-';
		m->rest = str_from(m->rest, 1);
		if (!product_read(m, &next))
			return false;
		*out += minus ? -next : next;
	}
}

bool
env_length(const struct theme_env *e, const struct sheet_rule *local, struct str value, double em, double *px)
{
	struct buf text = { 0 };
	struct math m = { .env = e, .em = em };
	bool ok = env_resolve(e, local, value, &text);

	m.rest = css_trim(buf_str(&text));
	ok = ok && m.rest.n > 0 && sum_read(&m, px) && css_trim(m.rest).n == 0;
	buf_release(&text);
	return ok;
}
