#include "generator/a11y/focus.h"

#include <string.h>

enum { HANDLER_BYTES = 400 /* how far from its id a focus listener is looked for */ };

bool
tabindex_of(const struct dom_node *n, long *out)
{
	const struct str *v = dom_attr(n, "tabindex");
	struct str s;
	bool minus = false;
	long value = 0;

	if (!v)
		return false;
	s = str_trim(*v);
	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
		minus = s.p[0] == '-';
		s = str_from(s, 1);
	}
	if (s.n == 0 || s.p[0] < '0' || s.p[0] > '9')
		return false;
	for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && value < 100000; i++)
		value = value * 10 + (s.p[i] - '0');
	*out = minus ? -value : value;
	return true;
}

static bool
can_be_disabled(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_BUTTON) || dom_is(n, GUMBO_TAG_INPUT) ||
		dom_is(n, GUMBO_TAG_SELECT) || dom_is(n, GUMBO_TAG_TEXTAREA) ||
		dom_is(n, GUMBO_TAG_FIELDSET) || dom_is(n, GUMBO_TAG_OPTGROUP) ||
		dom_is(n, GUMBO_TAG_OPTION);
}

bool
is_disabled(const struct dom_node *n)
{
	const struct dom_node *below = n;

	if (!can_be_disabled(n))
		return false;
	if (dom_attr(n, "disabled"))
		return true;
	for (const struct dom_node *p = n->parent; p; below = p, p = p->parent) {
		if (dom_is(p, GUMBO_TAG_FIELDSET) && dom_attr(p, "disabled") &&
		    dom_child(p, GUMBO_TAG_LEGEND) != below)
			return true;
	}
	return false;
}

/* Takes the focus without a tabindex attribute. */
static bool
is_natively_focusable(const struct dom_node *n)
{
	const struct str *editable = dom_attr(n, "contenteditable");

	if (editable && !str_same(str_trim(*editable), STR("false")))
		return true;
	if (n->ns == DOM_SVG)
		return n->tag == GUMBO_TAG_A && (dom_attr(n, "href") || dom_attr(n, "xlink:href"));
	if (n->ns != DOM_HTML)
		return false;
	switch (n->tag) {
	case GUMBO_TAG_A:
		return dom_attr(n, "href") != NULL;
	case GUMBO_TAG_AREA:
		return dom_attr(n, "href") && dom_ancestor(n, GUMBO_TAG_MAP);
	case GUMBO_TAG_INPUT:
		return !dom_attr_is(n, "type", "hidden");
	case GUMBO_TAG_BUTTON: case GUMBO_TAG_SELECT: case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_IFRAME:
		return true;
	case GUMBO_TAG_AUDIO: case GUMBO_TAG_VIDEO:
		return dom_attr(n, "controls") != NULL;
	case GUMBO_TAG_SUMMARY:
		return is_details_summary(n);
	default:
		return false;
	}
}

static bool
can_take_focus(const struct dom_node *n)
{
	unsigned gone = NODE_UNRENDERED | NODE_INVISIBLE | NODE_INERT;

	return !n->text && (n->flags & gone) == 0 && !is_disabled(n);
}

bool
focus_sequential(const struct dom_node *n)
{
	long tabindex;

	if (!can_take_focus(n))
		return false;
	if (tabindex_of(n, &tabindex))
		return tabindex >= 0;
	return is_natively_focusable(n);
}

bool
focus_possible(const struct dom_node *n)
{
	long tabindex;

	return can_take_focus(n) && (tabindex_of(n, &tabindex) || is_natively_focusable(n));
}

static bool
calls_focus(struct str script)
{
	return str_find(script, STR(".focus(")) != SIZE_MAX ||
		str_find(script, STR(".blur(")) != SIZE_MAX;
}

/* Whether `script` listens for the focus of `id` and then moves it. */
static bool
script_moves_focus(struct str script, struct str id)
{
	while (script.n > id.n) {
		size_t at = str_find(script, id);
		struct str near;

		if (at == SIZE_MAX)
			return false;
		near = str_from(script, at + id.n);
		script = near;
		near.n = near.n < HANDLER_BYTES ? near.n : HANDLER_BYTES;
		if (near.n == 0 || !strchr("'\"`", near.p[0]))
			continue;
		at = str_find(near, STR("addEventListener('focus'"));
		if (at == SIZE_MAX)
			at = str_find(near, STR("addEventListener(\"focus\""));
		if (at == SIZE_MAX)
			at = str_find(near, STR(".onfocus"));
		if (at != SIZE_MAX && calls_focus(str_from(near, at)))
			return true;
	}
	return false;
}

bool
focus_moves_on(const struct dom_node *n)
{
	const struct str *handler = dom_attr(n, "onfocus"), *id = dom_attr(n, "id");

	if (handler && calls_focus(*handler))
		return true;
	if (!id || id->n == 0)
		return false;
	for (const struct dom_node *s = n->doc->root; s; s = s->after) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (!dom_is(s, GUMBO_TAG_SCRIPT) || !s->first)
			continue;
		if (!dom_spend(n->doc, s->first->name.n))
			return false;
		if (script_moves_focus(s->first->name, *id))
			return true;
	}
	return false;
}
