/* theme_rules.h - the rules on a theme's style sheets, a topic each; called by check_theme.c. */
#ifndef SITE_THEME_RULES_H
#define SITE_THEME_RULES_H

#include "generator/site_rules/theme_env.h"

/* The circumstances a theme is looked at in. `env[0]` is light, without a choice. */
struct theme_envs {
	struct theme_env *env;
	size_t n;
	struct theme_env narrow; /* 320 px, reduced motion */
	struct theme_env forced;
};

typedef void theme_rule_fn(struct theme_look *t, const struct theme_envs *envs);

theme_rule_fn theme_rule_contrast; /* pairs of colours */
theme_rule_fn theme_rule_forced;   /* forced colours */
theme_rule_fn theme_rule_focus;
theme_rule_fn theme_rule_target;
theme_rule_fn theme_rule_layout;   /* widths, heights */
theme_rule_fn theme_rule_type;     /* sizes and spaces of text, links, generated text */
theme_rule_fn theme_rule_motion;   /* motion, hover */

/* What text stands on where nothing else is said: the background of body or of the root element. */
bool theme_ground(const struct theme_look *t, const struct theme_env *e, struct colour *out);

/* The colour of a declaration's value, var() replaced. `local` may be NULL. */
bool theme_colour(const struct theme_env *e, const struct sheet_rule *local, struct str value, struct colour *out);

/* The colour in a shorthand (background, border, outline): the last of its words that is one. */
bool theme_colour_in(const struct theme_env *e, const struct sheet_rule *local, struct str value, struct colour *out);

/* "3,2": a ratio as Germans write it, cut off rather than rounded up; in the arena. */
struct str theme_ratio(struct arena *a, double ratio);

#endif
