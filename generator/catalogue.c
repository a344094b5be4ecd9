#include "generator/catalogue.h"

#include <stdlib.h>

#include "common/json.h"
#include "generator/catalogue_meta.h"
#include "generator/vec.h"

enum { FORMER_MAX = 50, CATALOGUE_BYTES_MAX = 256 * 1024 * 1024 };

struct edition {
	struct str version;
	int64_t edition;
};

struct old_module {
	struct str id;
	struct edition now;
	VEC(struct edition, former);
	struct str title; /* the object, as JSON */
};

struct catalogue {
	VEC(struct old_module, module);
	struct map by_id;
	VEC(struct str, journey);
};

/* ---- the one before ---- */

static struct edition
edition_read(struct arena *a, const json_t *o)
{
	return (struct edition){ arena_copy(a, json_text(o, "version")),
		json_integer_value(json_object_get(o, "edition")) };
}

static void
module_read(struct arena *a, struct catalogue *c, const json_t *o)
{
	struct str id = json_text(o, "id");
	const json_t *former = json_object_get(o, "former");
	struct old_module *m;
	char *text;

	if (id.n == 0)
		return;
	m = VEC_ADD(a, c, module);
	m->id = arena_copy(a, id);
	m->now = edition_read(a, o);
	for (size_t i = 0; i < json_array_size(former); i++)
		*VEC_ADD(a, m, former) = edition_read(a, json_array_get(former, i));
	text = json_dumps(json_object_get(o, "title"), JSON_COMPACT);
	if (text)
		m->title = arena_copy(a, str_of(text));
	free(text);
	map_add(&c->by_id, m->id, (int64_t)c->n_module - 1);
}

const struct catalogue *
catalogue_read(struct arena *arena, struct str text)
{
	struct catalogue *c = ARENA_NEW(arena, struct catalogue);
	json_t *root = NULL;
	const json_t *list;
	struct err ignored;

	c->by_id.arena = arena;
	if (text.n == 0 || json_read(text, CATALOGUE_BYTES_MAX, &root, &ignored) != ERR_OK)
		return c;
	list = json_object_get(root, "modules");
	for (size_t i = 0; i < json_array_size(list); i++)
		module_read(arena, c, json_array_get(list, i));
	list = json_object_get(root, "journeys");
	for (size_t i = 0; i < json_array_size(list); i++)
		*VEC_ADD(arena, c, journey) = arena_copy(arena, json_text(json_array_get(list, i), "id"));
	json_decref(root);
	return c;
}

/* ---- ids that vanished ---- */

/* The page of `kind` that says it replaces `id`, or NULL. */
static const struct page *
replacement_find(const struct model *m, enum page_kind kind, struct str id)
{
	for (size_t i = m->first[kind]; i < m->first[kind + 1]; i++) {
		const struct schema_list *l = &m->page[i].main->meta.replaces;
		const struct str *old = l->item;

		for (size_t j = 0; j < l->n; j++) {
			if (str_eq(old[j], id))
				return &m->page[i];
		}
	}
	return NULL;
}

static void
vanished_check(const struct model *m, enum page_kind kind, struct str id, struct findings *all)
{
	struct finding *f;

	if (model_find(m, kind, id) || replacement_find(m, kind, id))
		return;
	f = finding_add(all, SEVERITY_STOP, "vanished-id", STR(""), 0, 0,
		"%s „%.*s“ war auf der Seite und fehlt jetzt", page_kind_titles[kind], STR_FMT(id));
	finding_remedy(all, f, "Schreiben Sie replaces: [%.*s] in die Seite, die an ihre Stelle tritt, oder holen Sie sie mit „expire“ zurück.",
		STR_FMT(id));
}

void
catalogue_check(const struct catalogue *old, const struct model *m, struct findings *all)
{
	for (size_t i = 0; i < old->n_module; i++)
		vanished_check(m, PAGE_MODULE, old->module[i].id, all);
	for (size_t i = 0; i < old->n_journey; i++)
		vanished_check(m, PAGE_JOURNEY, old->journey[i], all);
}

/* ---- this one ---- */

static void
list_write(struct json_writer *w, const char *key, const struct schema_list *list, const char *otherwise)
{
	const struct str *item = list->item;

	json_key(w, key);
	json_open(w, '[');
	for (size_t i = 0; i < list->n; i++)
		json_add_str(w, item[i]);
	if (list->n == 0 && otherwise)
		json_add_str(w, str_of(otherwise));
	json_close(w, ']');
}

