/* rule_autofill.c - what a field is for, as HTML's autofill detail tokens say it
 * (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill). */
#include "generator/a11y/rules.h"

static const char fields[] =
	"name honorific-prefix given-name additional-name family-name honorific-suffix nickname "
	"username new-password current-password one-time-code organization-title organization "
	"street-address address-line1 address-line2 address-line3 address-level4 address-level3 "
	"address-level2 address-level1 country country-name postal-code cc-name cc-given-name "
	"cc-additional-name cc-family-name cc-number cc-exp cc-exp-month cc-exp-year cc-csc cc-type "
	"transaction-currency transaction-amount language bday bday-day bday-month bday-year sex url "
	"photo";

/* Fields that may say whether they are for home, work, …. */
static const char contact_fields[] =
	"tel tel-country-code tel-national tel-area-code tel-local tel-local-prefix tel-local-suffix "
	"tel-extension email impp";

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

static bool
is_valid(struct str value)
{
	struct str rest = value, token;
	bool more = str_token(&rest, &token);

	if (more && token.n >= 8 && str_same((struct str){ token.p, 8 }, STR("section-")))
		more = str_token(&rest, &token);
	if (more && is_one_of(token, "shipping billing"))
		more = str_token(&rest, &token);
	if (more && is_one_of(token, "home work mobile fax pager")) {
		more = str_token(&rest, &token);
		if (!more || !is_one_of(token, contact_fields))
			return false;
	}
	if (!more || !(is_one_of(token, fields) || is_one_of(token, contact_fields)))
		return false;
	more = str_token(&rest, &token);
	if (more && str_same(token, STR("webauthn")))
		more = str_token(&rest, &token);
	return !more;
}

static bool
has_fixed_value(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_INPUT) &&
		is_one_of(input_type(n), "button checkbox file image radio reset submit");
}

static bool
is_target(const struct dom_node *n)
{
	const struct str *v = dom_attr(n, "autocomplete");
	const struct aria_role *role = role_semantic(n);
	struct str value;
	bool visible = (n->flags & (NODE_UNRENDERED | NODE_INVISIBLE | NODE_UNSEEN)) == 0;

	if (!v || !(dom_is(n, GUMBO_TAG_INPUT) || dom_is(n, GUMBO_TAG_SELECT) ||
	    dom_is(n, GUMBO_TAG_TEXTAREA)))
		return false;
	value = str_trim(*v);
	if (value.n == 0 || str_same(value, STR("off")) || str_same(value, STR("on")))
		return false;
	if (is_disabled(n) || n->flags & NODE_ARIA_DISABLED || has_fixed_value(n))
		return false;
	if (!visible && !is_included(n))
		return false;
	return focus_sequential(n) || (role && role->flags & ROLE_WIDGET);
}

void
rule_autocomplete(struct run *r, const struct dom_node *n)
{
	if (!is_target(n))
		return;
	if (is_valid(*dom_attr(n, "autocomplete")))
		run_pass(r);
	else
		run_fail(r, n, "autocomplete", "„%.*s“ ist kein gültiger Wert für autocomplete",
			STR_FMT(*dom_attr(n, "autocomplete")));
}
