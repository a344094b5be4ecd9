/*
 * facts_memory.h - facts of pages kept from one check to the next, beside page_memory.h's file: a page whose
 * bytes are known need not be parsed again.
 */
#ifndef SITE_FACTS_MEMORY_H
#define SITE_FACTS_MEMORY_H

#include "generator/page_memory.h"

struct facts_entry {
	struct hash key; /* page_memory_key() */
	struct str facts;
};

struct facts_memory {
	struct str path;           /* "": nothing is kept */
	struct facts_entry *entry; /* by key */
	size_t n;
	struct hash whole;         /* of the file that was read */
};

/* Read what is kept for the site of `pages`. Lives in `arena`. */
void facts_memory_open(struct facts_memory *m, struct arena *arena, const struct page_memory *pages);

/* The facts of a page; without bytes when they are not known. Any thread. */
struct str facts_memory_get(const struct facts_memory *m, struct hash key);

/* Keep `n` entries for next time; they are sorted for that. */
void facts_memory_save(const struct facts_memory *m, struct facts_entry *entry, size_t n);

#endif
