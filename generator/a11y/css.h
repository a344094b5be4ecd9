/*
 * css.h - as much of CSS as tells whether something can be seen: style attributes and <style>
 * elements, selectors without interaction, the properties below.
 * Sources: https://www.w3.org/TR/css-syntax-3/, https://www.w3.org/TR/selectors-4/.
 */
#ifndef A11Y_CSS_H
#define A11Y_CSS_H

#include "generator/a11y/dom.h"

enum css_prop {
	CSS_BACKGROUND_COLOR, CSS_CLIP, CSS_CLIP_PATH, CSS_COLOR, CSS_CONTENT, CSS_DISPLAY,
	CSS_FONT_FAMILY, CSS_FONT_SIZE, CSS_HEIGHT, CSS_LEFT, CSS_LETTER_SPACING, CSS_LINE_HEIGHT,
	CSS_MAX_WIDTH, CSS_OPACITY, CSS_OVERFLOW, CSS_POSITION, CSS_TEXT_INDENT, CSS_TOP,
	CSS_TRANSFORM, CSS_VISIBILITY, CSS_WHITE_SPACE, CSS_WIDTH, CSS_WORD_SPACING,
	CSS_PROPS
};

struct css_decl {
	enum css_prop prop;
	bool important;
	struct str value; /* trimmed, without "!important" */
	struct css_decl *next;
};

enum css_simple_kind { SIMPLE_CLASS, SIMPLE_ID, SIMPLE_ATTR, SIMPLE_PSEUDO, SIMPLE_NOT };

struct css_simple {
	enum css_simple_kind kind;
	struct str name, value;
	char op;                        /* of SIMPLE_ATTR: 0 (present), =, ~, |, ^, $, * */
	const struct css_compound *not; /* of SIMPLE_NOT */
	struct css_simple *next;
};

/* `a.b > c` is the compound c whose `left` is a.b, joined by '>'. */
struct css_compound {
	struct str tag; /* empty: any */
	struct css_simple *simple;
	char combinator; /* towards `left`: ' ', '>', '+', '~' */
	struct css_compound *left;
};

enum css_pseudo { PSEUDO_NONE, PSEUDO_BEFORE, PSEUDO_AFTER };

struct css_rule {
	struct css_compound *selector;
	enum css_pseudo pseudo;
	unsigned specificity, order;
	struct css_decl *decl;
	struct css_rule *next;
};

struct css_sheet {
	struct css_rule *first, *last;
	unsigned n;
};

/* The length of the comment or string that `s` begins with, 0 when it begins with neither. */
size_t css_opaque(struct str s);

/*
 * The offset of the first of the characters `stop` outside of comments, strings and brackets,
 * or the length of `s`. A closing bracket that was not opened stops too.
 */
size_t css_until(struct str s, const char *stop);

/* `s` without white space at both ends and without comments at its start. */
struct str css_trim(struct str s);

/*
 * Parse one selector without commas. NULL when it cannot match a page at rest or is not understood;
 * of *out then nothing may be used. Its `decl`, `order` and `next` are left alone.
 */
struct css_compound *css_selector(struct arena *a, struct str text, struct css_rule *out);

/* The declarations of a style attribute, in order; unknown and invalid ones are left out. */
struct css_decl *css_declarations(struct arena *a, struct str text);

/* Add the rules of a <style> element to `sheet`. `text` must outlive it. */
void css_sheet_add(struct arena *a, struct css_sheet *sheet, struct str text);

/* Whether the selector of `r` matches the element. */
bool css_matches(const struct css_rule *r, const struct dom_node *n);

/*
 * A length in px, or a percentage of `percent_of`. Font-relative units use `em`, those of the
 * viewport a window of 1280 × 720. False for anything else, keywords included.
 */
bool css_length(struct str value, double em, double percent_of, double *px);

/* Whether `value` is a length (or, if asked for, a percentage), whatever it comes to. */
bool css_is_length(struct str value, bool percentage);

/* Read a number at the start of `s`; *rest is what follows it, its unit first. */
bool css_number_read(struct str s, double *out, struct str *rest);

/* A number without a unit. */
bool css_number(struct str value, double *out);

/* A colour as 0xRRGGBBAA; false when it is none or not known. */
bool css_color(struct str value, uint32_t *rgba);

#endif
