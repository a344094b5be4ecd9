/* cascade.h - which CSS declarations win for one element, and whether they leave it to be seen. */
#ifndef A11Y_CASCADE_H
#define A11Y_CASCADE_H

#include "generator/a11y/style.h"

/* The declaration that wins for a property, and where it stands. */
struct winner {
	const struct css_decl *decl;
	unsigned specificity, order;
	bool inline_style;
};

struct cascade {
	struct winner of[CSS_PROPS];
	struct winner content[2], display[2]; /* of ::before and ::after */
};

/* Let all declarations for `n` compete, those of its style attribute included. */
void cascade_fill(struct arena *a, struct cascade *c, const struct css_sheet *sheet,
	const struct dom_node *n);

/* The text that ::before (0) or ::after (1) adds to `n`: its strings, and attr(). */
struct str cascade_content(struct arena *a, const struct cascade *c, const struct dom_node *n,
	int which);

/* The winner for `prop` is the keyword `word`. */
bool cascade_is(const struct cascade *c, enum css_prop prop, const char *word);

/* The length that won for `prop`, NAN when there is none. See css_length(). */
double cascade_length(const struct cascade *c, enum css_prop prop, double em, double percent_of);

/* Nothing of the element shows although it is rendered: off screen, clipped, transparent … */
bool is_unseen(const struct dom_node *n, const struct cascade *c, const struct style *s);

/* The font draws its letters as pictures. */
bool is_icon_font(struct str family);

#endif
