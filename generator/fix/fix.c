#include "generator/fix/fix.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "generator/fix/page.h"

static const struct str byte_order_mark = STR_INIT("\xef\xbb\xbf");

/* ---- what would be mended ---- */

/* The page of a path, opened with the bytes of its file; false: it is none. */
static bool
page_of(struct build *b, struct str path, struct arena *arena, struct fix_page *out)
{
	int64_t i = map_find(&b->model.by_path, path), file = source_find(&b->source, path);
	struct buf text = { 0 };
	struct str bytes;
	struct err ignored;
	bool good = false;

	if (i != MAP_NONE && file >= 0
		&& source_read(&b->source, &b->reader[0], (size_t)file, RECORD_BYTES_MAX, &text, &ignored) == ERR_OK) {
		bytes = arena_copy(arena, buf_str(&text));
		if (str_starts(bytes, byte_order_mark))
			bytes = str_from(bytes, byte_order_mark.n);
		good = fix_page_open(out, arena, b, &b->model.record[i], bytes);
	}
	buf_release(&text);
	return good;
}

void
fix_mark(struct build *b)
{
	struct arena arena = { 0 };
	struct fix_page page;
	struct str path = STR("");
	bool open = false;

	for (size_t i = 0; !b->source.from_commit && i < b->findings.n; i++) {
		struct finding *f = &b->findings.item[i];

		if (f->line == 0 || !fix_knows(f->rule))
			continue;
		if (!str_eq(f->file, path)) {
			path = f->file;
			arena_reset(&arena);
			open = page_of(b, path, &arena, &page);
		}
		f->fixable = open && fix_plan(&page, f);
	}
	arena_reset(&arena);
}

/* ---- mending ---- */

struct mended {
	struct arena arena;
	bool wanted;            /* a finding says that there may be something to do */
	struct str before, after; /* the whole file */
	struct fix_change *change;
	size_t n;
};

struct mending {
	struct build *build;
	struct mended *page;    /* by record */
};

static void
record_mend(void *context, unsigned worker, size_t i)
{
	struct mending *m = context;
	struct build *b = m->build;
	struct mended *out = &m->page[i];
	const struct record *r = &b->model.record[i];
	int64_t file = source_find(&b->source, r->path);
	struct buf text = { 0 };
	struct fix_page page;
	struct str bytes;
	struct err ignored;
	bool mark;

	if (!out->wanted || file < 0)
		return;
	if (source_read(&b->source, &b->reader[worker], (size_t)file, RECORD_BYTES_MAX, &text, &ignored) == ERR_OK) {
		out->before = bytes = arena_copy(&out->arena, buf_str(&text));
		mark = str_starts(bytes, byte_order_mark);
		if (mark)
			bytes = str_from(bytes, byte_order_mark.n);
		if (fix_page_open(&page, &out->arena, b, r, bytes)) {
			fix_page_mend(&page);
			out->after = mark ? arena_printf(&out->arena, "%.*s%.*s", STR_FMT(byte_order_mark), STR_FMT(page.text))
				: page.text;
			out->change = page.change;
			out->n = page.n_change;
		}
	}
	buf_release(&text);
}

/* Write the file, unless it is no longer what was read. */
static enum err_code
file_mend(const struct build *b, const struct record *r, const struct mended *m, bool *written, struct err *e)
{
	struct buf path = { 0 }, now = { 0 };
	struct stat st;
	enum err_code rc;

	*written = false;
	buf_addf(&path, "%.*s/%.*s", STR_FMT(b->source.root), STR_FMT(r->path));
	buf_add_char(&path, '\0');
	if (lstat(path.p, &st) < 0 || !S_ISREG(st.st_mode)) {
		rc = err_set(e, ERR_IO, "%s: %s", path.p, strerror(errno));
		goto out;
	}
	rc = file_read(path.p, &now, e);
	if (rc != ERR_OK || !str_eq(buf_str(&now), m->before))
		goto out;
	rc = file_write_mode(path.p, m->after, st.st_mode & 07777, e);
	*written = rc == ERR_OK;
out:
	buf_release(&now);
	buf_release(&path);
	return rc;
}

static void
changes_tell(const struct record *r, const struct mended *m, FILE *to)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct fix_change *c = &m->change[i];

		if (c->after.n > 0)
			fprintf(to, "%.*s:%u: behoben: „%.*s“ → „%.*s“ [%s]\n", STR_FMT(r->path), c->line, STR_FMT(c->before),
				STR_FMT(c->after), c->rule);
		else
			fprintf(to, "%.*s:%u: behoben: „%.*s“ gelöscht [%s]\n", STR_FMT(r->path), c->line, STR_FMT(c->before), c->rule);
	}
}

static enum err_code
pages_write(struct build *b, const struct mending *m, FILE *to, struct fix_summary *out, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < b->model.n_record && rc == ERR_OK; i++) {
		const struct record *r = &b->model.record[i];
		const struct mended *page = &m->page[i];
		bool written, saved;

		if (page->n == 0 || str_eq(page->before, page->after))
			continue;
		saved = source_saved(&b->source, r->path);
		rc = file_mend(b, r, page, &written, e);
		if (rc != ERR_OK)
			break;
		if (!written) {
			fprintf(to, "%.*s: nicht geändert, weil sich die Datei inzwischen geändert hat\n", STR_FMT(r->path));
			continue;
		}
		changes_tell(r, page, to);
		if (!saved)
			fprintf(to, "%.*s: Achtung, die Fassung davor liegt nicht in Git\n", STR_FMT(r->path));
		out->files++;
		out->places += page->n;
	}
	return rc;
}

enum err_code
fix_site(struct build *b, FILE *to, struct fix_summary *out, struct err *e)
{
	struct mending m = { b, ARENA_ARRAY(&b->arena, struct mended, b->model.n_record + 1) };
	enum err_code rc;

	*out = (struct fix_summary){ 0 };
	if (b->source.from_commit)
		return err_set(e, ERR_INVALID, "--fix writes into files; it needs a work tree, not a commit or a bare repository");
	for (size_t i = 0; i < b->findings.n; i++) {
		int64_t r = fix_knows(b->findings.item[i].rule) ? map_find(&b->model.by_path, b->findings.item[i].file) : MAP_NONE;

		if (r != MAP_NONE)
			m.page[r].wanted = true;
	}
	jobs_run(b->jobs, b->model.n_record, record_mend, &m);
	rc = pages_write(b, &m, to, out, e);
	for (size_t i = 0; i < b->model.n_record; i++)
		arena_reset(&m.page[i].arena);
	return rc;
}
