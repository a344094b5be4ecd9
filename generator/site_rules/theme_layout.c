/* Widths and heights: a page that fits on 320 px, and text that may grow (WCAG 1.4.10, 1.4.12). */
#include <string.h>

#include "generator/site_rules/theme_rules.h"

enum { TRACK_MAX = 288 /* 320 px less a margin on either side */ };

/* What may be wider than the window: it scrolls by itself, or is a picture. */
static const char *const wide[] = { "table", "td", "th", "col", "colgroup", "thead", "tbody", "tr", "pre", "code", "svg", "g",
	"path", "rect", "circle", "line", "text", "canvas", "use", NULL };
static const char *const media[] = { "img", "svg", "video", "picture", "iframe", "canvas", NULL };

/* Whether a rule keeps pictures within their column. */
static bool
media_shrink(const struct theme_look *t)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_decl *d = rule_decl(t->rule[i], "max-width");

		for (size_t k = 0; d && k < t->rule[i]->n_subject; k++) {
			if (str_same(d->value, STR("100%")) && t->rule[i]->subject[k]->simple
				&& css_among(t->rule[i]->subject[k]->tag, media))
				return true;
		}
	}
	return false;
}

/* Whether the rule itself, or another one for the same selector, limits the width. */
static bool
is_limited(const struct theme_look *t, const struct theme_envs *envs, const struct subject *s)
{
	double px;

	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];
		const struct sheet_decl *d = rule_decl(r, "max-width");

		if (!d || !rule_holds(r, &envs->narrow) || !env_length(&envs->narrow, r, d->value, 16, &px) || px > ENV_WIDTH_NARROW)
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			if (str_eq(r->subject[k]->text, s->text))
				return true;
		}
	}
	return false;
}

static void
width_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const names[] = { "min-width", "min-inline-size", "width", "inline-size", NULL };
	double px;

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);
		bool least = i < 2;

		if (!d || str_find(d->value, STR("%")) != SIZE_MAX || !env_length(&envs->narrow, r, d->value, 16, &px)
			|| px <= ENV_WIDTH_NARROW)
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			const struct subject *s = r->subject[k];

			if (s->pseudo.n > 0 || subject_only(t, s, wide) || (subject_only(t, s, media) && media_shrink(t))
				|| (!least && is_limited(t, envs, s)))
				continue;
			theme_found(t, THEME_FIXED_WIDTH, r->sheet, d->at, "„%.*s“ ist immer %.4g px breit", STR_FMT(s->text), px);
			return;
		}
	}
}

/* The least width of one track in px; 0 when it gives way. */
static double
track_min(const struct theme_envs *envs, const struct sheet_rule *r, struct str track)
{
	double px;

	if (str_starts(track, STR("minmax("))) {
		track = str_from(track, 7);
		track.n = css_until(track, ",");
	}
	if (str_find(track, STR("%")) != SIZE_MAX) /* of what there is */
		return 0;
	return env_length(&envs->narrow, r, css_trim(track), 16, &px) ? px : 0;
}

/* The least width of a list of tracks. */
static double
tracks_min(const struct theme_envs *envs, const struct sheet_rule *r, struct str list)
{
	double sum = 0;

	while ((list = css_trim(list)).n > 0) {
		size_t end = css_until(list, " \t\n");
		struct str track = { list.p, end }, times;
		double n = 1;
		int64_t given;

		list = str_from(list, end);
		if (str_starts(track, STR("["))) /* names of lines */
			continue;
		if (str_starts(track, STR("repeat("))) {
			track = (struct str){ track.p + 7, track.n > 8 ? track.n - 8 : 0 };
			end = css_until(track, ",");
			times = css_trim((struct str){ track.p, end });
			n = str_number(times, &given) && given < 100 ? (double)given : 1; /* auto-fill: at least one */
			sum += n * tracks_min(envs, r, str_from(track, end + 1));
			continue;
		}
		sum += track_min(envs, r, track);
	}
	return sum;
}

static void
track_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	const struct sheet_decl *d = rule_decl(r, "grid-template-columns");
	double px = d ? tracks_min(envs, r, d->value) : 0;

	if (d && px > TRACK_MAX)
		theme_found(t, THEME_FIXED_TRACK, r->sheet, d->at, "Die Spalten von „%.*s“ brauchen mindestens %.4g px",
			STR_FMT(r->selectors), px);
}

/* ---- heights ---- */

static bool
hides_overflow(const struct sheet_rule *r)
{
	static const char *const names[] = { "overflow", "overflow-y", "overflow-block", NULL };

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);

		if (d && (str_find(d->value, STR("hidden")) != SIZE_MAX || str_find(d->value, STR("clip")) != SIZE_MAX))
			return true;
	}
	return false;
}

/*
 * A height that text outgrows. A height of zero or a pixel is one of the ways to hide a thing for the eye; a
 * picture keeps its size; and what scrolls by itself loses nothing.
 */
static void
height_check(struct theme_look *t, const struct theme_envs *envs, const struct sheet_rule *r)
{
	static const char *const names[] = { "height", "max-height", "block-size", NULL };
	static const char *const of_text[] = { "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "a", "button",
		"summary", "label", "legend", "caption", "blockquote", "nav", "header", "footer", "main", "section", "article", "aside",
		"details", "fieldset", "form", NULL };
	double px;

	for (int i = 0; names[i]; i++) {
		const struct sheet_decl *d = rule_decl(r, names[i]);
		bool hidden = hides_overflow(r);

		if (!d || str_find(d->value, STR("%")) != SIZE_MAX || str_find(d->value, STR("vh")) != SIZE_MAX
			|| !env_length(&envs->narrow, r, d->value, 16, &px) || px <= 1)
			continue;
		/* without overflow: hidden, only px of what is surely text: in rem it grows with the type */
		if (!hidden && (i == 1 || str_find(d->value, STR("px")) == SIZE_MAX || str_find(d->value, STR("em")) != SIZE_MAX))
			continue;
		for (size_t k = 0; k < r->n_subject; k++) {
			const struct subject *s = r->subject[k];

			if (s->pseudo.n > 0 || !subject_is(t, s, of_text))
				continue;
			theme_found(t, THEME_FIXED_HEIGHT, r->sheet, d->at, "„%.*s“ ist immer %.4g px hoch", STR_FMT(s->text), px);
			return;
		}
	}
}

void
theme_rule_layout(struct theme_look *t, const struct theme_envs *envs)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		const struct sheet_rule *r = t->rule[i];

		if (r->print || !rule_holds(r, &envs->narrow))
			continue;
		width_check(t, envs, r);
		track_check(t, envs, r);
		height_check(t, envs, r);
	}
}
