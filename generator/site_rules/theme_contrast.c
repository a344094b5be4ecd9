/*
 * Contrast of pairs of colours. Which colour stands on which is known from
 *   - a rule that sets both color and background,
 *   - a rule for elements of text that sets color alone: it stands on the page's ground,
 *   - a rule that gives a field a border,
 *   - the names that KERN gives its tokens (kern[] below),
 *   - comments of the theme: see pairs_declared().
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "generator/site_rules/theme_rules.h"

enum { FLOOR_TEXT = 45, FLOOR_PARTS = 30 }; /* tenths */

/* `top` on `ground`, both values without var() done yet. */
struct pair {
	struct str top, ground;
	const struct sheet_rule *local; /* its custom properties count; NULL: the root's */
	unsigned floor;                 /* tenths */
	struct sheet *sheet;
	size_t at;
};

struct pairs {
	struct theme_look *look;
	VEC(struct pair, pair);
	struct map covered; /* tokens that some pair has as its top */
};

/* ---- colours of values ---- */

struct str
theme_ratio(struct arena *a, double ratio)
{
	int tenths = (int)floor(ratio * 10 + 1e-9);

	return arena_printf(a, "%d,%d", tenths / 10, tenths % 10);
}

bool
theme_colour(const struct theme_env *e, const struct sheet_rule *local, struct str value, struct colour *out)
{
	struct buf text = { 0 };
	bool ok = env_resolve(e, local, value, &text) && colour_read(css_trim(buf_str(&text)), e->dark_scheme, out);

	buf_release(&text);
	return ok;
}

bool
theme_colour_in(const struct theme_env *e, const struct sheet_rule *local, struct str value, struct colour *out)
{
	struct buf text = { 0 };
	struct str rest;
	bool ok = false;

	if (env_resolve(e, local, value, &text)) {
		rest = css_trim(buf_str(&text));
		while (rest.n > 0) {
			size_t end = css_until(rest, " \t\n");
			struct colour c;

			if (colour_read((struct str){ rest.p, end }, e->dark_scheme, &c)) {
				*out = c;
				ok = true;
			}
			rest = css_trim(str_from(rest, end));
		}
	}
	buf_release(&text);
	return ok;
}

/* The declaration that gives a rule's background; one with a picture tells nothing. */
static const struct sheet_decl *
background_decl(const struct sheet_rule *r)
{
	const struct sheet_decl *d = rule_decl(r, "background-color");

	if (!d)
		d = rule_decl(r, "background");
	if (d && (str_find(d->value, STR("url(")) != SIZE_MAX || str_find(d->value, STR("gradient(")) != SIZE_MAX))
		return NULL;
	return d;
}

bool
theme_ground(const struct theme_look *t, const struct theme_env *e, struct colour *out)
{
	bool found = false;

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];
		const struct sheet_decl *d = background_decl(r);

		if (!d || !rule_holds(r, e))
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			struct str s = r->subject[k]->text;

			if (str_same(s, STR("body")) || str_same(s, STR("html")) || str_same(s, STR(":root")) || str_same(s, STR("html body")))
				found = theme_colour_in(e, r, d->value, out) || found;
		}
	}
	return found;
}

/* ---- pairs ---- */

/* The custom property that a value is, without fallback; "" for any other value. */
static struct str
token_of(struct str value)
{
	struct str name;

	if (!str_starts(value, STR("var(")) || css_until(value, " ") < value.n)
		return STR("");
	name = str_from(value, 4);
	name.n = css_until(name, "),");
	return css_trim(name);
}

static void
pair_add(struct pairs *p, struct pair pair)
{
	struct str token = token_of(pair.top);

	if (token.n > 0)
		map_put(&p->covered, token, 1);
	*VEC_ADD(p->look->arena, p, pair) = pair;
}

/* Words that name no colour of their own. */
static bool
is_passing(struct str v)
{
	static const char *const words[] = { "inherit", "initial", "unset", "revert", "currentcolor", "transparent", "none",
		"Canvas", "CanvasText", "LinkText", "VisitedText", "ActiveText", "ButtonFace", "ButtonText", "ButtonBorder",
		"Field", "FieldText", "Highlight", "HighlightText", "SelectedItem", "SelectedItemText", "Mark", "MarkText",
		"GrayText", "AccentColor", "AccentColorText", NULL };

	return v.n == 0 || css_among(v, words);
}

static bool
is_of_text(const struct subject *s)
{
	static const char *const tags[] = { "a", "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote", "small",
		"figcaption", "strong", "em", "summary", "label", "legend", "caption", "td", "th", "body", "html", NULL };

	return s->simple && css_among(s->tag, tags);
}

