#include "generator/check.h"

#include <stdlib.h>

#include "generator/report.h"

/* The front matter is read again, as its places are needed so rarely. */
struct finding *
meta_finding(const struct model *m, const struct record *r, const char *key, int64_t i, enum severity severity,
	const char *rule, struct findings *all, struct str message)
{
	struct source_reader reader = { 0 };
	struct findings ignored = { .arena = m->arena };
	struct source source = *m->source;
	struct buf text = { 0 };
	struct str yaml, body;
	unsigned line = 1, column = 1;
	int64_t file = source_find(&source, r->path);
	struct err e;

	if (file >= 0 && source_read(&source, &reader, (size_t)file, RECORD_BYTES_MAX, &text, &e) == ERR_OK
		&& frontmatter_cut(buf_str(&text), r->path, &ignored, &yaml, &body, &line))
		frontmatter_place(yaml, key, i, &line, &column);
	buf_release(&text);
	source_reader_close(&reader);
	return finding_add(all, severity, rule, r->path, line, column, "%.*s", STR_FMT(message));
}

static struct finding *
meta_stop(const struct model *m, const struct record *r, const char *key, int64_t i, const char *rule,
	struct findings *all, struct str message)
{
	return meta_finding(m, r, key, i, SEVERITY_STOP, rule, all, message);
}

/* The nearest id of a kind, or NULL. */
static const char *
id_suggest(const struct model *m, enum page_kind kind, struct str id)
{
	size_t n = m->first[kind + 1] - m->first[kind];
	const char **names = ARENA_ARRAY(m->arena, const char *, n + 1);

	for (size_t i = 0; i < n; i++)
		names[i] = arena_copy(m->arena, m->page[m->first[kind] + i].id).p;
	return finding_suggest(id, names);
}

static void
module_unknown(const struct model *m, const struct record *r, const char *key, size_t i, struct str id,
	struct findings *all)
{
	const char *near = id_suggest(m, PAGE_MODULE, id);
	struct finding *f = meta_stop(m, r, key, (int64_t)i, "unknown-id", all,
		arena_printf(m->arena, "„%s“ nennt das Modul „%.*s“, das es nicht gibt", key, STR_FMT(id)));

	if (near)
		finding_remedy(all, f, "Meinten Sie „%s“?", near);
	else
		finding_remedy(all, f, "Schreiben Sie die Kennung eines Moduls: den Namen seines Ordners oder seiner Datei.");
}

static void
modules_check(const struct model *m, const struct record *r, const char *key, const struct schema_list *ids,
	struct findings *all)
{
	const struct str *id = ids->item;

	for (size_t i = 0; i < ids->n; i++) {
		if (!model_find(m, PAGE_MODULE, id[i]))
			module_unknown(m, r, key, i, id[i], all);
	}
}

static void
stations_check(const struct model *m, const struct record *r, struct findings *all)
{
	const struct station *s = r->meta.stations.item;
	struct finding *f;

	for (size_t i = 0; i < r->meta.stations.n; i++) {
		if (!model_find(m, PAGE_MODULE, s[i].module))
			module_unknown(m, r, "stations", i, s[i].module, all);
		for (size_t j = 0; j < i; j++) {
			if (!str_eq(s[i].module, s[j].module))
				continue;
			f = meta_stop(m, r, "stations", (int64_t)i, "duplicate-id", all,
				arena_printf(m->arena, "Das Modul „%.*s“ ist zweimal Station", STR_FMT(s[i].module)));
			finding_remedy(all, f, "Nennen Sie jedes Modul einmal.");
			break;
		}
	}
}

static void
audience_check(const struct model *m, const struct record *r, struct findings *all)
{
	const struct str *id = r->meta.audience.item;
	const struct schema_pair *known = m->site->conf.audiences.item;
	size_t n = m->site->conf.audiences.n;
	struct finding *f;

	for (size_t i = 0; i < r->meta.audience.n; i++) {
		const char **names;
		const char *near;
		bool found = false;

		for (size_t j = 0; j < n; j++)
			found = found || str_eq(known[j].key, id[i]);
		if (found)
			continue;
		names = ARENA_ARRAY(m->arena, const char *, n + 1);
		for (size_t j = 0; j < n; j++)
			names[j] = arena_copy(m->arena, known[j].key).p;
		near = finding_suggest(id[i], names);
		f = meta_stop(m, r, "audience", (int64_t)i, "unknown-id", all,
			arena_printf(m->arena, "„audience“ nennt „%.*s“; das steht nicht in site.conf", STR_FMT(id[i])));
		if (near)
			finding_remedy(all, f, "Meinten Sie „%s“?", near);
		else
			finding_remedy(all, f, "Nehmen Sie eine der Zielgruppen aus site.conf, oder ergänzen Sie diese dort.");
	}
}

