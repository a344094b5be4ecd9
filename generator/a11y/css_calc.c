/* css_calc.c - calc(), min(), max() and clamp() (https://www.w3.org/TR/css-values-4/#math). */
#include <math.h>
#include <string.h>

#include "generator/a11y/css.h"

enum { NESTED_MAX = 16 };

struct calc {
	struct str rest;
	double em, percent_of;
	unsigned depth;
};

struct calc_value {
	double n;    /* px when it is a length */
	bool length;
};

static bool sum_take(struct calc *c, struct calc_value *out);

static bool
sign_take(struct calc *c, char sign)
{
	c->rest = css_trim(c->rest);
	if (c->rest.n == 0 || c->rest.p[0] != sign)
		return false;
	c->rest = str_from(c->rest, 1);
	return true;
}

/* "12.5px", "2" or "10%". */
static bool
number_take(struct calc *c, struct calc_value *out)
{
	struct str unit;
	size_t n = 0, all;

	if (!css_number_read(c->rest, &out->n, &unit))
		return false;
	while (n < unit.n && ((unit.p[n] | 0x20) >= 'a' && (unit.p[n] | 0x20) <= 'z'))
		n++;
	n += n == 0 && str_starts(unit, STR("%"));
	all = (size_t)(unit.p - c->rest.p) + n;
	out->length = n > 0;
	if (n > 0 && !css_length((struct str){ c->rest.p, all }, c->em, c->percent_of, &out->n))
		return false;
	c->rest = str_from(c->rest, all);
	return true;
}

/* The arguments of min(), max() or clamp(), all numbers or all lengths. */
static bool
choice_take(struct calc *c, char which, struct calc_value *out)
{
	struct calc_value v[3];
	int n = 0;

	do {
		if (!sum_take(c, &v[n < 2 ? n : 2]) || v[n < 2 ? n : 2].length != v[0].length)
			return false;
		*out = n == 0 ? v[0] : *out;
		if (which == 'i')
			out->n = fmin(out->n, v[n < 2 ? n : 2].n);
		else if (which == 'a')
			out->n = fmax(out->n, v[n < 2 ? n : 2].n);
		n++;
	} while (sign_take(c, ','));
	if (which == 'l' && n == 3)
		out->n = fmax(v[0].n, fmin(v[1].n, v[2].n));
	return (which != 'l' || n == 3) && sign_take(c, ')');
}

static bool
factor_take(struct calc *c, struct calc_value *out)
{
	static const struct {
		struct str name;
		char which;
	} functions[] = {
		{ STR_INIT("min("), 'i' }, { STR_INIT("max("), 'a' }, { STR_INIT("clamp("), 'l' },
	};
	bool ok;

	c->rest = css_trim(c->rest);
	if (++c->depth > NESTED_MAX)
		return false;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (str_starts(c->rest, functions[i].name)) {
			c->rest = str_from(c->rest, functions[i].name.n);
			ok = choice_take(c, functions[i].which, out);
			c->depth--;
			return ok;
		}
	}
	if (str_starts(c->rest, STR("calc(")) || str_starts(c->rest, STR("("))) {
		c->rest = str_from(c->rest, c->rest.p[0] == '(' ? 1 : 5);
		ok = sum_take(c, out) && sign_take(c, ')');
	} else {
		ok = number_take(c, out);
	}
	c->depth--;
	return ok;
}

static bool
product_take(struct calc *c, struct calc_value *out)
{
	struct calc_value right;

	if (!factor_take(c, out))
		return false;
	for (;;) {
		if (sign_take(c, '*')) {
			if (!factor_take(c, &right) || (out->length && right.length))
				return false;
			out->n *= right.n;
			out->length = out->length || right.length;
		} else if (sign_take(c, '/')) {
			if (!factor_take(c, &right) || right.length || !(right.n < 0 || right.n > 0))
				return false;
			out->n /= right.n;
		} else {
			return true;
		}
	}
}

static bool
sum_take(struct calc *c, struct calc_value *out)
{
	struct calc_value right;

	if (!product_take(c, out))
		return false;
	for (;;) {
		bool plus = sign_take(c, '+');

		if (!plus && !sign_take(c, '-'))
			return true;
		if (!product_take(c, &right) || right.length != out->length)
			return false;
		out->n += plus ? right.n : -right.n;
	}
}

bool
css_calc(struct str value, double em, double percent_of, bool length, double *out)
{
	struct calc c = { .rest = value, .em = em, .percent_of = percent_of };
	struct calc_value v;

	if (value.n == 0 || value.p[value.n - 1] != ')' || !factor_take(&c, &v))
		return false;
	*out = v.n;
	return v.length == length && css_trim(c.rest).n == 0;
}
