/* arena.h - memory for everything that dies together. */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include <stdalign.h>
#include <stddef.h>

#include "common/str.h"

/*
 * Memory that is freed all at once. Starts zeroed (`struct arena a = { 0 }`).
 * One thread at a time. Out of memory ends the process.
 */
struct arena {
	struct arena_block *last;
};

/* `n` zeroed bytes aligned to `align` (a power of two), valid until arena_reset(). */
void *arena_new(struct arena *a, size_t n, size_t align);
#define ARENA_NEW(a, type) ((type *)arena_new((a), sizeof(type), alignof(type)))

/* A copy of `s` owned by the arena; one NUL follows it, for C functions that need it. */
struct str arena_copy(struct arena *a, struct str s);

/* Text made like printf, owned by the arena, followed by one NUL. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define ARENA_ARRAY(a, type, n) ((type *)arena_new((a), (n) * sizeof(type), alignof(type)))

void arena_reset(struct arena *a);

#endif
