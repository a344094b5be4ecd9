/* Any urlencoded body to any form: the first byte says which one, who sends it and whether a token is there. */
#include <stdint.h>

#include "tests/fuzz/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const path[] = { "/-/anmelden", "/-/abmelden", "/-/melden", "/-/loeschen", "/-/rueckmeldung", "/-/rueckmeldungen" };
	struct stage *s = stage_get();
	struct stage_request r = { .method = "POST" };
	struct arena a = { 0 };
	enum stage_who who;
	bool token;

	if (n == 0)
		return 0;
	who = (enum stage_who)(data[0] % STAGE_WHO);
	token = data[0] & 0x80;
	r.path = str_of(path[data[0] / STAGE_WHO % 6]);
	if (who != STAGE_NOBODY && str_eq(r.path, STR("/-/abmelden")))
		token = false; /* or the session would be gone for all that follows */
	r.body = (struct str){ (const char *)data + 1, n - 1 };
	stage_header(&r, "Accept", STR("text/html"));
	stage_header(&r, "Origin", s->service.origin);
	if (who != STAGE_NOBODY)
		stage_header(&r, "Cookie", str_of(s->cookie[who]));
	if (who != STAGE_NOBODY && token)
		r.body = arena_printf(&a, "token=%s&%.*s", s->token[who], STR_FMT(r.body));
	if (str_eq(r.path, STR("/-/anmelden")) && who != STAGE_NOBODY)
		r.n--; /* a sign-in ends the session it takes the place of */
	stage_send(&r, NULL, NULL);
	arena_reset(&a);
	return 0;
}
