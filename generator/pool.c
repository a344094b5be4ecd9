#include "generator/pool.h"

#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_BLOCK = 256 * 1024 };

struct pool_block {
	struct pool_block *prev;
	size_t used, cap;
	alignas(max_align_t) char mem[];
};

/* In front of each piece, so that realloc() knows how much to copy. */
struct pool_head {
	alignas(max_align_t) size_t n;
};

static _Thread_local struct pool_block *last;

/* A thread that ends gives its pool back through the destructor of this key. */
static pthread_key_t key;
static pthread_once_t key_made = PTHREAD_ONCE_INIT;

static void
thread_end(void *p)
{
	(void)p;
	pool_release();
}

static void
key_make(void)
{
	if (pthread_key_create(&key, thread_end) != 0)
		abort();
}

static void *
pool_take(size_t n)
{
	size_t need = sizeof(struct pool_head) + ((n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1));
	struct pool_head *head;

	if (!last || need > last->cap - last->used) {
		size_t cap = need > POOL_BLOCK ? need : POOL_BLOCK;
		struct pool_block *b = malloc(sizeof(*b) + cap);

		if (!b)
			abort();
		*b = (struct pool_block){ .prev = last, .cap = cap };
		if (!last)
			pthread_setspecific(key, b); /* anything but NULL; without it only memory is lost */
		last = b;
	}
	head = (struct pool_head *)(void *)(last->mem + last->used);
	head->n = n;
	last->used += need;
	return head + 1;
}

static void *
pool_calloc(size_t n, size_t size)
{
	void *p;

	if (size != 0 && n > SIZE_MAX / 2 / size)
		abort();
	p = pool_take(n * size);
	memset(p, 0, n * size);
	return p;
}

static void *
pool_realloc(void *old, size_t n)
{
	const struct pool_head *head = old ? (const struct pool_head *)old - 1 : NULL;
	void *p;

	if (head && head->n >= n)
		return old;
	p = pool_take(n);
	if (head)
		memcpy(p, old, head->n);
	return p;
}

static void
pool_free(void *p)
{
	(void)p;
}

cmark_mem *
pool_mem(void)
{
	static cmark_mem mem = { pool_calloc, pool_realloc, pool_free };

	pthread_once(&key_made, key_make);
	return &mem;
}

void
pool_reset(void)
{
	while (last && last->prev) {
		struct pool_block *prev = last->prev;

		free(last);
		last = prev;
	}
	if (last)
		last->used = 0;
}

void
pool_release(void)
{
	pool_reset();
	free(last);
	last = NULL;
}