/* What a rule itself says: text on a background, or text of an element that stands on the page. */
static void
pairs_of_rule(struct pairs *p, const struct sheet_rule *r)
{
	const struct sheet_decl *top = rule_decl(r, "color"), *ground = background_decl(r);
	bool text = false;

	if (!top || r->print || is_passing(top->value))
		return;
	for (size_t i = 0; i < r->n_subject; i++)
		text = text || is_of_text(r->subject[i]);
	if (ground && !is_passing(ground->value))
		pair_add(p, (struct pair){ top->value, ground->value, r, FLOOR_TEXT, r->sheet, top->at });
	else if (text)
		pair_add(p, (struct pair){ top->value, STR(""), r, FLOOR_TEXT, r->sheet, top->at });
}

/* The border of a field tells where to write: it shows against the field, or against the page. */
static void
pairs_of_field(struct pairs *p, const struct sheet_rule *r)
{
	static const char *const fields[] = { "input", "select", "textarea", NULL };
	const struct sheet_decl *border = rule_decl(r, "border-color"), *ground = background_decl(r);

	border = border ? border : rule_decl(r, "border");
	if (!border || r->print || is_passing(border->value))
		return;
	for (size_t i = 0; i < r->n_subject; i++) {
		const struct subject *s = r->subject[i];

		if (s->pseudo.n > 0 || !subject_only(p->look, s, fields) || str_find(s->compound, STR("disabled")) != SIZE_MAX)
			continue;
		pair_add(p, (struct pair){ border->value, ground && !is_passing(ground->value) ? ground->value : STR(""), r,
			FLOOR_PARTS, r->sheet, border->at });
		return;
	}
}

/* What KERN's names say (KERN 2.7, https://www.kern-ux.de): each top on each ground. */
static const struct {
	const char *top[5], *ground[5];
	unsigned floor;
} kern[] = {
	{ { "layout-text-default", "layout-text-muted", "action-default", "action-visited" },
		{ "layout-background-default", "layout-background-level-1", "layout-background-hued" }, FLOOR_TEXT },
	{ { "layout-text-inverse" }, { "layout-background-inverted" }, FLOOR_TEXT },
	{ { "action-on-default" }, { "action-default" }, FLOOR_TEXT },
	{ { "layout-text-default" }, { "form-input-background", "feedback-info-background", "feedback-success-background",
		"feedback-warning-background", "feedback-danger-background" }, FLOOR_TEXT },
	{ { "feedback-info" }, { "feedback-info-background", "layout-background-default", "layout-background-level-1" }, FLOOR_TEXT },
	{ { "feedback-success" }, { "feedback-success-background", "layout-background-default", "layout-background-level-1" },
		FLOOR_TEXT },
	{ { "feedback-warning" }, { "feedback-warning-background", "layout-background-default", "layout-background-level-1" },
		FLOOR_TEXT },
	{ { "feedback-danger" }, { "feedback-danger-background", "layout-background-default", "layout-background-level-1" },
		FLOOR_TEXT },
	{ { "layout-border" }, { "layout-background-default", "layout-background-level-1" }, FLOOR_PARTS },
	{ { "form-input-border" }, { "form-input-background", "layout-background-default" }, FLOOR_PARTS },
};

/* Where a custom property is first declared; NULL: nowhere. */
static const struct sheet_decl *
token_decl(const struct theme_look *t, struct str name, struct sheet **sheet)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		for (size_t k = 0; k < t->rule[i]->n_decl; k++) {
			if (str_eq(t->rule[i]->decl[k].name, name)) {
				*sheet = t->rule[i]->sheet;
				return &t->rule[i]->decl[k];
			}
		}
	}
	return NULL;
}

static struct str
var_of(struct arena *a, struct str token)
{
	return arena_printf(a, "var(%.*s)", STR_FMT(token));
}

static void
pairs_of_kern(struct pairs *p)
{
	struct arena *a = p->look->arena;

	for (size_t i = 0; i < sizeof(kern) / sizeof(kern[0]); i++) {
		for (size_t k = 0; k < 25; k++) {
			struct str top = arena_printf(a, "--kern-color-%s", kern[i].top[k / 5] ? kern[i].top[k / 5] : "");
			struct str ground = arena_printf(a, "--kern-color-%s", kern[i].ground[k % 5] ? kern[i].ground[k % 5] : "");
			struct sheet *sheet, *ignored;
			const struct sheet_decl *d = token_decl(p->look, top, &sheet);

			if (d && token_decl(p->look, ground, &ignored))
				pair_add(p, (struct pair){ var_of(a, top), var_of(a, ground), NULL, kern[i].floor, sheet, d->at });
		}
	}
}