static void
competences_check(const struct model *m, const struct record *r, struct findings *all)
{
	const struct str *id = r->meta.competences.item;
	struct finding *f;

	for (size_t i = 0; m->site->has_competences && i < r->meta.competences.n; i++) {
		if (tsv_find(&m->site->competences, id[i]))
			continue;
		f = meta_stop(m, r, "competences", (int64_t)i, "unknown-id", all,
			arena_printf(m->arena, "„competences“ nennt „%.*s“; das steht nicht in content/competences.tsv",
				STR_FMT(id[i])));
		finding_remedy(all, f, "Nehmen Sie eine Kennung aus dieser Tabelle, zum Beispiel 1.2.");
	}
}

static void
owner_check(const struct model *m, const struct record *r, struct findings *all)
{
	struct finding *f;

	if (r->meta.owner.n == 0 || !m->site->has_units || tsv_find(&m->site->units, r->meta.owner))
		return;
	f = meta_stop(m, r, "owner", -1, "unknown-id", all,
		arena_printf(m->arena, "„owner“ nennt die Einheit „%.*s“; sie steht nicht in content/units.tsv",
			STR_FMT(r->meta.owner)));
	finding_remedy(all, f, "Nehmen Sie eine Kennung aus dieser Tabelle.");
}

static void
dates_check(const struct model *m, const struct record *r, struct findings *all)
{
	struct finding *f;

	if (r->meta.expire.year == 0 || r->meta.publish.year == 0
		|| date_to_days(r->meta.publish) < date_to_days(r->meta.expire))
		return;
	f = meta_stop(m, r, "expire", -1, "bad-value", all, STR("Die Seite läuft ab, bevor sie erscheint"));
	finding_remedy(all, f, "Tauschen Sie „publish“ und „expire“.");
}

/* Exceptions that name no rule, or one that nobody can accept. */
static void
exceptions_check(const struct model *m, const struct record *r, struct findings *all)
{
	const struct exception *x = r->meta.exceptions.item;
	struct report_rule known;
	struct finding *f;

	for (size_t i = 0; i < r->meta.exceptions.n; i++) {
		const char *rule = arena_copy(m->arena, x[i].rule).p, *near;

		if (report_rule_acceptable(rule))
			continue;
		if (report_rule_find(rule, &known)) {
			f = meta_stop(m, r, "exceptions", (int64_t)i, "exception-rule", all,
				arena_printf(m->arena, "Von der Regel „%s“ gibt es keine Ausnahme", rule));
			finding_remedy(all, f, "Beheben Sie den Fund selbst, und nehmen Sie die Ausnahme heraus.");
			continue;
		}
		f = meta_stop(m, r, "exceptions", (int64_t)i, "exception-rule", all,
			arena_printf(m->arena, "Die Regel „%s“ gibt es nicht", rule));
		near = finding_suggest(x[i].rule, report_acceptable(m->arena));
		if (near)
			finding_remedy(all, f, "Meinten Sie „%s“?", near);
		else
			finding_remedy(all, f, "Schreiben Sie die Kennung, die am Fund in eckigen Klammern steht.");
	}
}

/* ---- circles of requirements ---- */

enum colour { WHITE, GREY, BLACK };

struct circle {
	const struct model *m;
	unsigned char *colour;
	size_t *path;
	size_t n;
	struct findings *all;
};

/* The modules from where `module` stands on the path: they require each other in a circle. */
static void
circle_tell(struct circle *c, size_t module, size_t requirement)
{
	struct buf b = { 0 };
	const struct record *r = c->m->page[c->path[c->n - 1]].main;
	size_t from = c->n - 1;
	struct finding *f;

	while (c->path[from] != module)
		from--;
	for (size_t i = from; i < c->n; i++)
		buf_addf(&b, "%.*s verlangt ", STR_FMT(c->m->page[c->path[i]].id));
	buf_addf(&b, "%.*s: ein Kreis", STR_FMT(c->m->page[module].id));
	f = meta_stop(c->m, r, "requires", (int64_t)requirement, "cycle", c->all, buf_str(&b));
	finding_remedy(c->all, f, "Nehmen Sie eines davon aus „requires“; „recommends“ darf im Kreis gehen.");
	buf_release(&b);
}

