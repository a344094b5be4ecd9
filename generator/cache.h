/*
 * cache.h - OUT/cache: the page records of the last build, kept by path and object id.
 *
 * It may be deleted at any time. It is taken only by the same program, theme and languages; then a
 * record in it is what reading the file again would give.
 */
#ifndef GENERATOR_CACHE_H
#define GENERATOR_CACHE_H

#include "generator/hash.h"
#include "generator/map.h"
#include "generator/record.h"

struct cache {
	struct hash key;
	void *memory;     /* the mapped file; NULL when there is none to use */
	size_t size;
	struct cache_entry *entry;
	size_t n;
	struct map by_path;
};

/* What records depend on beside their file: this program, `theme` and the site's settings `more`. */
struct hash cache_key(struct hash theme, struct str more);

/* Open OUT/cache; one that is absent, damaged or of another key gives an empty cache. */
void cache_open(struct cache *c, struct arena *arena, const char *out, struct hash key);
void cache_close(struct cache *c);

/* Fill `r`, whose place is known, from the record with its path and object id; text borrows from the
 * cache, arrays live in `arena`. False: it has to be read. Any thread. */
bool cache_get(const struct cache *c, struct record *r, struct arena *arena);

/* Replace OUT/cache by these records, if that changes it. A failure is no loss: the next build reads
 * what is missing. */
void cache_put(const struct cache *c, const char *out, struct record *r, size_t n);

#endif
