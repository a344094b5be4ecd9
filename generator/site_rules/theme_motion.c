/* Motion, and what shows under a mouse alone (WCAG 2.2.2, 2.3.3, 2.1.1, 1.4.13). */
#include <string.h>

#include "generator/site_rules/theme_rules.h"

/* Whether a list of times has one of more than a tenth of a second. */
static bool
takes_time(struct str value)
{
	while (value.n > 0) {
		struct str one = { value.p, css_until(value, " ,\t\n") }, unit;
		double n;

		value = str_from(value, one.n + 1);
		if (css_number_read(one, &n, &unit) && ((str_same(unit, STR("s")) && n > 0.1) || (str_same(unit, STR("ms")) && n > 100)))
			return true;
	}
	return false;
}

/* Properties that change without anything moving (WCAG 2.2, "motion animation"). */
static bool
is_still_property(struct str name)
{
	static const char *const still[] = { "color", "background", "background-color", "border-color", "outline", "outline-color",
		"opacity", "visibility", "fill", "stroke", "box-shadow", "text-decoration", "text-decoration-color",
		"text-decoration-thickness", "filter", "text-shadow", "border-bottom-color", "outline-offset", "display", "none", NULL };

	return css_among(name, still);
}

/* The first property of a transition that moves; "" when none does. */
static struct str
moving_property(const struct sheet_rule *r, struct str value)
{
	const struct sheet_decl *names = rule_decl(r, "transition-property");
	struct str list = names ? names->value : value;

	while (list.n > 0) {
		struct str one = css_trim((struct str){ list.p, css_until(list, ",") }), word, rest = one;

		list = str_from(list, css_until(list, ",") + 1);
		if (!str_token(&rest, &word))
			continue;
		if (word.p[0] == '.' || (word.p[0] >= '0' && word.p[0] <= '9'))
			word = STR("all"); /* the property is left out */
		if (!is_still_property(word))
			return word;
	}
	return STR("");
}

struct motion {
	const struct sheet_decl *decl;
	bool endless;
	const char *what;
};

/* What moves in a rule; decl is NULL when nothing does. */
static struct motion
rule_motion(const struct theme_envs *envs, const struct sheet_rule *r)
{
	const struct sheet_decl *animation = rule_decl(r, "animation"), *transition = rule_decl(r, "transition"),
				*scroll = rule_decl(r, "scroll-behavior"), *count = rule_decl(r, "animation-iteration-count");
	struct motion m = { NULL, false, "" };
	struct buf text = { 0 };

	animation = animation ? animation : rule_decl(r, "animation-name");
	transition = transition ? transition : rule_decl(r, "transition-duration");
	if (animation && env_resolve(&envs->env[0], r, animation->value, &text) && buf_str(&text).n > 0
		&& !str_same(css_trim(buf_str(&text)), STR("none"))
		&& (rule_decl(r, "animation-name") || takes_time(buf_str(&text)))) {
		m = (struct motion){ animation, str_find(buf_str(&text), STR("infinite")) != SIZE_MAX
			|| (count && str_same(count->value, STR("infinite"))), "bewegt sich" };
	} else if (transition && env_resolve(&envs->env[0], r, transition->value, &text) && takes_time(buf_str(&text))
		&& moving_property(r, buf_str(&text)).n > 0) {
		m = (struct motion){ transition, false, "bewegt sich beim Wechsel" };
	} else if (scroll && str_same(scroll->value, STR("smooth"))) {
		m = (struct motion){ scroll, false, "rollt beim Springen" };
	}
	buf_release(&text);
	return m;
}

/* Whether a rule for reduced motion stops what `s` does: the same selector, or every element. */
static bool
is_stopped(const struct theme_look *t, const struct theme_envs *envs, const struct subject *s)
{
	static const char *const names[] = { "animation", "animation-name", "animation-duration", "transition",
		"transition-duration", "scroll-behavior", NULL };

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];
		bool stops = false;

		if (!r->media || rule_holds(r, &envs->env[0]) || !rule_holds(r, &envs->narrow))
			continue;
		for (int k = 0; names[k]; k++) {
			const struct sheet_decl *d = rule_decl(r, names[k]);

			stops = stops || (d && !takes_time(d->value));
		}
		for (size_t k = 0; stops && k < r->n_subject; k++) {
			struct str other = r->subject[k]->text;

			if (str_eq(other, s->text) || str_eq(r->subject[k]->compound, STR("*")))
				return true;
		}
	}
	return false;
}

static void
motion_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	struct motion m = { NULL, false, "" };

	if (rule_holds(r, &envs->narrow)) /* it asks for less motion */
		m = rule_motion(envs, r);
	for (size_t i = 0; m.decl && i < r->n_subject; i++) {
		if (is_stopped(t, envs, r->subject[i]))
			continue;
		theme_found(t, m.endless ? THEME_MOTION_ENDLESS : THEME_MOTION, r->sheet, m.decl->at,
			"„%.*s“ %s%s, auch wenn das System weniger Bewegung verlangt", STR_FMT(r->subject[i]->text), m.what,
			m.endless ? " ohne Ende" : "");
		return;
	}
}

/* ---- under the mouse ---- */

static bool
shows_something(const struct sheet_rule *r)
{
	const struct sheet_decl *display = rule_decl(r, "display"), *visibility = rule_decl(r, "visibility"),
				*opacity = rule_decl(r, "opacity");

	return (display && !str_same(display->value, STR("none"))) || (visibility && str_same(visibility->value, STR("visible")))
		|| (opacity && str_same(opacity->value, STR("1")));
}

/* `selector` with :hover replaced, searched among all rules. */
static bool
has_focus_twin(const struct theme_look *t, struct str selector)
{
	static const char *const instead[] = { ":focus-within", ":focus-visible", ":focus", ":has(:focus-visible)", NULL };
	size_t at = str_find(selector, STR(":hover"));

	for (int i = 0; instead[i]; i++) {
		struct str twin = arena_printf(t->arena, "%.*s%s%.*s", (int)at, selector.p, instead[i],
			STR_FMT(str_from(selector, at + 6)));

		for (size_t k = 0; k < t->n_rule; k++) {
			for (size_t n = 0; n < t->rule[k]->n_subject; n++) {
				if (str_eq(t->rule[k]->subject[n]->text, twin))
					return true;
			}
		}
	}
	return false;
}

static void
hover_check(struct theme_look *t, const struct sheet_rule *r)
{
	if (!shows_something(r))
		return;
	for (size_t i = 0; i < r->n_subject; i++) {
		const struct subject *s = r->subject[i];

		/* :hover on what shows itself changes; on what stands before it, it reveals */
		if (s->hover || s->pseudo.n > 0 || str_find(s->text, STR(":hover")) == SIZE_MAX || has_focus_twin(t, s->text))
			continue;
		theme_found(t, THEME_HOVER, r->sheet, s->rule->at, "„%.*s“ erscheint nur unter der Maus", STR_FMT(s->text));
		return;
	}
}

void
theme_rule_motion(struct theme_look *t, const struct theme_envs *envs)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		if (t->rule[i]->print)
			continue;
		motion_check(t, envs, t->rule[i]);
		hover_check(t, t->rule[i]);
	}
}
