#include "tracker/json_arena.h"

#include <stdlib.h>

#include <jansson.h>

/* jansson's allocator is one for the whole process and knows no context: hence this one variable. */
static _Thread_local struct arena *current;

static void *
take(size_t n)
{
	return current ? arena_new(current, n, alignof(max_align_t)) : malloc(n);
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
