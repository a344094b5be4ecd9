#include "generator/a11y/name.h"

#include <string.h>

enum { NAME_DEPTH_MAX = 2 * DOM_DEPTH_MAX };

enum { ADDS_UNKNOWN, ADDS_NOTHING, ADDS_TEXT };

/* Where the computation stands; passed down by value. */
struct at {
	bool labelledby;     /* within an aria-labelledby reference: no second one is followed */
	bool content;        /* a descendant of an element that is named from its content */
	bool hidden_too;     /* the reference itself is hidden, so what is hidden counts */
	bool label;          /* within a label */
	bool probe;          /* only whether there is a name counts, not what it is */
	unsigned depth;
	const struct dom_node *named; /* whose name it is */
};

static void text_alternative(const struct dom_node *n, struct at at, struct buf *out);

/* Hidden or inert: no part of a name unless the reference itself is. */
static bool
is_left_out(const struct dom_node *n)
{
	return is_hidden(n) || (n->flags & NODE_INERT) != 0;
}

/* White space in names is collapsed at the end, so pieces are simply set apart. */
static void
add_spaced(struct buf *out, struct str s)
{
	if (str_blank(s))
		return;
	buf_add_char(out, ' ');
	buf_add(out, s);
	buf_add_char(out, ' ');
}

static bool
add_attr(const struct dom_node *n, const char *attr, struct buf *out)
{
	const struct str *v = dom_attr(n, attr);

	if (!v || str_blank(*v))
		return false;
	add_spaced(out, *v);
	return true;
}

/* Whether anything but white space was added since `from`. */
static bool
added(const struct buf *out, size_t from)
{
	return !str_blank(str_from(buf_str(out), from));
}

static bool
add_labelledby(const struct dom_node *n, struct at at, struct buf *out)
{
	struct str rest = *dom_attr(n, "aria-labelledby"), id;
	size_t from = out->n;

	while (str_token(&rest, &id)) {
		const struct dom_node *ref = dom_by_id(n->doc, id);
		struct at in = { .labelledby = true, .content = true, .depth = at.depth + 1,
			.probe = at.probe, .named = at.named };

		if (!ref)
			continue;
		in.hidden_too = is_left_out(ref);
		buf_add_char(out, ' ');
		text_alternative(ref, in, out);
		buf_add_char(out, ' ');
	}
	return added(out, from);
}

static bool
is_labelable(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_BUTTON) || dom_is(n, GUMBO_TAG_METER) ||
		dom_is(n, GUMBO_TAG_OUTPUT) || dom_is(n, GUMBO_TAG_PROGRESS) ||
		dom_is(n, GUMBO_TAG_SELECT) || dom_is(n, GUMBO_TAG_TEXTAREA) ||
		(dom_is(n, GUMBO_TAG_INPUT) && !dom_attr_is(n, "type", "hidden"));
}

/* The control a label belongs to (HTML: "labeled control"). */
static struct dom_node *
labeled_control(const struct dom_node *label)
{
	const struct str *id = dom_attr(label, "for");
	struct dom_node *c;

	if (id) {
		c = dom_by_id(label->doc, *id);
		return c && is_labelable(c) ? c : NULL;
	}
	for (c = dom_walk(label, label); c && dom_spend(label->doc, 1); c = dom_walk(c, label)) {
		if (!c->text && is_labelable(c))
			return c;
	}
	return NULL;
}

void
names_prepare(struct dom_doc *d)
{
	struct dom_label *last = NULL;

	d->adds_text = ARENA_ARRAY(d->arena, unsigned char, d->n_nodes);
	for (struct dom_node *n = d->root; n; n = n->after) {
		struct dom_node *control = dom_is(n, GUMBO_TAG_LABEL) ? labeled_control(n) : NULL;
		struct dom_label *l;

		if (!control)
			continue;
		l = ARENA_NEW(d->arena, struct dom_label);
		*l = (struct dom_label){ .label = n, .control = control };
		/* Labels of one control in document order. */
		for (last = control->label; last && last->next && dom_spend(d, 1);)
			last = last->next;
		if (last)
			last->next = l;
		else
			control->label = l;
	}
}

