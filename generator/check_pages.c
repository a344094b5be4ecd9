#include "generator/check_pages.h"

#include <stdlib.h>

#include "generator/a11y/rules.h"
#include "generator/exceptions.h"
#include "generator/page_memory.h"
#include "generator/page_place.h"
#include "generator/site_rules/facts_memory.h"
#include "generator/site_rules/whole.h"
#include "generator/tracker_sample.h"

struct checking {
	struct build *build;
	const struct render *render;
	struct tracker_samples samples; /* after the pages */
	struct page_memory memory;
	struct str folder;              /* of the theme, "themes/default/" */
	struct hash *good;              /* by page; zeros: it has findings */
	struct facts_memory known;
	struct facts_entry *facts;      /* by page */
	struct findings accepted[JOBS_MAX]; /* by the pages' exceptions */
	struct buf buf[JOBS_MAX], text[JOBS_MAX];
};

/* The file a page comes from: a record, or NULL. */
static const struct record *
record_of(const struct checking *c, size_t i)
{
	const struct output *o;

	if (i >= c->render->n_output)
		return NULL;
	o = &c->render->output[i];
	return o->page ? page_record(o->page, o->language) : NULL;
}

/* What a finding names when its place is not found. */
static struct str
file_of(const struct checking *c, size_t i, struct arena *arena)
{
	const struct record *r = record_of(c, i);

	if (r)
		return r->path;
	if (i >= c->render->n_output)
		return arena_printf(arena, "%.*s%.*s", STR_FMT(c->folder),
			STR_FMT(c->samples.item[i - c->render->n_output].name));
	return arena_printf(arena, "public/%.*s", STR_FMT(c->render->output[i].path));
}

/* Give each finding the place that a person can mend. */
static void
findings_move(struct checking *c, unsigned worker, size_t i, struct str html, struct findings *found)
{
	const struct record *r = record_of(c, i);
	struct buf *text = &c->text[worker];
	struct err ignored;
	int64_t file = r && found->n > 0 ? source_find(&c->build->source, r->path) : -1;

	buf_clear(text);
	if (file >= 0 && source_read(&c->build->source, &c->build->reader[worker], (size_t)file,
			RECORD_BYTES_MAX, text, &ignored) != ERR_OK)
		buf_clear(text);
	for (size_t k = 0; k < found->n; k++) {
		struct finding *f = &found->item[k];
		struct str path = file_of(c, i, found->arena);
		struct page_place place = { path, 0, 0 };

		page_place(c->render->model->theme, c->folder, path, buf_str(text), html, f->line, f->column, found->arena, &place);
		f->file = place.file;
		f->line = place.line;
		f->column = place.column;
	}
}

/* What the page accepts goes to a list of its own, with the page's file as its place. */
static void
accepted_take(struct checking *c, unsigned worker, size_t i, struct findings *found)
{
	const struct record *r = record_of(c, i);
	size_t n = 0;

	for (size_t k = 0; r && k < found->n; k++) {
		struct finding f = found->item[k];
		const struct exception *x = exception_find(r, f.rule);
		struct findings one = { .item = &f, .n = 1 };

		if (!x) {
			found->item[n++] = f;
			continue;
		}
		if (!str_eq(f.file, r->path))
			f.line = f.column = 0; /* it stands in a template */
		f.file = r->path;
		f.accepted = x->reason;
		findings_append(&c->accepted[worker], &one);
	}
	if (r)
		found->n = n;
}

static bool
html_make(struct checking *c, unsigned worker, size_t i)
{
	struct arena arena = { 0 };
	struct buf *html = &c->buf[worker];

	buf_clear(html);
	if (i >= c->render->n_output)
		return tracker_sample_render(&c->samples, i - c->render->n_output, html);
	render_page(c->render, i, &arena, html);
	arena_reset(&arena);
	return true;
}

/* A page whose front matter or text could not be read has no HTML that anybody would see. */
static bool
page_possible(const struct checking *c, size_t i)
{
	const struct record *r = record_of(c, i);

	return !r || r->usable;
}

/* Of a page of the site: its facts, too. */
static void
page_seen(struct dom_doc *page, struct findings *found, void *data)
{
	page_facts_check(page, found);
	if (data)
		page_facts_take(page, data);
}

