/* style.h - what CSS makes of each element: the cascade, and what can be seen or heard of it. */
#ifndef A11Y_STYLE_H
#define A11Y_STYLE_H

#include "generator/a11y/css.h"

enum display {
	DISPLAY_NONE, DISPLAY_INLINE, DISPLAY_INLINE_BLOCK, DISPLAY_BLOCK, DISPLAY_CELL,
	DISPLAY_ROW, DISPLAY_CAPTION
};

/* letter-spacing, word-spacing or line-height. */
struct spacing {
	double value;   /* px, or a multiple of the font size when `relative` */
	bool relative;  /* only line-height */
	bool unknown;   /* calc(), var() … */
	bool important; /* from a style attribute, with !important; inherited together with it */
};

struct style {
	enum display display;
	double font_size;   /* px */
	double width;       /* px of the nearest box with one, at most its max-width; NAN: none */
	bool nowrap;
	struct spacing letter, word, line;
	struct str before, after; /* text of ::before and ::after */
	uint32_t color, background; /* 0xRRGGBBAA; background of the nearest element that has one */
	bool colored, filled;
};

/*
 * Set style and flags of every node of `d` (not of its frames). The page's own frame must have
 * been done before those in it. False when the page has no steps left.
 */
bool style_compute(struct dom_doc *d);

/* The element is hidden from everybody or from assistive technology (ACT: "programmatically
 * hidden"). */
static inline bool
is_hidden(const struct dom_node *n)
{
	return (n->flags & (NODE_UNRENDERED | NODE_INVISIBLE | NODE_ARIA_HIDDEN)) != 0;
}

/* A text node that shows (ACT: "visible"). */
bool text_visible(const struct dom_node *text);

/* Something of the element shows: text, a picture, a control. */
bool element_visible(const struct dom_node *n);

#endif
