#include "tracker/manifest.h"

#include "common/date.h"
#include "common/file.h"

/* The line that opens a period: "# 2026Q3 closed 2026-10-04 sha256 <hex>". */
static void
head_add(const struct figures *f, struct buf *out)
{
	char period[PERIOD_TEXT], day[11];

	date_format(date_of_days(f->closed), day);
	buf_addf(out, "# %s closed %s sha256 ", period_format(f->period, period), day);
	for (size_t i = 0; i < FIGURES_DIGEST; i++)
		buf_addf(out, "%02x", f->digest[i]);
	buf_add_char(out, '\n');
}

/* Whether `text` has the line that opens the period of `f`, whatever follows in it. */
static bool
manifest_has(struct str text, const struct figures *f)
{
	char period[PERIOD_TEXT];
	struct buf start = { 0 };
	struct str line;
	bool found = false;

	buf_addf(&start, "# %s closed ", period_format(f->period, period));
	while (text.n > 0 && !found) {
		text = str_cut(text, '\n', &line);
		found = str_starts(line, buf_str(&start));
	}
	buf_release(&start);
	return found;
}

static enum err_code
manifest_read(const char *path, struct buf *text, struct err *e)
{
	enum err_code rc = file_read(path, text, e);

	return rc == ERR_NOTFOUND ? ERR_OK : rc; /* the first period is the first line */
}

/* Everything that the database says of one period, as the manifest writes it. */
static enum err_code
period_add(struct arena *a, struct db *db, struct figures *f, struct buf *out, struct err *e)
{
	enum err_code rc = figures_read(a, db, f, e);

	if (rc != ERR_OK)
		return rc;
	head_add(f, out);
	for (size_t i = 0; i < f->n; i++)
		figures_line(f, &f->item[i], out);
	return ERR_OK;
}

enum err_code
manifest_extend(const char *path, struct db *db, size_t *added, struct err *e)
{
	struct arena a = { 0 };
	struct buf text = { 0 };
	struct figures *list = NULL;
	size_t n = 0, before, more = 0;
	enum err_code rc = manifest_read(path, &text, e);

	if (rc == ERR_OK)
		rc = figures_periods(&a, db, &list, &n, e);
	before = text.n;
	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		if (manifest_has((struct str){ text.p, before }, &list[i]))
			continue;
		rc = period_add(&a, db, &list[i], &text, e);
		more++;
	}
	if (rc == ERR_OK && more > 0)
		rc = file_write(path, buf_str(&text), e);
	if (rc == ERR_OK && added)
		*added = more;
	buf_release(&text);
	arena_reset(&a);
	return rc;
}

/* The lines of `f` in the manifest, its head included; empty when there are none. */
static struct str
manifest_section(struct str text, const struct figures *f)
{
	struct str line, rest = text;

	while (rest.n > 0) {
		size_t at = text.n - rest.n, end;

		rest = str_cut(rest, '\n', &line);
		if (!str_starts(line, STR("# ")) || !manifest_has(line, f))
			continue;
		while (rest.n > 0 && rest.p[0] != '#')
			rest = str_cut(rest, '\n', &line);
		end = text.n - rest.n;
		return (struct str){ text.p + at, end - at };
	}
	return (struct str){ NULL, 0 };
}

/* What is compared, and how many differences there were. */
struct verify {
	struct str text;
	struct db *db;
	manifest_fn *tell;
	void *ctx;
	size_t differences;
};

static void
differ(struct verify *v, const char *what, const struct figures *f)
{
	char period[PERIOD_TEXT];
	struct buf message = { 0 };

	buf_addf(&message, "%s: %s", period_format(f->period, period), what);
	buf_add_char(&message, '\0');
	v->tell(v->ctx, message.p);
	v->differences++;
	buf_release(&message);
}

static enum err_code
period_verify(struct verify *v, struct arena *a, struct figures *f, struct err *e)
{
	unsigned char digest[FIGURES_DIGEST];
	struct buf now = { 0 };
	struct str then = manifest_section(v->text, f);
	enum err_code rc = period_add(a, v->db, f, &now, e);

	if (rc == ERR_OK) {
		figures_digest(f, digest);
		if (memcmp(digest, f->digest, sizeof(digest)) != 0)
			differ(v, "the stored figures do not fit their digest", f);
		if (then.n > 0 && !str_eq(then, buf_str(&now)))
			differ(v, "the stored figures are not those of the manifest", f);
	}
	buf_release(&now);
	return rc;
}

/* Periods that stand in the manifest and not in the database. */
static void
periods_missing(struct verify *v, const struct figures *list, size_t n)
{
	struct str rest = v->text, line, mark, name;

	while (rest.n > 0) {
		struct figures f = { .n = 0 };
		bool found = false;

		rest = str_cut(rest, '\n', &line);
		if (!str_starts(line, STR("# ")))
			continue;
		line = str_cut(line, ' ', &mark);
		line = str_cut(line, ' ', &name);
		if (!period_parse(name, &f.period))
			continue;
		for (size_t i = 0; i < n && !found; i++)
			found = list[i].period.kind == f.period.kind && list[i].period.year == f.period.year &&
				list[i].period.part == f.period.part;
		if (!found)
			differ(v, "it stands in the manifest, but not in the database", &f);
	}
}

enum err_code
manifest_verify(const char *path, struct db *db, manifest_fn *tell, void *ctx, struct err *e)
{
	struct arena a = { 0 };
	struct buf text = { 0 };
	struct figures *list = NULL;
	size_t n = 0;
	struct verify v = { .db = db, .tell = tell, .ctx = ctx };
	enum err_code rc = file_read(path, &text, e);

	if (rc == ERR_OK)
		rc = figures_periods(&a, db, &list, &n, e);
	v.text = buf_str(&text);
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = period_verify(&v, &a, &list[i], e);
	if (rc == ERR_OK) {
		periods_missing(&v, list, n);
		if (v.differences > 0)
			rc = err_set(e, ERR_INVALID, "%zu differences between the manifest and the published figures",
				v.differences);
	}
	buf_release(&text);
	arena_reset(&a);
	return rc;
}
