/* Type: sizes, spaces, links, generated words (WCAG 1.4.1, 1.4.4, 1.4.8, 1.4.12, 1.3.1). */
#include <ctype.h>
#include <string.h>

#include "generator/site_rules/theme_rules.h"

enum { SMALL_PX = 12 };

/* Whether `value` has a number with the unit `unit`. */
static bool
has_unit(struct str value, const char *unit)
{
	size_t n = strlen(unit);

	for (size_t i = 1; i + n <= value.n; i++) {
		if (isdigit((unsigned char)value.p[i - 1]) && memcmp(value.p + i, unit, n) == 0
			&& (i + n == value.n || !isalpha((unsigned char)value.p[i + n])))
			return true;
	}
	return false;
}

static bool
is_drawing(const struct theme_look *t, const struct sheet_rule *r)
{
	static const char *const tags[] = { "text", "tspan", "svg", "g", NULL };

	for (size_t i = 0; i < r->n_subject; i++) {
		if (!subject_only(t, r->subject[i], tags))
			return false;
	}
	return r->n_subject > 0;
}

/* The size in a font shorthand: the word with a unit, before its slash. */
static struct str
font_size_of(const struct sheet_rule *r, const struct sheet_decl **d)
{
	struct str rest, token, size;

	*d = rule_decl(r, "font-size");
	if (*d)
		return (*d)->value;
	*d = rule_decl(r, "font");
	rest = *d ? (*d)->value : STR("");
	while (rest.n > 0) {
		size_t end = css_until(rest, " \t\n");

		token = (struct str){ rest.p, end };
		rest = css_trim(str_from(rest, end));
		str_cut(token, '/', &size);
		if (css_is_length(size, true) && !str_starts(size, STR("calc(")) && size.n > 1 && !isdigit((unsigned char)size.p[size.n - 1]))
			return size;
	}
	return STR("");
}

/* What a size is in one environment: its rule, or SITE_RULES when nothing is wrong with it. */
static enum site_rule_id
size_judge(const struct theme_env *e, const struct sheet_rule *r, struct str size)
{
	static const char *const absolute[] = { "px", "pt", "pc", "mm", "cm", "in", NULL };
	static const char *const view[] = { "vw", "vh", "vmin", "vmax", "vi", "vb", NULL };
	enum site_rule_id rule = SITE_RULES;
	bool fixed = false, window = false, grows;
	struct buf text = { 0 };
	double px;

	if (env_resolve(e, r, size, &text)) {
		for (int i = 0; absolute[i]; i++)
			fixed = fixed || has_unit(buf_str(&text), absolute[i]);
		for (int i = 0; view[i]; i++)
			window = window || has_unit(buf_str(&text), view[i]);
		grows = has_unit(buf_str(&text), "em") || has_unit(buf_str(&text), "%");
		if (window && !grows && !has_unit(buf_str(&text), "rem"))
			rule = THEME_FONT_VIEW;
		else if (fixed)
			rule = THEME_FONT_UNIT;
		else if (!grows && env_length(e, r, size, 16, &px) && px > 1 && px < SMALL_PX)
			rule = THEME_FONT_SMALL;
	}
	buf_release(&text);
	return rule;
}

static void
font_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	const struct sheet_decl *d;
	struct str size = font_size_of(r, &d);
	enum site_rule_id rule;

	if (size.n == 0 || is_drawing(t, r))
		return;
	rule = size_judge(&envs->narrow, r, size);
	if (rule == SITE_RULES)
		rule = size_judge(&envs->env[0], r, size);
	if (rule == THEME_FONT_VIEW)
		theme_found(t, rule, r->sheet, d->at, "Die Schriftgröße %.*s hängt nur vom Fenster ab", STR_FMT(size));
	else if (rule == THEME_FONT_UNIT)
		theme_found(t, rule, r->sheet, d->at, "Die Schriftgröße %.*s ist fest", STR_FMT(size));
	else if (rule == THEME_FONT_SMALL)
		theme_found(t, rule, r->sheet, d->at, "Die Schriftgröße %.*s ist kleiner als 12 px", STR_FMT(size));
}

/* ---- spaces ---- */

static void
spacing_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const struct {
		const char *name;
		double enough; /* of the font's size: what SC 1.4.12 lets people ask for */
	} kinds[] = { { "line-height", 1.5 }, { "letter-spacing", 0.12 }, { "word-spacing", 0.16 } };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct sheet_decl *d = rule_decl(r, kinds[i].name);
		double px, number;
		bool one = d && css_number(d->value, &number);

		if (!d || !d->important || is_drawing(t, r))
			continue;
		if (one ? number >= kinds[i].enough : env_length(&envs->narrow, r, d->value, 16, &px) && px >= kinds[i].enough * 16)
			continue;
		theme_found(t, THEME_TEXT_SPACING, r->sheet, d->at, "%s: %.*s lässt sich wegen !important nicht vergrößern",
			kinds[i].name, STR_FMT(d->value));
	}
}

