#include "generator/site_rules/theme_env.h"

#include <stdlib.h>
#include <string.h>

enum {
	VARS_DEEP_MAX = 32,
	VALUE_BYTES_MAX = 16 * 1024 /* doubling by var() stops here */
};

/* ---- media queries (https://www.w3.org/TR/mediaqueries-5/) ---- */

static bool query_holds(struct str q, const struct theme_env *e);

static bool
width_holds(struct str name, struct str value, const struct theme_env *e)
{
	double px;

	if (!css_length(value, 16, 0, &px))
		return true;
	return str_starts(name, STR("min-")) ? e->width >= px : str_starts(name, STR("max-")) ? e->width <= px : e->width == px;
}

/* `width >= 48em`, `320px < width`: one comparison. */
static bool
range_holds(struct str f, const struct theme_env *e)
{
	size_t at = 0;
	struct str left, right;
	bool less, equal, ok;
	double px;

	while (at < f.n && f.p[at] != '<' && f.p[at] != '>')
		at++;
	left = css_trim((struct str){ f.p, at });
	less = at < f.n && f.p[at] == '<';
	equal = at + 1 < f.n && f.p[at + 1] == '=';
	right = css_trim(str_from(f, at + 1 + equal));
	if (str_same(right, STR("width"))) {
		struct str swap = left;

		left = right;
		right = swap;
		less = !less;
	}
	if (!str_same(left, STR("width")) || !css_length(right, 16, 0, &px))
		return true;
	ok = less ? e->width < px : e->width > px;
	return ok || (equal && e->width == px);
}

static bool
feature_holds(struct str f, const struct theme_env *e)
{
	struct str name, value = str_cut(f, ':', &name);
	const struct {
		const char *name, *on, *off;
		bool holds;
	} known[] = {
		{ "prefers-color-scheme", "dark", "light", e->dark },
		{ "prefers-contrast", "more", "no-preference", e->contrast },
		{ "prefers-reduced-motion", "reduce", "no-preference", e->still },
		{ "forced-colors", "active", "none", e->forced },
	};

	name = css_trim(name);
	value = css_trim(value);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!str_same(name, str_of(known[i].name)))
			continue;
		if (value.n == 0 || str_same(value, str_of(known[i].on)))
			return known[i].holds;
		return str_same(value, str_of(known[i].off)) && !known[i].holds;
	}
	if (str_same(name, STR("min-width")) || str_same(name, STR("max-width")))
		return width_holds(name, value, e);
	if (memchr(f.p, '<', f.n) || memchr(f.p, '>', f.n))
		return range_holds(f, e);
	return true;
}

/* A type, a feature in brackets, or a query in brackets. */
static bool
part_holds(struct str q, const struct theme_env *e)
{
	struct str inside;

	if (str_starts(q, STR("("))) {
		inside = css_trim((struct str){ q.p + 1, css_until(str_from(q, 1), ")") });
		return str_starts(inside, STR("(")) || str_starts(inside, STR("not ")) ? query_holds(inside, e)
			: feature_holds(inside, e);
	}
	if (str_same(q, STR("print")))
		return e->print;
	return !str_same(q, STR("speech")) && (!str_same(q, STR("screen")) || !e->print);
}

/* Without commas. `and` and `or` do not mix on one level. */
static bool
query_holds(struct str q, const struct theme_env *e)
{
	bool not = false, all = true, any = false, ors = false;

	if (str_starts(q, STR("not "))) {
		not = true;
		q = css_trim(str_from(q, 4));
	}
	if (str_starts(q, STR("only ")))
		q = css_trim(str_from(q, 5));
	while (q.n > 0) {
		struct str part = { q.p, css_until(q, " \t\n") };
		bool holds;

		if (str_starts(q, STR("(")))
			part.n = css_until(str_from(q, 1), ")") + 2;
		part.n = part.n < q.n ? part.n : q.n;
		q = css_trim(str_from(q, part.n));
		if (str_same(part, STR("and")))
			continue;
		if (str_same(part, STR("or"))) {
			ors = true;
			continue;
		}
		holds = str_same(part, STR("not")) ? !query_holds(q, e) : part_holds(part, e);
		all = all && holds;
		any = any || holds;
		if (str_same(part, STR("not")))
			break;
	}
	return (ors ? any : all) != not;
}

