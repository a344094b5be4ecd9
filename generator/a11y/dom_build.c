/* dom_build.c - libgumbo's tree turned into ours. */
#include <string.h>

#include "generator/a11y/aria.h"
#include "generator/a11y/dom.h"

/* State while libgumbo's tree is turned into ours. */
struct builder {
	struct str html;
	struct dom_doc *doc;
	struct dom_node *latest; /* the last node in document order */
};

static enum err_code parse_into(struct arena *a, struct str html, struct dom_node *host,
	unsigned frames, struct dom_doc **out, struct err *e);

static unsigned short
own_tag(struct str name)
{
	static const struct {
		const char *name;
		unsigned short tag;
	} known[] = {
		{ "dialog", TAG_DIALOG }, { "picture", TAG_PICTURE },
		{ "search", TAG_SEARCH }, { "slot", TAG_SLOT },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (str_eq(name, str_of(known[i].name)))
			return known[i].tag;
	}
	return GUMBO_TAG_UNKNOWN;
}

/* The name of an element: libgumbo knows it, or it is in the source. */
static struct str
tag_name(struct builder *b, const GumboElement *e)
{
	GumboStringPiece original = e->original_tag;
	struct str name;
	char *copy;

	if (e->tag != GUMBO_TAG_UNKNOWN)
		return str_of(gumbo_normalized_tagname(e->tag));
	gumbo_tag_from_original_text(&original);
	name = arena_copy(b->doc->arena, (struct str){ original.data, original.length });
	copy = arena_new(b->doc->arena, name.n + 1, 1);
	for (size_t i = 0; i < name.n; i++)
		copy[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] | 0x20 : name.p[i]);
	return (struct str){ copy, name.n };
}

static void
attrs_take(struct builder *b, struct dom_node *n, const GumboVector *attrs)
{
	static const char *const prefix[] = {
		[GUMBO_ATTR_NAMESPACE_XLINK] = "xlink:",
		[GUMBO_ATTR_NAMESPACE_XML] = "xml:",
		[GUMBO_ATTR_NAMESPACE_XMLNS] = "xmlns:",
	};

	n->attr = ARENA_ARRAY(b->doc->arena, struct dom_attr, attrs->length);
	n->n_attr = attrs->length;
	for (unsigned i = 0; i < attrs->length; i++) {
		const GumboAttribute *from = attrs->data[i];
		struct dom_attr *to = &n->attr[i];

		to->name = str_of(from->name);
		if (from->attr_namespace != GUMBO_ATTR_NAMESPACE_NONE)
			to->name = arena_printf(b->doc->arena, "%s%s", prefix[from->attr_namespace],
				from->name);
		to->value = str_of(from->value);
		to->line = from->name_start.line;
		to->column = from->name_start.column;
		if (str_starts(to->name, STR("aria-")))
			n->aria |= aria_attr_bit(to->name);
	}
}

/* A new last node in document order, added below `parent`. */
static struct dom_node *
node_add(struct builder *b, struct dom_node *parent, GumboSourcePosition at)
{
	struct dom_node *n = ARENA_NEW(b->doc->arena, struct dom_node);

	n->doc = b->doc;
	n->parent = parent;
	n->index = n->end = b->doc->n_nodes++;
	n->line = at.line ? at.line : parent ? parent->line : 1;
	n->column = at.line ? at.column : parent ? parent->column : 1;
	if (parent) {
		n->prev = parent->last;
		if (parent->last)
			parent->last->next = n;
		else
			parent->first = n;
		parent->last = n;
	}
	if (b->latest)
		b->latest->after = n;
	b->latest = n;
	return n;
}

static struct dom_node *
element_take(struct builder *b, const GumboNode *from, struct dom_node *parent)
{
	struct dom_node *n = node_add(b, parent, from->v.element.start_pos);

	n->name = tag_name(b, &from->v.element);
	n->tag = (unsigned short)from->v.element.tag;
	if (n->tag == GUMBO_TAG_UNKNOWN)
		n->tag = own_tag(n->name);
	n->ns = (unsigned char)from->v.element.tag_namespace;
	attrs_take(b, n, &from->v.element.attributes);
	return n;
}

/*
 * How many bytes of the text node `from` belong into the <form> before it: libgumbo 0.12 puts text
 * that a </form> ends behind the form, together with what follows.
 */
static size_t
form_text(const struct builder *b, const GumboNode *from, const struct dom_node *before)
{
	struct str rest = str_from(b->html, from->v.text.start_pos.offset);
	size_t at = 0, n = strlen(from->v.text.text);

	if (!before || !dom_is(before, GUMBO_TAG_FORM))
		return 0;
	while (at < rest.n && rest.p[at] != '<')
		at++;
	if (rest.n - at < 6 || !str_same((struct str){ rest.p + at, 6 }, STR("</form")))
		return 0;
	/* Its source may be longer than the text, where there are entities. */
	return at < n ? at : n;
}

static void
text_take(struct builder *b, const GumboNode *from, struct dom_node *parent)
{
	struct str text = str_of(from->v.text.text);
	struct dom_node *form = parent ? parent->last : NULL;
	size_t inside = parent ? form_text(b, from, form) : 0;
	struct dom_node *n;

	if (inside > 0) {
		n = node_add(b, form, from->v.text.start_pos);
		n->text = true;
		n->name = (struct str){ text.p, inside };
		form->end = n->index;
		text = str_from(text, inside);
		if (text.n == 0)
			return;
	}
	n = node_add(b, parent, from->v.text.start_pos);
	n->text = true;
	n->name = text;
}

