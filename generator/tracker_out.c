#include "generator/tracker_out.h"

#include "common/json.h"

static void
units_write(struct json_writer *w, const struct tsv *units)
{
	json_key(w, "units");
	json_open(w, '[');
	for (size_t i = 0; i < units->n; i++) {
		json_open(w, '{');
		json_pair(w, "id", units->row[i].cell[UNIT_ID]);
		json_pair(w, "parent", units->row[i].cell[UNIT_PARENT]);
		json_pair(w, "name", units->row[i].cell[UNIT_NAME]);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* Whether `unit` is `top` or stands somewhere below it; units_check() has refused circles. */
static bool
is_below(const struct tsv *units, const struct tsv_row *unit, struct str top)
{
	while (unit && !str_eq(unit->cell[UNIT_ID], top))
		unit = tsv_find(units, unit->cell[UNIT_PARENT]);
	return unit != NULL;
}

/* A department is a child of the root, with all that is below it. */
static void
departments_write(struct json_writer *w, const struct tsv *units)
{
	json_key(w, "departments");
	json_open(w, '[');
	for (size_t i = 0; i < units->n; i++) {
		const struct tsv_row *d = &units->row[i], *up = tsv_find(units, d->cell[UNIT_PARENT]);

		if (!up || up->cell[UNIT_PARENT].n > 0)
			continue;
		json_open(w, '{');
		json_pair(w, "id", d->cell[UNIT_ID]);
		json_pair(w, "name", d->cell[UNIT_NAME]);
		json_key(w, "units");
		json_open(w, '[');
		for (size_t k = 0; k < units->n; k++) {
			if (is_below(units, &units->row[k], d->cell[UNIT_ID]))
				json_add_str(w, units->row[k].cell[UNIT_ID]);
		}
		json_close(w, ']');
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void
texts_write(struct json_writer *w, const struct model *m)
{
	const struct str *code = m->site->conf.languages.item;

	json_key(w, "texts");
	json_open(w, '{');
	for (size_t i = 0; i < m->site->n_language; i++) {
		const struct theme_language *l = &m->theme->language[i];

		json_key_str(w, code[i]);
		json_open(w, '{');
		for (size_t k = 0; k < l->n_text; k++) {
			json_key_str(w, l->text[k].name);
			json_add_str(w, l->text[k].text);
		}
		json_close(w, '}');
	}
	json_close(w, '}');
}

static void
place_write(struct json_writer *w, struct str name, struct str url, struct str title)
{
	json_open(w, '{');
	json_pair(w, "name", name);
	json_pair(w, "url", url);
	json_pair(w, "title", title);
	json_close(w, '}');
}

static struct str
text_named(const struct theme_language *l, const char *name)
{
	for (size_t i = 0; i < l->n_text; i++)
		if (str_eq(l->text[i].name, str_of(name)))
			return l->text[i].text;
	return str_of(name);
}

/* Pages under the names that they give themselves in feedback, so that who reads it sees title and link. */
static void
places_write(struct json_writer *w, const struct model *m, struct arena *arena)
{
	static const char *const name[LIST_PAGES] = { "journeys", "modules", "my" };
	static const char *const key[LIST_PAGES] = { "nav_journeys", "nav_modules", "my_journey" };

	json_key(w, "places");
	json_open(w, '[');
	for (int i = 0; i < LIST_PAGES; i++)
		place_write(w, str_of(name[i]), m->list[i], text_named(&m->theme->language[0], key[i]));
	for (size_t i = 0; i < m->n_page; i++) {
		const struct page *p = &m->page[i];

		if (p->hidden || p->kind == PAGE_MODULE)
			continue;
		place_write(w, p->kind == PAGE_HOME ? STR("home")
			: arena_printf(arena, "%s/%.*s", page_kind_names[p->kind], STR_FMT(p->id)),
			p->address, p->main->meta.title);
	}
	json_close(w, ']');
}

static void
settings_write(struct json_writer *w, const struct model *m, struct arena *arena)
{
	const struct site_conf *c = &m->site->conf;
	const struct str *code = c->languages.item;
	const struct schema_pair *audience = c->audiences.item;

	json_open(w, '{');
	json_pair(w, "title", c->title);
	json_pair(w, "organisation", c->organisation);
	json_pair(w, "url", c->url);
	json_pair(w, "time_zone", c->time_zone);
	json_key(w, "languages");
	json_open(w, '[');
	for (size_t i = 0; i < c->languages.n; i++)
		json_add_str(w, code[i]);
	json_close(w, ']');
	json_key(w, "audiences");
	json_open(w, '{');
	for (size_t i = 0; i < c->audiences.n; i++) {
		json_key_str(w, audience[i].key);
		json_add_str(w, audience[i].value);
	}
	json_close(w, '}');
	json_key(w, "contact");
	json_open(w, '{');
	json_pair(w, "name", c->contact.name);
	json_pair(w, "email", c->contact.email);
	json_close(w, '}');
	json_key(w, "public");
	json_add_bool(w, c->is_public);
	departments_write(w, &m->site->units);
	units_write(w, &m->site->units);
	places_write(w, m, arena);
	texts_write(w, m);
	json_close(w, '}');
}

void
tracker_out_add(struct emit *e, const struct render *r)
{
	const struct model *m = r->model;
	const struct str *code = m->site->conf.languages.item;
	const struct str tracker = STR("tracker/");
	struct buf b = { 0 };
	struct json_writer w = { .out = &b, .pretty = true };

	settings_write(&w, m, e->arena);
	buf_add_char(&b, '\n');
	emit_add(e, STR("tracker/settings.json"), arena_copy(e->arena, buf_str(&b)));
	for (int i = 0; i < (int)m->site->n_language; i++) {
		buf_clear(&b);
		render_frame(r, i, e->arena, &b);
		emit_add(e, arena_printf(e->arena, "tracker/frame.%.*s.html", STR_FMT(code[i])),
			arena_copy(e->arena, buf_str(&b)));
	}
	for (size_t i = 0; i < m->theme->n_file; i++) {
		struct str name = m->theme->file[i].name;

		if (str_starts(name, tracker))
			name = str_from(name, tracker.n);
		else if (!str_starts(name, STR("parts/")))
			continue;
		emit_add(e, arena_printf(e->arena, "tracker/templates/%.*s", STR_FMT(name)), m->theme->file[i].text);
	}
	buf_release(&b);
}
