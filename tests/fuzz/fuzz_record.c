/* Any Markdown file as a page: markers, quizzes, front matter; the record goes through the cache unchanged. */
#include <stdint.h>

#include "generator/record_pack.h"
#include "generator/theme.h"
#include "tests/fuzz/stage_site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
place_find(struct record *r, struct arena *a, unsigned kind)
{
	static const char *const path[] = { "content/modules/x.md", "content/journeys/x.md", "content/events/x.md", "content/news/2026-01-01-x.md",
		"content/pages/x.md", "content/projects/x.md", "content/glossary/x.md", "content/index.md" };
	struct str codes[] = { STR_INIT("de"), STR_INIT("en") };
	struct schema_list languages = { codes, 2 };
	struct findings all = { .arena = a };

	STAGE_CHECK(record_place(r, a, str_of(path[kind % 8]), &languages, &all));
	r->findings.arena = a;
}

static void
record_check(const struct record *r)
{
	STAGE_CHECK(str_utf8(r->html));
	for (size_t i = 0; i < r->n_cut; i++)
		STAGE_CHECK(r->cut[i].at <= r->html.n && r->cut[i].link < r->n_link);
	for (size_t i = 0; i < r->findings.n; i++)
		STAGE_CHECK(r->findings.item[i].message.n > 0 && str_utf8(r->findings.item[i].message));
	STAGE_CHECK(r->usable || findings_count(&r->findings, SEVERITY_STOP) > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct theme *theme = stage_theme();
	struct arena a = { 0 };
	struct record made = { 0 }, read = { 0 };
	struct buf first = { 0 }, second = { 0 };
	struct pack k = { .out = &first };
	unsigned kind = n > 0 ? data[n - 1] : 0;

	place_find(&made, &a, kind);
	record_read(&made, &a, (struct str){ (const char *)data, n }, &theme->language[0], true);
	record_check(&made);
	record_pack(&k, &made);
	place_find(&read, &a, kind);
	k = (struct pack){ .in = buf_str(&first), .arena = &a };
	record_pack(&k, &read);
	STAGE_CHECK(!k.bad && k.in.n == 0 && str_eq(read.html, made.html));
	k = (struct pack){ .out = &second };
	record_pack(&k, &read);
	STAGE_CHECK(str_eq(buf_str(&first), buf_str(&second)));
	buf_release(&first);
	buf_release(&second);
	arena_reset(&a);
	return 0;
}
