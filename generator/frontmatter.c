#include "generator/frontmatter.h"

const char *const page_kind_names[PAGE_KINDS + 1] = { "home", "page", "journey", "module", "news",
	"event", "project", "term", NULL };
const char *const page_kind_titles[PAGE_KINDS + 1] = { "Die Startseite", "Die Seite", "Die Reise", "Das Modul",
	"Die Meldung", "Der Termin", "Das Projekt", "Der Begriff", NULL };
const char *const level_names[] = { "-", "basic", "intermediate", "advanced", "highly-advanced", NULL };
const char *const completion_names[] = { "confirm", "quiz", "tasks", "attendance", NULL };
const char *const span_names[] = { "", "days", "weeks", "months", "years", NULL };
const char *const status_names[] = { "planned", "running", "done", "paused", NULL };

static struct finding *
value_wrong(struct schema_context *c, const struct yaml_node *node, const char *key, const char *what)
{
	return finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column,
		"%s %s", key, what);
}

static bool
completion_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct completion *out = member;
	struct str word, rest, number;
	struct finding *f;

	if (node->kind == YAML_SCALAR) {
		for (int i = 0; completion_names[i]; i++) {
			if (i != BY_QUIZ && str_eq(node->text, str_of(completion_names[i]))) {
				*out = (struct completion){ .by = i };
				return true;
			}
		}
		rest = str_cut(node->text, '>', &word);
		number = str_trim(str_from(rest, 1));
		if (str_eq(str_trim(word), STR("quiz")) && str_starts(rest, STR("="))
			&& str_number(number, &out->at_least) && out->at_least >= 1 && out->at_least <= 100) {
			out->by = BY_QUIZ;
			return true;
		}
	}
	f = value_wrong(c, node, "„completion“", "nennt keine Art, ein Modul abzuschließen");
	finding_remedy(c->all, f, "Schreiben Sie confirm, quiz >= 80 (Prozent von 1 bis 100), tasks oder attendance.");
	return false;
}

static bool
level_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct finding *f;

	if (node->kind == YAML_SCALAR) {
		for (int i = LEVEL_BASIC; level_names[i]; i++) {
			if (str_eq(node->text, str_of(level_names[i]))) {
				memcpy(member, &i, sizeof(i));
				return true;
			}
		}
	}
	f = value_wrong(c, node, "„level“", "ist keine Stufe von DigComp 3.0");
	finding_remedy(c->all, f, "Schreiben Sie basic, intermediate, advanced oder highly-advanced.");
	return false;
}

static bool
span_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct span *out = member;
	struct finding *f;

	if (node->kind == YAML_SCALAR) {
		struct str number, unit = str_trim(str_cut(node->text, ' ', &number));

		for (int i = SPAN_DAYS; span_names[i]; i++) {
			struct str plural = str_of(span_names[i]);
			bool same = str_eq(unit, plural)
				|| str_eq(unit, (struct str){ plural.p, plural.n - 1 });

			if (same && str_number(number, &out->n) && out->n >= 1 && out->n <= 1000) {
				out->unit = i;
				return true;
			}
		}
	}
	f = value_wrong(c, node, "Die Zeitspanne", "lässt sich nicht lesen");
	finding_remedy(c->all, f, "Schreiben Sie eine Zahl und days, weeks, months oder years, zum Beispiel 12 months.");
	return false;
}

static bool
moment_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct moment *out = member;
	struct finding *f;

	if (node->kind == YAML_SCALAR && date_time_parse(node->text, &out->at)) {
		out->text = node->text;
		return true;
	}
	f = value_wrong(c, node, "Datum und Uhrzeit", "lassen sich nicht lesen");
	finding_remedy(c->all, f, "Schreiben Sie beides mit der Zeitzone, zum Beispiel 2026-11-24T10:00:00+01:00.");
	return false;
}

#define KEY(name_, type_, ...) { .name = #name_, .type = SCHEMA_##type_, .offset = offsetof(struct meta, name_), __VA_ARGS__ }

static const struct schema_key exception_keys[] = {
	{ .name = "rule", .type = SCHEMA_ID, .offset = offsetof(struct exception, rule), .required = true,
		.help = "Kennung der Regel, deren Funde hier angenommen werden" },
	{ .name = "reason", .type = SCHEMA_TEXT, .offset = offsetof(struct exception, reason), .required = true,
		.help = "warum; steht in der Erklärung zur Barrierefreiheit" },
	{ .name = NULL }
};

