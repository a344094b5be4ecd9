/*
 * focus.h - what the keyboard reaches
 * (https://html.spec.whatwg.org/multipage/interaction.html#sequential-focus-navigation).
 */
#ifndef A11Y_FOCUS_H
#define A11Y_FOCUS_H

#include "generator/a11y/style.h"

/* Reached with the Tab key. */
bool focus_sequential(const struct dom_node *n);

/* Reached with the Tab key, or with a tabindex of any value (ACT: "focusable"). */
bool focus_possible(const struct dom_node *n);

/* Disabled by its own attribute or by a fieldset (HTML: "actually disabled"). */
bool is_disabled(const struct dom_node *n);

/* The number in a tabindex attribute; false when there is none. */
bool tabindex_of(const struct dom_node *n, long *out);

/*
 * The element hands the focus on as soon as it gets it, as the guards around a dialog do. Only
 * what a script in the page says plainly is recognised: an onfocus attribute, or a focus listener
 * of the element's id, that calls focus() or blur().
 */
bool focus_moves_on(const struct dom_node *n);

#endif
