/* map.h - a hash map from text to an index; for building the model on one thread. */
#ifndef GENERATOR_MAP_H
#define GENERATOR_MAP_H

#include "common/arena.h"
#include "common/str.h"

/* Starts as { .arena = a }. Keys are borrowed. Reading is safe from many threads once
 * nothing is added any more. */
struct map {
	struct arena *arena;
	struct map_slot *slot;
	size_t n, cap;
};

enum { MAP_NONE = -1 };

/* Add `key`; returns the index that was there before, or MAP_NONE after adding `value`. */
int64_t map_add(struct map *m, struct str key, int64_t value);

/* Add `key` or overwrite its value. */
void map_put(struct map *m, struct str key, int64_t value);

/* The value of `key` or MAP_NONE. */
int64_t map_find(const struct map *m, struct str key);

#endif
