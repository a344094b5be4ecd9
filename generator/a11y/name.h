/*
 * name.h - the accessible name (Accessible Name and Description Computation 1.2,
 * https://www.w3.org/TR/accname-1.2/, with HTML-AAM 1.0 for what HTML elements bring along).
 */
#ifndef A11Y_NAME_H
#define A11Y_NAME_H

#include "common/buf.h"
#include "generator/a11y/tree.h"

/*
 * Prepare what names need: which label belongs to which control. Call once a document, before
 * any of the functions below.
 */
void names_prepare(struct dom_doc *d);

/* Put the name into `out` (emptied first), white space collapsed and trimmed. */
void name_compute(const struct dom_node *n, struct buf *out);

/* Whether the name is empty. */
bool name_is_empty(const struct dom_node *n);

/* The name is what browsers give a button without one ("Submit Query"). */
bool name_is_default(const struct dom_node *n);

#endif
