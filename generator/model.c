#include "generator/model.h"

#include <stdlib.h>

#include "generator/check.h"

/* Names at the top that pages and languages must leave alone (CONTRACTS.md, Addresses). */
static const char *const RESERVED[] = { "-", "api", "healthz", "metrics", "files", "theme", "search",
	"catalogue.json", "feed.xml", "calendar.ics", "sitemap.xml", "robots.txt", "404.html", "index.html", NULL };

/* by_address holds the kind of target in the low bits, its index above. */
enum { KIND_BITS = 3 };

static int64_t
target_pack(enum target_kind kind, size_t index)
{
	return (int64_t)(index << KIND_BITS | (size_t)kind);
}

bool
model_address(const struct model *m, struct str address, struct target *out)
{
	int64_t v = map_find(&m->by_address, address);

	if (v == MAP_NONE)
		return false;
	*out = (struct target){ .kind = (enum target_kind)(v & ((1 << KIND_BITS) - 1)),
		.index = (size_t)v >> KIND_BITS, .language = -1 };
	return true;
}

struct str
model_language_folder(const struct model *m, int language)
{
	const struct str *code = m->site->conf.languages.item;

	return language == 0 ? STR("") : arena_printf(m->arena, "%.*s/", STR_FMT(code[language]));
}

const struct record *
page_record(const struct page *page, int language)
{
	return page->variant[language] ? page->variant[language] : page->main;
}

const struct page *
model_find(const struct model *m, enum page_kind kind, struct str id)
{
	int64_t i = map_find(&m->by_id[kind], id);

	return i == MAP_NONE ? NULL : &m->page[i];
}

const struct page *
model_page_of(const struct model *m, const struct record *r)
{
	return model_find(m, r->kind, r->id);
}

static struct str
kind_path(const struct model *m, enum page_kind kind)
{
	const struct site_conf *c = &m->site->conf;

	switch (kind) {
	case PAGE_JOURNEY: return c->paths.journeys;
	case PAGE_MODULE: return c->paths.modules;
	case PAGE_NEWS: return c->paths.news;
	case PAGE_EVENT: return c->paths.events;
	case PAGE_PROJECT: return c->paths.projects;
	case PAGE_TERM: return c->paths.glossary;
	default: return STR("");
	}
}

static struct str
page_address(const struct model *m, const struct page *p)
{
	struct str path = kind_path(m, p->kind);

	if (p->kind == PAGE_HOME)
		return STR("");
	return arena_printf(m->arena, "%.*s%s%.*s/", STR_FMT(path), path.n ? "/" : "", STR_FMT(p->id));
}

/* ---- pages out of records ---- */

/* Kind, then id, then language, then path: the variants of a page stand together. */
static int
record_compare(const void *a, const void *b)
{
	const struct record *x = *(const struct record *const *)a, *y = *(const struct record *const *)b;
	int order;

	if (x->kind != y->kind)
		return (int)x->kind - (int)y->kind;
	order = str_cmp(x->id, y->id);
	if (order == 0)
		order = x->language - y->language;
	return order ? order : str_cmp(x->path, y->path);
}

/*
 * Whether `y` shows the same page as `x` in another language: the same folder, and the same name save
 * for the language; else two pages share an id.
 */
static bool
is_translation(const struct record *x, const struct record *y)
{
	struct str a = str_from(x->path, x->folder.n), b = str_from(y->path, y->folder.n);

	if (!str_eq(x->folder, y->folder) || x->language == y->language)
		return false;
	str_cut(a, '.', &a);
	str_cut(b, '.', &b);
	return str_eq(a, b);
}

static void
page_add(struct model *m, const struct record *const *r, size_t n, struct findings *all)
{
	struct page *p = &m->page[m->n_page];
	struct finding *f;

	*p = (struct page){ .kind = r[0]->kind, .id = r[0]->id };
	p->variant = ARENA_ARRAY(m->arena, const struct record *, m->site->n_language);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && !is_translation(r[0], r[i])) {
			f = finding_add(all, SEVERITY_STOP, "duplicate-id", r[i]->path, 0, 0,
				"Die Kennung „%.*s“ gehört schon %.*s", STR_FMT(r[i]->id), STR_FMT(r[0]->path));
			finding_remedy(all, f, "Geben Sie einer der beiden Seiten eine andere.");
		} else {
			p->variant[r[i]->language] = r[i];
		}
	}
	p->main = r[0];
	if (r[0]->language != 0) {
		f = finding_add(all, SEVERITY_STOP, "language", r[0]->path, 0, 0,
			"Der Seite fehlt die Datei in der Hauptsprache");
		finding_remedy(all, f, "Schreiben Sie eine daneben: Andere Sprachen weichen auf sie aus.");
	}
	map_add(&m->by_id[p->kind], p->id, (int64_t)m->n_page);
	m->n_page++;
}