static bool
add_labels(const struct dom_node *n, struct at at, struct buf *out)
{
	size_t from = out->n;

	/* A label within a label would lead in circles. */
	if (at.label)
		return false;
	for (const struct dom_label *l = n->label; l; l = l->next) {
		struct at in = { .content = true, .label = true, .labelledby = at.labelledby,
			.hidden_too = at.hidden_too, .depth = at.depth + 1, .probe = at.probe,
			.named = at.named };

		/* A label that is hidden names nothing in any browser (HTML-AAM says so, too). */
		if (is_left_out(l->label) && !at.hidden_too)
			continue;
		buf_add_char(out, ' ');
		text_alternative(l->label, in, out);
		buf_add_char(out, ' ');
	}
	return added(out, from);
}

/* The first child of that tag, if its text names the element (legend, caption, figcaption). */
static bool
add_child(const struct dom_node *n, int tag, struct at at, struct buf *out)
{
	size_t from = out->n;

	for (const struct dom_node *c = n->first; c; c = c->next) {
		if (!c->text && c->tag == tag) {
			struct at in = at;

			in.content = true;
			in.depth++;
			in.hidden_too = n->ns == DOM_SVG; /* <title> is never rendered */
			text_alternative(c, in, out);
			return added(out, from);
		}
	}
	return false;
}

/* Types of <input> that show a placeholder (HTML, "the placeholder attribute"). */
static bool
has_placeholder(struct str type)
{
	static const char *const types[] = { "text", "search", "url", "tel", "email", "password",
		"number", NULL };

	for (int i = 0; types[i]; i++) {
		if (str_eq(type, str_of(types[i])))
			return true;
	}
	return false;
}

/* A button's own text; without a value, browsers have a word for submit and reset. */
static bool
add_button_name(const struct dom_node *n, struct str type, struct buf *out)
{
	bool named = add_attr(n, "value", out);

	if (named || dom_attr(n, "value") || str_eq(type, STR("button")))
		return named || add_attr(n, "title", out);
	buf_add(out, str_eq(type, STR("submit")) ? STR("Submit") : STR("Reset"));
	return true;
}

static bool
add_input_name(const struct dom_node *n, struct at at, struct buf *out)
{
	struct str type = input_type(n);

	if (add_labels(n, at, out))
		return true;
	if (str_eq(type, STR("submit")) || str_eq(type, STR("reset")) || str_eq(type, STR("button")))
		return add_button_name(n, type, out);
	if (str_eq(type, STR("image"))) {
		if (!add_attr(n, "alt", out) && !add_attr(n, "title", out))
			buf_add(out, STR("Submit Query"));
		return true;
	}
	return add_attr(n, "title", out) || (has_placeholder(type) && add_attr(n, "placeholder", out));
}

/* What the HTML or SVG element itself says (step 2E). */
static bool
add_native(const struct dom_node *n, struct at at, struct buf *out)
{
	if (n->ns == DOM_SVG)
		return add_child(n, GUMBO_TAG_TITLE, at, out) ||
			(n->tag == GUMBO_TAG_A && add_attr(n, "xlink:title", out));
	if (n->ns != DOM_HTML)
		return false;
	switch (n->tag) {
	case GUMBO_TAG_IMG: case GUMBO_TAG_IMAGE:
		/* An alt attribute counts even when it is empty: then the title does not. */
		return add_attr(n, "alt", out) || dom_attr(n, "alt");
	case GUMBO_TAG_AREA:
		return add_attr(n, "alt", out);
	case GUMBO_TAG_INPUT:
		return add_input_name(n, at, out);
	case GUMBO_TAG_TEXTAREA:
		return add_labels(n, at, out) || add_attr(n, "title", out) ||
			add_attr(n, "placeholder", out);
	case GUMBO_TAG_BUTTON: case GUMBO_TAG_SELECT: case GUMBO_TAG_METER: case GUMBO_TAG_OUTPUT:
	case GUMBO_TAG_PROGRESS:
		return add_labels(n, at, out);
	case GUMBO_TAG_FIELDSET:
		return add_child(n, GUMBO_TAG_LEGEND, at, out);
	case GUMBO_TAG_FIGURE:
		return add_child(n, GUMBO_TAG_FIGCAPTION, at, out);
	case GUMBO_TAG_TABLE:
		return add_child(n, GUMBO_TAG_CAPTION, at, out);
	case GUMBO_TAG_OPTION: case GUMBO_TAG_OPTGROUP:
		return add_attr(n, "label", out);
	default:
		return false;
	}
}

