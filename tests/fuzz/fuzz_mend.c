/* Any text mended: as long as before, nothing left to mend, and JSON that could be read stays so. */
#include <stdint.h>

#include "common/json.h"
#include "tests/fuzz/stage_site.h"
#include "tracker/json_mend.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool
json_valid(struct str text)
{
	json_error_t e;
	json_t *v = json_loadb(text.p, text.n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &e);

	json_decref(v);
	return v != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str text = { (const char *)data, n }, mended = json_mend(&a, text), again = json_mend(&a, mended);

	STAGE_CHECK(mended.n == n && str_eq(mended, again));
	if (n > 0 && !memchr(data, 0, n) && json_valid(text)) /* jansson takes a NUL behind a number */
		STAGE_CHECK(json_valid(mended));
	arena_reset(&a);
	return 0;
}
