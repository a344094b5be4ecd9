#include "generator/fill.h"

#include <ctype.h>

struct str
fill_text(const struct fill *f, const char *key, const char *otherwise)
{
	return theme_text(f->theme, key, otherwise);
}

/* ---- addresses ---- */

/* Percent-encode what a path cannot hold as it is (RFC 3986, 3.3); names of ours need none of it. */
static struct str
path_encode(struct arena *a, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = { 0 };
	struct str out;
	bool plain = true;

	for (size_t i = 0; i < s.n && plain; i++)
		plain = isalnum((unsigned char)s.p[i]) || strchr("-._~/#", s.p[i]);
	if (plain)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((isalnum(c) && c < 0x80) || strchr("-._~/@:!$&'()*+,;=", c)) {
			buf_add_char(&b, (char)c);
		} else {
			buf_add_char(&b, '%');
			buf_add_char(&b, hex[c >> 4]);
			buf_add_char(&b, hex[c & 15]);
		}
	}
	out = arena_copy(a, buf_str(&b));
	buf_release(&b);
	return out;
}

struct str
fill_url(const struct fill *f, struct str address)
{
	struct str path = path_encode(f->arena, address);
	bool folder = path.n == 0 || path.p[path.n - 1] == '/';

	if (folder && f->r->stick)
		return arena_printf(f->arena, "%.*s%.*sindex.html", STR_FMT(f->root), STR_FMT(path));
	if (f->root.n + path.n == 0)
		return STR("./");
	if (path.n == 0)
		return f->root;
	return arena_printf(f->arena, "%.*s%.*s", STR_FMT(f->root), STR_FMT(path));
}

struct str
fill_here(const struct fill *f, struct str address)
{
	if (f->folder.n == 0)
		return fill_url(f, address);
	return fill_url(f, arena_printf(f->arena, "%.*s%.*s", STR_FMT(f->folder), STR_FMT(address)));
}

static struct str
in_language(const struct fill *f, int language, struct str address)
{
	const struct str *code = f->m->site->conf.languages.item;

	if (language == 0)
		return address;
	return arena_printf(f->arena, "%.*s/%.*s", STR_FMT(code[language]), STR_FMT(address));
}

/* The language of a text that is not in the language of the page, else "". */
static struct str
foreign(const struct fill *f, const struct record *r)
{
	return r->language == f->language ? STR("") : f->m->site->language[r->language];
}

/* ---- the body ---- */

static struct str
target_page_url(const struct fill *f, const struct target *t)
{
	const struct page *p = &f->m->page[t->index];
	int language = t->language < 0 ? f->language : t->language;
	const struct record *r = page_record(p, language);
	bool has = t->anchor.n == 0 || map_find(&f->m->theme->reserved, t->anchor) != MAP_NONE;
	struct str url;

	for (size_t i = 0; i < r->n_anchor && !has; i++)
		has = str_eq(r->anchor[i], t->anchor);
	if (!has) /* a translation has other anchors: stay in the language of the author */
		language = f->record->language;
	if (p == f->page && language == f->language && t->anchor.n > 0)
		url = STR("");
	else
		url = fill_url(f, in_language(f, language, p->address));
	if (t->anchor.n > 0)
		url = arena_printf(f->arena, "%.*s#%.*s", STR_FMT(url), STR_FMT(path_encode(f->arena, t->anchor)));
	return url;
}

static struct str
target_url(const struct fill *f, const struct record_link *link, const struct target *t)
{
	switch (t->kind) {
	case TARGET_PAGE: return target_page_url(f, t);
	case TARGET_LIST:
		return fill_url(f, in_language(f, t->language < 0 ? f->language : t->language, f->m->list[t->index]));
	case TARGET_FILE: return fill_url(f, f->m->asset[t->index].address);
	case TARGET_ADDRESS:
		if (f->r->stick) /* only the real site has it */
			return arena_printf(f->arena, "%.*s%.*s", STR_FMT(f->m->site->conf.url), STR_FMT(t->address));
		return fill_url(f, t->address);
	default: return link->url;
	}
}

/* An address as authors write it: what an address cannot hold is encoded, the rest left alone. */
static void
address_add(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '&') {
			buf_add(b, STR("&amp;"));
		} else if (c == '\'') {
			buf_add(b, STR("&#39;"));
		} else if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c)) {
			buf_add_char(b, '%');
			buf_add_char(b, hex[c >> 4]);
			buf_add_char(b, hex[c & 15]);
		} else {
			buf_add_char(b, (char)c);
		}
	}
}

