/*
 * theme_env.h - what a theme's custom properties come to under given circumstances: light or dark, a
 * theme chosen on the root element, more contrast, forced colours.
 */
#ifndef SITE_THEME_ENV_H
#define SITE_THEME_ENV_H

#include "common/buf.h"
#include "generator/site_rules/theme_sheet.h"

enum { ENV_WIDTH_NARROW = 320, ENV_WIDTH_WIDE = 1280 }; /* px */

/* What media queries ask for. */
struct theme_env {
	bool dark, contrast, forced, still; /* prefers-…: dark, more, (forced-colors), reduced motion */
	bool print;
	double width;                       /* px */
	const struct theme_variant *variant; /* on the root element; NULL: nothing */
	struct str name;                    /* for messages: "dunkel" */
	/* made by env_tokens() */
	struct map token;                   /* name -> index in value */
	VEC(struct str, value);
	bool dark_scheme;                   /* color-scheme on the root element, for light-dark() */
};

/* An attribute that chooses a theme: data-theme="dark", class="dark". */
struct theme_variant {
	struct str attribute, value;
};

/* Whether all conditions hold. What is not known (hover, orientation …) holds. */
bool media_holds(const struct sheet_media *m, const struct theme_env *e);

/* The same for a rule. */
static inline bool
rule_holds(const struct sheet_rule *r, const struct theme_env *e)
{
	return media_holds(r->media, e);
}

/* The attributes by which the theme's rules choose other values for the root's custom properties. */
void theme_variants(const struct theme_look *t, struct theme_variant **out, size_t *n);

/* Cascade the custom properties of the root element and of body. */
void env_tokens(const struct theme_look *t, struct theme_env *e);

/*
 * Put `value` with every var() replaced into `out` (emptied first). `local` (may be NULL) has custom
 * properties of its own, which go first. False when a property has no value and no fallback, or when it
 * does not end.
 */
bool env_resolve(const struct theme_env *e, const struct sheet_rule *local, struct str value, struct buf *out);

/* Opaque and translucent colours, parts 0 to 1. */
struct colour {
	double r, g, b, a;
};

/* Read a colour without var(). False: none, or not one that can be computed. */
bool colour_read(struct str value, bool dark, struct colour *out);

/* `top` on `ground`. */
struct colour colour_over(struct colour top, struct colour ground);

/* The contrast ratio of two opaque colours, 1 to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). */
double colour_contrast(struct colour a, struct colour b);

/*
 * A length in px in a window of e->width, percentages of that, calc(), min(), max() and clamp() computed;
 * 1em is `em`. False for keywords and for what cannot be told.
 */
bool env_length(const struct theme_env *e, const struct sheet_rule *local, struct str value, double em, double *px);

#endif
