/*
 * pack.h - values to bytes and back, with one traversal for both ways.
 *
 * Each pack_…() call writes the value when `out` is set, and otherwise reads it from `in`. Text that
 * is read borrows from `in`. Reading past the end sets `bad` and gives zero from then on.
 */
#ifndef GENERATOR_PACK_H
#define GENERATOR_PACK_H

#include "common/arena.h"
#include "common/buf.h"

struct pack {
	struct buf *out;     /* writing */
	struct str in;       /* reading: what is left */
	struct arena *arena; /* reading: for arrays */
	bool bad;
};

/* `n` plain bytes without pointers, as this machine holds them. */
void pack_bytes(struct pack *k, void *p, size_t n);

/* A text; one NUL follows it in the bytes, so that it can be a C string, too. */
void pack_str(struct pack *k, struct str *s);

/* How many elements follow; when reading at most as many as `in` has bytes. */
void pack_count(struct pack *k, size_t *n);

#endif
