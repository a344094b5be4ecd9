#include "generator/render.h"

#include "generator/fill.h"

static void
output_add(struct render *r, enum theme_page template, const struct page *page, enum list_page list,
	int language, struct str address)
{
	struct output *o = VEC_ADD(r->model->arena, r, output);
	struct str folder = model_language_folder(r->model, language);

	o->template = template;
	o->page = page;
	o->list = list;
	o->language = language;
	o->address = arena_printf(r->model->arena, "%.*s%.*s", STR_FMT(folder), STR_FMT(address));
	o->path = arena_printf(r->model->arena, "%.*s%s", STR_FMT(o->address),
		template == THEME_404 ? "404.html" : "index.html");
}

void
render_plan(struct render *r)
{
	static const enum theme_page lists[LIST_PAGES] = { THEME_JOURNEYS, THEME_MODULES, THEME_MY };
	const struct model *m = r->model;

	for (int language = 0; language < (int)m->site->n_language; language++) {
		for (size_t i = 0; i < m->n_page; i++) {
			const struct page *p = &m->page[i];
			enum theme_page t = p->kind == PAGE_HOME ? THEME_HOME : p->kind == PAGE_JOURNEY ? THEME_JOURNEY
				: p->kind == PAGE_MODULE ? THEME_MODULE : THEME_PAGE;

			if (!p->hidden)
				output_add(r, t, p, LIST_PAGES, language, p->address);
		}
		for (int i = 0; i < LIST_PAGES; i++)
			output_add(r, lists[i], NULL, (enum list_page)i, language, m->list[i]);
		output_add(r, THEME_404, NULL, LIST_PAGES, language, STR(""));
	}
}

/* "../" for each folder of `address`. */
static struct str
root_of(struct arena *a, struct str address)
{
	static const char up[] = "../../../../../../../../";
	size_t depth = 0;

	for (size_t i = 0; i < address.n; i++)
		depth += address.p[i] == '/';
	if (depth * 3 < sizeof(up))
		return (struct str){ up, depth * 3 };
	return arena_printf(a, "%.*s../", (int)sizeof(up) - 1, up);
}

static void
list_fill(const struct fill *f, const struct output *o, struct view_page *v)
{
	static const char *const page[LIST_PAGES] = { "journeys", "modules", "my" };
	static const char *const key[LIST_PAGES] = { "nav_journeys", "nav_modules", "my_journey" };
	static const char *const otherwise[LIST_PAGES] = { "Reisen", "Stationen", "Meine Reise" };

	if (o->template == THEME_404) {
		v->frame.title = fill_text(f, "not_found", "Diese Seite gibt es nicht");
		v->frame.page = STR("404");
		v->frame.canonical = STR("");
		v->journeys = fill_journeys(f);
		return;
	}
	v->frame.title = fill_text(f, key[o->list], otherwise[o->list]);
	v->frame.page = str_of(page[o->list]);
	if (o->list != LIST_MODULES)
		v->journeys = fill_journeys(f);
	if (o->list != LIST_JOURNEYS)
		v->modules = fill_modules(f);
	v->has_modules = v->modules.n > 0;
}

static void
page_fill(const struct fill *f, const struct output *o, struct view_page *v)
{
	fill_frame(f, &v->frame);
	if (!f->page) {
		list_fill(f, o, v);
		v->has_journeys = v->journeys.n > 0;
		return;
	}
	v->body = fill_body(f);
	view_body_split(v->body, &v->intro, &v->sections);
	v->contents = fill_headings(f);
	v->has_contents = v->contents.n > 1;
	fill_review(f, v);
	v->statement = fill_statement(f);
	if (f->page->kind == PAGE_HOME)
		v->journeys = fill_journeys(f);
	v->has_journeys = v->journeys.n > 0;
}

static struct fill
fill_start(const struct render *r, const struct output *o, struct arena *arena)
{
	const struct model *m = r->model;
	const struct str *code = m->site->conf.languages.item;
	struct fill f = { .r = r, .m = m, .theme = &m->theme->language[o->language], .page = o->page,
		.language = o->language, .address = o->address, .arena = arena };

	if (o->page)
		f.record = page_record(o->page, o->language);
	f.root = o->template == THEME_404 ? m->site->url_path : root_of(arena, o->address);
	f.folder = o->language == 0 ? STR("") : arena_printf(arena, "%.*s/", STR_FMT(code[o->language]));
	return f;
}

void
render_page(const struct render *r, size_t i, struct arena *arena, struct buf *out)
{
	const struct output *o = &r->output[i];
	struct fill f = fill_start(r, o, arena);
	const struct template *t = f.theme->page[o->template];

	if (o->template == THEME_JOURNEY) {
		struct view_journey_page *v = ARENA_NEW(arena, struct view_journey_page);
		struct view_journey *journey = ARENA_NEW(arena, struct view_journey);

		page_fill(&f, o, &v->page);
		fill_journey(&f, o->page, NULL, journey);
		v->journey = journey;
		v->audience = fill_audience(&f, &o->page->main->meta.audience);
		template_render(t, v, out);
	} else if (o->template == THEME_MODULE) {
		struct view_module *v = ARENA_NEW(arena, struct view_module);

		page_fill(&f, o, &v->page);
		fill_module(&f, v);
		template_render(t, v, out);
	} else {
		struct view_page *v = ARENA_NEW(arena, struct view_page);

		page_fill(&f, o, v);
		template_render(t, v, out);
	}
}

/* ---- the frame of the tracker's pages ---- */

/* Copy `html` so that it is a template: its braces are text, each \x02name\x03 an empty block. */
static void
frame_add(struct buf *out, struct str html)
{
	for (size_t i = 0; i < html.n; i++) {
		struct str name;

		if (html.p[i] == '{' && i + 1 < html.n && html.p[i + 1] == '{') {
			buf_add(out, STR("&#123;"));
		} else if (html.p[i] == '\x02') {
			str_cut(str_from(html, i + 1), '\x03', &name);
			buf_addf(out, "{{$%.*s}}{{/%.*s}}", STR_FMT(name), STR_FMT(name));
			i += name.n + 1;
		} else {
			buf_add_char(out, html.p[i]);
		}
	}
}

void
render_frame(const struct render *r, int language, struct arena *arena, struct buf *out)
{
	struct str folder = model_language_folder(r->model, language);
	struct output o = { .template = THEME_LAYOUT, .language = language, .list = LIST_PAGES };
	struct view_page *v = ARENA_NEW(arena, struct view_page);
	struct buf html = { 0 };
	struct fill f;

	/* One level deep, and never stick: a tracker's page has exactly one segment behind "/-/". */
	o.address = arena_printf(arena, "%.*s-/", STR_FMT(folder));
	f = fill_start(r, &o, arena);
	fill_frame(&f, &v->frame);
	v->frame.style_tracker = fill_url(&f, theme_asset_address(r->model->theme, "tracker.css"));
	v->frame.page = STR("tracker");
	v->frame.canonical = STR("");
	template_render(f.theme->page[THEME_LAYOUT], v, &html);
	frame_add(out, buf_str(&html));
	buf_release(&html);
}
