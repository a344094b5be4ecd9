/* rule_hidden.c - what is hidden, decorative or flattened must not be reachable all the same. */
#include "generator/a11y/rules.h"

void
rule_decorative(struct run *r, const struct dom_node *n)
{
	if (!is_marked_decorative(n))
		return;
	if (is_hidden(n) || role_is_none(role_semantic(n)))
		run_pass(r);
	else
		run_fail(r, n, NULL, "<%.*s> ist als schmückend ausgezeichnet, wird aber vorgelesen, weil "
			"es den Tastaturfokus oder ein aria-Attribut hat", STR_FMT(n->name));
}

static const struct dom_node *
sequential_within(const struct dom_node *top, const struct dom_node *from, bool skip_guards)
{
	for (const struct dom_node *c = from; c; c = dom_walk(c, top)) {
		if (!dom_spend(top->doc, 1))
			return NULL;
		if (focus_sequential(c) && !(skip_guards && focus_moves_on(c)))
			return c;
	}
	return NULL;
}

void
rule_hidden_focus(struct run *r, const struct dom_node *n)
{
	const struct dom_node *found;

	if (!dom_attr_is(n, "aria-hidden", "true"))
		return;
	found = sequential_within(n, n, true);
	if (found)
		run_fail(r, found, NULL, "<%.*s> ist mit der Tastatur erreichbar, liegt aber in einem mit "
			"aria-hidden versteckten Bereich", STR_FMT(found->name));
	else
		run_pass(r);
}

void
rule_children_focus(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);
	const struct dom_node *found;

	if (n->ns == DOM_MATHML || is_hidden(n) || !role ||
	    !(role->flags & ROLE_CHILDREN_PRESENTATIONAL))
		return;
	found = sequential_within(n, dom_walk(n, n), false);
	if (found)
		run_fail(r, found, NULL, "<%.*s> ist mit der Tastatur erreichbar, liegt aber in einem "
			"Element mit der Rolle „%s“, dessen Inhalt als bloßer Text gilt", STR_FMT(found->name),
			role->name);
	else
		run_pass(r);
}

void
rule_iframe_focus(struct run *r, const struct dom_node *n)
{
	const struct dom_node *c;
	long tabindex;

	if (!dom_is(n, GUMBO_TAG_IFRAME) || !n->frame || (n->flags & NODE_INERT))
		return;
	for (c = n->frame->root; c; c = c->after) {
		if (focus_sequential(c) && element_visible(c))
			break;
	}
	if (!c)
		return;
	if (tabindex_of(n, &tabindex) && tabindex < 0)
		run_fail(r, n, "tabindex", "Dieser eingebettete Rahmen (iframe) ist mit der Tastatur nicht "
			"erreichbar, enthält aber bedienbare Elemente");
	else
		run_pass(r);
}