static void
pages_make(struct model *m, struct findings *all)
{
	const struct record **order = ARENA_ARRAY(m->arena, const struct record *, m->n_record + 1);
	size_t from = 0;

	for (size_t i = 0; i < m->n_record; i++)
		order[i] = &m->record[i];
	if (m->n_record > 1)
		qsort(order, m->n_record, sizeof(const struct record *), record_compare);
	m->page = ARENA_ARRAY(m->arena, struct page, m->n_record + 1);
	for (size_t i = 1; i <= m->n_record; i++) {
		if (i < m->n_record && order[i]->kind == order[from]->kind && str_eq(order[i]->id, order[from]->id))
			continue;
		page_add(m, order + from, i - from, all);
		from = i;
	}
	for (int kind = 0; kind <= PAGE_KINDS; kind++) {
		size_t i = 0;

		while (i < m->n_page && (int)m->page[i].kind < kind)
			i++;
		m->first[kind] = i;
	}
	if (m->first[PAGE_HOME + 1] == 0)
		finding_add(all, SEVERITY_STOP, "missing-page", STR("content/index.md"), 0, 0, "Die Startseite fehlt");
}

/* Drafts and dates: what is not to be seen today. */
static void
page_hide(struct model *m, struct page *p)
{
	const struct meta *meta = &p->main->meta;
	int64_t today = date_to_days(m->day);

	p->expired = meta->expire.year != 0 && date_to_days(meta->expire) <= today;
	p->hidden = p->kind != PAGE_HOME && !m->drafts
		&& (meta->draft || p->expired
			|| (meta->publish.year != 0 && date_to_days(meta->publish) > today));
}

/* ---- addresses ---- */

static void
address_taken(struct findings *all, struct str path, struct str address)
{
	struct finding *f = finding_add(all, SEVERITY_STOP, "address", path, 0, 0,
		"Die Adresse /%.*s ist vergeben", STR_FMT(address));

	finding_remedy(all, f, "Wählen Sie eine andere Kennung oder einen anderen Namen.");
}

static void
address_add(struct model *m, struct str address, enum target_kind kind, size_t index, struct str path,
	struct findings *all)
{
	if (map_add(&m->by_address, address, target_pack(kind, index)) != MAP_NONE)
		address_taken(all, path, address);
}

/* Whether the first part of `address` is a name that belongs to the program or to a language. */
static bool
is_reserved(const struct model *m, struct str address)
{
	const struct str *code = m->site->conf.languages.item;
	struct str top;

	str_cut(address, '/', &top);
	for (size_t i = 1; i < m->site->n_language; i++) {
		if (str_eq(top, code[i]))
			return true;
	}
	for (size_t i = 0; RESERVED[i]; i++) {
		if (str_eq(top, str_of(RESERVED[i])))
			return true;
	}
	return false;
}

static void
page_addresses(struct model *m, struct findings *all)
{
	m->list[LIST_JOURNEYS] = arena_printf(m->arena, "%.*s/", STR_FMT(m->site->conf.paths.journeys));
	m->list[LIST_MODULES] = arena_printf(m->arena, "%.*s/", STR_FMT(m->site->conf.paths.modules));
	m->list[LIST_MY] = STR("meine-reise/");
	for (size_t i = 0; i < LIST_PAGES; i++) {
		if (is_reserved(m, m->list[i]))
			address_taken(all, STR("site.conf"), m->list[i]);
		address_add(m, m->list[i], TARGET_LIST, i, STR("site.conf"), all);
	}
	for (size_t i = 0; i < m->n_page; i++) {
		struct page *p = &m->page[i];

		p->address = page_address(m, p);
		page_hide(m, p);
		if (p->kind != PAGE_HOME && is_reserved(m, p->address))
			address_taken(all, p->main->path, p->address);
		address_add(m, p->address, TARGET_PAGE, i, p->main->path, all);
	}
}

