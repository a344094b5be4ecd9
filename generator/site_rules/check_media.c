#include "generator/site_rules/check_media.h"

#include "generator/media.h"
#include "generator/site_rules/webvtt.h"

enum { CAPTIONS_BYTES_MAX = 4 * 1024 * 1024, RECORDING_BYTES_MAX = 64 * 1024 * 1024 };

/* Append the bytes of asset `i`; false when it is too large or cannot be read. */
static bool
asset_read(struct build *b, size_t i, size_t max, struct buf *out)
{
	struct err ignored;

	return source_read(&b->source, &b->reader[0], b->model.asset[i].file, max, out, &ignored) == ERR_OK;
}

/* How long the recording before link `k` lasts, in seconds; 0: not known. */
static double
duration_of(struct build *b, size_t record, size_t k)
{
	const struct record *r = &b->model.record[record];

	while (k-- > 0) {
		const struct target *t = &b->model.target[record][k];
		struct buf bytes = { 0 };
		double seconds;

		if (!media_is_recording(r->link[k].url, false) && !media_is_recording(r->link[k].url, true))
			continue;
		if (t->kind != TARGET_FILE || !asset_read(b, t->index, RECORDING_BYTES_MAX, &bytes)) {
			buf_release(&bytes);
			return 0;
		}
		seconds = mp4_duration(buf_str(&bytes));
		buf_release(&bytes);
		return seconds;
	}
	return 0;
}

static void
captions_look(struct build *b, size_t record, size_t k, struct map *seen)
{
	const struct record_link *l = &b->model.record[record].link[k];
	const struct target *t = &b->model.target[record][k];
	struct str path = b->source.file[b->model.asset[t->index].file].path;
	struct webvtt v = { .arena = &b->arena };
	struct buf text = { 0 };

	if (map_add(seen, path, 1) != MAP_NONE)
		return;
	if (media_language(l->url).n == 0)
		site_found(&b->findings, CAPTIONS_LANGUAGE, b->model.record[record].path, l->line, l->column,
			"Der Name %.*s sagt nicht, in welcher Sprache die Untertitel sind", STR_FMT(l->url));
	if (asset_read(b, t->index, CAPTIONS_BYTES_MAX, &text))
		webvtt_read(buf_str(&text), duration_of(b, record, k), &v);
	for (size_t i = 0; i < v.n_fault; i++)
		site_found(&b->findings, v.fault[i].rule, path, v.fault[i].line, 1, "%.*s", STR_FMT(v.fault[i].message));
	buf_release(&text);
}

void
check_media(struct build *b)
{
	struct map seen = { .arena = &b->arena };

	for (size_t i = 0; i < b->model.n_record; i++) {
		const struct record *r = &b->model.record[i];

		for (size_t k = 0; r->usable && k < r->n_link; k++) {
			if (r->link[k].kind == LINK_PAGE && str_ends(r->link[k].url, STR(".vtt"))
				&& b->model.target[i][k].kind == TARGET_FILE)
				captions_look(b, i, k, &seen);
		}
	}
	findings_sort(&b->findings);
}
