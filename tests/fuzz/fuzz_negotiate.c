/* Any Accept-Encoding, If-None-Match and Range, one a line: a variant that is there, a range inside of the file. */
#include <stdint.h>

#include "tests/fuzz/stage.h"
#include "tracker/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct site_file file = { .body = { STR_INIT("0123456789"), STR_INIT("012345"), { NULL, 0 } } };
	struct str in = { (const char *)data, n }, accept = stage_line(&in), have = stage_line(&in), range = stage_line(&in);
	int64_t from = -1, to = -1;
	enum site_coding coding;

	for (int brotli = 0; brotli < 2; brotli++) {
		file.body[SITE_BROTLI] = brotli ? STR("01234") : (struct str){ NULL, 0 };
		coding = negotiate_coding(&file, accept);
		STAGE_CHECK(coding < SITE_CODINGS && file.body[coding].p);
	}
	if (negotiate_tag(have, STR("\"abc\"")))
		STAGE_CHECK(str_find(have, STR("\"abc\"")) != SIZE_MAX || str_find(have, STR("*")) != SIZE_MAX);
	if (negotiate_range(range, 10, &from, &to))
		STAGE_CHECK(from >= 0 && to < 10 && (from >= 10 || to >= from || to == -1));
	return 0;
}
