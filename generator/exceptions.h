/* exceptions.h - findings that an author accepts on a page, with a reason (front matter, `exceptions`). */
#ifndef GENERATOR_EXCEPTIONS_H
#define GENERATOR_EXCEPTIONS_H

#include "generator/build.h"

/* What `r` says about `rule`, or NULL: then its findings count. Any thread. */
const struct exception *exception_find(const struct record *r, const char *rule);

/* Move the findings that their page accepts from b->findings to b->accepted. */
void exceptions_apply(struct build *b);

/*
 * When every rule has looked: an exception that nothing needed is a warning, one that was needed an
 * advice with the number of findings. `pages` is false when pages could not be looked at.
 */
void exceptions_count(struct build *b, bool pages);

#endif
