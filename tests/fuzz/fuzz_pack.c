/* Any bytes as a record of the cache: read to its end or found bad, never past the end. */
#include <stdint.h>

#include "generator/record_pack.h"
#include "tests/fuzz/stage_site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct record r = { 0 };
	struct pack k = { .in = { (const char *)data, n }, .arena = &a };

	r.findings.arena = &a;
	record_pack(&k, &r);
	STAGE_CHECK(k.in.n <= n);
	arena_reset(&a);
	return 0;
}
