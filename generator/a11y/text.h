/* text.h - the words of a label, to be compared with those of a name. */
#ifndef A11Y_TEXT_H
#define A11Y_TEXT_H

#include "common/buf.h"
#include "generator/a11y/style.h"

/*
 * Append the visible inner text of `n` (ACT): text that shows, blocks set apart by line feeds,
 * cells by spaces. What an icon font draws is left out.
 */
void text_visible_inner(const struct dom_node *n, struct buf *out);

/* Append the character `c` (a Unicode scalar value) as UTF-8. */
void text_add_char(struct buf *out, uint32_t c);

/*
 * Append the words of UTF-8 text `s` as ACT's label in name algorithm has them: without what
 * stands in round brackets, folded in case and decomposed (NFKD), letters, digits and the marks on
 * them only; one space before each word and one at the end.
 */
void text_words(struct str s, struct buf *out);

#endif