struct str
fill_body(const struct fill *f)
{
	const struct record *r = f->record;
	const struct target *target = f->m->target[r - f->m->record];
	struct buf b = { 0 };
	struct str out;
	size_t from = 0;

	if (r->n_cut == 0)
		return r->html;
	for (size_t i = 0; i < r->n_cut; i++) {
		const struct record_link *link = &r->link[r->cut[i].link];

		buf_add(&b, (struct str){ r->html.p + from, r->cut[i].at - from });
		from = r->cut[i].at;
		if (link->kind == LINK_ABOUT)
			buf_addf(&b, "%s/%.*s", page_kind_names[r->kind], STR_FMT(r->id));
		else if (link->kind == LINK_FEEDBACK)
			address_add(&b, fill_here(f, STR("-/rueckmeldung")));
		else
			address_add(&b, target_url(f, link, &target[r->cut[i].link]));
	}
	buf_add(&b, str_from(r->html, from));
	out = arena_copy(f->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

struct template_list
fill_headings(const struct fill *f)
{
	struct view_heading *v = ARENA_ARRAY(f->arena, struct view_heading, f->record->n_heading + 1);
	size_t n = 0;

	for (size_t i = 0; i < f->record->n_heading; i++) {
		const struct record_heading *h = &f->record->heading[i];

		if (!h->inside && (h->level == 2 || h->level == 3))
			v[n++] = (struct view_heading){ h->id, h->title, h->level };
	}
	return (struct template_list){ v, n };
}

/* ---- the frame ---- */

/* A link to the list `list`, with what it is called. */
static struct view_link
list_link(const struct fill *f, enum list_page list)
{
	static const struct {
		const char *key, *otherwise;
	} name[LIST_PAGES] = { { "nav_journeys", "Reisen" }, { "nav_modules", "Stationen" },
		{ "my_journey", "Meine Reise" } };
	struct str address = f->m->list[list];
	bool current = str_eq(str_from(f->address, f->folder.n), address);
	enum page_kind kind = list == LIST_JOURNEYS ? PAGE_JOURNEY : PAGE_MODULE;

	return (struct view_link){ .url = fill_here(f, address),
		.title = fill_text(f, name[list].key, name[list].otherwise), .current = current,
		.within = !current && f->page && list != LIST_MY && f->page->kind == kind };
}

static struct view_link
page_link(const struct fill *f, const struct page *p)
{
	const struct record *r = page_record(p, f->language);

	return (struct view_link){ .url = fill_here(f, p->address), .title = r->meta.title,
		.description = r->meta.description, .current = p == f->page, .lang = foreign(f, r) };
}

static const struct page *
first_journey(const struct fill *f)
{
	return f->page && f->page->kind == PAGE_MODULE && f->page->n_journey
		? &f->m->page[f->page->journey[0]] : NULL;
}

static struct template_list
crumbs(const struct fill *f)
{
	struct view_link *v = ARENA_ARRAY(f->arena, struct view_link, 3);
	const struct page *journey = first_journey(f);
	size_t n = 0;

	if (f->page && f->page->kind == PAGE_HOME)
		return (struct template_list){ v, 0 };
	v[n++] = (struct view_link){ .url = fill_here(f, STR("")), .title = fill_text(f, "nav_home", "Start") };
	if (journey || (f->page && f->page->kind == PAGE_JOURNEY))
		v[n++] = list_link(f, LIST_JOURNEYS);
	else if (f->page && f->page->kind == PAGE_MODULE)
		v[n++] = list_link(f, LIST_MODULES);
	if (journey)
		v[n++] = page_link(f, journey);
	return (struct template_list){ v, n };
}

static struct template_list
navigation(const struct fill *f)
{
	struct view_link *v = ARENA_ARRAY(f->arena, struct view_link, LIST_PAGES);

	for (int i = 0; i < LIST_PAGES; i++)
		v[i] = list_link(f, (enum list_page)i);
	return (struct template_list){ v, LIST_PAGES };
}

static struct template_list
footer(const struct fill *f)
{
	struct view_link *v = ARENA_ARRAY(f->arena, struct view_link, f->m->n_footer + 1);

	for (size_t i = 0; i < f->m->n_footer; i++)
		v[i] = page_link(f, &f->m->page[f->m->footer[i]]);
	return (struct template_list){ v, f->m->n_footer };
}

/* The other languages of this page, as links or, for search engines, as whole addresses. */
static struct template_list
languages(const struct fill *f, bool absolute)
{
	const struct site *s = f->m->site;
	struct view_language *v = ARENA_ARRAY(f->arena, struct view_language, s->n_language);
	struct str address = str_from(f->address, f->folder.n);
	size_t n = 0;

	if (s->n_language < 2)
		return (struct template_list){ v, 0 };
	if (str_eq(address, STR("-/"))) /* the frame of the tracker's pages stands for many addresses */
		address = STR("");
	for (size_t i = 0; i < s->n_language; i++) {
		bool available = !f->page || f->page->variant[i];
		struct str at = in_language(f, (int)i, address);

		if (absolute && !available)
			continue;
		v[n++] = (struct view_language){ .code = s->language[i], .name = s->language_name[i],
			.current = (int)i == f->language, .available = available,
			.url = absolute ? arena_printf(f->arena, "%.*s%.*s", STR_FMT(s->conf.url), STR_FMT(at))
				: fill_url(f, at) };
	}
	return (struct template_list){ v, n };
}

static struct str
edit_url(const struct fill *f)
{
	struct str pattern = f->m->site->conf.edit_url;
	size_t at = str_find(pattern, STR("{path}"));

	if (!f->record || pattern.n == 0 || at == SIZE_MAX)
		return STR("");
	return arena_printf(f->arena, "%.*s%.*s%.*s", (int)at, pattern.p,
		STR_FMT(path_encode(f->arena, f->record->path)), STR_FMT(str_from(pattern, at + 6)));
}

static void
frame_services(const struct fill *f, struct view_frame *v)
{
	const struct page *help = model_find(f->m, PAGE_PLAIN, STR("hilfe"));

	v->my_journey = fill_here(f, f->m->list[LIST_MY]);
	v->help = help && !help->hidden ? fill_here(f, help->address) : STR("");
	v->catalogue = fill_url(f, STR("catalogue.json"));
	if (!f->m->site->service)
		return;
	v->tracker = true;
	v->report_action = fill_here(f, STR("-/melden"));
	v->feedback_action = fill_here(f, STR("-/rueckmeldung"));
	v->sign_in = fill_here(f, STR("-/anmelden"));
	v->me_api = fill_url(f, STR("api/v1/me"));
	v->events_api = fill_url(f, STR("api/v1/events"));
	v->feedback_api = fill_url(f, STR("api/v1/feedback"));
}

void
fill_frame(const struct fill *f, struct view_frame *v)
{
	const struct site_conf *c = &f->m->site->conf;
	const struct record *r = f->record;

	v->lang = f->m->site->language[f->language];
	v->site_title = c->title;
	v->organisation = c->organisation;
	v->contact_name = c->contact.name;
	v->contact_email = c->contact.email;
	v->root = f->root;
	v->home = fill_here(f, STR(""));
	v->canonical = arena_printf(f->arena, "%.*s%.*s", STR_FMT(c->url), STR_FMT(f->address));
	v->style = fill_url(f, theme_asset_address(f->m->theme, "style.css"));
	v->style_trail = fill_url(f, theme_asset_address(f->m->theme, "trail.css"));
	v->script = fill_url(f, theme_asset_address(f->m->theme, "script.js"));
	v->icon = fill_url(f, theme_asset_address(f->m->theme, "icon.svg"));
	v->is_public = c->is_public;
	v->stick = f->r->stick;
	if (r) {
		v->title = r->meta.title;
		v->description = r->meta.description;
		v->body_lang = foreign(f, r);
		v->fallback = v->body_lang.n > 0;
		v->path = r->path;
		v->page = r->kind == PAGE_HOME ? STR("home")
			: arena_printf(f->arena, "%s/%.*s", page_kind_names[r->kind], STR_FMT(r->id));
		v->is_home = r->kind == PAGE_HOME;
		v->is_module = r->kind == PAGE_MODULE;
		v->is_journey = r->kind == PAGE_JOURNEY;
	}
	v->edit_url = edit_url(f);
	v->navigation = navigation(f);
	v->footer = footer(f);
	v->crumbs = crumbs(f);
	v->languages = languages(f, false);
	v->has_languages = v->languages.n > 0;
	v->alternates = languages(f, true);
	frame_services(f, v);
}

/* ---- journeys and modules ---- */

static void
station_fill(const struct fill *f, const struct page *module, size_t number, struct view_station *v)
{
	const struct record *r = page_record(module, f->language);

	*v = (struct view_station){ .id = module->id, .url = fill_here(f, module->address), .title = r->meta.title,
		.description = r->meta.description, .lang = foreign(f, r), .number = (int64_t)number,
		.minutes = module->main->meta.duration, .mandatory = module->main->meta.mandatory.n > 0 };
}

void
fill_journey(const struct fill *f, const struct page *page, const struct page *current, struct view_journey *v)
{
	const struct record *r = page_record(page, f->language);
	struct view_station *s = ARENA_ARRAY(f->arena, struct view_station, page->n_station + 1);

	*v = (struct view_journey){ .id = page->id, .url = fill_here(f, page->address), .title = r->meta.title,
		.description = r->meta.description, .lang = foreign(f, r), .total = (int64_t)page->n_station,
		.stations = { s, page->n_station } };
	view_journey_sign(v, (size_t)(page - f->m->page) - f->m->first[PAGE_JOURNEY]);
	for (size_t i = 0; i < page->n_station; i++) {
		const struct page *module = &f->m->page[page->station[i]];
		size_t k = page->station_meta[i];
		const struct station *own = r->meta.stations.n > k ? r->meta.stations.item : NULL;
		const struct station *main = page->main->meta.stations.item;

		station_fill(f, module, i + 1, &s[i]);
		/* A translation may word the reasons anew, as long as it names the same module there. */
		s[i].why = own && str_eq(own[k].module, main[k].module) ? own[k].why : main[k].why;
		s[i].optional = main[k].optional;
		s[i].last = i + 1 == page->n_station;
		s[i].current = module == current;
		if (i > 0)
			s[i - 1].next_optional = s[i].optional;
		v->minutes += s[i].minutes;
		if (module != current)
			continue;
		v->number = (int64_t)i + 1;
		v->previous = i > 0 ? &s[i - 1] : NULL;
		v->next = i + 1 < page->n_station ? &s[i + 1] : NULL;
	}
}

struct template_list
fill_journeys(const struct fill *f)
{
	size_t from = f->m->first[PAGE_JOURNEY], to = f->m->first[PAGE_JOURNEY + 1], n = 0;
	struct view_journey *v = ARENA_ARRAY(f->arena, struct view_journey, to - from + 1);

	for (size_t i = from; i < to; i++) {
		if (!f->m->page[i].hidden)
			fill_journey(f, &f->m->page[i], NULL, &v[n++]);
	}
	return (struct template_list){ v, n };
}

struct template_list
fill_modules(const struct fill *f)
{
	size_t from = f->m->first[PAGE_MODULE], to = f->m->first[PAGE_MODULE + 1], n = 0;
	struct view_station *v = ARENA_ARRAY(f->arena, struct view_station, to - from + 1);

	for (size_t i = from; i < to; i++) {
		if (f->m->page[i].hidden)
			continue;
		station_fill(f, &f->m->page[i], n + 1, &v[n]);
		n++;
	}
	if (n > 0)
		v[n - 1].last = true;
	return (struct template_list){ v, n };
}

struct template_list
fill_links(const struct fill *f, const struct schema_list *modules)
{
	struct view_link *v = ARENA_ARRAY(f->arena, struct view_link, modules->n + 1);
	const struct str *id = modules->item;
	size_t n = 0;

	for (size_t i = 0; i < modules->n; i++) {
		const struct page *p = model_find(f->m, PAGE_MODULE, id[i]);

		if (p && !p->hidden)
			v[n++] = page_link(f, p);
	}
	return (struct template_list){ v, n };
}

struct template_list
fill_audience(const struct fill *f, const struct schema_list *ids)
{
	struct str *v = ARENA_ARRAY(f->arena, struct str, ids->n + 1);
	const struct str *id = ids->item;

	for (size_t i = 0; i < ids->n; i++)
		v[i] = site_audience_name(f->m->site, id[i]);
	return (struct template_list){ v, ids->n };
}