/* The text of the chosen option, or of the first one. */
static void
add_selected(const struct dom_node *n, struct at at, struct buf *out)
{
	const struct dom_node *chosen = NULL;

	for (const struct dom_node *c = dom_walk(n, n); c; c = dom_walk(c, n)) {
		const struct aria_role *r = c->text ? NULL : role_semantic(c);

		if (!dom_spend(n->doc, 1))
			return;
		if (!role_is(r, "option"))
			continue;
		if (!chosen && dom_is(c, GUMBO_TAG_OPTION))
			chosen = c;
		if (dom_attr(c, "selected") || dom_attr_is(c, "aria-selected", "true")) {
			chosen = c;
			break;
		}
	}
	if (chosen) {
		at.content = true;
		at.depth++;
		text_alternative(chosen, at, out);
	}
}

/*
 * A control inside of what names something else stands for its value (step 2C). False when it has
 * none: then it is named like anything else.
 */
static bool
add_value(const struct dom_node *n, struct at at, struct buf *out)
{
	const struct aria_role *r = role_semantic(n);
	size_t from = out->n;

	if (role_is(r, "textbox") || role_is(r, "searchbox")) {
		/* Other elements have their value as content. */
		return dom_is(n, GUMBO_TAG_INPUT) && add_attr(n, "value", out);
	}
	if (role_is(r, "combobox") && dom_is(n, GUMBO_TAG_INPUT))
		return add_attr(n, "value", out);
	if (role_is(r, "combobox") || role_is(r, "listbox")) {
		add_selected(n, at, out);
		return added(out, from);
	}
	if (role_is(r, "slider") || role_is(r, "spinbutton") || role_is(r, "progressbar") ||
	    role_is(r, "scrollbar") || role_is(r, "meter"))
		return add_attr(n, "aria-valuetext", out) || add_attr(n, "aria-valuenow", out) ||
			add_attr(n, "value", out);
	return false;
}

static bool
named_from_content(const struct dom_node *n)
{
	const struct aria_role *r = role_semantic(n);

	/* A summary has no role in ARIA, but its content names it. */
	return (r && (r->flags & ROLE_NAME_FROM_CONTENT)) || is_details_summary(n);
}

/* Whoever only asks whether there is a name need not hear all of it. */
static bool
enough(struct at at, const struct buf *out, size_t from)
{
	return at.probe && added(out, from);
}

static void
add_content(const struct dom_node *n, struct at at, struct buf *out)
{
	bool apart = n->style && n->style->display != DISPLAY_INLINE;
	size_t from = out->n;

	at.content = true;
	at.depth++;
	if (apart)
		buf_add_char(out, ' ');
	if (n->style)
		buf_add(out, n->style->before);
	for (const struct dom_node *c = n->first; c && !enough(at, out, from); c = c->next) {
		if (!c->owner)
			text_alternative(c, at, out);
	}
	if (n->aria & ARIA(OWNS)) {
		struct str rest = *dom_attr(n, "aria-owns"), id;

		while (!enough(at, out, from) && str_token(&rest, &id)) {
			const struct dom_node *c = dom_by_id(n->doc, id);

			if (c && c->owner == n)
				text_alternative(c, at, out);
		}
	}
	if (n->style)
		buf_add(out, n->style->after);
	if (apart)
		buf_add_char(out, ' ');
}

/* Elements whose content is not text of the page. */
static bool
has_no_content(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_SCRIPT) || dom_is(n, GUMBO_TAG_STYLE) ||
		dom_is(n, GUMBO_TAG_TEMPLATE) || dom_is(n, GUMBO_TAG_IFRAME) ||
		dom_is(n, GUMBO_TAG_VIDEO) || dom_is(n, GUMBO_TAG_AUDIO) ||
		(dom_is(n, GUMBO_TAG_OBJECT) && dom_attr(n, "data"));
}

