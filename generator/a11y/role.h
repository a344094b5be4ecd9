/*
 * role.h - the roles of an element: explicit (its role attribute), implicit (HTML-AAM 1.0,
 * https://www.w3.org/TR/html-aam-1.0/, and SVG-AAM), and semantic (what counts).
 */
#ifndef A11Y_ROLE_H
#define A11Y_ROLE_H

#include "generator/a11y/aria.h"
#include "generator/a11y/focus.h"

/* Set both roles of every element of `d`, whose style must have been computed. */
void roles_compute(struct dom_doc *d);

/* The first valid role of the role attribute, or NULL. */
static inline const struct aria_role *
role_explicit(const struct dom_node *n)
{
	return n->explicit_role;
}

/* What the element is by itself; NULL when ARIA has no role for it. */
const struct aria_role *role_implicit(const struct dom_node *n);

/*
 * The role that counts: the implicit one where role="none" or alt="" conflicts with being
 * focusable or having a global property, else the explicit, else the implicit one. Parts of a
 * list or table that is presentational are presentational with it.
 */
static inline const struct aria_role *
role_semantic(const struct dom_node *n)
{
	return n->role;
}

/* role="none" or "presentation", or an image with alt="" and no role (ACT). */
bool is_marked_decorative(const struct dom_node *n);

/* "none" or "presentation". */
static inline bool
role_is_none(const struct aria_role *r)
{
	return role_is(r, "none") || role_is(r, "presentation");
}

/* In the accessibility tree: neither hidden nor inert, and not presentational. */
bool is_included(const struct dom_node *n);

/* `name`, or a role that inherits from it. */
bool role_inherits(const struct aria_role *r, const char *name);

/* The state of an <input> element's type, lower case; "text" when missing or unknown. */
struct str input_type(const struct dom_node *n);

#endif
