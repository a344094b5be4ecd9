#include "generator/record.h"

#include "generator/markdown.h"

/* The folders below content/ and the kind of page that lies there. */
static const struct {
	struct str folder;
	enum page_kind kind;
} places[] = {
	{ STR_INIT("pages/"), PAGE_PLAIN },
	{ STR_INIT("journeys/"), PAGE_JOURNEY },
	{ STR_INIT("modules/"), PAGE_MODULE },
	{ STR_INIT("news/"), PAGE_NEWS },
	{ STR_INIT("events/"), PAGE_EVENT },
	{ STR_INIT("projects/"), PAGE_PROJECT },
	{ STR_INIT("glossary/"), PAGE_TERM },
};

static bool
is_id(struct str s)
{
	if (s.n == 0 || s.n > 64 || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	}
	return true;
}

/* Split "index.en" into "index" and the language; false after a finding. */
static bool
language_take(struct record *r, struct str *name, const struct schema_list *languages, struct findings *all)
{
	const struct str *code = languages->item;
	size_t dot = name->n;
	struct str suffix;
	struct finding *f;

	while (dot > 0 && name->p[dot - 1] != '.')
		dot--;
	if (dot == 0)
		return true;
	suffix = str_from(*name, dot);
	for (size_t i = 0; i < languages->n; i++) {
		if (str_eq(code[i], suffix)) {
			r->language = (int)i;
			*name = (struct str){ name->p, dot - 1 };
			return true;
		}
	}
	f = finding_add(all, SEVERITY_STOP, "language", r->path, 0, 0,
		"Der Dateiname endet auf „%.*s“; das ist keine Sprache dieser Seite", STR_FMT(suffix));
	finding_remedy(all, f, "Ergänzen Sie „languages“ in site.conf, oder benennen Sie die Datei um.");
	return false;
}

/* News: the date in front of the id. */
static bool
date_take(struct record *r, struct str *name, struct findings *all)
{
	struct date day;
	struct finding *f;

	if (r->kind != PAGE_NEWS)
		return true;
	if (name->n > 11 && name->p[10] == '-' && date_parse((struct str){ name->p, 10 }, &day)) {
		r->date = (struct str){ name->p, 10 };
		*name = str_from(*name, 11);
		return true;
	}
	f = finding_add(all, SEVERITY_STOP, "place", r->path, 0, 0, "Der Name einer Meldung beginnt mit ihrem Datum");
	finding_remedy(all, f, "Nennen Sie sie wie 2026-11-24-neue-station.md.");
	return false;
}

/* `rest` is the path below the folder of its kind, without ".md". */
static bool
name_read(struct record *r, struct str rest, const struct schema_list *languages, struct findings *all)
{
	size_t slash = str_find(rest, STR("/"));
	struct str folder = slash == SIZE_MAX ? STR("") : (struct str){ rest.p, slash };
	struct str name = slash == SIZE_MAX ? rest : str_from(rest, slash + 1);
	struct finding *f;

	if (!language_take(r, &name, languages, all))
		return false;
	if (folder.n > 0 && !str_eq(name, STR("index"))) {
		f = finding_add(all, SEVERITY_STOP, "place", r->path, 0, 0, "Aus einer Markdown-Datei an dieser Stelle wird keine Seite");
		finding_remedy(all, f, "Nennen Sie sie index.md, oder legen Sie sie nach content/pages.");
		return false;
	}
	if (folder.n > 0)
		name = folder;
	if (!date_take(r, &name, all))
		return false;
	if (!is_id(name)) {
		f = finding_add(all, SEVERITY_STOP, "bad-id", r->path, 0, 0, "„%.*s“ ist keine Kennung", STR_FMT(name));
		finding_remedy(all, f, "Nehmen Sie für den Dateinamen kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens 64.");
		return false;
	}
	r->id = name;
	return true;
}

bool
record_place(struct record *r, struct arena *arena, struct str path,
	const struct schema_list *languages, struct findings *all)
{
	const struct str content = STR("content/"), md = STR(".md");
	struct str below = str_from(path, content.n), home = STR("index");
	size_t slash = path.n;
	struct finding *f;

	*r = (struct record){ .path = path, .findings = { .arena = arena } };
	if (!str_starts(path, content) || !str_ends(path, md) || str_starts(below, STR("files/")))
		return false;
	while (slash > 0 && path.p[slash - 1] != '/')
		slash--;
	r->folder = (struct str){ path.p, slash };
	below.n -= md.n;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (str_starts(below, places[i].folder)) {
			r->kind = places[i].kind;
			return name_read(r, str_from(below, places[i].folder.n), languages, all);
		}
	}
	r->kind = PAGE_HOME;
	r->id = STR("home");
	if (str_eq(below, home) || (str_starts(below, STR("index.")) && str_find(below, STR("/")) == SIZE_MAX))
		return language_take(r, &below, languages, all);
	f = finding_add(all, SEVERITY_STOP, "place", path, 0, 0, "Aus einer Markdown-Datei an dieser Stelle wird keine Seite");
	finding_remedy(all, f, "Legen Sie sie nach content/pages, content/modules oder content/journeys.");
	return false;
}

