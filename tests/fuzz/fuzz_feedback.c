/* Any body to /api/v1/feedback. */
#include <stdint.h>

#include "tests/fuzz/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct stage_request r = { .method = "POST", .path = STR("/api/v1/feedback"), .body = { (const char *)data, n } };
	unsigned status = stage_send(&r, NULL, NULL);

	STAGE_CHECK(status == 200 || status == 201 || status == 400 || status == 404);
	return 0;
}
