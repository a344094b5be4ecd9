/* Any query to any page: the first byte says which page and who asks. */
#include <stdint.h>

#include "tests/fuzz/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const path[] = { "/-/anmelden", "/-/melden", "/-/gemeldet", "/-/ich", "/-/meine-daten", "/-/rueckmeldung", "/-/danke",
		"/-/rueckmeldungen", "/-/berichte", "/-/berichte.csv", "/api/v1/me", "/healthz", "/metrics" };
	struct stage *s = stage_get();
	struct stage_request r = { .method = "GET" };
	enum stage_who who;

	if (n == 0)
		return 0;
	who = (enum stage_who)(data[0] % STAGE_WHO);
	r.path = str_of(path[data[0] / STAGE_WHO % 13]);
	r.query = (struct str){ (const char *)data + 1, n - 1 };
	stage_header(&r, "Accept", data[0] & 0x80 ? STR("application/json") : STR("text/html"));
	if (who != STAGE_NOBODY)
		stage_header(&r, "Cookie", str_of(s->cookie[who]));
	stage_send(&r, NULL, NULL);
	return 0;
}