static void
title_write(struct json_writer *w, const struct model *m, const struct page *p)
{
	const struct str *code = m->site->conf.languages.item;

	json_key(w, "title");
	json_open(w, '{');
	for (size_t i = 0; i < m->site->n_language; i++) {
		if (!p->variant[i])
			continue;
		json_key_str(w, code[i]);
		json_add_str(w, p->variant[i]->meta.title);
	}
	json_close(w, '}');
}

static void
edition_write(struct json_writer *w, struct edition e)
{
	json_open(w, '{');
	json_pair(w, "version", e.version);
	json_key(w, "edition");
	json_add_int(w, e.edition);
	json_close(w, '}');
}

/* Newest first, without the present one, should the text have come back to an old state. */
static void
former_write(struct json_writer *w, const struct old_module *old, struct str version)
{
	size_t n = 0;

	json_key(w, "former");
	json_open(w, '[');
	if (old && old->now.version.n > 0 && !str_eq(old->now.version, version)) {
		edition_write(w, old->now);
		n++;
	}
	for (size_t i = 0; old && i < old->n_former && n < FORMER_MAX; i++) {
		if (str_eq(old->former[i].version, version) || str_eq(old->former[i].version, old->now.version))
			continue;
		edition_write(w, old->former[i]);
		n++;
	}
	json_close(w, ']');
}

static void
span_write(struct json_writer *w, const char *key, struct span s)
{
	char text[64];

	if (s.unit == SPAN_NONE)
		return;
	snprintf(text, sizeof(text), "%lld %s", (long long)s.n, span_names[s.unit]);
	json_pair(w, key, str_of(text));
}