/* Depth first, without recursion: a chain may be as long as the site has modules. */
static void
circle_search(struct circle *c, size_t start, size_t *next)
{
	c->n = 0;
	c->path[c->n++] = start;
	c->colour[start] = GREY;
	while (c->n > 0) {
		size_t at = c->path[c->n - 1];
		const struct schema_list *requires = &c->m->page[at].main->meta.requires;
		int64_t to;

		if (next[at] == requires->n) {
			c->colour[at] = BLACK;
			c->n--;
			continue;
		}
		to = map_find(&c->m->by_id[PAGE_MODULE], ((const struct str *)requires->item)[next[at]++]);
		if (to == MAP_NONE || c->colour[to] == BLACK)
			continue;
		if (c->colour[to] == GREY) {
			circle_tell(c, (size_t)to, next[at] - 1);
			continue;
		}
		c->colour[to] = GREY;
		c->path[c->n++] = (size_t)to;
	}
}

static void
circles_check(const struct model *m, struct findings *all)
{
	struct circle c = { .m = m, .all = all };
	size_t *next = ARENA_ARRAY(m->arena, size_t, m->n_page + 1);

	c.colour = ARENA_ARRAY(m->arena, unsigned char, m->n_page + 1);
	c.path = ARENA_ARRAY(m->arena, size_t, m->n_page + 1);
	for (size_t i = m->first[PAGE_MODULE]; i < m->first[PAGE_MODULE + 1]; i++) {
		if (c.colour[i] == WHITE)
			circle_search(&c, i, next);
	}
}

/* An id that one module replaces must not be used by another one at the same time by two. */
static void
replaces_check(const struct model *m, struct findings *all)
{
	struct map taken = { .arena = m->arena };
	struct finding *f;

	for (size_t i = 0; i < m->n_page; i++) {
		const struct page *p = &m->page[i];
		const struct str *id = p->main->meta.replaces.item;

		for (size_t j = 0; j < p->main->meta.replaces.n; j++) {
			struct str key = arena_printf(m->arena, "%s %.*s", page_kind_names[p->kind], STR_FMT(id[j]));
			int64_t before = map_add(&taken, key, (int64_t)i);

			if (before == MAP_NONE && !str_eq(id[j], p->id))
				continue;
			f = meta_stop(m, p->main, "replaces", (int64_t)j, "duplicate-id", all, before == MAP_NONE
				? arena_printf(m->arena, "Die Seite ersetzt sich selbst, „%.*s“", STR_FMT(id[j]))
				: arena_printf(m->arena, "„%.*s“ wird schon durch „%.*s“ ersetzt", STR_FMT(id[j]),
					STR_FMT(m->page[before].id)));
			finding_remedy(all, f, "Lassen Sie es nur eine Seite ersetzen.");
		}
	}
}

void
check_ids(const struct model *m, struct findings *all)
{
	for (size_t i = 0; i < m->n_record; i++) {
		const struct record *r = &m->record[i];

		modules_check(m, r, "requires", &r->meta.requires, all);
		modules_check(m, r, "recommends", &r->meta.recommends, all);
		stations_check(m, r, all);
		audience_check(m, r, all);
		competences_check(m, r, all);
		owner_check(m, r, all);
		dates_check(m, r, all);
		exceptions_check(m, r, all);
	}
	replaces_check(m, all);
	circles_check(m, all);
}

void
check_files(const struct source *source, struct findings *all)
{
	for (size_t i = 0; i < source->n; i++) {
		const struct source_file *file = &source->file[i];
		struct finding *f;

		if (file->kind == SOURCE_FILE)
			continue;
		f = finding_add(all, SEVERITY_STOP, "symbolic-link", file->path, 0, 0,
			file->kind == SOURCE_LINK ? "Eine Verknüpfung (symbolischer Link) kann nicht Teil der Seite sein" : "Das ist keine gewöhnliche Datei");
		finding_remedy(all, f, "Legen Sie die Datei selbst hierher.");
	}
}

void
check_site(const struct model *m, struct findings *all)
{
	static const enum page_kind later[] = { PAGE_NEWS, PAGE_EVENT, PAGE_PROJECT, PAGE_TERM };
	struct finding *f;

	for (size_t i = 0; i < m->n_asset; i++) {
		if (atomic_load(&m->asset[i].used))
			continue;
		f = finding_add(all, SEVERITY_WARN, "unused-file", m->source->file[m->asset[i].file].path, 0, 0,
			"Keine Seite verweist auf diese Datei");
		finding_remedy(all, f, "Verlinken Sie die Datei, oder löschen Sie sie.");
	}
	for (size_t i = 0; i < sizeof(later) / sizeof(later[0]); i++) {
		size_t first = m->first[later[i]];

		if (first == m->first[later[i] + 1])
			continue;
		f = finding_add(all, SEVERITY_WARN, "no-list", m->page[first].main->path, 0, 0,
			"Für Seiten wie diese („%s“) gibt es noch keine eigene Liste", page_kind_names[later[i]]);
		finding_remedy(all, f, "Verlinken Sie sie von einer anderen Seite aus.");
	}
}
