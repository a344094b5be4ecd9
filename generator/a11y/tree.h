/* tree.h - who is whose child in the accessibility tree, aria-owns included. */
#ifndef A11Y_TREE_H
#define A11Y_TREE_H

#include "generator/a11y/role.h"

/* Set `owner` of every element that an aria-owns attribute claims; the first claim counts. */
void tree_own(struct dom_doc *d);

/* The parent in the accessibility tree, NULL at the top. */
const struct dom_node *tree_parent(const struct dom_node *n);

/*
 * Call `each` for the children in the accessibility tree until it returns false. Elements without
 * a meaning of their own (role none, a <div> without properties around other things) are passed
 * through. False when it was stopped.
 */
typedef bool tree_each_fn(const struct dom_node *child, void *data);
bool tree_each(const struct dom_node *n, tree_each_fn *each, void *data);

#endif
