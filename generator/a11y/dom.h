/* dom.h - an HTML document as a compact tree in an arena, with places. */
#ifndef A11Y_DOM_H
#define A11Y_DOM_H

#include <gumbo.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/str.h"

/*
 * What the checker takes on. libgumbo needs seconds for deep nesting and for thousands of
 * attributes on one element, so all of this is decided by one linear scan before it runs.
 */
enum {
	DOM_BYTES_MAX = 8 * 1024 * 1024,
	DOM_DEPTH_MAX = 512,
	DOM_ATTRS_MAX = 500,          /* of one element */
	DOM_ELEMENTS_MAX = 300 * 1000,
	DOM_REOPEN_MAX = 1000 * 1000, /* formatting elements opened again, see dom_guard.c */
	DOM_FRAMES_MAX = 8            /* srcdoc within srcdoc */
};

enum dom_ns { DOM_HTML, DOM_SVG, DOM_MATHML };

/* Tags libgumbo has no number for. */
enum dom_tag { TAG_DIALOG = GUMBO_TAG_LAST + 1, TAG_PICTURE, TAG_SEARCH, TAG_SLOT };

/* What holds for a node because of itself or an ancestor; see style.c. */
enum dom_flag {
	NODE_UNRENDERED = 1u << 0,  /* display: none */
	NODE_INVISIBLE = 1u << 1,   /* visibility other than visible */
	NODE_ARIA_HIDDEN = 1u << 2, /* aria-hidden="true" */
	NODE_INERT = 1u << 3,
	NODE_UNSEEN = 1u << 4,      /* off screen, clipped, transparent, of no size */
	NODE_UNSEEN_TEXT = 1u << 8, /* its own text has the colour of its background, or no size */
	NODE_ARIA_DISABLED = 1u << 5,
	NODE_ICON_FONT = 1u << 6,   /* letters are pictures */
	NODE_NARROW = 1u << 7       /* its box has no width */
};

struct dom_attr {
	struct str name; /* lower case, as HTML has it; "xlink:href" for namespaced ones */
	struct str value;
	unsigned line, column;
};

/* A label of a form control; a control may have several. */
struct dom_label {
	const struct dom_node *label;
	struct dom_node *control;
	struct dom_label *next;
};

/* One element or text node. Lives in the document's arena. */
struct dom_node {
	struct dom_node *parent, *first, *last, *next, *prev;
	struct dom_node *after;  /* the next node in document order */
	struct dom_doc *doc;
	struct dom_doc *frame;   /* the document of an <iframe srcdoc>, else NULL */
	struct str name;         /* of an element: its tag name, lower case; of a text: its text */
	struct dom_attr *attr;
	const struct style *style; /* elements; set by style_compute() */
	struct dom_node *owner;  /* who takes this element over with aria-owns, or NULL */
	const struct aria_role *explicit_role, *role; /* set by roles_compute() */
	struct dom_label *label; /* set by names_prepare() */
	uint64_t aria;           /* the defined aria-* attributes it has, by enum aria_attr */
	unsigned n_attr;
	unsigned line, column;   /* from 1, columns in characters */
	unsigned index, end;     /* place in document order; index of its last descendant */
	unsigned flags;          /* enum dom_flag */
	unsigned short tag;      /* GumboTag or enum dom_tag; GUMBO_TAG_UNKNOWN for others */
	unsigned char ns;        /* enum dom_ns */
	bool text;
};

struct dom_doc {
	struct arena *arena;
	struct dom_node *root;   /* the <html> element; of an SVG or MathML file its own root */
	struct dom_node *host;   /* the iframe it lies in; NULL for the page itself */
	struct dom_node **by_id; /* hash table of the first element of each id */
	size_t n_by_id;          /* slots, a power of two */
	unsigned n_nodes;
	unsigned char *adds_text; /* by index: whether it adds text to a name, once known; name.c */
	bool html;               /* the content type is text/html */
	/* Steps left for what grows faster than the page (names, selectors, tables). At 0 the
	 * page is too complex to be checked; shared by all its frames. */
	uint64_t *steps;
};

/*
 * Refuse what libgumbo could not parse in linear time (see the limits above), and a text that
 * ends inside a tag, a comment or a script: ERR_INVALID or ERR_PARSE with its line.
 */
enum err_code dom_guard(struct str html, struct err *e) MUST_CHECK;

/*
 * Parse UTF-8 text. `html` must outlive the document, and `a` holds everything else. The error
 * is dom_guard()'s.
 */
enum err_code dom_parse(struct arena *a, struct str html, struct dom_doc **out,
	struct err *e) MUST_CHECK;

/* The value of attribute `name`, NULL when absent. */
const struct str *dom_attr(const struct dom_node *n, const char *name);

/* The attribute itself, for its place; NULL when absent. */
const struct dom_attr *dom_attr_find(const struct dom_node *n, const char *name);

/* Whether `name` is there and equals `value` without regard to ASCII case and outer space. */
bool dom_attr_is(const struct dom_node *n, const char *name, const char *value);

/* The first element with that id in the same document, or NULL. */
struct dom_node *dom_by_id(const struct dom_doc *d, struct str id);

/* Whether `n` is the HTML element `tag`. */
static inline bool
dom_is(const struct dom_node *n, int tag)
{
	return !n->text && n->ns == DOM_HTML && n->tag == tag;
}

/* Whether `n` is `of` or below it in the same document. */
static inline bool
dom_within(const struct dom_node *n, const struct dom_node *of)
{
	return n->doc == of->doc && n->index >= of->index && n->index <= of->end;
}

/* The nearest ancestor that is the HTML element `tag`, or NULL. */
struct dom_node *dom_ancestor(const struct dom_node *n, int tag);

/* The next node below `top` in document order, NULL after the last. */
static inline struct dom_node *
dom_walk(const struct dom_node *n, const struct dom_node *top)
{
	return n->after && n->after->index <= top->end ? n->after : NULL;
}

/* The first child that is the HTML element `tag`, or NULL. */
struct dom_node *dom_child(const struct dom_node *n, int tag);

/* The summary that opens and closes its details element. */
bool is_details_summary(const struct dom_node *n);

/* The next node in document order that is not below `n`, NULL outside `top`. */
struct dom_node *dom_skip(const struct dom_node *n, const struct dom_node *top);

/* Fill `by_id`, once all nodes are there. */
void dom_ids_index(struct dom_doc *d);

/* Whether `a` and `b` are equal without regard to ASCII case. */
bool str_same(struct str a, struct str b);

/* Whether `s` has nothing but white space in Unicode's sense. */
bool str_blank(struct str s);

/* White space as HTML and CSS have it. */
static inline bool
dom_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The next token of `*rest` between ASCII white space; false at the end. */
bool str_token(struct str *rest, struct str *token);

/* Spend `n` of the page's steps; false when none are left. */
static inline bool
dom_spend(const struct dom_doc *d, uint64_t n)
{
	if (*d->steps < n) {
		*d->steps = 0;
		return false;
	}
	*d->steps -= n;
	return true;
}

#endif
