#include "generator/build.h"

#include <time.h>

#include "generator/catalogue.h"
#include "generator/check.h"
#include "generator/emit.h"
#include "generator/exceptions.h"
#include "generator/links.h"
#include "generator/markdown.h"
#include "generator/tracker_out.h"

/* ---- records ---- */

static void
size_stop(struct findings *all, struct str path, int64_t size)
{
	struct finding *f = finding_add(all, SEVERITY_STOP, "file-size", path, 0, 0,
		"Die Datei hat %.1f MB; eine Seite darf höchstens %d MB haben", (double)size / (1024 * 1024),
		RECORD_BYTES_MAX / (1024 * 1024));

	finding_remedy(all, f, "Teilen Sie sie in mehrere Seiten; Aufnahmen und Bilder gehören in eigene Dateien.");
}

/* Worker: file -> record `i`, from the cache when nothing has changed. */
static void
record_make(void *context, unsigned worker, size_t i)
{
	struct build *b = context;
	struct record *r = &b->model.record[i];
	int64_t file = source_find(&b->source, r->path);
	struct arena *arena = &b->worker[worker];
	struct buf text = { 0 };
	struct err e;
	enum err_code rc;

	r->findings.arena = arena;
	memcpy(r->object, b->source.file[file].id, sizeof(r->object));
	if (r->object[0] != '\0' && cache_get(&b->cache, r, arena))
		return; /* a commit knows the ids of its files: this one need not even be read */
	rc = source_read(&b->source, &b->reader[worker], (size_t)file, RECORD_BYTES_MAX, &text, &e);
	memcpy(r->object, b->source.file[file].id, sizeof(r->object));
	if (rc == ERR_INVALID)
		size_stop(&r->findings, r->path, b->source.file[file].size);
	else if (rc != ERR_OK)
		finding_add(&r->findings, SEVERITY_STOP, "unreadable", r->path, 0, 0, "%s", e.msg);
	else if (!cache_get(&b->cache, r, arena))
		record_read(r, arena, buf_str(&text), &b->theme.language[r->language], b->site.service);
	buf_release(&text);
}

static void
records_make(struct build *b)
{
	struct model *m = &b->model;
	size_t n = 0;

	m->record = ARENA_ARRAY(&b->arena, struct record, b->source.n + 1);
	for (size_t i = 0; i < b->source.n; i++) {
		if (b->source.file[i].kind == SOURCE_FILE
			&& record_place(&m->record[n], &b->arena, b->source.file[i].path, &b->site.conf.languages,
				&b->findings))
			n++;
	}
	m->n_record = n;
	jobs_run(b->jobs, n, record_make, b);
	for (size_t i = 0; i < n; i++) {
		findings_append(&b->findings, &m->record[i].findings);
		if (m->record[i].meta.title.n == 0) /* told already; other pages that name it are checked all the same */
			m->record[i].meta.title = m->record[i].id;
	}
}

/* ---- links and assets ---- */

static void
links_make(void *context, unsigned worker, size_t i)
{
	struct build *b = context;

	links_resolve(&b->model, i, &b->worker[worker], &b->worker_findings[worker]);
}

/* Worker: the object id of a file that is no page. */
static void
asset_identify(void *context, unsigned worker, size_t i)
{
	struct build *b = context;
	const struct asset *a = &b->model.asset[i];
	struct findings *all = &b->worker_findings[worker];
	struct err e;

	if (source_id(&b->source, a->file, &e) != ERR_OK)
		finding_add(all, SEVERITY_STOP, "unreadable", b->source.file[a->file].path, 0, 0, "%s", e.msg);
}

/* ---- loading ---- */

static void
day_set(struct build *b, struct date day)
{
	struct date_zone *zone;

	b->model.day = day;
	if (day.year != 0)
		return;
	zone = date_zone_open(b->site.conf.time_zone);
	b->model.day = date_of_days(zone ? date_zone_day(zone, (int64_t)time(NULL)) : (int64_t)time(NULL) / 86400);
	date_zone_close(zone);
}

/* Records of the last build, unless all is to be made anew or there is no last build. */
static void
cache_start(struct build *b, const struct build_options *o)
{
	const struct str *code = b->site.conf.languages.item;
	struct buf more = { 0 };

	if (o->out) {
		buf_addf(&more, "%d", b->site.service);
		for (size_t i = 0; i < b->site.n_language; i++)
			buf_addf(&more, " %.*s", STR_FMT(code[i]));
		b->cache.key = cache_key(b->theme.hash, buf_str(&more));
		if (!o->full)
			cache_open(&b->cache, &b->arena, o->out, b->cache.key);
	}
	buf_release(&more);
}

/* What else the revision depends on: every file, also those that no page needs. */
static enum err_code
revision_find(struct build *b, struct err *e)
{
	for (size_t i = 0; i < b->source.n; i++) {
		enum err_code rc = source_id(&b->source, i, e);

		if (rc != ERR_OK)
			return rc;
	}
	return source_revision(&b->source, e);
}

