/* rule_tree.c - roles that belong together: items in lists, rows in tables, tabs in tab lists. */
#include <string.h>

#include "generator/a11y/rules.h"

void
rule_context(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_explicit(n);
	const struct dom_node *up;

	if (!role || !role->context || role->flags & ROLE_OTHER_MODULE || n->ns == DOM_MATHML ||
	    role_implicit(n) == role || !is_included(n))
		return;
	up = tree_parent(n);
	if (up && role_in(role_semantic(up), role->context))
		run_pass(r);
	else
		run_fail(r, n, "role", "Ein Element mit der Rolle „%s“ muss in einem Element mit einer "
			"dieser Rollen liegen: %s", role->name, role->context);
}

struct owned {
	const char *allowed;
	bool grouped;        /* the allowed roles may also stand in groups */
	const struct dom_node *wrong;
	unsigned depth;
};

static bool
owned_each(const struct dom_node *child, void *data)
{
	struct owned *o = data;
	const struct aria_role *role = role_semantic(child);

	if (role_in(role, o->allowed))
		return true;
	if (o->grouped && role_is(role, "group") && o->depth < DOM_DEPTH_MAX) {
		o->depth++;
		tree_each(child, owned_each, o);
		o->depth--;
		return !o->wrong;
	}
	o->wrong = child;
	return false;
}

static bool
is_busy(const struct dom_node *n)
{
	for (; n; n = n->owner ? n->owner : n->parent) {
		if (n->aria & ARIA(BUSY) && dom_attr_is(n, "aria-busy", "true"))
			return true;
		if (!dom_spend(n->doc, 1))
			return true;
	}
	return false;
}

void
rule_owned(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);
	struct owned o = { 0 };

	if (!role || !role->owned || role->flags & ROLE_OTHER_MODULE || n->ns == DOM_MATHML ||
	    !is_included(n) || is_busy(n))
		return;
	o.grouped = str_starts(str_of(role->owned), STR("group> "));
	o.allowed = role->owned + (o.grouped ? strlen("group> ") : 0);
	tree_each(n, owned_each, &o);
	if (o.wrong)
		run_fail(r, o.wrong, NULL, "<%.*s> steht in einem Element mit der Rolle „%s“, das nur "
			"Elemente mit diesen Rollen enthalten darf: %s", STR_FMT(o.wrong->name), role->name,
			o.allowed);
	else /* an empty list is still to be filled, or has nothing to say */
		run_pass(r);
}
