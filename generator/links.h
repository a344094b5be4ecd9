/* links.h - where the links of all records lead, and findings for those that lead nowhere. */
#ifndef GENERATOR_LINKS_H
#define GENERATOR_LINKS_H

#include "generator/model.h"

/*
 * Resolve every link of record `i` into m->target[i] (an array in `arena`, one a link) as forges would
 * follow them: relative to the file's folder; an address that starts with "/" among the site's
 * addresses. Broken ones are stop findings in `all`. Threads may do different records at once.
 */
void links_resolve(struct model *m, size_t i, struct arena *arena, struct findings *all);

/* `folder` and `relative` joined in `a`, with "." and ".." resolved; false when it leaves the top. */
bool links_join(struct arena *a, struct str folder, struct str relative, struct str *out);

#endif