static const struct schema_key mandatory_keys[] = {
	{ .name = "units", .type = SCHEMA_LIST, .offset = offsetof(struct mandatory, units), .default_text = "[\"*\"]",
		.help = "Kennungen von Einheiten, \"*\" für alle" },
	{ .name = "audience", .type = SCHEMA_IDS, .offset = offsetof(struct mandatory, audience), .default_text = "[all]",
		.help = "Kennungen von Zielgruppen" },
	{ .name = "reason", .type = SCHEMA_TEXT, .offset = offsetof(struct mandatory, reason), .required = true,
		.help = "warum es Pflicht ist; Lernende sehen das" },
	{ .name = "every", .type = SCHEMA_CUSTOM, .offset = offsetof(struct mandatory, every), .read = span_read,
		.help = "Wiederholung, zum Beispiel 12 months" },
	{ .name = "due", .type = SCHEMA_CUSTOM, .offset = offsetof(struct mandatory, due), .read = span_read,
		.help = "Frist, zum Beispiel 30 days" },
	{ .name = NULL }
};

static const struct schema_key station_keys[] = {
	{ .name = "module", .type = SCHEMA_ID, .offset = offsetof(struct station, module), .required = true,
		.help = "Kennung des Moduls" },
	{ .name = "why", .type = SCHEMA_TEXT, .offset = offsetof(struct station, why), .help = "warum es auf dieser Reise liegt" },
	{ .name = "optional", .type = SCHEMA_BOOL, .offset = offsetof(struct station, optional), .help = "ein Abstecher" },
	{ .name = NULL }
};

/* What every kind has. */
#define COMMON_KEYS \
	KEY(title, TEXT, .required = true, .help = "Titel der Seite"), \
	KEY(description, TEXT, .required = true, .help = "ein Satz für Listen und Suche"), \
	KEY(id, ID, .help = "bleibender Schlüssel; sonst der Name der Datei"), \
	KEY(replaces, IDS, .help = "frühere Kennungen"), \
	KEY(aliases, LIST, .idle = true, .help = "frühere Adressen"), \
	KEY(draft, BOOL, .help = "wird nur mit --drafts gebaut"), \
	KEY(publish, DATE, .help = "erster Tag auf der Seite"), \
	KEY(expire, DATE, .help = "erster Tag nicht mehr auf der Seite"), \
	KEY(owner, ID, .help = "Kennung der zuständigen Einheit"), \
	KEY(reviewed, DATE, .help = "Tag der letzten Durchsicht"), \
	KEY(review_every, INT, .min = 1, .max = 120, .help = "Monate zwischen zwei Durchsichten"), \
	KEY(exceptions, OBJECTS, .sub = exception_keys, .size = sizeof(struct exception), \
		.help = "Funde, die auf dieser Seite angenommen sind: {rule, reason}"), \
	KEY(licence, TEXT, .help = "SPDX-Kennung der Lizenz"), \
	KEY(source, TEXT, .idle = true, .help = "woraus der Text entstand"), \
	KEY(lang, TEXT, .idle = true, .help = "Sprache des Textes (BCP 47)")

static const struct schema_key plain_keys[] = { COMMON_KEYS, { .name = NULL } };

static const struct schema_key module_keys[] = {
	COMMON_KEYS,
	KEY(duration, INT, .min = 1, .max = 1000, .help = "Minuten, ehrlich geschätzt"),
	KEY(level, CUSTOM, .read = level_read, .help = "basic, intermediate, advanced oder highly-advanced (DigComp 3.0)"),
	KEY(competences, LIST, .help = "Kennungen von Kompetenzen, zum Beispiel [1.2, 4.2]"),
	KEY(audience, IDS, .help = "Zielgruppen aus site.conf; sonst all"),
	KEY(goals, LIST, .help = "was man danach kann"),
	KEY(requires, IDS, .help = "Module, die vorher helfen; ein Rat, keine Sperre"),
	KEY(recommends, IDS, .help = "Module, die von hier weiterführen"),
	KEY(completion, CUSTOM, .read = completion_read, .help = "confirm (sonst), quiz >= 80, tasks oder attendance"),
	KEY(proof, BOOL, .help = "der Tracker wertet die Quizze aus (gibt es noch nicht)"),
	KEY(mandatory, OBJECTS, .sub = mandatory_keys, .size = sizeof(struct mandatory),
		.help = "für wen es Pflicht ist: {units, audience, reason, every, due}"),
	KEY(edition, INT, .default_text = "1", .min = 1, .max = 1000000, .help = "steigt, wenn alle noch einmal hinsehen sollen"),
	KEY(edition_reason, TEXT, .help = "was sich in dieser Auflage geändert hat"),
	{ .name = NULL }
};

static const struct schema_key journey_keys[] = {
	COMMON_KEYS,
	KEY(audience, IDS, .help = "Zielgruppen aus site.conf; sonst all"),
	KEY(stations, OBJECTS, .required = true, .sub = station_keys, .size = sizeof(struct station),
		.help = "Kennungen von Modulen in ihrer Reihenfolge, oder {module, why, optional}"),
	{ .name = NULL }
};