/* The address of a file beside pages: below the page whose folder it lies in. */
static struct str
asset_address(const struct model *m, struct str path)
{
	static const struct {
		struct str folder;
		enum page_kind kind;
	} folders[] = {
		{ STR_INIT("pages/"), PAGE_PLAIN }, { STR_INIT("journeys/"), PAGE_JOURNEY },
		{ STR_INIT("modules/"), PAGE_MODULE }, { STR_INIT("news/"), PAGE_NEWS },
		{ STR_INIT("events/"), PAGE_EVENT }, { STR_INIT("projects/"), PAGE_PROJECT },
		{ STR_INIT("glossary/"), PAGE_TERM },
	};
	struct str below = str_from(path, sizeof("content/") - 1);

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct str rest = str_from(below, folders[i].folder.n), folder, index, prefix;
		const struct page *p = NULL;
		int64_t r;

		if (!str_starts(below, folders[i].folder))
			continue;
		prefix = kind_path(m, folders[i].kind);
		if (str_find(rest, STR("/")) != SIZE_MAX) {
			struct str name = str_cut(rest, '/', &folder);

			index = arena_printf(m->arena, "content/%.*s%.*s/index.md", STR_FMT(folders[i].folder), STR_FMT(folder));
			r = map_find(&m->by_path, index);
			p = r == MAP_NONE ? NULL : model_page_of(m, &m->record[r]);
			if (p)
				return arena_printf(m->arena, "%.*s%.*s", STR_FMT(p->address), STR_FMT(name));
		}
		return arena_printf(m->arena, "%.*s%s%.*s", STR_FMT(prefix), prefix.n ? "/" : "", STR_FMT(rest));
	}
	return below;
}

static void
assets_make(struct model *m, struct findings *all)
{
	static const char *const tables[] = { "content/units.tsv", "content/competences.tsv", "content/companions.tsv",
		"content/strategy.tsv", "content/accessibility.yaml", "content/woerter.txt", NULL };

	m->asset = ARENA_ARRAY(m->arena, struct asset, m->source->n + 1);
	for (size_t i = 0; i < m->source->n; i++) {
		struct str path = m->source->file[i].path;
		struct asset *a = &m->asset[m->n_asset];
		bool table = false;

		for (size_t t = 0; tables[t]; t++)
			table = table || str_eq(path, str_of(tables[t]));
		if (table || !str_starts(path, STR("content/")) || map_find(&m->by_path, path) != MAP_NONE
			|| m->source->file[i].kind != SOURCE_FILE
			|| (str_ends(path, STR(".md")) && !str_starts(path, STR("content/files/"))))
			continue;
		a->file = i;
		a->address = asset_address(m, path);
		if (!str_starts(a->address, STR("files/")) && is_reserved(m, a->address))
			address_taken(all, path, a->address);
		address_add(m, a->address, TARGET_FILE, m->n_asset, path, all);
		map_add(&m->asset_by_path, path, (int64_t)m->n_asset++);
	}
}

/* ---- journeys ---- */

static void
stations_find(struct model *m, size_t index)
{
	struct page *journey = &m->page[index];
	const struct station *station = journey->main->meta.stations.item;

	for (size_t i = 0; i < journey->main->meta.stations.n; i++) {
		int64_t module = map_find(&m->by_id[PAGE_MODULE], station[i].module);

		if (module == MAP_NONE || m->page[module].hidden)
			continue; /* unknown ones are check_ids()'s to tell; hidden ones wait */
		*VEC_ADD(m->arena, journey, station) = (size_t)module;
		*VEC_ADD(m->arena, journey, station_meta) = i;
		if (!journey->hidden)
			*VEC_ADD(m->arena, &m->page[module], journey) = index;
	}
}

/* qsort() has no context. */
static _Thread_local const struct model *sorting;

static int
title_compare(const void *a, const void *b)
{
	const struct page *x = &sorting->page[*(const size_t *)a], *y = &sorting->page[*(const size_t *)b];
	int order = str_cmp(x->main->meta.title, y->main->meta.title);

	return order ? order : str_cmp(x->id, y->id);
}

static void
footer_make(struct model *m)
{
	m->footer = ARENA_ARRAY(m->arena, size_t, m->n_page + 1);
	for (size_t i = m->first[PAGE_PLAIN]; i < m->first[PAGE_PLAIN + 1]; i++) {
		if (!m->page[i].hidden)
			m->footer[m->n_footer++] = i;
	}
	sorting = m;
	if (m->n_footer > 1)
		qsort(m->footer, m->n_footer, sizeof(size_t), title_compare);
}

void
model_make(struct model *m, struct findings *all)
{
	for (int i = 0; i < PAGE_KINDS; i++)
		m->by_id[i].arena = m->arena;
	m->by_path.arena = m->asset_by_path.arena = m->by_address.arena = m->arena;
	for (size_t i = 0; i < m->n_record; i++)
		map_add(&m->by_path, m->record[i].path, (int64_t)i);
	pages_make(m, all);
	page_addresses(m, all);
	assets_make(m, all);
	for (size_t i = m->first[PAGE_JOURNEY]; i < m->first[PAGE_JOURNEY + 1]; i++)
		stations_find(m, i);
	footer_make(m);
	check_ids(m, all);
}