static void
page_look(void *context, unsigned worker, size_t i)
{
	struct checking *c = context;
	struct arena arena = { 0 };
	struct findings found = { .arena = &arena };
	struct buf facts = { 0 };
	struct str html;
	struct hash key;
	struct err e;

	if (!page_possible(c, i) || !html_make(c, worker, i))
		return;
	html = buf_str(&c->buf[worker]);
	key = page_memory_key(&c->memory, html);
	c->facts[i] = (struct facts_entry){ key, facts_memory_get(&c->known, key) };
	if (!page_memory_has(&c->memory, key) || (i < c->render->n_output && c->facts[i].facts.n == 0)) {
		if (page_check_seen(html, STR(""), &found, NULL, page_seen, i < c->render->n_output ? &facts : NULL, &e) != ERR_OK)
			finding_add(&found, SEVERITY_WARN, "unchecked-page", STR(""), 0, 0, "%s", e.msg);
		if (found.n == 0)
			c->good[i] = key;
		findings_move(c, worker, i, html, &found);
		accepted_take(c, worker, i, &found);
		findings_append(&c->build->worker_findings[worker], &found);
		c->facts[i].facts = arena_copy(&c->build->worker[worker], buf_str(&facts));
	} else {
		c->good[i] = key;
	}
	buf_release(&facts);
	arena_reset(&arena);
}

/* What the pages show together. */
static void
whole_look(struct checking *c, struct findings *found)
{
	size_t n = c->render->n_output;
	struct str *facts = ARENA_ARRAY(&c->build->arena, struct str, n + 1);

	for (size_t i = 0; i < n; i++)
		facts[i] = c->facts[i].facts;
	check_whole(c->build, c->render, facts, found);
	facts_memory_save(&c->known, c->facts, n);
}

/* The same place on a hundred pages is one mistake: keep the first of each rule. */
static void
findings_merge(struct findings *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct finding *f = &all->item[i], *last = n ? &all->item[n - 1] : NULL;

		if (last && f->line > 0 && last->line == f->line && last->column == f->column
			&& strcmp(last->rule, f->rule) == 0 && str_eq(last->file, f->file)
			&& (str_starts(f->file, STR("themes/")) || str_eq(last->message, f->message)))
			continue;
		all->item[n++] = *f;
	}
	all->n = n;
}

/* A page that stands in for its translations is looked at in each language. */
static void
accepted_merge(struct findings *all)
{
	size_t n = 0;

	findings_sort(all);
	for (size_t i = 0; i < all->n; i++) {
		const struct finding *f = &all->item[i], *last = n ? &all->item[n - 1] : NULL;

		if (last && strcmp(last->rule, f->rule) == 0 && str_eq(last->file, f->file) && last->line == f->line
			&& last->column == f->column && str_eq(last->message, f->message))
			continue;
		all->item[n++] = *f;
	}
	all->n = n;
}

/* Without site.conf or a theme there are no pages; mistakes on one page leave the others to look at. */
static bool
pages_possible(const struct findings *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct finding *f = &all->item[i];

		if (f->severity == SEVERITY_STOP && (str_eq(f->file, STR("site.conf")) || str_starts(f->file, STR("themes/"))))
			return false;
	}
	return true;
}

static void
findings_collect(struct checking *c)
{
	struct build *b = c->build;
	struct findings found = { .arena = &b->arena };

	b->accepted.arena = &b->arena;
	for (unsigned i = 0; i < JOBS_MAX; i++) {
		findings_append(&found, &b->worker_findings[i]);
		findings_append(&b->accepted, &c->accepted[i]);
		b->worker_findings[i].n = 0;
		buf_release(&c->buf[i]);
		buf_release(&c->text[i]);
	}
	accepted_merge(&b->accepted);
	if (findings_count(&b->findings, SEVERITY_STOP) == 0) /* else pages may be missing */
		whole_look(c, &found);
	findings_sort(&found);
	findings_merge(&found);
	findings_append(&b->findings, &found);
	findings_sort(&b->findings);
}

bool
check_pages(struct build *b, const struct build_options *o)
{
	struct render render = { .model = &b->model, .stick = o->stick };
	struct checking *c;
	size_t n;

	if (!pages_possible(&b->findings))
		return false;
	c = ARENA_NEW(&b->arena, struct checking);
	*c = (struct checking){ .build = b, .render = &render };
	c->folder = arena_printf(&b->arena, "themes/%.*s/", STR_FMT(b->site.conf.theme));
	page_memory_open(&c->memory, &b->arena, o->site);
	facts_memory_open(&c->known, &b->arena, &c->memory);
	render_plan(&render);
	if (b->site.conf.tracker)
		tracker_samples_open(&c->samples, &render);
	n = render.n_output + c->samples.n_item;
	c->good = ARENA_ARRAY(&b->arena, struct hash, n + 1);
	c->facts = ARENA_ARRAY(&b->arena, struct facts_entry, n + 1);
	for (unsigned i = 0; i < JOBS_MAX; i++) { /* what they had is in b->findings already */
		b->worker_findings[i] = (struct findings){ .arena = &b->worker[i] };
		c->accepted[i].arena = &b->worker[i];
	}
	jobs_run(b->jobs, n, page_look, c);
	page_memory_save(&c->memory, c->good, n);
	findings_collect(c);
	tracker_samples_close(&c->samples);
	return true;
}