static const struct schema_key event_keys[] = {
	COMMON_KEYS,
	KEY(starts, CUSTOM, .required = true, .read = moment_read, .help = "Datum und Uhrzeit mit Zeitzone"),
	KEY(ends, CUSTOM, .read = moment_read, .help = "Datum und Uhrzeit mit Zeitzone"),
	KEY(place, TEXT, .idle = true, .help = "Ort"),
	KEY(online, TEXT, .idle = true, .help = "Link zum Teilnehmen"),
	KEY(recording, TEXT, .idle = true, .help = "Link zur Aufzeichnung"),
	{ .name = NULL }
};

static const struct schema_key project_keys[] = {
	COMMON_KEYS,
	KEY(status, ENUM, .idle = true, .names = status_names, .help = "planned, running, done oder paused"),
	KEY(goal, TEXT, .idle = true, .help = "Kennung eines Ziels in strategy.tsv"),
	KEY(approach, TEXT, .idle = true, .help = "Kennung eines Ansatzes in strategy.tsv"),
	KEY(quarter, TEXT, .idle = true, .help = "wann, zum Beispiel 2027Q1"),
	{ .name = NULL }
};

const struct schema_key *
frontmatter_table(enum page_kind kind)
{
	switch (kind) {
	case PAGE_MODULE: return module_keys;
	case PAGE_JOURNEY: return journey_keys;
	case PAGE_EVENT: return event_keys;
	case PAGE_PROJECT: return project_keys;
	default: return plain_keys;
	}
}

/* The line at the start of `text` without its end; *next is what follows. */
static struct str
line_cut(struct str text, struct str *next)
{
	struct str line;

	*next = str_cut(text, '\n', &line);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool
is_fence(struct str line)
{
	while (line.n > 0 && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
		line.n--;
	return str_eq(line, STR("---"));
}

bool
frontmatter_cut(struct str text, struct str file, struct findings *all, struct str *yaml,
	struct str *body, unsigned *body_line)
{
	struct str rest, start;
	unsigned line = 1;
	struct finding *f;

	*yaml = STR("");
	*body = text;
	*body_line = 1;
	if (!is_fence(line_cut(text, &rest)))
		return true;
	start = rest;
	while (rest.n > 0) {
		struct str at = rest;

		line++;
		if (is_fence(line_cut(rest, &rest))) {
			*yaml = (struct str){ start.p, (size_t)(at.p - start.p) };
			*body = rest;
			*body_line = line + 1;
			return true;
		}
	}
	f = finding_add(all, SEVERITY_STOP, "front-matter", file, 1, 1, "Der Kopf der Datei hat kein Ende");
	finding_remedy(all, f, "Schreiben Sie hinter den letzten Schlüssel eine Zeile nur mit ---.");
	return false;
}

bool
frontmatter_read(struct schema_context *c, enum page_kind kind, struct str yaml, struct meta *out)
{
	struct yaml_node *root = NULL;
	size_t before = findings_count(c->all, SEVERITY_STOP);
	struct finding *f;

	if (yaml.n == 0) {
		f = finding_add(c->all, SEVERITY_STOP, "front-matter", c->file, 1, 1,
			"Die Datei hat keinen Kopf");
		finding_remedy(c->all, f,
			"Beginnen Sie mit einer Zeile ---, dann title: und description:, dann wieder ---.");
		return false;
	}
	if (!yaml_parse(c->arena, yaml, c->file, 2, false, c->all, &root))
		return false;
	schema_read(c, frontmatter_table(kind), root, out);
	if (out->proof) {
		const struct yaml_node *node = yaml_find(root, STR("proof"));

		f = finding_add(c->all, SEVERITY_STOP, "proof", c->file, node ? node->line : 2,
			node ? node->column : 1, "proof: true gibt es noch nicht: Die Lösungen blieben nicht geheim");
		finding_remedy(c->all, f, "Nehmen Sie proof vorerst heraus; completion: quiz >= 80 geht.");
	}
	return findings_count(c->all, SEVERITY_STOP) == before;
}

void
frontmatter_place(struct str yaml, const char *key, int64_t i, unsigned *line, unsigned *column)
{
	struct arena arena = { 0 };
	struct findings ignored = { .arena = &arena };
	struct yaml_node *root = NULL;
	const struct yaml_node *node = NULL;

	*line = *column = 1;
	if (yaml_parse(&arena, yaml, STR(""), 2, false, &ignored, &root))
		node = yaml_find(root, str_of(key));
	if (node && i >= 0 && node->kind == YAML_SEQUENCE && (size_t)i < node->n)
		node = node->item[i];
	if (node) {
		*line = node->line;
		*column = node->column;
	}
	arena_reset(&arena);
}

void
frontmatter_help(FILE *to)
{
	static const char *const title[PAGE_KINDS] = { NULL, "jeder Seite", "einer Reise", "eines Moduls", NULL,
		"eines Termins", "eines Projekts", NULL };

	for (int i = 0; i < PAGE_KINDS; i++) {
		if (!title[i])
			continue;
		fprintf(to, "\nKopf %s:\n", title[i]);
		schema_print_help(frontmatter_table((enum page_kind)i), to);
	}
}
