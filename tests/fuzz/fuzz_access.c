/* Any credentials: a cookie, an Authorization, a token, an origin, one a line. Nobody gets in without the real ones. */
#include <stdint.h>

#include "tests/fuzz/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* "@1" in a line is the cookie of a session, "@3" its token, "@5" a client's key. */
static struct str
real_ones(const struct stage *s, struct arena *a, struct str line)
{
	size_t at = str_find(line, STR("@"));
	struct str head = { line.p, at }, real;
	unsigned which = at + 1 < line.n ? (unsigned char)line.p[at + 1] - '0' : 0;

	if (which < 1 || which > 5)
		return line;
	real = which == 5 ? s->key : str_of(which < 3 ? s->cookie[which] : s->token[which - 2]);
	return arena_printf(a, "%.*s%.*s%.*s", STR_FMT(head), STR_FMT(real), STR_FMT(str_from(line, at + 2)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const name[] = { "Cookie", "Authorization", "X-Token", "Origin", "Sec-Fetch-Site", "Accept" };
	struct stage *s = stage_get();
	struct str in = { (const char *)data, n };
	struct stage_request r = { 0 };
	struct requester who = { 0 };
	struct arena a = { 0 };
	const struct route *route = routes;
	unsigned at = n > 0 ? data[0] : 0, status;

	while (at-- > 0)
		route = route[1].method ? route + 1 : routes;
	r.method = route->method;
	r.path = route->path;
	in = str_from(in, 1);
	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		stage_header(&r, name[i], real_ones(s, &a, stage_line(&in)));
	r.body = in;
	status = stage_send(&r, NULL, &who);
	if (who.person)
		STAGE_CHECK(str_find(r.header[0].value, str_from(str_of(s->cookie[STAGE_LEARNER]), 20)) != SIZE_MAX
			|| str_find(r.header[0].value, str_from(str_of(s->cookie[STAGE_HR]), 20)) != SIZE_MAX);
	else if (who.roles)
		STAGE_CHECK(str_find(r.header[1].value, s->key) != SIZE_MAX);
	if (route->needs != ROLE_ANYONE && who.roles == 0)
		STAGE_CHECK(status == 303 || status == 401 || status == 403 || status == 404);
	arena_reset(&a);
	return 0;
}
