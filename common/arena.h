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
	size_t block; /* bytes of the next block; 0: the usual size */
};

/* `n` zeroed bytes aligned to `align` (a power of two, at most that of max_align_t), valid until
 * arena_clear() or arena_reset(). */
void *arena_new(struct arena *a, size_t n, size_t align);
#define ARENA_NEW(a, type) ((type *)arena_new((a), sizeof(type), alignof(type)))

/* A copy of `s` owned by the arena; one NUL follows it, for C functions that need it. */
struct str arena_copy(struct arena *a, struct str s);

/* Text made like printf, owned by the arena, followed by one NUL. */
struct str arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define ARENA_ARRAY(a, type, n) ((type *)arena_new((a), (n) * sizeof(type), alignof(type)))

/* Forget everything, keep memory of the size that was needed, for the next page or request. */
void arena_clear(struct arena *a);

/* Give everything back. */
void arena_reset(struct arena *a);

#endif
