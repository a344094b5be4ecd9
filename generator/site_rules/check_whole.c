/* The site as a whole: facts of all pages put together, titles and translations. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "generator/page_place.h"
#include "generator/site_rules/whole.h"

/* ---- findings ---- */

/* What a finding on page `i` names when nothing better is known. */
static struct str
file_of(const struct whole *w, size_t i)
{
	const struct output *o = w->page[i].output;

	return o->page ? page_record(o->page, o->language)->path : arena_printf(&w->build->arena, "public/%.*s", STR_FMT(o->path));
}

/* The Markdown of page `i`, in the arena; empty when it has none. */
static struct str
text_of(const struct whole *w, size_t i)
{
	struct build *b = w->build;
	struct buf text = { 0 };
	int64_t file = source_find(&b->source, file_of(w, i));
	struct str out = STR("");
	struct err ignored;

	if (file >= 0 && source_read(&b->source, &b->reader[0], (size_t)file, RECORD_BYTES_MAX, &text, &ignored) == ERR_OK)
		out = arena_copy(&b->arena, buf_str(&text));
	buf_release(&text);
	return out;
}

void
whole_found_at(struct whole *w, enum site_rule_id rule, size_t i, const struct fact_link *link, const char *fmt, ...)
{
	struct build *b = w->build;
	struct arena *arena = &b->arena;
	struct str folder = arena_printf(arena, "themes/%.*s/", STR_FMT(b->site.conf.theme)), path = file_of(w, i);
	struct page_place place = { path, 0, 0 };
	struct arena views = { 0 };
	struct buf html = { 0 };
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort(); /* out of memory */
	va_end(ap);
	render_page(w->render, i, &views, &html); /* made again, as it is needed so rarely */
	page_place(b->model.theme, folder, path, text_of(w, i), buf_str(&html), link->line, link->column, arena, &place);
	site_found(w->all, rule, place.file, place.line, place.column, "%s", text);
	free(text);
	buf_release(&html);
	arena_reset(&views);
}

void
whole_found(struct whole *w, enum site_rule_id rule, size_t i, const char *key, const char *fmt, ...)
{
	struct findings ignored = { .arena = &w->build->arena };
	struct str yaml, body;
	unsigned line = 1, column = 1;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort(); /* out of memory */
	va_end(ap);
	if (frontmatter_cut(text_of(w, i), file_of(w, i), &ignored, &yaml, &body, &line))
		frontmatter_place(yaml, key, -1, &line, &column);
	else
		line = column = 0;
	site_found(w->all, rule, file_of(w, i), line, column, "%s", text);
	free(text);
}

/* ---- titles ---- */

void
whole_titles(struct whole *w)
{
	struct map seen = { .arena = &w->build->arena };

	for (size_t i = 0; i < w->n; i++) {
		const struct whole_page *p = &w->page[i];
		int64_t before;

		/* a page that stands in for its translation is told where it is written */
		if (!p->counts || p->facts.title.n == 0 || (p->output->page && !p->own))
			continue;
		before = map_add(&seen, arena_printf(&w->build->arena, "%d %.*s", p->output->language, STR_FMT(p->facts.title)),
			(int64_t)i);
		if (before != MAP_NONE)
			whole_found(w, SITE_TITLE_EQUAL, i, "title", "Der Titel „%.*s“ gehört schon zu %.*s",
				STR_FMT(p->facts.title), STR_FMT(file_of(w, (size_t)before)));
	}
}

/* ---- translations ---- */

static bool
links_to(const struct whole_page *p, int64_t page)
{
	for (size_t i = 0; i < p->facts.n_link; i++) {
		if (p->link[i].page == page)
			return true;
	}
	return false;
}

void
whole_languages(struct whole *w)
{
	const struct site *s = &w->build->site;

	for (size_t i = 0; i < w->n; i++) {
		const struct output *o = w->page[i].output;

		for (size_t l = 0; l < s->n_language && w->page[i].counts && w->page[i].own; l++) {
			struct str folder = model_language_folder(w->render->model, (int)l), address;
			int64_t to;

			if ((int)l == o->language || !o->page->variant[l])
				continue;
			address = arena_printf(&w->build->arena, "%.*s%.*s", STR_FMT(folder), STR_FMT(o->page->address));
			to = map_find(&w->by_address, address);
			if (to != MAP_NONE && !links_to(&w->page[i], to))
				whole_found(w, SITE_LANGUAGES, i, "title", "Die Seite gibt es auch auf %.*s, aber kein Link führt dorthin",
					STR_FMT(s->language_name[l]));
		}
	}
}

/* ---- all together ---- */

static void
pages_take(struct whole *w, const struct str *facts)
{
	struct arena *a = &w->build->arena;

	w->page = ARENA_ARRAY(a, struct whole_page, w->n + 1);
	for (size_t i = 0; i < w->n; i++) {
		const struct output *o = &w->render->output[i];
		struct whole_page *p = &w->page[i];
		const struct record *r = o->page ? page_record(o->page, o->language) : NULL;

		p->output = o;
		p->own = r && r->language == o->language ? r : NULL;
		p->counts = facts[i].n > 0 && o->template != THEME_404;
		if (!page_facts_read(a, facts[i], &p->facts))
			p->facts = (struct page_facts){ .title = STR("") };
		if (o->template != THEME_404)
			map_add(&w->by_address, o->address, (int64_t)i);
	}
}

void
check_whole(struct build *b, const struct render *render, const struct str *facts, struct findings *all)
{
	struct whole w = { .build = b, .render = render, .all = all, .n = render->n_output,
		.by_address = { .arena = &b->arena } };

	pages_take(&w, facts);
	whole_links_resolve(&w);
	whole_titles(&w);
	whole_languages(&w);
	whole_ways(&w);
	whole_navigation(&w);
	whole_names(&w);
	whole_downloads(&w);
}