enum err_code
build_load(struct build *b, const struct build_options *o, struct err *e)
{
	struct model *m = &b->model;
	enum err_code rc = source_open(&b->source, &b->arena, o->site, o->rev, e);

	if (rc != ERR_OK)
		return rc;
	b->opened = true;
	b->jobs = o->jobs ? o->jobs : jobs_default();
	b->findings.arena = &b->arena;
	for (unsigned i = 0; i < JOBS_MAX; i++)
		b->worker_findings[i].arena = &b->worker[i];
	markdown_start();
	check_files(&b->source, &b->findings);
	site_open(&b->site, &b->arena, &b->source, &b->reader[0], &b->findings);
	b->site.service = b->site.conf.tracker && !o->stick;
	theme_open(&b->theme, &b->arena, &b->source, &b->reader[0], &b->site, &b->findings);
	*m = (struct model){ .arena = &b->arena, .site = &b->site, .theme = &b->theme, .source = &b->source,
		.drafts = o->drafts };
	day_set(b, o->day);
	rc = published_read(&m->published, &b->arena, o->published, e);
	if (rc != ERR_OK)
		return rc;
	statement_check(&b->site.statement, o->live ? SEVERITY_STOP : SEVERITY_WARN, &b->findings);
	statement_age_check(&b->site.statement, m->day, &b->findings);
	cache_start(b, o);
	records_make(b);
	model_make(m, &b->findings);
	m->target = ARENA_ARRAY(&b->arena, struct target *, m->n_record + 1);
	jobs_run(b->jobs, m->n_record, links_make, b);
	jobs_run(b->jobs, m->n_asset, asset_identify, b);
	for (unsigned i = 0; i < JOBS_MAX; i++)
		findings_append(&b->findings, &b->worker_findings[i]);
	check_site(m, &b->findings);
	exceptions_apply(b);
	rc = revision_find(b, e);
	findings_sort(&b->findings);
	return rc;
}

/* ---- writing ---- */

struct rendering {
	struct build *build;
	const struct render *render;
	struct emit *emit;
	size_t first;            /* file of output 0 */
	struct buf buf[JOBS_MAX]; /* a thread's page */
	struct arena arena[JOBS_MAX];
};

static void
page_make(void *context, unsigned worker, size_t i)
{
	struct rendering *r = context;
	struct arena *arena = &r->arena[worker];
	struct buf *page = &r->buf[worker];

	buf_clear(page);
	render_page(r->render, i, arena, page);
	emit_set(r->emit, r->first + i, buf_str(page));
	arena_clear(arena);
}

static void
pages_make(struct build *b, const struct render *render, struct emit *emit)
{
	struct rendering *r = ARENA_NEW(&b->arena, struct rendering);

	*r = (struct rendering){ b, render, emit, emit_reserve(emit, render->n_output), { { 0 } }, { { 0 } } };
	for (size_t i = 0; i < render->n_output; i++)
		emit->file[r->first + i].path =
			arena_printf(&b->arena, "public/%.*s", STR_FMT(render->output[i].path));
	jobs_run(b->jobs, render->n_output, page_make, r);
	for (unsigned i = 0; i < JOBS_MAX; i++) {
		buf_release(&r->buf[i]);
		arena_reset(&r->arena[i]);
	}
}

static void
assets_add(struct build *b, struct emit *e)
{
	for (size_t i = 0; i < b->model.n_asset; i++) {
		const struct asset *a = &b->model.asset[i];

		emit_copy(e, arena_printf(&b->arena, "public/%.*s", STR_FMT(a->address)), &b->source, a->file);
	}
	for (size_t i = 0; i < b->theme.n_asset; i++)
		emit_add(e, arena_printf(&b->arena, "public/%.*s", STR_FMT(b->theme.asset[i].address)),
			b->theme.asset[i].bytes);
}

static void
catalogue_add(struct build *b, const struct catalogue *old, struct emit *e)
{
	struct buf text = { 0 };

	catalogue_write(old, &b->model, &text);
	emit_add(e, STR("public/catalogue.json"), arena_copy(&b->arena, buf_str(&text)));
	buf_release(&text);
}

/* The accessibility statement for machines, beside its page. */
static void
statement_add(struct build *b, const struct render *render, struct emit *e)
{
	struct str address = render_statement_address(&b->model);
	struct buf text = { 0 };

	if (address.n == 0)
		return;
	render_statement_json(render, &text);
	emit_add(e, arena_printf(&b->arena, "public/%.*s", STR_FMT(address)), arena_copy(&b->arena, buf_str(&text)));
	buf_release(&text);
}

enum err_code
build_write(struct build *b, const struct build_options *o, bool *stopped, struct build_summary *summary,
	struct err *e)
{
	struct emit emit;
	struct render render = { .model = &b->model, .stick = o->stick, .checked = o->live };
	const struct catalogue *old;
	enum err_code rc = emit_open(&emit, &b->arena, o->out, o->full, e);

	if (rc != ERR_OK)
		goto out;
	old = catalogue_read(&b->arena, emit.old_catalogue);
	catalogue_check(old, &b->model, &b->findings);
	findings_sort(&b->findings);
	*stopped = findings_count(&b->findings, SEVERITY_STOP) > 0;
	if (*stopped)
		goto out;
	render_plan(&render);
	pages_make(b, &render, &emit);
	statement_add(b, &render, &emit);
	assets_add(b, &emit);
	catalogue_add(b, old, &emit);
	if (b->site.service)
		tracker_out_add(&emit, &render);
	rc = emit_commit(&emit, &b->source, b->reader, b->jobs, e);
	if (rc == ERR_OK)
		cache_put(&b->cache, o->out, b->model.record, b->model.n_record);
	*summary = (struct build_summary){ render.n_output, emit.written, emit.removed };
out:
	emit_close(&emit);
	return rc;
}

void
build_free(struct build *b)
{
	cache_close(&b->cache);
	theme_close(&b->theme);
	site_release(&b->site);
	for (unsigned i = 0; i < JOBS_MAX; i++) {
		source_reader_close(&b->reader[i]);
		arena_reset(&b->worker[i]);
	}
	if (b->opened)
		source_close(&b->source);
	arena_reset(&b->arena);
	markdown_stop_thread();
	*b = (struct build){ 0 };
}
