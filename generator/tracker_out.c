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
settings_write(struct json_writer *w, const struct model *m)
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

	settings_write(&w, m);
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