/* ---- content ---- */

/* How many bytes at the start of `s` are well-formed UTF-8. */
static size_t
utf8_prefix(struct str s)
{
	size_t good = 0;

	while (good < s.n) {
		unsigned char c = (unsigned char)s.p[good];
		size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

		if (n > s.n - good || !str_utf8((struct str){ s.p + good, n }))
			break;
		good += n;
	}
	return good;
}

/* Line and column of byte `at`; what is before it is UTF-8. */
static void
offset_place(struct str text, size_t at, unsigned *line, unsigned *column)
{
	size_t start = 0;

	*line = 1;
	for (size_t i = 0; i < at; i++) {
		if (text.p[i] == '\n') {
			++*line;
			start = i + 1;
		}
	}
	*column = 1 + (unsigned)str_chars((struct str){ text.p + start, at - start });
}

/* The first control character that text cannot have, or SIZE_MAX. */
static size_t
control_find(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') || c == 0x7f)
			return i;
	}
	return SIZE_MAX;
}

/* Whether the bytes are text at all. */
static bool
text_check(struct record *r, struct str text)
{
	unsigned line, column;
	struct finding *f;
	size_t at;

	if (!str_utf8(text)) {
		offset_place(text, utf8_prefix(text), &line, &column);
		f = finding_add(&r->findings, SEVERITY_STOP, "utf-8", r->path, line, column, "Die Datei ist nicht in UTF-8 gespeichert");
		finding_remedy(&r->findings, f, "Speichern Sie sie im Editor als UTF-8.");
		return false;
	}
	at = control_find(text);
	if (at != SIZE_MAX) {
		offset_place(text, at, &line, &column);
		f = finding_add(&r->findings, SEVERITY_STOP, "control-character", r->path, line, column,
			"In der Datei steht das Steuerzeichen U+%04X", (unsigned)(unsigned char)text.p[at]);
		finding_remedy(&r->findings, f, "Löschen Sie es; man sieht es nicht, aber der Cursor bleibt daran hängen.");
		return false;
	}
	return true;
}

/* Whether every line is short enough; the first that is not becomes a finding. */
static bool
lines_check(struct record *r, struct str text)
{
	unsigned line = 0;
	struct finding *f;

	while (text.n > 0) {
		struct str one;

		text = str_cut(text, '\n', &one);
		line++;
		if (one.n <= RECORD_LINE_MAX)
			continue;
		f = finding_add(&r->findings, SEVERITY_STOP, "line-length", r->path, line, 1,
			"Die Zeile hat %zu Byte; mehr als %d lassen sich nicht lesen", one.n, RECORD_LINE_MAX);
		finding_remedy(&r->findings, f, "Teilen Sie sie in mehrere Zeilen oder Absätze.");
		return false;
	}
	return true;
}

static void
goals_check(struct record *r, struct str yaml)
{
	unsigned line, column;
	struct finding *f;

	if (!r->has_goals || r->meta.goals.n == 0)
		return;
	frontmatter_place(yaml, "goals", -1, &line, &column);
	f = finding_add(&r->findings, SEVERITY_STOP, "goals-twice", r->path, line, column,
		"Das Modul hat Ziele hier und in einem Kasten [!GOALS]");
	finding_remedy(&r->findings, f, "Behalten Sie eines von beiden.");
}

void
record_read(struct record *r, struct arena *arena, struct str text, const struct theme_language *theme,
	bool tracker)
{
	struct schema_context c = { arena, r->path, &r->findings };
	struct str yaml, body;
	unsigned body_line;

	if (!text_check(r, text) || !lines_check(r, text))
		return;
	if (str_starts(text, STR("\xef\xbb\xbf"))) /* a byte order mark is no content */
		text = str_from(text, 3);
	if (!frontmatter_cut(text, r->path, &r->findings, &yaml, &body, &body_line))
		return;
	r->usable = frontmatter_read(&c, r->kind, yaml, &r->meta);
	if (r->meta.id.n > 0 && r->kind != PAGE_HOME)
		r->id = r->meta.id;
	markdown_read(arena, body, body_line, theme, tracker, r);
	goals_check(r, yaml);
}