/*
 * Our node for one of libgumbo's, added below `parent`; NULL for what is no element. The contents
 * of <noscript> and <template> are no part of the page where scripts run, unless the template is
 * the shadow of its parent.
 */
static struct dom_node *
node_take(struct builder *b, const GumboNode *from, struct dom_node *parent, bool *leaf)
{
	struct dom_node *n = NULL;

	switch (from->type) {
	case GUMBO_NODE_ELEMENT:
	case GUMBO_NODE_TEMPLATE:
		n = element_take(b, from, parent);
		*leaf = dom_is(n, GUMBO_TAG_NOSCRIPT) ||
			(dom_is(n, GUMBO_TAG_TEMPLATE) && !dom_attr(n, "shadowrootmode"));
		return n;
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_CDATA:
	case GUMBO_NODE_WHITESPACE:
		text_take(b, from, parent);
		return NULL;
	default:
		return NULL;
	}
}

/* Walk libgumbo's tree without recursion: it may be deeper than the source's nesting. */
static void
tree_take(struct builder *b, const GumboNode *top)
{
	const GumboNode *from = top;
	struct dom_node *parent = NULL;

	for (;;) {
		bool leaf = false;
		struct dom_node *n = node_take(b, from, parent, &leaf);
		const GumboVector *children = NULL;

		if (!b->doc->root)
			b->doc->root = n;
		if (n && !leaf)
			children = &from->v.element.children;
		if (children && children->length > 0) {
			parent = n;
			from = children->data[0];
			continue;
		}
		while (from != top) {
			const GumboNode *up = from->parent;
			size_t next = from->index_within_parent + 1;

			if (next < up->v.element.children.length) {
				from = up->v.element.children.data[next];
				break;
			}
			if (parent) { /* there is one as long as `from` is below `top` */
				parent->end = b->doc->n_nodes - 1;
				parent = parent->parent;
			}
			from = up;
		}
		if (from == top)
			return;
	}
}

static void *
gumbo_allocate(void *arena, size_t n)
{
	return arena_new(arena, n, 16);
}

/* Everything is freed with the arena. */
static void
gumbo_free(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

/*
 * Whether the file is SVG or MathML rather than HTML: its first tag says so. Such a file has no
 * <html> element, so the rules for pages do not apply to it.
 */
static bool
is_foreign_file(struct str s)
{
	for (;;) {
		size_t end;

		while (s.n > 0 && dom_space(s.p[0]))
			s = str_from(s, 1);
		if (str_starts(s, STR("<?xml")) || str_starts(s, STR("<!DOCTYPE svg")))
			end = str_find(s, STR(">"));
		else if (str_starts(s, STR("<!--")))
			end = str_find(s, STR("-->")) == SIZE_MAX ? SIZE_MAX : str_find(s, STR("-->")) + 2;
		else
			break;
		if (end == SIZE_MAX)
			return false;
		s = str_from(s, end + 1);
	}
	return str_starts(s, STR("<svg")) || str_starts(s, STR("<math"));
}

/* The documents of <iframe srcdoc>. One that cannot be parsed is left out. */
static enum err_code
frames_parse(struct dom_doc *d, unsigned frames, struct err *e)
{
	for (struct dom_node *n = d->root; n; n = n->after) {
		const struct str *srcdoc = dom_is(n, GUMBO_TAG_IFRAME) ? dom_attr(n, "srcdoc") : NULL;
		enum err_code rc;

		if (!srcdoc || frames == DOM_FRAMES_MAX)
			continue;
		rc = parse_into(d->arena, *srcdoc, n, frames + 1, &n->frame, e);
		if (rc != ERR_OK)
			return err_wrap(e, "Zeile %u: srcdoc", n->line);
	}
	return ERR_OK;
}

/*
 * Make the first element in <body> the root of a file that is SVG or MathML, and cut off what
 * libgumbo put around and behind it.
 */
static void
root_move(struct dom_doc *d)
{
	struct dom_node *n = d->root->last ? d->root->last->first : NULL, *last;

	while (n && n->text)
		n = n->next;
	if (!n)
		return;
	for (last = n; last->after && last->after->index <= n->end;)
		last = last->after;
	last->after = NULL;
	n->parent = n->prev = n->next = NULL;
	d->root = n;
}

static enum err_code
parse_into(struct arena *a, struct str html, struct dom_node *host, unsigned frames,
	struct dom_doc **out, struct err *e)
{
	GumboOptions options = kGumboDefaultOptions;
	struct builder b = { .html = html };
	GumboOutput *parsed;
	enum err_code rc = dom_guard(html, e);

	if (rc != ERR_OK)
		return rc;
	b.doc = ARENA_NEW(a, struct dom_doc);
	b.doc->arena = a;
	b.doc->host = host;
	b.doc->html = host || !is_foreign_file(html);
	b.doc->steps = host ? host->doc->steps : ARENA_NEW(a, uint64_t);
	if (!host)
		*b.doc->steps = UINT64_C(30000000);
	options.allocator = gumbo_allocate;
	options.deallocator = gumbo_free;
	options.userdata = a;
	options.max_errors = 0;
	options.tab_stop = 1; /* columns are characters */
	parsed = gumbo_parse_with_options(&options, html.p ? html.p : "", html.n);
	tree_take(&b, parsed->root);
	if (!b.doc->html)
		root_move(b.doc);
	dom_ids_index(b.doc);
	rc = frames_parse(b.doc, frames, e);
	*out = b.doc;
	return rc;
}

enum err_code
dom_parse(struct arena *a, struct str html, struct dom_doc **out, struct err *e)
{
	return parse_into(a, html, NULL, 0, out, e);
}
