#include "tracker/json_arena.h"

#include <stdlib.h>

#include <jansson.h>

/* jansson's allocator is one for the whole process and knows no context: hence this one variable. */
static _Thread_local struct arena *current;

/* jansson says "no valid JSON" when it runs out of memory: that ends the process, as everywhere. */
static void *
take(size_t n)
{
	void *p = current ? arena_new(current, n, alignof(max_align_t)) : malloc(n);

	if (!p)
		abort();
	return p;
}

static void
give(void *p)
{
	if (!current)
		free(p);
}

void
json_arena_init(void)
{
	json_set_alloc_funcs(take, give);
}

void
json_arena_enter(struct arena *a)
{
	current = a;
}

void
json_arena_leave(void)
{
	current = NULL;
}
