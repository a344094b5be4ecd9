/* The ring that shows where the keyboard is (WCAG 2.4.7, 2.4.11, 2.4.13, 1.4.11). */
#include <string.h>

#include "generator/site_rules/theme_rules.h"

/* Elements that get the focus from a script or a link alone: their ring helps nobody. */
static const char *const passive[] = { "main", "body", "html", "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section",
	"article", "dialog", "ul", "ol", "li", "table", NULL };

/* What takes the ring away in a rule; NULL: nothing does. */
static const struct sheet_decl *
ring_removed(const struct sheet_rule *r)
{
	static const char *const names[] = { "outline", "outline-style", "outline-width", NULL };
	static const char *const nothing[] = { "none", "0", "0px", NULL };
	const struct sheet_decl *found = NULL;

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);
		struct str rest = d ? d->value : STR(""), token;

		while (str_token(&rest, &token)) {
			if (css_among(token, nothing))
				found = d;
		}
	}
	return found;
}

/* The declaration that draws a ring; NULL when the rule draws none. */
static const struct sheet_decl *
ring_drawn(const struct sheet_rule *r)
{
	const struct sheet_decl *d = rule_decl(r, "outline");

	if (ring_removed(r))
		return NULL;
	if (!d)
		d = rule_decl(r, "outline-width");
	return d ? d : rule_decl(r, "outline-style");
}

/* Another sign of focus in the same rule: it shows, but not in forced colours. */
static bool
draws_otherwise(const struct sheet_rule *r)
{
	static const char *const names[] = { "box-shadow", "background", "background-color", "border", "border-color",
		"border-bottom", "text-decoration", "text-decoration-thickness", NULL };

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);

		if (d && !str_same(d->value, STR("none")) && !str_same(d->value, STR("0")) && !str_same(d->value, STR("transparent")))
			return true;
	}
	return false;
}

/* A border or underline of the rule stays in forced colours. */
static bool
draws_lasting(const struct sheet_rule *r)
{
	static const char *const names[] = { "border", "border-bottom", "text-decoration", "border-width", NULL };

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);

		if (d && !str_same(d->value, STR("none")) && !str_same(d->value, STR("0")))
			return true;
	}
	return false;
}

/* A selector without what says "focused". */
static struct str
bare_selector(struct arena *a, struct str s)
{
	static const char *const parts[] = { ":focus-visible", ":focus-within", ":focus", NULL };

	for (int i = 0; parts[i]; i++) {
		size_t at;

		while ((at = str_find(s, str_of(parts[i]))) != SIZE_MAX)
			s = arena_printf(a, "%.*s%.*s", (int)at, s.p, STR_FMT(str_from(s, at + strlen(parts[i]))));
	}
	return s;
}

static bool
wins(const struct subject *a, const struct sheet_decl *da, const struct subject *b, const struct sheet_decl *db)
{
	if (da->important != db->important)
		return da->important;
	return a->specificity >= b->specificity;
}

/* Whether `o` draws a ring for what `s` takes it from. */
static bool
restores(struct theme_look *t, const struct subject *s, const struct sheet_decl *removed, const struct subject *o)
{
	const struct sheet_decl *d = ring_drawn(o->rule);
	bool around = str_find(o->text, STR(":focus-within")) != SIZE_MAX || str_find(o->text, STR(":has(:focus")) != SIZE_MAX;
	struct str mine = bare_selector(t->arena, s->text), theirs = bare_selector(t->arena, o->text);

	if (o->rule->print || (!d && !(around && draws_lasting(o->rule))))
		return false;
	/* an element around it, or a part of itself, has the ring */
	if (around)
		return str_find(s->text, (struct str){ o->text.p, css_until(o->text, ":") }) != SIZE_MAX;
	if (!o->focus)
		return false;
	if (o->pseudo.n > 0)
		return str_starts(theirs, mine) || str_starts(o->text, s->text);
	if (s->focus)
		return o->rule != s->rule && d && str_eq(theirs, mine) && wins(o, d, s, removed);
	return (theirs.n == 0 || str_eq(theirs, STR("*")) || str_eq(theirs, mine)) && wins(o, d, s, removed);
}

static bool
is_restored(struct theme_look *t, const struct subject *s, const struct sheet_decl *removed)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		for (size_t k = 0; k < t->rule[i]->n_subject; k++) {
			if (restores(t, s, removed, t->rule[i]->subject[k]))
				return true;
		}
	}
	return false;
}

static bool
is_passive(const struct theme_look *t, const struct subject *s)
{
	return subject_only(t, s, passive) || str_find(s->compound, STR("tabindex=\"-1\"")) != SIZE_MAX
		|| str_find(s->compound, STR("tabindex='-1'")) != SIZE_MAX || s->unfocused || s->pseudo.n > 0;
}

static void
removal_check(struct theme_look *t, const struct sheet_rule *r)
{
	const struct sheet_decl *removed = ring_removed(r);

	for (size_t i = 0; removed && i < r->n_subject; i++) {
		const struct subject *s = r->subject[i];

		if (is_passive(t, s) || is_restored(t, s, removed))
			continue;
		if (s->focus && draws_lasting(r))
			continue;
		if (s->focus && draws_otherwise(r))
			theme_found(t, THEME_FOCUS_FORCED, r->sheet, removed->at, "„%.*s“ zeigt den Fokus nur mit Fläche oder Schatten",
				STR_FMT(s->text));
		else
			theme_found(t, THEME_FOCUS_REMOVED, r->sheet, removed->at, "„%.*s“ nimmt den Fokusring weg", STR_FMT(s->text));
		return;
	}
}

