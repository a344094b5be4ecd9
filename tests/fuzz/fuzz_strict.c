/* Any target and any headers: what is let through keeps the promises of strict.h. */
#include <stdint.h>

#include "tests/fuzz/stage.h"
#include "tracker/strict.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
path_check(struct str path)
{
	STAGE_CHECK(path.n > 0 && path.p[0] == '/' && str_utf8(path));
	STAGE_CHECK(str_find(path, STR("/../")) == SIZE_MAX && str_find(path, STR("/./")) == SIZE_MAX);
	STAGE_CHECK(!str_ends(path, STR("/..")) && !str_ends(path, STR("/.")));
	for (size_t i = 0; i < path.n; i++)
		STAGE_CHECK((unsigned char)path.p[i] >= ' ' && path.p[i] != 0x7f && path.p[i] != '\\');
}

static void
headers_check(struct str in)
{
	struct request_header header[64];
	struct strict_body body;
	const char *why = NULL;
	size_t k = 0, lengths = 0;
	unsigned status;

	while (in.n > 0 && k < 64) {
		struct str line = stage_line(&in), name;

		header[k].value = str_cut(line, ':', &name);
		header[k++].name = name;
		lengths += str_eq(name, STR("Content-Length"));
	}
	status = strict_headers(header, k, false, &body, &why);
	STAGE_CHECK(status == 0 || status == 400 || status == 411);
	STAGE_CHECK(status == 0 || why);
	if (status == 0)
		STAGE_CHECK(!body.chunked && lengths <= 1 && (lengths == 0 || body.length_given) && body.length <= INT64_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str in = { (const char *)data, n }, target = stage_line(&in), raw, query, path;
	char *out = malloc(target.n + 1);

	STAGE_CHECK(out != NULL);
	if (strict_target(target, &raw, &query) && (raw.n <= target.n || raw.n == 1)) {
		char *room = realloc(out, raw.n + 1); /* exactly what strict_path() may write */

		STAGE_CHECK(room != NULL);
		out = room;
		if (strict_path(raw, out, &path))
			path_check(path);
		for (size_t i = 0; i < query.n; i++)
			STAGE_CHECK((unsigned char)query.p[i] > ' ' && query.p[i] != 0x7f);
	}
	free(out);
	headers_check(in);
	return 0;
}
