/* hash.h - a fast 128-bit fingerprint of bytes, to tell changed content from unchanged. */
#ifndef GENERATOR_HASH_H
#define GENERATOR_HASH_H

#include "common/str.h"

/* Not for secrets: it resists accidents, not attackers. The same bytes give the same
 * value on every machine. */
struct hash {
	uint64_t a, b;
};

/* The fingerprint of `s`, continued from `start` ({ 0 } to begin), so that
 * several texts can be folded one after the other. */
struct hash hash_add(struct hash start, struct str s);

static inline bool
hash_eq(struct hash x, struct hash y)
{
	return x.a == y.a && x.b == y.b;
}

enum { HASH_HEX = 32 };

/* Writes 32 hex digits and a NUL; and reads them back (false: not 32 hex digits). */
void hash_hex(struct hash h, char out[HASH_HEX + 1]);
bool hash_parse(struct str s, struct hash *out);

#endif
