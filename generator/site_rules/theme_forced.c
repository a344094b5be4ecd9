/* Forced colours (https://www.w3.org/TR/css-color-adjust-1/#forced): what people see who choose all colours. */
#include <string.h>

#include "generator/site_rules/theme_rules.h"

/* Which system colours may stand on which (CSS Color 4, 6.2). */
static const struct {
	const char *top, *ground;
} system_pairs[] = {
	{ "CanvasText", "Canvas" }, { "LinkText", "Canvas" }, { "VisitedText", "Canvas" }, { "ActiveText", "Canvas" },
	{ "GrayText", "Canvas" }, { "ButtonText", "ButtonFace" }, { "ButtonBorder", "ButtonFace" }, { "FieldText", "Field" },
	{ "HighlightText", "Highlight" }, { "SelectedItemText", "SelectedItem" }, { "MarkText", "Mark" },
	{ "AccentColorText", "AccentColor" }, { "ButtonText", "Canvas" }, { "FieldText", "Canvas" },
	{ "Highlight", "Canvas" }, /* user agents keep both apart for selected text and focus */
};

enum { SYSTEM_PAIRS = sizeof(system_pairs) / sizeof(system_pairs[0]) };

static bool
is_system(struct str v)
{
	for (int i = 0; i < SYSTEM_PAIRS; i++) {
		if (str_same(v, str_of(system_pairs[i].top)) || str_same(v, str_of(system_pairs[i].ground)))
			return true;
	}
	return false;
}

/* The two of a pair may change places. */
static bool
are_paired(struct str a, struct str b)
{
	for (int i = 0; i < SYSTEM_PAIRS; i++) {
		struct str top = str_of(system_pairs[i].top), ground = str_of(system_pairs[i].ground);

		if ((str_same(a, top) && str_same(b, ground)) || (str_same(b, top) && str_same(a, ground)))
			return true;
	}
	return false;
}

/* The system colour in a value, "" when it has none. */
static struct str
system_in(const struct sheet_decl *d)
{
	struct str rest = d ? d->value : STR(""), token;

	while (str_token(&rest, &token)) {
		if (is_system(token))
			return token;
	}
	return STR("");
}

static void
pair_check(struct theme_look *t, const struct sheet_rule *r)
{
	const struct sheet_decl *color = rule_decl(r, "color"), *ground = rule_decl(r, "background-color");
	struct str top, below;

	ground = ground ? ground : rule_decl(r, "background");
	top = system_in(color);
	below = system_in(ground);
	if (top.n > 0 && below.n > 0 && !are_paired(top, below))
		theme_found(t, THEME_FORCED_PAIR, r->sheet, color->at, "%.*s auf %.*s ist kein Paar", STR_FMT(top), STR_FMT(below));
}

/* Whether the rule gives at least one colour that people have chosen, and none of its own. */
static bool
uses_system_colours(const struct sheet_rule *r)
{
	bool any = false;

	for (size_t i = 0; i < r->n_decl; i++)
		any = any || system_in(&r->decl[i]).n > 0;
	return any;
}

static void
adjust_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const whole[] = { "*", "html", "body", ":root", "main", NULL };
	static const char *const pictures[] = { "svg", "img", "canvas", "picture", "video", NULL };
	const struct sheet_decl *d = rule_decl(r, "forced-color-adjust");
	struct colour ignored;
	bool all = false, picture = r->n_subject > 0;

	if (!d || !str_same(d->value, STR("none")))
		return;
	for (size_t i = 0; i < r->n_subject; i++) {
		all = all || css_among(r->subject[i]->text, whole);
		picture = picture && subject_only(t, r->subject[i], pictures);
	}
	/* a swatch that is its own message sets both of its colours, a picture needs none */
	if (!all && (uses_system_colours(r) || picture
			|| (rule_decl(r, "color") && rule_decl(r, "background-color")
				&& theme_colour(&envs->forced, r, rule_decl(r, "color")->value, &ignored))))
		return;
	theme_found(t, THEME_FORCED_ADJUST, r->sheet, d->at, "„%.*s“ behält im Kontrastmodus eigene Farben", STR_FMT(r->selectors));
}

/* ---- buttons ---- */

static bool
is_none(struct str v)
{
	return str_same(v, STR("0")) || str_same(v, STR("none")) || str_same(v, STR("0px"));
}

/* Whether some rule gives a border or an outline to the same thing in forced colours, or later on at all. */
static bool
has_border_elsewhere(const struct theme_look *t, const struct theme_env *forced, const struct subject *s)
{
	static const char *const names[] = { "border", "border-width", "border-style", "border-color", "outline", NULL };

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];
		bool same = false;

		if (r == s->rule || r->print || !rule_holds(r, forced))
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			const struct subject *o = r->subject[k];
			bool shares = false;

			for (size_t n = 0; n < s->n_name; n++)
				shares = shares || subject_has_class(o, s->name[n]);
			same = same || shares || (s->n_name == 0 && s->tag.n > 0 && str_same(o->tag, s->tag) && !o->focus);
		}
		for (int k = 0; same && names[k]; k++) {
			const struct sheet_decl *d = rule_decl(r, names[k]);

			if (d && !is_none(d->value))
				return true;
		}
	}
	return false;
}

static void
button_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const buttons[] = { "button", NULL };
	const struct sheet_decl *border = rule_decl(r, "border"), *ground = rule_decl(r, "background");
	struct colour c;

	ground = ground ? ground : rule_decl(r, "background-color");
	if (!border || !is_none(border->value) || !ground || !theme_colour_in(&envs->env[0], r, ground->value, &c) || c.a < 0.1)
		return;
	for (size_t i = 0; i < r->n_subject; i++) {
		const struct subject *s = r->subject[i];

		if (s->pseudo.n > 0 || !subject_is(t, s, buttons) || has_border_elsewhere(t, &envs->forced, s))
			continue;
		theme_found(t, THEME_FORCED_BUTTON, r->sheet, border->at, "„%.*s“ verliert im Kontrastmodus seine Form",
			STR_FMT(s->text));
		return;
	}
}

void
theme_rule_forced(struct theme_look *t, const struct theme_envs *envs)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		if (t->rule[i]->print)
			continue;
		pair_check(t, t->rule[i]);
		adjust_check(t, envs, t->rule[i]);
		button_check(t, envs, t->rule[i]);
	}
}