/* The steps 2B to 2I for an element that counts. */
static void
element_alternative(const struct dom_node *n, struct at at, struct buf *out)
{
	const struct aria_role *r = role_semantic(n);
	size_t from = out->n;

	if (!at.labelledby && n->aria & ARIA(LABELLEDBY) && add_labelledby(n, at, out))
		return;
	/* The control that a label names does not stand in its own name. */
	if (at.label && n == at.named)
		return;
	if (at.depth > 0 && n != at.named && add_value(n, at, out))
		return;
	if (n->aria & ARIA(LABEL) && add_attr(n, "aria-label", out))
		return;
	if (!role_is_none(r) && add_native(n, at, out))
		return;
	if (!has_no_content(n) && (at.content || named_from_content(n))) {
		add_content(n, at, out);
		if (added(out, from))
			return;
	}
	if (!role_is_none(r))
		add_attr(n, "title", out);
}

/*
 * Whether the element adds text depends on nothing but itself here, so that the answer may be
 * kept: controls within controls within controls must not be walked through again for each.
 */
static bool
is_independent(const struct dom_node *n, struct at at)
{
	return at.probe && at.content && !at.labelledby && !at.hidden_too && !at.label && n != at.named;
}

/* What an element says; of one that is only invisible, what in it is visible again. */
static void
part_alternative(const struct dom_node *n, struct at at, struct buf *out)
{
	if (at.hidden_too || !is_left_out(n)) {
		element_alternative(n, at, out);
		return;
	}
	if (n->flags & (NODE_UNRENDERED | NODE_ARIA_HIDDEN | NODE_INERT))
		return;
	at.content = true;
	at.depth++;
	for (const struct dom_node *c = n->first; c; c = c->next)
		text_alternative(c, at, out);
}

static void
text_alternative(const struct dom_node *n, struct at at, struct buf *out)
{
	unsigned gone = at.hidden_too ? 0 : NODE_UNRENDERED | NODE_INVISIBLE;
	size_t from = out->n;

	if (at.depth > NAME_DEPTH_MAX || !dom_spend(n->doc, 1))
		return;
	if (n->text) {
		if (!(n->flags & gone) && dom_spend(n->doc, n->name.n / 64))
			buf_add(out, n->name);
	} else if (dom_is(n, GUMBO_TAG_BR)) {
		buf_add_char(out, ' ');
	} else if (is_independent(n, at)) {
		unsigned char *known = &n->doc->adds_text[n->index];

		if (*known == ADDS_UNKNOWN) {
			part_alternative(n, at, out);
			*known = added(out, from) ? ADDS_TEXT : ADDS_NOTHING;
		} else if (*known == ADDS_TEXT) {
			buf_add_char(out, 'x');
		}
	} else {
		part_alternative(n, at, out);
	}
}

/* Collapse white space and trim, in place. */
static void
flatten(struct buf *b)
{
	size_t to = 0;
	bool gap = false;

	for (size_t i = 0; i < b->n;) {
		struct str rest = str_from(buf_str(b), i);
		size_t n = 1;

		while (n < 3 && n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
			n++;
		if (str_blank((struct str){ rest.p, n })) {
			gap = to > 0;
		} else {
			if (gap)
				b->p[to++] = ' ';
			gap = false;
			memmove(b->p + to, rest.p, n);
			to += n;
		}
		i += n;
	}
	b->n = to;
}

void
name_compute(const struct dom_node *n, struct buf *out)
{
	buf_clear(out);
	text_alternative(n, (struct at){ .named = n }, out);
	flatten(out);
}

bool
name_is_empty(const struct dom_node *n)
{
	struct buf name = { 0 };
	bool empty;

	text_alternative(n, (struct at){ .named = n, .probe = true }, &name);
	empty = !added(&name, 0);
	buf_release(&name);
	return empty;
}

bool
name_is_default(const struct dom_node *n)
{
	struct buf name = { 0 };
	bool is;

	name_compute(n, &name);
	is = str_eq(buf_str(&name), STR("Submit Query")) && !dom_attr_is(n, "alt", "Submit Query") &&
		!dom_attr_is(n, "aria-label", "Submit Query");
	buf_release(&name);
	return is;
}
