/*
 * css.h - as much of CSS as tells whether something can be seen: style attributes and <style>
 * elements, selectors without interaction, the properties below.
 * Sources: https://www.w3.org/TR/css-syntax-3/, https://www.w3.org/TR/selectors-4/.
 */
#ifndef A11Y_CSS_H
#define A11Y_CSS_H

#include "common/buf.h"
#include "generator/a11y/dom.h"

enum css_prop {
	CSS_BACKGROUND_COLOR, CSS_BOTTOM, CSS_CLIP, CSS_CLIP_PATH, CSS_COLOR, CSS_CONTENT,
	CSS_DISPLAY, CSS_FONT_FAMILY, CSS_FONT_SIZE, CSS_HEIGHT, CSS_LEFT, CSS_LETTER_SPACING,
	CSS_LINE_HEIGHT, CSS_MARGIN_LEFT, CSS_MARGIN_TOP, CSS_MAX_HEIGHT, CSS_MAX_WIDTH, CSS_OPACITY,
	CSS_OVERFLOW, CSS_POSITION, CSS_RIGHT, CSS_TEXT_INDENT, CSS_TOP, CSS_TRANSFORM,
	CSS_VISIBILITY, CSS_WHITE_SPACE, CSS_WIDTH, CSS_WORD_SPACING,
	CSS_PROPS
};

struct css_decl {
	enum css_prop prop;
	bool important;
	struct str value; /* trimmed, without "!important" */
	struct css_decl *next;
};

enum css_simple_kind {
	SIMPLE_CLASS, SIMPLE_ID, SIMPLE_ATTR, SIMPLE_PSEUDO, SIMPLE_NOT, SIMPLE_IS, SIMPLE_NTH
};

struct css_simple {
	enum css_simple_kind kind;
	struct str name, value;
	char op;                        /* of SIMPLE_ATTR: 0 (present), =, ~, |, ^, $, * */
	struct css_compound *list;      /* of SIMPLE_NOT and SIMPLE_IS, linked by next_choice */
	int a, b;                       /* of SIMPLE_NTH: every element whose number is a × n + b … */
	bool from_end, of_type;         /* … counted from the last one, or among those of its tag */
	struct css_simple *next;
};

/* `a.b > c` is the compound c whose `left` is a.b, joined by '>'. */
struct css_compound {
	struct str tag; /* empty: any */
	struct css_simple *simple;
	char combinator; /* towards `left`: ' ', '>', '+', '~' */
	struct css_compound *left;
	struct css_compound *next_choice;
};

enum css_pseudo { PSEUDO_NONE, PSEUDO_BEFORE, PSEUDO_AFTER };

struct css_rule {
	struct css_compound *selector;
	enum css_pseudo pseudo;
	unsigned specificity, order;
	struct css_decl *decl;
	struct css_rule *next;
	struct css_rule *next_alike; /* in the same slot of the sheet's index */
};

struct css_sheet {
	struct css_rule *first, *last;
	unsigned n;
	/* Hash table of the rules by the id, class or tag that their subject must have. */
	struct css_rule **slot;
	size_t n_slots;         /* a power of two */
	struct css_rule *any;   /* those whose subject may be any element */
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

/* Whether a list of media queries holds for a window of 1280 × 720 on a screen. */
bool css_media_holds(struct str queries);

/* Index the rules for css_each_match(), when all of them have been added. */
void css_sheet_index(struct arena *a, struct css_sheet *sheet);

/* What css_each_match() calls, with its `data`. */
typedef void css_each_fn(const struct css_rule *r, void *data);

/*
 * Call `each` for every rule that matches the element, in no order, some perhaps twice. Spends
 * steps of the document for each rule looked at; stops when none are left.
 */
void css_each_match(const struct css_sheet *sheet, const struct dom_node *n, css_each_fn *each,
	void *data);

/* Append the text of a string's inside, its escapes undone, to `out`. */
void css_unescape(struct str s, struct buf *out);

/* Whether the selector of `r` matches the element. */
bool css_matches(const struct css_rule *r, const struct dom_node *n);

/*
 * A length in px, or a percentage of `percent_of`. Font-relative units use `em`, those of the
 * viewport a window of 1280 × 720. False for anything else, keywords included.
 */
bool css_length(struct str value, double em, double percent_of, double *px);

/*
 * What calc(), min(), max() or clamp() comes to: a length in px, or a number, as asked for. False
 * when it is none of them, invalid, of the other kind or depends on more.
 */
bool css_calc(struct str value, double em, double percent_of, bool length, double *out);

/* Whether `value` is a length (or, if asked for, a percentage), whatever it comes to. */
bool css_is_length(struct str value, bool percentage);

/* Read a number at the start of `s`; *rest is what follows it, its unit first. */
bool css_number_read(struct str s, double *out, struct str *rest);

/* A number without a unit. */
bool css_number(struct str value, double *out);

/* A colour as 0xRRGGBBAA; false when it is none or not known. */
bool css_color(struct str value, uint32_t *rgba);

#endif