/* ---- pairs that a theme declares ---- */

/* A name of a token becomes var(); a colour stays. */
static struct str
operand(struct arena *a, struct str s)
{
	return str_starts(s, STR("--")) ? var_of(a, s) : s;
}

/* Whether a rule sets one of the two tokens for itself. */
static bool
sets_one(const struct sheet_rule *r, struct str top, struct str ground)
{
	for (size_t i = 0; i < r->n_decl; i++) {
		if (str_eq(r->decl[i].name, top) || str_eq(r->decl[i].name, ground))
			return true;
	}
	return false;
}

/* A declared pair holds at the root, and again wherever a rule gives one of its tokens another value. */
static void
pair_declare(struct pairs *p, struct pair pair, struct str top, struct str ground)
{
	pair.top = operand(p->look->arena, top);
	pair.ground = operand(p->look->arena, ground);
	pair_add(p, pair);
	for (size_t i = 0; i < p->look->n_rule; i++) {
		const struct sheet_rule *r = p->look->rule[i];
		bool root = str_find(r->selectors, STR(":root")) != SIZE_MAX;

		if (root || r->print || !sets_one(r, top, ground))
			continue;
		pair.local = r;
		pair.sheet = r->sheet;
		pair.at = r->at;
		pair_add(p, pair);
	}
}

/* `--a, --b on --c, --d`: each of the first on each of the others. */
static void
line_declare(struct pairs *p, struct pair pair, struct str line)
{
	size_t on = str_find(line, STR(" on "));
	struct str grounds = on == SIZE_MAX ? STR("") : str_from(line, on + 4);

	while (grounds.n > 0) {
		struct str tops = { line.p, on }, ground;

		grounds = str_cut(grounds, ',', &ground);
		while (tops.n > 0) {
			struct str top;

			tops = str_cut(tops, ',', &top);
			pair_declare(p, pair, css_trim(top), css_trim(ground));
		}
	}
}

/*
 * A comment of the theme:
 *     contrast: --ink on --sheet, --tint; --sun-on on --sun
 *     contrast 3: --edge on --sheet
 * The number is what the pairs need; without one they are text.
 */
static void
pairs_declared(struct pairs *p, struct sheet *sheet)
{
	struct str rest = sheet->text, comment, line;
	size_t at;

	while ((at = str_find(rest, STR("/*"))) != SIZE_MAX) {
		struct pair pair = { .floor = FLOOR_TEXT, .sheet = sheet };
		double least;

		rest = str_from(rest, at);
		pair.at = (size_t)(rest.p - sheet->text.p);
		comment = (struct str){ rest.p, css_opaque(rest) };
		rest = str_from(rest, comment.n);
		comment = css_trim((struct str){ comment.p + 2, comment.n >= 4 ? comment.n - 4 : 0 });
		if (!str_starts(comment, STR("contrast")))
			continue;
		comment = css_trim(str_from(comment, 8));
		if (css_number_read(comment, &least, &comment))
			pair.floor = (unsigned)(least * 10);
		comment = css_trim(comment);
		if (!str_starts(comment, STR(":")))
			continue;
		comment = str_from(comment, 1);
		while (comment.n > 0) {
			comment = str_cut(comment, ';', &line);
			line_declare(p, pair, css_trim(line));
		}
	}
}

/* ---- judging ---- */

static void
pair_tell(struct pairs *p, const struct pair *pair, const struct theme_env *e, double ratio)
{
	struct arena *a = p->look->arena;
	struct str top = token_of(pair->top), ground = token_of(pair->ground);
	enum site_rule_id rule = ratio * 10 >= pair->floor ? THEME_CONTRAST_MORE
		: pair->floor <= FLOOR_PARTS ? THEME_CONTRAST_PARTS : THEME_CONTRAST;

	top = top.n ? top : pair->top;
	ground = ground.n ? ground : pair->ground.n ? pair->ground : STR("dem Grund der Seite");
	theme_found(p->look, rule, pair->sheet, pair->at, "%.*s auf %.*s hat nur einen Kontrast von %.*s:1 (%.*s)",
		STR_FMT(top), STR_FMT(ground), STR_FMT(theme_ratio(a, ratio)), STR_FMT(e->name));
}