static void
line_check(struct theme_look *t, const struct sheet_rule *r)
{
	static const char *const of_text[] = { "p", "body", "html", "li", "main", "article", "h1", "h2", "h3", "td", "dd", NULL };
	const struct sheet_decl *d = rule_decl(r, "line-height");

	if (!d || d->important || !has_unit(d->value, "px"))
		return;
	for (size_t i = 0; i < r->n_subject; i++) {
		if (!subject_is(t, r->subject[i], of_text))
			continue;
		theme_found(t, THEME_TEXT_SPACING, r->sheet, d->at, "Der Zeilenabstand %.*s wächst nicht mit der Schrift", STR_FMT(d->value));
		return;
	}
}

static void
cut_check(struct theme_look *t, const struct sheet_rule *r)
{
	const struct sheet_decl *dots = rule_decl(r, "text-overflow"), *lines = rule_decl(r, "-webkit-line-clamp");

	lines = lines ? lines : rule_decl(r, "line-clamp");
	if (dots && str_same(dots->value, STR("ellipsis")))
		theme_found(t, THEME_TEXT_CUT, r->sheet, dots->at, "„%.*s“ schneidet Text mit drei Punkten ab", STR_FMT(r->selectors));
	else if (lines && !str_same(lines->value, STR("none")))
		theme_found(t, THEME_TEXT_CUT, r->sheet, lines->at, "„%.*s“ zeigt nur die ersten Zeilen", STR_FMT(r->selectors));
}

/* ---- links and generated words ---- */

/* Around links that stand by themselves, not in a sentence. */
static bool
is_list_of_links(struct str selector)
{
	static const char *const parts[] = { "nav", "header", "footer", "menu", "crumb", "li", "btn", "button", ".", "[", "#", NULL };

	for (int i = 0; parts[i]; i++) {
		if (str_find(selector, str_of(parts[i])) != SIZE_MAX)
			return true;
	}
	return false;
}

static void
link_check(struct theme_look *t, const struct sheet_rule *r)
{
	static const char *const text[] = { ".prose a", ".text a", ".content a", "main a", "article a", "p a", NULL };
	const struct sheet_decl *d = rule_decl(r, "text-decoration");
	const struct sheet_decl *border = rule_decl(r, "border-bottom");

	d = d ? d : rule_decl(r, "text-decoration-line");
	if (!d || !str_same(d->value, STR("none")) || (border && !str_same(border->value, STR("none"))))
		return;
	for (size_t i = 0; i < r->n_subject; i++) {
		const struct subject *s = r->subject[i];

		if (!str_same(s->tag, STR("a")) || s->n_name > 0 || s->hover || s->focus || s->pseudo.n > 0)
			continue;
		if (!css_among(s->text, text) && is_list_of_links(s->text))
			continue;
		theme_found(t, THEME_LINK_COLOUR, r->sheet, d->at, "Links im Text sind nicht unterstrichen");
		return;
	}
}

/* Words in quotes; counters, attr() and signs are none. */
static bool
has_words(struct str value)
{
	while (value.n > 0) {
		size_t skip = css_opaque(value), letters = 0;

		for (size_t i = 0; i < skip; i++) {
			if (value.p[i] == '\\') { /* \2192 is a sign */
				i++;
				while (i < skip && isxdigit((unsigned char)value.p[i]))
					i++;
				letters = 0;
				continue;
			}
			letters = isalpha((unsigned char)value.p[i]) || (unsigned char)value.p[i] == 0xc3 ? letters + 1 : 0;
			if (letters >= 3)
				return true;
		}
		value = str_from(value, skip > 0 ? skip : 1);
	}
	return false;
}

static void
content_check(struct theme_look *t, const struct sheet_rule *r)
{
	const struct sheet_decl *d = rule_decl(r, "content");

	if (d && has_words(d->value))
		theme_found(t, THEME_CONTENT, r->sheet, d->at, "Das Stylesheet schreibt Wörter auf die Seite: %.*s", STR_FMT(d->value));
}

static void
justify_check(struct theme_look *t, const struct sheet_rule *r)
{
	const struct sheet_decl *d = rule_decl(r, "text-align");

	if (d && str_same(d->value, STR("justify")))
		theme_found(t, THEME_JUSTIFY, r->sheet, d->at, "„%.*s“ setzt Text im Block", STR_FMT(r->selectors));
}

void
theme_rule_type(struct theme_look *t, const struct theme_envs *envs)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];

		if (r->print)
			continue;
		font_check(t, envs, r);
		spacing_check(t, envs, r);
		line_check(t, r);
		cut_check(t, r);
		link_check(t, r);
		content_check(t, r);
		justify_check(t, r);
	}
}
