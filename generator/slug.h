/* slug.h - ids of headings, as forges make them, so that one link works in both places. */
#ifndef GENERATOR_SLUG_H
#define GENERATOR_SLUG_H

#include "common/arena.h"
#include "common/str.h"

/* `title` in lower case, spaces as hyphens, letters (ä, é … too), digits, "-" and "_" kept, the rest
 * dropped; "abschnitt" when nothing is left. */
struct str slug_make(struct arena *a, struct str title);

#endif
