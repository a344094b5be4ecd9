/* How large what can be pressed is, as far as the style sheets say (WCAG 2.5.5, 2.5.8). */
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "generator/site_rules/theme_rules.h"

enum { TARGET_MIN = 24, TARGET_GOOD = 44, LINE_PX = 19 /* of text without any rule */ };

static const char *const pressed[] = { "a", "button", "input", "select", "textarea", "summary", NULL };

/* The largest of some lengths of a rule in px; 0 when it has none of them. */
static double
largest(const struct theme_envs *envs, const struct sheet_rule *r, const char *const names[], const struct sheet_decl **which)
{
	double most = 0, px;

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);

		if (!d || !env_length(&envs->narrow, r, d->value, 16, &px) || px < most)
			continue;
		most = px;
		if (which)
			*which = d;
	}
	return most;
}

/* Padding above and below. */
static double
padding(const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const sides[][3] = { { "padding-top", "padding-block-start", NULL },
		{ "padding-bottom", "padding-block-end", NULL } };
	const struct sheet_decl *d = rule_decl(r, "padding-block");
	struct str rest, token;
	double px, sum = 0;

	d = d ? d : rule_decl(r, "padding");
	if (d) {
		rest = d->value;
		if (str_token(&rest, &token) && env_length(&envs->narrow, r, token, 16, &px))
			return 2 * px;
	}
	for (int i = 0; i < 2; i++)
		sum += largest(envs, r, sides[i], NULL);
	return sum;
}

/* A target that is there for assistive technology alone, or whose label is what people see and press. */
static bool
is_out_of_sight(const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const names[] = { "clip", "clip-path", NULL };
	static const char *const sizes[] = { "width", "height", NULL };
	const struct sheet_decl *position = rule_decl(r, "position"), *opacity = rule_decl(r, "opacity");
	double most = largest(envs, r, sizes, NULL);

	for (int i = 0; names[i]; i++) {
		if (rule_decl(r, names[i]))
			return true;
	}
	return (opacity && str_same(opacity->value, STR("0")))
		|| (position && str_same(position->value, STR("absolute")) && most > 0 && most <= 1);
}

/* Whether labels are large enough to press in place of the box beside them. */
static bool
labels_are_large(struct theme_look *t, const struct theme_envs *envs)
{
	static const char *const label[] = { "label", NULL };
	static const char *const heights[] = { "min-height", "min-block-size", NULL };

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];

		for (size_t k = 0; k < r->n_subject; k++) {
			if (subject_is(t, r->subject[k], label)
				&& (largest(envs, r, heights, NULL) >= TARGET_GOOD || padding(envs, r) + LINE_PX >= TARGET_GOOD - 10))
				return true;
		}
	}
	return false;
}

/* A later rule with the same selector, or a more specific one for the same element, may make it larger. */
static bool
is_enlarged(const struct theme_envs *envs, const struct theme_look *t, const struct subject *s, double least)
{
	static const char *const heights[] = { "min-height", "min-block-size", "height", NULL };

	for (size_t i = t->n_rule; i-- > 0;) {
		const struct sheet_rule *r = t->rule[i];

		if (r == s->rule)
			return false; /* only later ones */
		if (r->print || !rule_holds(r, &envs->narrow))
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			if (str_eq(r->subject[k]->text, s->text) && largest(envs, r, heights, NULL) >= least)
				return true;
		}
	}
	return false;
}

static void
size_tell(struct theme_look *t, const struct subject *s, const struct sheet_decl *d, const char *what, double px)
{
	theme_found(t, px < TARGET_MIN ? THEME_TARGET : THEME_TARGET_LARGE, s->rule->sheet, d->at,
		"„%.*s“ ist nur %.3g px %s", STR_FMT(s->text), px, what);
}