bool
media_holds(const struct sheet_media *m, const struct theme_env *e)
{
	for (; m; m = m->outer) {
		struct str rest = m->query;
		bool any = false;

		while (rest.n > 0) {
			size_t end = css_until(rest, ",");

			any = any || query_holds(css_trim((struct str){ rest.p, end }), e);
			rest = str_from(rest, end + 1);
		}
		if (!any)
			return false;
	}
	return true;
}

/* ---- the root element ---- */

static bool
is_custom(struct str name)
{
	return str_starts(name, STR("--"));
}

static bool
sets_tokens(const struct sheet_rule *r)
{
	for (size_t i = 0; i < r->n_decl; i++) {
		if (is_custom(r->decl[i].name) || str_same(r->decl[i].name, STR("color-scheme")))
			return true;
	}
	return false;
}

/* How many of the rule's properties a rule for the root element or body without conditions sets, too. */
static size_t
overrides_count(const struct theme_look *t, const struct sheet_rule *r)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *root = t->rule[i];

		if (root->media || !(str_find(root->selectors, STR(":root")) != SIZE_MAX || str_same(root->selectors, STR("html"))
				|| str_same(root->selectors, STR("body"))))
			continue;
		for (size_t k = 0; k < r->n_decl; k++)
			n += is_custom(r->decl[k].name) && rule_decl(root, arena_copy(t->arena, r->decl[k].name).p);
	}
	return n;
}

static void
variant_add(struct theme_variant **list, size_t *n, struct str attribute, struct str value)
{
	enum { VARIANTS_MAX = 8 };

	for (size_t i = 0; i < *n; i++) {
		if (str_eq((*list)[i].attribute, attribute) && str_eq((*list)[i].value, value))
			return;
	}
	if (*n < VARIANTS_MAX && value.n > 0)
		(*list)[(*n)++] = (struct theme_variant){ attribute, value };
}

/* Attributes and, if asked for, classes of one compound, those in :not() and :is() too. */
static void
compound_variants(const struct css_compound *c, bool classes, struct theme_variant **list, size_t *n)
{
	for (const struct css_simple *s = c->simple; s; s = s->next) {
		if (s->kind == SIMPLE_ATTR && s->op == '=' && !str_same(s->name, STR("lang")))
			variant_add(list, n, s->name, s->value);
		else if (s->kind == SIMPLE_CLASS && classes)
			variant_add(list, n, STR("class"), s->name);
		for (const struct css_compound *choice = s->list; choice; choice = choice->next_choice)
			compound_variants(choice, classes, list, n);
	}
}

void
theme_variants(const struct theme_look *t, struct theme_variant **out, size_t *n)
{
	*out = ARENA_ARRAY(t->arena, struct theme_variant, 16);
	*n = 0;
	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];
		/* a class that changes one of them belongs to a part of the page, not to the whole */
		size_t overrides = r->print || !sets_tokens(r) ? 0 : overrides_count(t, r) + (rule_decl(r, "color-scheme") ? 2u : 0u);

		if (overrides == 0)
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			struct css_rule parsed = { 0 };

			if (css_selector(t->arena, r->subject[k]->text, &parsed) && !parsed.selector->left && parsed.pseudo == PSEUDO_NONE
				&& parsed.selector->tag.n <= 4)
				compound_variants(parsed.selector, overrides > 1, out, n);
		}
	}
}

/* ---- the cascade of custom properties ---- */

struct cascade {
	const struct theme_look *look;
	struct theme_env *env;
	struct dom_node html, body;
	struct dom_attr attr;
	struct dom_doc doc;
	uint64_t steps;
	VEC(uint64_t, weight); /* by index in env->value: importance, element, specificity; order breaks ties */
};

static void
token_put(struct cascade *c, const struct sheet_decl *d, uint64_t weight)
{
	struct theme_env *e = c->env;
	int64_t i = map_find(&e->token, d->name);

	if (i == MAP_NONE) {
		i = (int64_t)e->n_value;
		map_add(&e->token, d->name, i);
		*VEC_ADD(c->look->arena, e, value) = d->value;
		*VEC_ADD(c->look->arena, c, weight) = weight;
	} else if ((size_t)i < c->n_weight && weight >= c->weight[i]) {
		e->value[i] = d->value;
		c->weight[i] = weight;
	}
}

