#include "common/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 64 * 1024, ARENA_KEEP_MAX = 4 * 1024 * 1024 };

struct arena_block {
	struct arena_block *prev;
	size_t used, cap;
	alignas(max_align_t) char mem[];
};

/* A new block in front of *list. */
static struct arena_block *
block_add(struct arena_block **list, size_t cap)
{
	struct arena_block *b;

	if (cap > SIZE_MAX - sizeof(*b))
		abort();
	b = calloc(1, sizeof(*b) + cap);
	if (!b)
		abort();
	b->cap = cap;
	b->prev = *list;
	*list = b;
	return b;
}

void *
arena_new(struct arena *a, size_t n, size_t align)
{
	struct arena_block *b = a->last;
	size_t at = b ? (b->used + align - 1) & ~(align - 1) : 0;
	size_t block = a->block ? a->block : ARENA_BLOCK;

	if (b && at <= b->cap && n <= b->cap - at) {
		b->used = at + n;
		return b->mem + at;
	}
	if (b && n > block / 4) {
		/* A large piece gets a block of its own, behind the one that still has room. */
		b = block_add(&b->prev, n);
	} else {
		b = block_add(&a->last, n > block ? n : block);
	}
	b->used = n;
	return b->mem;
}

struct str
arena_copy(struct arena *a, struct str s)
{
	char *p = arena_new(a, s.n + 1, 1);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	p = arena_new(a, (size_t)n + 1, 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}

void
arena_clear(struct arena *a)
{
	size_t total = 0;

	if (a->last && !a->last->prev && a->last->cap <= ARENA_KEEP_MAX) {
		memset(a->last->mem, 0, a->last->used);
		a->last->used = 0;
		return;
	}
	for (const struct arena_block *b = a->last; b; b = b->prev)
		total += b->cap;
	arena_reset(a);
	/* Next time one block of what was needed now, so that work repeated comes to ask for nothing. */
	a->block = total < ARENA_KEEP_MAX ? total : ARENA_KEEP_MAX;
}

void
arena_reset(struct arena *a)
{
	while (a->last) {
		struct arena_block *prev = a->last->prev;

		free(a->last);
		a->last = prev;
	}
	a->block = 0;
}