static void
subject_check(struct theme_look *t, const struct theme_envs *envs, const struct subject *s)
{
	static const char *const heights[] = { "min-height", "min-block-size", "height", "block-size", NULL };
	static const char *const widths[] = { "min-width", "min-inline-size", "width", "inline-size", NULL };
	static const char *const boxes[] = { "input", NULL };
	const struct sheet_rule *r = s->rule;
	const struct sheet_decl *high = NULL, *wide = NULL;
	double height = largest(envs, r, heights, &high), width = largest(envs, r, widths, &wide), text;
	double least = TARGET_GOOD;

	if (is_out_of_sight(envs, r))
		return;
	if (wide && high && subject_is(t, s, boxes) && labels_are_large(t, envs))
		least = TARGET_MIN; /* a box whose label belongs to the target */
	text = padding(envs, r);
	text = text > 0 ? text + LINE_PX : 0;
	if (high && height > 0 && fmax(height, text) < least && !is_enlarged(envs, t, s, least))
		size_tell(t, s, high, "hoch", fmax(height, text));
	else if (wide && width > 0 && width < least && (high || rule_decl(r, "aspect-ratio")) && !is_enlarged(envs, t, s, least))
		size_tell(t, s, wide, "breit", width);
}

/* ---- elements without any size ---- */

/* Whether a rule for the tag (its element, or one of its classes) makes it large enough. */
static bool
makes_large(const struct theme_envs *envs, const struct subject *s, const struct theme_tag *tag)
{
	static const char *const heights[] = { "min-height", "min-block-size", "height", "block-size", NULL };
	const struct sheet_rule *r = s->rule;

	if (r->print || s->pseudo.n > 0 || s->hover || s->focus || (s->tag.n > 0 && !str_same(s->tag, tag->name)))
		return false;
	for (size_t i = 0; i < s->n_name; i++) {
		bool found = false;

		for (size_t k = 0; k < tag->n_class; k++)
			found = found || str_eq(tag->class[k], s->name[i]);
		if (!found)
			return false;
	}
	if (s->tag.n == 0 && s->n_name == 0 && !str_starts(s->compound, STR("[")))
		return false;
	return largest(envs, r, heights, NULL) >= TARGET_MIN || padding(envs, r) + LINE_PX >= TARGET_GOOD;
}

static bool
tag_is_sized(const struct theme_look *t, const struct theme_envs *envs, const struct theme_tag *tag)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		for (size_t k = 0; k < t->rule[i]->n_subject; k++) {
			if (makes_large(envs, t->rule[i]->subject[k], tag))
				return true;
		}
	}
	return false;
}

/* Whether an earlier tag is of the same kind: one finding for all of them. */
static bool
is_repeated(const struct theme_look *t, const struct theme_tag *tag)
{
	for (const struct theme_tag *o = t->tag; o < tag; o++) {
		bool same = str_eq(o->name, tag->name) && o->n_class == tag->n_class;

		for (size_t k = 0; same && k < tag->n_class; k++)
			same = str_eq(o->class[k], tag->class[k]);
		if (same)
			return true;
	}
	return false;
}

static void
tag_check(struct theme_look *t, const struct theme_envs *envs, const struct theme_tag *tag)
{
	static const char *const tags[] = { "button", "select", "textarea", "input", "summary", NULL };
	struct place place;
	unsigned line, column;

	if (!css_among(tag->name, tags) || str_find(tag->text, STR("type=\"hidden\"")) != SIZE_MAX
		|| str_find(tag->text, STR(" rows=")) != SIZE_MAX || is_repeated(t, tag) || tag_is_sized(t, envs, tag))
		return;
	place_init(&place, t->arena, tag->file->text, 1);
	place_of(&place, tag->at, &line, &column);
	site_found(t->all, THEME_TARGET_UNSET, tag->file->path, line, column,
		"Für <%.*s> nennt kein Stylesheet eine Mindestgröße", STR_FMT(tag->text));
}

void
theme_rule_target(struct theme_look *t, const struct theme_envs *envs)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];

		for (size_t k = 0; k < r->n_subject && !r->print; k++) {
			if (r->subject[k]->pseudo.n == 0 && subject_is(t, r->subject[k], pressed)) {
				subject_check(t, envs, r->subject[k]);
				break; /* one selector of a list is enough */
			}
		}
	}
	for (size_t i = 0; t->n_sheet > 0 && i < t->n_tag; i++)
		tag_check(t, envs, &t->tag[i]);
}
