#include "generator/site.h"

/* ---- languages ---- */

static struct str
language_name(struct str code)
{
	static const struct {
		struct str code, name;
	} known[] = {
		{ STR_INIT("de"), STR_INIT("Deutsch") },
		{ STR_INIT("ls"), STR_INIT("Leichte Sprache") },
		{ STR_INIT("en"), STR_INIT("English") },
		{ STR_INIT("fr"), STR_INIT("Français") },
		{ STR_INIT("nl"), STR_INIT("Nederlands") },
		{ STR_INIT("pl"), STR_INIT("Polski") },
		{ STR_INIT("tr"), STR_INIT("Türkçe") },
		{ STR_INIT("uk"), STR_INIT("Українська") },
		{ STR_INIT("nds"), STR_INIT("Plattdüütsch") },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (str_eq(code, known[i].code))
			return known[i].name;
	}
	return code;
}

static void
languages_set(struct site *s, struct arena *arena)
{
	const struct str *code = s->conf.languages.item;

	s->n_language = s->conf.languages.n;
	s->language = ARENA_ARRAY(arena, struct str, s->n_language + 1);
	s->language_name = ARENA_ARRAY(arena, struct str, s->n_language + 1);
	for (size_t i = 0; i < s->n_language; i++) {
		s->language[i] = str_eq(code[i], STR("ls")) ? STR("de-simple") : code[i];
		s->language_name[i] = language_name(code[i]);
	}
}

/* ---- tables ---- */

enum { TABLE_BYTES_MAX = 1024 * 1024 };

static bool
table_open(struct tsv *t, struct arena *arena, struct source *source, struct source_reader *reader,
	struct str path, const char *const names[], struct buf *text, struct findings *all)
{
	int64_t i = source_find(source, path);
	struct err e;

	if (i < 0)
		return false;
	if (source_read(source, reader, (size_t)i, TABLE_BYTES_MAX, text, &e) != ERR_OK)
		finding_add(all, SEVERITY_STOP, "table", path, 0, 0, "%s", e.msg);
	else if (!str_utf8(buf_str(text)))
		finding_add(all, SEVERITY_STOP, "utf-8", path, 0, 0, "Die Datei ist nicht in UTF-8 gespeichert");
	else
		tsv_read(t, arena, buf_str(text), path, names, all);
	return true;
}

static void
units_check(const struct site *s, struct findings *all)
{
	for (size_t i = 0; s->units.row && i < s->units.n; i++) {
		const struct tsv_row *row = &s->units.row[i], *up = row;
		struct finding *f = NULL;
		size_t steps = 0;

		while (up && up->cell[UNIT_PARENT].n > 0 && steps++ <= s->units.n)
			up = tsv_find(&s->units, up->cell[UNIT_PARENT]);
		if (!up)
			f = finding_add(all, SEVERITY_STOP, "table", STR("content/units.tsv"), row->line, 1,
				"Die Einheit über „%.*s“ gibt es nicht", STR_FMT(row->cell[UNIT_ID]));
		else if (steps > s->units.n)
			f = finding_add(all, SEVERITY_STOP, "table", STR("content/units.tsv"), row->line, 1,
				"Die Einheit „%.*s“ steht unter sich selbst", STR_FMT(row->cell[UNIT_ID]));
		if (f)
			finding_remedy(all, f, "Schreiben Sie die Kennung der Einheit darüber; die oberste hat keine.");
	}
}

/* What every stage needs even of a site.conf with mistakes. */
static void
conf_mend(struct site *s, struct arena *arena)
{
	struct str *german = ARENA_NEW(arena, struct str);

	if (s->conf.theme.n == 0)
		s->conf.theme = STR("default");
	if (s->conf.languages.n > 0)
		return;
	*german = STR("de");
	s->conf.languages = (struct schema_list){ german, 1 };
}

void
site_open(struct site *s, struct arena *arena, struct source *source, struct source_reader *reader,
	struct findings *all)
{
	static const char *const unit_columns[] = { "id", "parent", "name", NULL };
	static const char *const competence_columns[] = { "id", "name", NULL };
	const struct str file = STR("site.conf");
	struct str host;
	struct buf text = { 0 };
	struct err e;

	*s = (struct site){ 0 };
	if (source_read(source, reader, (size_t)source_find(source, file), YAML_BYTES_MAX, &text, &e) != ERR_OK)
		finding_add(all, SEVERITY_STOP, "yaml", file, 0, 0, "%s", e.msg);
	else
		conf_read_site(arena, buf_str(&text), file, all, &s->conf);
	buf_release(&text);
	conf_mend(s, arena);
	languages_set(s, arena);
	s->has_units = table_open(&s->units, arena, source, reader, STR("content/units.tsv"), unit_columns,
		&s->units_text, all);
	s->has_competences = table_open(&s->competences, arena, source, reader, STR("content/competences.tsv"),
		competence_columns, &s->competences_text, all);
	units_check(s, all);
	statement_open(&s->statement, arena, source, reader, all);
	host = str_from(s->conf.url, str_find(s->conf.url, STR("//")) + 2);
	s->url_path = s->conf.url.n ? str_from(host, str_find(host, STR("/"))) : STR("/");
}

void
site_release(struct site *s)
{
	buf_release(&s->units_text);
	buf_release(&s->competences_text);
}

struct str
site_audience_name(const struct site *s, struct str id)
{
	const struct schema_pair *pair = s->conf.audiences.item;

	for (size_t i = 0; i < s->conf.audiences.n; i++) {
		if (str_eq(pair[i].key, id))
			return pair[i].value;
	}
	return id;
}

struct str
site_unit_name(const struct site *s, struct str id)
{
	const struct tsv_row *row = tsv_find(&s->units, id);

	return row ? row->cell[UNIT_NAME] : id;
}
