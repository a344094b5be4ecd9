#include "generator/a11y/tree.h"

/* Whether `n` is `of` or below it, with the claims made so far. */
static bool
is_below(const struct dom_node *n, const struct dom_node *of)
{
	while (n && n != of && dom_spend(of->doc, 1))
		n = n->owner ? n->owner : n->parent;
	return n != NULL;
}

void
tree_own(struct dom_doc *d)
{
	for (struct dom_node *n = d->root; n; n = n->after) {
		struct str rest, id;

		if (n->text || !(n->aria & ARIA(OWNS)))
			continue;
		rest = *dom_attr(n, "aria-owns");
		while (str_token(&rest, &id)) {
			struct dom_node *claimed = dom_by_id(d, id);

			/* An ancestor cannot become a child of its descendant. */
			if (claimed && !claimed->owner && !is_below(n, claimed))
				claimed->owner = n;
		}
	}
}

/* It is exposed only through what it contains. */
static bool
is_transparent(const struct dom_node *n)
{
	const struct aria_role *r = role_semantic(n);

	if (role_is_none(r))
		return true;
	return (!r || role_is(r, "generic")) && (n->aria & aria_global & ~ARIA(HIDDEN)) == 0 &&
		!focus_possible(n);
}

const struct dom_node *
tree_parent(const struct dom_node *n)
{
	do {
		n = n->owner ? n->owner : n->parent;
	} while (n && is_transparent(n) && dom_spend(n->doc, 1));
	return n;
}

/* Something below the element has a place of its own in the tree. */
static bool
contains_exposed(const struct dom_node *n)
{
	for (const struct dom_node *c = dom_walk(n, n); c; c = dom_walk(c, n)) {
		if (!dom_spend(n->doc, 1))
			return true;
		if (!c->text && !is_hidden(c) && !is_transparent(c))
			return true;
	}
	return false;
}

static bool
visit(const struct dom_node *child, tree_each_fn *each, void *data)
{
	if (child->text || is_hidden(child) || (child->flags & NODE_INERT))
		return true;
	if (dom_is(child, GUMBO_TAG_BR) || dom_is(child, GUMBO_TAG_WBR) || dom_is(child, GUMBO_TAG_COL) ||
	    dom_is(child, GUMBO_TAG_COLGROUP))
		return true;
	if (role_is_none(role_semantic(child)) ||
	    (is_transparent(child) && contains_exposed(child)))
		return tree_each(child, each, data);
	return each(child, data);
}

bool
tree_each(const struct dom_node *n, tree_each_fn *each, void *data)
{
	for (const struct dom_node *c = n->first; c; c = c->next) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (!c->owner && !visit(c, each, data))
			return false;
	}
	if (n->aria & ARIA(OWNS)) {
		struct str rest = *dom_attr(n, "aria-owns"), id;

		while (str_token(&rest, &id)) {
			const struct dom_node *c = dom_by_id(n->doc, id);

			if (c && c->owner == n && !visit(c, each, data))
				return false;
		}
	}
	return true;
}
