/* Any body to /api/v1/events, from a client and from a session: every event gets one verdict. */
#include <stdint.h>

#include "common/json.h"
#include "tests/fuzz/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
verdicts_check(struct str answer)
{
	json_t *root = NULL, *refused;
	struct err e;

	STAGE_CHECK(json_read(answer, 64 << 20, &root, &e) == ERR_OK);
	refused = json_object_get(root, "refused");
	STAGE_CHECK(json_array_size(json_object_get(root, "recorded")) + json_array_size(refused) > 0);
	for (size_t i = 0; i < json_array_size(refused); i++)
		STAGE_CHECK(json_string_length(json_object_get(json_array_get(refused, i), "reason")) > 0);
	json_decref(root);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct stage *s = stage_get();

	for (int session = 0; session < 2; session++) {
		struct stage_request r = { .method = "POST", .path = STR("/api/v1/events"), .body = { (const char *)data, n } };
		struct arena a = { 0 };
		struct buf body = { 0 };
		unsigned status;

		stage_header(&r, "Content-Type", STR("application/json"));
		if (session) {
			stage_header(&r, "Cookie", str_of(s->cookie[STAGE_LEARNER]));
			stage_header(&r, "X-Token", str_of(s->token[STAGE_LEARNER]));
		} else {
			stage_header(&r, "Authorization", arena_printf(&a, "Bearer %.*s", STR_FMT(s->key)));
		}
		status = stage_send(&r, &body, NULL);
		STAGE_CHECK(status == 200 || status == 400 || status == 404);
		if (status == 200)
			verdicts_check(buf_str(&body));
		buf_release(&body);
		arena_reset(&a);
	}
	return 0;
}
