/* rule_aria.c - aria-* attributes and roles as WAI-ARIA defines them. */
#include <string.h>

#include "generator/a11y/rules.h"

static bool
is_html_or_svg(const struct dom_node *n)
{
	return n->ns == DOM_HTML || n->ns == DOM_SVG;
}

void
rule_aria_defined(struct run *r, const struct dom_node *n)
{
	for (unsigned i = 0; i < n->n_attr; i++) {
		const struct dom_attr *a = &n->attr[i];

		if (!str_starts(a->name, STR("aria-")))
			continue;
		if (aria_attr_bit(a->name) != 0)
			run_pass(r);
		else
			run_fail(r, n, a->name.p, "Das Attribut %.*s gibt es in WAI-ARIA nicht",
				STR_FMT(a->name));
	}
}

/* The role for the question which properties are allowed; an element without one is "". */
static const char *
role_name(const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);

	return role ? role->name : "";
}

void
rule_aria_prohibited(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);

	/* Not is_included(): role="none" takes an element out of the tree, but what it prohibits is
	 * the question here. */
	if (!is_html_or_svg(n) || is_hidden(n) || n->flags & NODE_INERT)
		return;
	for (int i = 0; i < ARIA_ATTRS; i++) {
		uint64_t bit = UINT64_C(1) << i;

		if (!(n->aria & aria_global & bit))
			continue;
		if (role && role->prohibited & bit)
			run_fail(r, n, aria_attributes[i].name, "%s ist bei der Rolle „%s“ nicht erlaubt und "
				"wird nicht vorgelesen", aria_attributes[i].name, role_name(n));
		else
			run_pass(r);
	}
}

/* What ARIA in HTML (https://www.w3.org/TR/html-aria/) allows beyond the role's properties. */
static uint64_t
allowed_by_html(const struct dom_node *n)
{
	const char *like = NULL;
	const struct aria_role *role;

	if (n->ns != DOM_HTML || role_explicit(n))
		return 0;
	if (n->tag == GUMBO_TAG_AUDIO || n->tag == GUMBO_TAG_VIDEO)
		like = "application";
	else if (n->tag == GUMBO_TAG_INPUT && dom_attr_is(n, "type", "file"))
		return ARIA(REQUIRED);
	else if (n->tag == GUMBO_TAG_INPUT && dom_attr_is(n, "type", "checkbox"))
		return ARIA(PRESSED);
	else if (n->tag == GUMBO_TAG_INPUT)
		like = "textbox";
	else if (n->tag == GUMBO_TAG_SUMMARY)
		like = "button";
	role = like ? aria_role_find(str_of(like)) : NULL;
	return role ? role->supported : 0;
}

static uint64_t
supported(const struct dom_node *n, const struct aria_role *role)
{
	uint64_t all = role ? role->supported | role->required : 0;

	/* A separator that can be focused is a widget with a value (ARIA 1.2). */
	if (role_is(role, "separator") && focus_possible(n))
		all |= ARIA(VALUEMAX) | ARIA(VALUEMIN) | ARIA(VALUENOW) | ARIA(VALUETEXT);
	return all;
}

void
rule_aria_permitted(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);
	uint64_t allowed;

	if (n->aria == 0 || !is_html_or_svg(n) || is_hidden(n) || n->flags & NODE_INERT)
		return;
	allowed = aria_global | supported(n, role) | allowed_by_html(n);
	for (int i = 0; i < ARIA_ATTRS; i++) {
		uint64_t bit = UINT64_C(1) << i;

		if (!(n->aria & bit))
			continue;
		/* Global ones are allowed here even where the role prohibits them: kb1m8s looks at those. */
		if (allowed & bit)
			run_pass(r);
		else
			run_fail(r, n, aria_attributes[i].name, "%s gehört nicht zu <%.*s>%s%s%s",
				aria_attributes[i].name, STR_FMT(n->name), role ? " mit der Rolle „" : "",
				role_name(n), role ? "“" : "");
	}
}

static bool
is_integer(struct str s)
{
	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_from(s, 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.n > 0;
}

static bool
is_number(struct str s)
{
	double n;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == 'e' || s.p[i] == 'E')
			return css_number((struct str){ s.p, i }, &n) && is_integer(str_from(s, i + 1));
	}
	return css_number(s, &n);
}

