/*
 * page_memory.h - pages that were found without fault, so that `check` looks at changed ones only.
 *
 * What is kept is fingerprints of whole pages, together with one of this program: another version of the
 * program, another memory. It lies in the user's cache folder, a file a site, and never grows beyond
 * the pages of the last check. Where it cannot be read or written, everything is checked.
 */
#ifndef GENERATOR_PAGE_MEMORY_H
#define GENERATOR_PAGE_MEMORY_H

#include "common/arena.h"
#include "generator/hash.h"

struct page_memory {
	struct hash program;
	struct str path;         /* "": nothing is remembered */
	const struct hash *good; /* sorted */
	size_t n;
};

/* Read what is known of the site in the folder `site`. Lives in `arena`. */
void page_memory_open(struct page_memory *m, struct arena *arena, const char *site);

/* The fingerprint of a page's text. */
struct hash page_memory_key(const struct page_memory *m, struct str html);

/* Any thread. */
bool page_memory_has(const struct page_memory *m, struct hash key);

/* Keep `good` for next time; it is sorted for that. A pair of zeros is none. */
void page_memory_save(const struct page_memory *m, struct hash *good, size_t n);

#endif