static void
mandatory_write(struct json_writer *w, const struct schema_list *rules)
{
	const struct mandatory *rule = rules->item;

	json_key(w, "mandatory");
	json_open(w, '[');
	for (size_t i = 0; i < rules->n; i++) {
		json_open(w, '{');
		list_write(w, "units", &rule[i].units, NULL);
		list_write(w, "audience", &rule[i].audience, NULL);
		json_pair(w, "reason", rule[i].reason);
		span_write(w, "every", rule[i].every);
		span_write(w, "due", rule[i].due);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void
questions_write(struct json_writer *w, const struct record *r)
{
	json_key(w, "questions");
	json_open(w, '[');
	for (size_t i = 0; i < r->n_question; i++) {
		json_open(w, '{');
		json_pair(w, "id", r->question[i].id);
		json_pair(w, "kind", str_of(r->question[i].kind));
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void
module_write(struct json_writer *w, const struct catalogue *old, const struct model *m, const struct page *p)
{
	const struct meta *meta = &p->main->meta;
	struct str version = { p->main->object, SOURCE_ID };
	int64_t before = map_find(&old->by_id, p->id);

	json_open(w, '{');
	json_pair(w, "id", p->id);
	list_write(w, "replaces", &meta->replaces, NULL);
	json_pair(w, "url", p->address);
	title_write(w, m, p);
	json_key(w, "edition");
	json_add_int(w, meta->edition);
	json_pair(w, "version", version);
	former_write(w, before == MAP_NONE ? NULL : &old->module[before], version);
	json_key(w, "duration");
	if (meta->duration > 0)
		json_add_int(w, meta->duration);
	else
		json_add_null(w);
	json_key(w, "level");
	if (meta->level != LEVEL_NONE)
		json_add_str(w, str_of(level_names[meta->level]));
	else
		json_add_null(w);
	list_write(w, "competences", &meta->competences, NULL);
	list_write(w, "audience", &meta->audience, "all");
	json_key(w, "completion");
	json_open(w, '{');
	json_pair(w, "by", str_of(completion_names[meta->completion.by]));
	if (meta->completion.by == BY_QUIZ) {
		json_key(w, "at_least");
		json_add_int(w, meta->completion.at_least);
	}
	json_close(w, '}');
	json_key(w, "proof");
	json_add_bool(w, meta->proof);
	json_key(w, "expired");
	json_add_bool(w, p->expired);
	mandatory_write(w, &meta->mandatory);
	questions_write(w, p->main);
	catalogue_meta_write(w, m, p);
	json_close(w, '}');
}

/* A module whose file is gone because another one took its place: completions of it still count. */
static void
replaced_write(struct json_writer *w, const struct old_module *old, const struct page *by)
{
	json_open(w, '{');
	json_pair(w, "id", old->id);
	json_key(w, "replaces");
	json_add_raw(w, STR("[]"));
	json_pair(w, "replaced_by", by->id);
	json_pair(w, "url", by->address);
	json_key(w, "title");
	json_add_raw(w, old->title.n ? old->title : STR("{}"));
	json_key(w, "edition");
	json_add_int(w, old->now.edition);
	json_pair(w, "version", old->now.version);
	former_write(w, old, old->now.version);
	json_key(w, "duration");
	json_add_null(w);
	json_key(w, "level");
	json_add_null(w);
	json_key(w, "competences");
	json_add_raw(w, STR("[]"));
	json_key(w, "audience");
	json_add_raw(w, STR("[\"all\"]"));
	json_key(w, "completion");
	json_add_raw(w, STR("{\"by\":\"confirm\"}"));
	json_key(w, "proof");
	json_add_bool(w, false);
	json_key(w, "expired");
	json_add_bool(w, true);
	json_key(w, "mandatory");
	json_add_raw(w, STR("[]"));
	json_key(w, "questions");
	json_add_raw(w, STR("[]"));
	json_close(w, '}');
}

static void
modules_write(struct json_writer *w, const struct catalogue *old, const struct model *m)
{
	json_key(w, "modules");
	json_open(w, '[');
	for (size_t i = m->first[PAGE_MODULE]; i < m->first[PAGE_MODULE + 1]; i++) {
		const struct page *p = &m->page[i];

		/* What was on the site stays listed when it has expired, or is a draft again. */
		if (!p->hidden || p->expired || map_find(&old->by_id, p->id) != MAP_NONE)
			module_write(w, old, m, p);
	}
	for (size_t i = 0; i < old->n_module; i++) {
		const struct page *by;

		if (model_find(m, PAGE_MODULE, old->module[i].id))
			continue;
		by = replacement_find(m, PAGE_MODULE, old->module[i].id);
		if (by)
			replaced_write(w, &old->module[i], by);
	}
	json_close(w, ']');
}

static void
journeys_write(struct json_writer *w, const struct model *m)
{
	json_key(w, "journeys");
	json_open(w, '[');
	for (size_t i = m->first[PAGE_JOURNEY]; i < m->first[PAGE_JOURNEY + 1]; i++) {
		const struct page *p = &m->page[i];
		const struct station *station = p->main->meta.stations.item;

		if (p->hidden)
			continue;
		json_open(w, '{');
		json_pair(w, "id", p->id);
		json_pair(w, "url", p->address);
		title_write(w, m, p);
		json_key(w, "stations");
		json_open(w, '[');
		for (size_t k = 0; k < p->n_station; k++) {
			json_open(w, '{');
			json_pair(w, "module", m->page[p->station[k]].id);
			json_key(w, "optional");
			json_add_bool(w, station[p->station_meta[k]].optional);
			json_close(w, '}');
		}
		json_close(w, ']');
		catalogue_meta_write(w, m, p);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* News, events, projects, terms and plain pages. */
static void
others_write(struct json_writer *w, const struct model *m)
{
	json_key(w, "others");
	json_open(w, '[');
	for (size_t i = 0; i < m->n_page; i++) {
		const struct page *p = &m->page[i];

		if (p->hidden || p->kind == PAGE_MODULE || p->kind == PAGE_JOURNEY || p->kind == PAGE_HOME)
			continue;
		json_open(w, '{');
		json_pair(w, "kind", str_of(page_kind_names[p->kind]));
		json_pair(w, "id", p->id);
		json_pair(w, "url", p->address);
		title_write(w, m, p);
		if (p->kind == PAGE_NEWS)
			json_pair(w, "date", p->main->date);
		catalogue_meta_write(w, m, p);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void
catalogue_write(const struct catalogue *old, const struct model *m, struct buf *out)
{
	struct json_writer w = { .out = out };
	char built[11];

	date_format(m->day, built);
	json_open(&w, '{');
	json_key(&w, "format");
	json_add_int(&w, 1);
	json_key(&w, "site");
	json_open(&w, '{');
	json_pair(&w, "title", m->site->conf.title);
	json_pair(&w, "url", m->site->conf.url);
	json_pair(&w, "time_zone", m->site->conf.time_zone);
	json_pair(&w, "revision", m->source->revision);
	json_pair(&w, "built", str_of(built));
	json_close(&w, '}');
	modules_write(&w, old, m);
	journeys_write(&w, m);
	others_write(&w, m);
	json_close(&w, '}');
	buf_add_char(out, '\n');
}