static bool
is_one_of(struct str s, const char *list)
{
	struct str rest = str_of(list), token;

	while (str_token(&rest, &token)) {
		if (str_same(s, token))
			return true;
	}
	return false;
}

/* Tokens, at least one, all of them in `list`. */
static bool
all_of(struct str s, const char *list)
{
	bool any = false;
	struct str token;

	while (str_token(&s, &token)) {
		if (!is_one_of(token, list))
			return false;
		any = true;
	}
	return any;
}

static bool
is_valid(const struct aria_attribute *a, struct str v)
{
	struct str rest = v, token;

	switch (a->type) {
	case TYPE_BOOL: return is_one_of(v, "true false");
	case TYPE_BOOL_UNDEFINED: return is_one_of(v, "true false undefined");
	case TYPE_TRISTATE: return is_one_of(v, "true false mixed undefined");
	case TYPE_TOKEN: return is_one_of(v, a->tokens);
	case TYPE_TOKENS: return all_of(v, a->tokens);
	case TYPE_INTEGER: return is_integer(v);
	case TYPE_NUMBER: return is_number(v);
	case TYPE_ID: return str_token(&rest, &token) && !str_token(&rest, &token);
	case TYPE_IDS:
	case TYPE_STRING: break;
	}
	return true;
}

void
rule_aria_value(struct run *r, const struct dom_node *n)
{
	if (n->aria == 0 || !is_html_or_svg(n))
		return;
	for (int i = 0; i < ARIA_ATTRS; i++) {
		const struct aria_attribute *a = &aria_attributes[i];
		const struct str *v;

		if (!(n->aria >> i & 1))
			continue;
		v = dom_attr(n, a->name);
		if (!v || v->n == 0)
			continue;
		if (is_valid(a, str_trim(*v)))
			run_pass(r);
		else
			run_fail(r, n, a->name, "„%.*s“ ist kein gültiger Wert für %s", STR_FMT(*v), a->name);
	}
}

/* States that HTML itself gives an <input>, whatever its role. */
static uint64_t
given_by_html(const struct dom_node *n)
{
	struct str type;

	if (n->ns != DOM_HTML)
		return 0;
	if (n->tag >= GUMBO_TAG_H1 && n->tag <= GUMBO_TAG_H6)
		return ARIA(LEVEL);
	if (n->tag == GUMBO_TAG_METER || n->tag == GUMBO_TAG_PROGRESS)
		return ARIA(VALUENOW);
	if (n->tag != GUMBO_TAG_INPUT)
		return 0;
	type = input_type(n);
	if (str_eq(type, STR("checkbox")) || str_eq(type, STR("radio")))
		return ARIA(CHECKED);
	if (str_eq(type, STR("range")) || str_eq(type, STR("number")))
		return ARIA(VALUENOW);
	return 0;
}

void
rule_aria_required(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_explicit(n);
	uint64_t required;
	bool failed = false;

	if (!role || role_semantic(n) != role || role_implicit(n) == role || !is_html_or_svg(n) ||
	    !is_included(n))
		return;
	required = role->required & ~given_by_html(n);
	/* ARIA 1.2 always wants aria-controls, ARIA 1.3 never; while the list is closed there may be
	 * nothing yet that it controls. */
	if (role_is(role, "combobox") && !dom_attr_is(n, "aria-expanded", "true"))
		required &= ~ARIA(CONTROLS);
	if (role_is(role, "separator") && focus_possible(n))
		required |= ARIA(VALUENOW);
	for (int i = 0; i < ARIA_ATTRS; i++) {
		const struct str *v = required >> i & 1 ? dom_attr(n, aria_attributes[i].name) : NULL;

		if (!(required >> i & 1) || (v && v->n > 0))
			continue;
		failed = true;
		run_fail(r, n, "role", "Zur Rolle „%s“ fehlt %s", role->name, aria_attributes[i].name);
	}
	if (!failed)
		run_pass(r);
}

void
rule_role_valid(struct run *r, const struct dom_node *n)
{
	const struct str *v = dom_attr(n, "role");

	if (!v || str_trim(*v).n == 0 || !is_html_or_svg(n) || is_hidden(n))
		return;
	if (role_explicit(n))
		run_pass(r);
	else
		run_fail(r, n, "role", "Die Rolle „%.*s“ gibt es nicht", STR_FMT(*v));
}