/* ---- what the ring looks like ---- */

/* Colours of a ring in one environment; false when it has none that can be told. */
static bool
ring_colours(const struct sheet_rule *r, const struct theme_env *e, struct colour out[2], size_t *n)
{
	const struct sheet_decl *d = rule_decl(r, "outline-color"), *shadow = rule_decl(r, "box-shadow");

	*n = 0;
	d = d ? d : rule_decl(r, "outline");
	if (d && theme_colour_in(e, r, d->value, &out[*n]) && out[*n].a > 0.9)
		++*n;
	if (shadow && theme_colour_in(e, r, shadow->value, &out[*n]) && out[*n].a > 0.9)
		++*n;
	return *n > 0;
}

/* How well a ring shows on `ground`: two colours that differ show on any. */
static double
ring_contrast(const struct colour c[2], size_t n, struct colour ground)
{
	double best = colour_contrast(c[0], ground), other = n > 1 ? colour_contrast(c[1], ground) : 0;

	return other > best ? other : best;
}

static void
contrast_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r, const struct sheet_decl *d)
{
	static const char *const grounds[] = { NULL, "var(--kern-color-layout-background-level-1)",
		"var(--kern-color-layout-background-hued)" };

	for (size_t i = 0; i < envs->n; i++) {
		const struct theme_env *e = &envs->env[i];
		struct colour c[2], ground;
		size_t n;

		if (!rule_holds(r, e) || !ring_colours(r, e, c, &n) || (n == 2 && colour_contrast(c[0], c[1]) >= 3))
			continue;
		for (size_t k = 0; k < sizeof(grounds) / sizeof(grounds[0]); k++) {
			bool known = grounds[k] ? theme_colour(e, NULL, str_of(grounds[k]), &ground) : theme_ground(t, e, &ground);
			double ratio = known ? ring_contrast(c, n, ground) : 21;

			if (ratio >= 3)
				continue;
			theme_found(t, THEME_FOCUS_CONTRAST, r->sheet, d->at, "Der Fokusring hat nur einen Kontrast von %.*s:1 zum Grund (%.*s)",
				STR_FMT(theme_ratio(t->arena, ratio)), STR_FMT(e->name));
			return;
		}
	}
}

static void
width_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r, const struct sheet_decl *d)
{
	const struct sheet_decl *width = rule_decl(r, "outline-width");
	struct str rest = (width ? width : d)->value, token;
	double px;

	while (str_token(&rest, &token)) {
		bool thin = str_same(token, STR("thin"));

		if (!thin && (!env_length(&envs->env[0], r, token, 16, &px) || px <= 0 || px >= 2))
			continue;
		theme_found(t, THEME_FOCUS_THIN, r->sheet, (width ? width : d)->at, "Der Fokusring ist nur %s breit",
			thin ? "1px" : arena_printf(t->arena, "%.3gpx", px).p);
		return;
	}
}

/* ---- what covers the focus ---- */

static bool
keeps_room(const struct theme_look *t)
{
	static const char *const names[] = { "scroll-padding", "scroll-padding-top", "scroll-padding-block",
		"scroll-padding-block-start", "scroll-padding-bottom", "scroll-margin-top", "scroll-margin", NULL };

	for (size_t i = 0; i < t->n_rule; i++) {
		for (int k = 0; names[k]; k++) {
			if (rule_decl(t->rule[i], names[k]))
				return true;
		}
	}
	return false;
}

/* A bar that stays at the top or bottom while the page scrolls. */
static void
cover_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const bars[] = { "header", "nav", "footer", NULL };
	const struct sheet_decl *d = rule_decl(r, "position"), *edge = rule_decl(r, "top");
	double px;

	edge = edge ? edge : rule_decl(r, "bottom");
	edge = edge ? edge : rule_decl(r, "inset");
	if (!d || !edge || (!str_same(d->value, STR("fixed")) && !str_same(d->value, STR("sticky"))
			&& !str_same(d->value, STR("-webkit-sticky"))))
		return;
	if (!env_length(&envs->env[0], r, edge->value, 16, &px) || px < 0)
		return; /* out of sight until it is used: a skip link */
	for (size_t i = 0; i < r->n_subject; i++) {
		if (r->subject[i]->pseudo.n > 0 || r->subject[i]->focus || !subject_is(t, r->subject[i], bars) || keeps_room(t))
			continue;
		theme_found(t, THEME_FOCUS_COVERED, r->sheet, d->at, "„%.*s“ bleibt stehen und kann den Fokus verdecken",
			STR_FMT(r->subject[i]->text));
		return;
	}
}

void
theme_rule_focus(struct theme_look *t, const struct theme_envs *envs)
{
	bool any = false;

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];
		const struct sheet_decl *d = ring_drawn(r);
		bool focus = false;

		if (r->print)
			continue;
		removal_check(t, r);
		cover_check(t, envs, r);
		for (size_t k = 0; k < r->n_subject; k++)
			focus = focus || r->subject[k]->focus;
		if (!focus || !(d || draws_otherwise(r)))
			continue;
		any = true;
		if (d) {
			contrast_check(t, envs, r, d);
			width_check(t, envs, r, d);
		}
	}
	if (!any && t->n_sheet > 0)
		theme_found(t, THEME_FOCUS_MISSING, t->sheet[0], 0, "Keine Regel zeigt, wo der Fokus ist");
}
