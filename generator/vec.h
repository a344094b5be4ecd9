/* vec.h - growing arrays in an arena. */
#ifndef GENERATOR_VEC_H
#define GENERATOR_VEC_H

#include "common/arena.h"

/* Room for one more zeroed element behind `*n` of `size` bytes; the array may move. */
static inline void *
vec_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	void *p;

	if (n < *cap)
		return items;
	*cap = *cap ? *cap * 2 : 8;
	p = arena_new(a, *cap * size, alignof(max_align_t));
	if (n > 0)
		memcpy(p, items, n * size);
	return p;
}

/* Declares the three members of an array `name` of `type` inside a struct. */
#define VEC(type, name) \
	type *name; \
	size_t n_##name, cap_##name

/* A pointer to a new zeroed element at the end of v->name. */
#define VEC_ADD(arena, v, name) \
	((v)->name = vec_grow((arena), (v)->name, (v)->n_##name, &(v)->cap_##name, sizeof(*(v)->name)), \
		&(v)->name[(v)->n_##name++])

#endif
