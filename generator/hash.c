#include "generator/hash.h"

#include <stdio.h>

__extension__ typedef unsigned __int128 uint128;

/* Odd constants: the fractional parts of the square roots of 2, 3, 5 and 7. */
static const uint64_t K0 = 0x6a09e667f3bcc909, K1 = 0xbb67ae8584caa73b;
static const uint64_t K2 = 0x3c6ef372fe94f82b, K3 = 0xa54ff53a5f1d36f1;

/* Both halves of the full product: every input bit reaches every output bit. */
static uint64_t
fold(uint64_t x, uint64_t y)
{
	uint128 product = (uint128)x * y;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes in a fixed order, so that the value does not depend on the machine. */
static uint64_t
load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

struct hash
hash_add(struct hash start, struct str s)
{
	uint64_t a = start.a ^ K0, b = start.b ^ K1 ^ (uint64_t)s.n;
	const char *p = s.p;
	size_t n = s.n;

	for (; n >= 16; p += 16, n -= 16) {
		uint64_t x = load(p), y = load(p + 8);

		a = fold(a ^ x, y ^ K2) + b;
		b = fold(b ^ y, x ^ K3) ^ (a << 1 | a >> 63);
	}
	if (n > 0) {
		char rest[16] = { 0 };

		memcpy(rest, p, n);
		a = fold(a ^ load(rest), load(rest + 8) ^ K2) + b;
		b = fold(b ^ load(rest + 8), load(rest) ^ K3) ^ (a << 1 | a >> 63);
	}
	return (struct hash){ fold(a ^ K3, b ^ K1), fold(b ^ K2, a ^ K0) };
}

void
hash_hex(struct hash h, char out[HASH_HEX + 1])
{
	snprintf(out, HASH_HEX + 1, "%016llx%016llx", (unsigned long long)h.a,
		(unsigned long long)h.b);
}

bool
hash_parse(struct str s, struct hash *out)
{
	uint64_t half[2] = { 0, 0 };

	if (s.n != HASH_HEX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		uint64_t digit;

		if (c >= '0' && c <= '9')
			digit = (uint64_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			digit = (uint64_t)(c - 'a') + 10;
		else
			return false;
		half[i / 16] = half[i / 16] << 4 | digit;
	}
	*out = (struct hash){ half[0], half[1] };
	return true;
}