static void
tokens_take(struct cascade *c, const struct sheet_rule *r, unsigned specificity, bool body)
{
	for (size_t i = 0; i < r->n_decl; i++) {
		const struct sheet_decl *d = &r->decl[i];

		if (is_custom(d->name) || str_same(d->name, STR("color-scheme")))
			token_put(c, d, (uint64_t)body << 62 | (uint64_t)d->important << 61 | specificity);
	}
}

static void
cascade_prepare(struct cascade *c)
{
	const struct theme_variant *v = c->env->variant;

	c->steps = UINT64_MAX / 2;
	c->doc = (struct dom_doc){ .steps = &c->steps };
	c->html = (struct dom_node){ .name = STR("html"), .doc = &c->doc };
	c->body = (struct dom_node){ .name = STR("body"), .doc = &c->doc, .parent = &c->html };
	if (v) {
		c->attr = (struct dom_attr){ .name = v->attribute, .value = v->value };
		c->html.attr = &c->attr;
		c->html.n_attr = 1;
	}
}

/* The scheme that color-scheme chooses; without it, light (CSS Color Adjustment 1, 2.3). */
static bool
scheme_dark(const struct theme_env *e)
{
	int64_t i = map_find(&e->token, STR("color-scheme"));
	struct str v = i == MAP_NONE ? STR("light") : e->value[i];
	bool light = str_find(v, STR("light")) != SIZE_MAX, dark = str_find(v, STR("dark")) != SIZE_MAX;

	return dark && (!light || e->dark);
}

void
env_tokens(const struct theme_look *t, struct theme_env *e)
{
	struct cascade c = { .look = t, .env = e };

	e->token = (struct map){ .arena = t->arena };
	cascade_prepare(&c);
	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];

		if (!sets_tokens(r) || !rule_holds(r, e))
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			struct css_rule parsed = { 0 };

			if (!css_selector(t->arena, r->subject[k]->text, &parsed) || parsed.pseudo != PSEUDO_NONE)
				continue;
			if (css_matches(&parsed, &c.html))
				tokens_take(&c, r, parsed.specificity, false);
			else if (css_matches(&parsed, &c.body))
				tokens_take(&c, r, parsed.specificity, true);
		}
	}
	e->dark_scheme = scheme_dark(e);
}

/* ---- var() (https://www.w3.org/TR/css-variables-1/) ---- */

struct resolving {
	const struct theme_env *env;
	const struct sheet_rule *local;
	struct buf *out;
};

static bool value_resolve(struct resolving *r, struct str value, unsigned depth);

/* The value of a custom property; false when it has none. */
static bool
token_value(const struct resolving *r, struct str name, struct str *out)
{
	int64_t i;

	for (size_t k = r->local ? r->local->n_decl : 0; k-- > 0;) {
		if (str_eq(r->local->decl[k].name, name)) {
			*out = r->local->decl[k].value;
			return !str_same(*out, STR("initial"));
		}
	}
	i = map_find(&r->env->token, name);
	if (i == MAP_NONE)
		return false;
	*out = r->env->value[i];
	return !str_same(*out, STR("initial")) && !str_same(*out, STR("unset")) && !str_same(*out, STR("inherit"));
}

/* `inside` is what stands between the brackets of var(). */
static bool
var_resolve(struct resolving *r, struct str inside, unsigned depth)
{
	size_t comma = css_until(inside, ","), before = r->out->n;
	struct str name = css_trim((struct str){ inside.p, comma }), value;

	if (token_value(r, name, &value) && value_resolve(r, value, depth + 1))
		return true;
	r->out->n = before;
	return comma < inside.n && value_resolve(r, css_trim(str_from(inside, comma + 1)), depth + 1);
}

static bool
value_resolve(struct resolving *r, struct str value, unsigned depth)
{
	size_t at;

	if (depth > VARS_DEEP_MAX)
		return false;
	while ((at = str_find(value, STR("var("))) != SIZE_MAX) {
		struct str inside = str_from(value, at + 4);
		size_t end = css_until(inside, ")");

		buf_add(r->out, (struct str){ value.p, at });
		inside.n = end < inside.n ? end : inside.n;
		if (r->out->n > VALUE_BYTES_MAX || !var_resolve(r, inside, depth))
			return false;
		value = str_from(value, at + 4 + end + 1);
	}
	buf_add(r->out, value);
	return true;
}

bool
env_resolve(const struct theme_env *e, const struct sheet_rule *local, struct str value, struct buf *out)
{
	struct resolving r = { e, local, out };

	buf_clear(out);
	return value_resolve(&r, value, 0);
}
