/* The format: https://docs.gitlab.com/ci/testing/code_quality/ (Code Quality report format). */
#include "generator/report.h"

#include "common/json.h"
#include "generator/map.h"

/* Without line and column; the same finding once more in a file gets another number. */
static void
fingerprint_make(const struct finding *f, struct arena *a, struct map *seen, char hex[HASH_HEX + 1])
{
	struct hash h = hash_add((struct hash){ 0 }, str_of(f->rule));
	int64_t before;

	h = hash_add(hash_add(hash_add(h, f->file), f->message), f->remedy);
	hash_hex(h, hex);
	before = map_find(seen, str_of(hex));
	map_put(seen, before == MAP_NONE ? arena_copy(a, str_of(hex)) : str_of(hex),
		before == MAP_NONE ? 1 : before + 1);
	if (before != MAP_NONE)
		hash_hex(hash_add(h, arena_printf(a, "%lld", (long long)before)), hex);
}

const struct fingerprint *
report_fingerprints(const struct findings *all, struct arena *a)
{
	struct map seen = { .arena = a };
	struct fingerprint *out = ARENA_ARRAY(a, struct fingerprint, all->n + 1);

	for (size_t i = 0; i < all->n; i++)
		fingerprint_make(&all->item[i], a, &seen, out[i].hex);
	return out;
}

static void
issue_write(struct json_writer *w, const struct finding *f, const char *hex)
{
	static const char *const severity[] = { "critical", "minor", "info" };
	struct buf text = { 0 };

	report_message(f, &text);
	buf_add_char(&text, ' ');
	report_remedy(f, &text);
	json_open(w, '{');
	json_pair(w, "description", buf_str(&text));
	json_pair(w, "check_name", str_of(f->rule));
	json_pair(w, "fingerprint", str_of(hex));
	json_pair(w, "severity", str_of(severity[f->severity]));
	json_key(w, "location");
	json_open(w, '{');
	/* A path is asked for: what is about no file is about the site. */
	json_pair(w, "path", f->file.n > 0 ? f->file : STR("site.conf"));
	json_key(w, "lines");
	json_open(w, '{');
	json_key(w, "begin");
	json_add_int(w, f->line > 0 ? f->line : 1);
	json_close(w, '}');
	json_close(w, '}');
	json_close(w, '}');
	buf_release(&text);
}

void
report_codequality(const struct report *r, FILE *to)
{
	struct arena a = { 0 };
	const struct fingerprint *print = report_fingerprints(r->all, &a);
	struct buf out = { 0 };
	struct json_writer w = { .out = &out, .pretty = true };

	json_open(&w, '[');
	for (size_t i = 0; i < r->all->n; i++)
		issue_write(&w, &r->all->item[i], print[i].hex);
	json_close(&w, ']');
	buf_add_char(&out, '\n');
	fwrite(out.p, 1, out.n, to);
	buf_release(&out);
	arena_reset(&a);
}