/* The contrast of a pair in one environment; false when it has no colours there. */
static bool
pair_ratio(const struct pairs *p, const struct pair *pair, const struct theme_env *e, double *ratio)
{
	struct colour top, ground, page = { 1, 1, 1, 1 };

	theme_ground(p->look, e, &page);
	if (pair->ground.n == 0)
		ground = page;
	else if (!theme_colour_in(e, pair->local, pair->ground, &ground))
		return false;
	if (!theme_colour_in(e, pair->local, pair->top, &top) || ground.a < 0.5)
		return false; /* a veil: what lies below decides */
	ground = colour_over(ground, colour_over(page, (struct colour){ 1, 1, 1, 1 }));
	*ratio = colour_contrast(colour_over(top, ground), ground);
	return true;
}

/* The environment where a pair is worst, told once: environments share most of their colours. */
static void
pair_judge(struct pairs *p, const struct pair *pair, const struct theme_envs *envs)
{
	const struct theme_env *worst = NULL;
	double least = 0, ratio;

	for (size_t i = 0; i < envs->n; i++) {
		const struct theme_env *e = &envs->env[i];

		if (pair->local && !rule_holds(pair->local, e))
			continue;
		if (pair_ratio(p, pair, e, &ratio) && (!worst || ratio < least)) {
			worst = e;
			least = ratio;
		}
	}
	if (worst && (least * 10 < pair->floor || (pair->floor >= FLOOR_TEXT && least < 7)))
		pair_tell(p, pair, worst, least);
}

/* Tokens that colour text, but whose ground nobody has told. */
static void
unknown_tell(struct pairs *p, const struct theme_envs *envs)
{
	struct map told = { .arena = p->look->arena };

	for (size_t i = 0; i < p->look->n_rule; i++) {
		const struct sheet_rule *r = p->look->rule[i];
		const struct sheet_decl *d = rule_decl(r, "color");
		struct str token = d ? token_of(d->value) : STR("");
		struct colour c;

		if (token.n == 0 || r->print || map_find(&p->covered, token) != MAP_NONE || map_add(&told, token, 1) != MAP_NONE)
			continue;
		if (theme_colour(&envs->env[0], r, d->value, &c))
			theme_found(p->look, THEME_PAIR_UNKNOWN, r->sheet, d->at, "Worauf Text in der Farbe %.*s steht, ist nicht bekannt",
				STR_FMT(token));
	}
}

/* Colours that cannot be computed make the rules blind: say so. */
static void
uncomputed_tell(struct pairs *p, const struct theme_envs *envs)
{
	struct map told = { .arena = p->look->arena };

	for (size_t i = 0; i < p->n_pair; i++) {
		const struct pair *pair = &p->pair[i];
		struct buf text = { 0 };
		struct colour c;
		struct str value;

		if (env_resolve(&envs->env[0], pair->local, pair->top, &text) && !is_passing(css_trim(buf_str(&text)))
			&& !theme_colour_in(&envs->env[0], pair->local, pair->top, &c)) {
			value = arena_copy(p->look->arena, css_trim(buf_str(&text)));
			if (map_add(&told, value, 1) == MAP_NONE)
				theme_found(p->look, THEME_COLOUR_UNKNOWN, pair->sheet, pair->at, "Die Farbe %.*s lässt sich nicht ausrechnen",
					STR_FMT(value));
		}
		buf_release(&text);
	}
}

/* Tokens that are other tokens (--ink: var(--text)): what holds for one holds for the other. */
static void
aliases_cover(struct pairs *p)
{
	for (int round = 0; round < 4; round++) {
		for (size_t i = 0; i < p->look->n_rule; i++) {
			const struct sheet_rule *r = p->look->rule[i];

			for (size_t k = 0; k < r->n_decl; k++) {
				struct str other = token_of(r->decl[k].value);

				if (other.n > 0 && str_starts(r->decl[k].name, STR("--")) && map_find(&p->covered, other) != MAP_NONE)
					map_put(&p->covered, r->decl[k].name, 1);
			}
		}
	}
}

void
theme_rule_contrast(struct theme_look *t, const struct theme_envs *envs)
{
	struct pairs p = { .look = t, .covered = { .arena = t->arena } };

	for (size_t i = 0; i < t->n_rule; i++)
		pairs_of_rule(&p, t->rule[i]);
	for (size_t i = 0; i < t->n_rule; i++)
		pairs_of_field(&p, t->rule[i]);
	pairs_of_kern(&p);
	for (size_t i = 0; i < t->n_sheet; i++)
		pairs_declared(&p, t->sheet[i]);
	for (size_t i = 0; i < p.n_pair; i++)
		pair_judge(&p, &p.pair[i], envs);
	aliases_cover(&p);
	unknown_tell(&p, envs);
	uncomputed_tell(&p, envs);
}
