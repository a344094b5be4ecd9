#include "common/yaml.h"

#include <stdlib.h>
#include <yaml.h>

enum { YAML_BYTES_LARGE = 256 * 1024 };

struct reader {
	struct arena *arena;
	struct str text, file;
	unsigned first_line;
	struct findings *all;
	yaml_parser_t parser;
	bool failed;
};

/* Children while their number is not known. */
struct children {
	struct yaml_node **item;
	size_t n, cap;
};

static bool node_read(struct reader *r, const yaml_event_t *event, unsigned depth,
	struct yaml_node **out);

static struct finding *
refuse(struct reader *r, unsigned line, unsigned column, const char *message)
{
	r->failed = true;
	return finding_add(r->all, SEVERITY_STOP, "yaml", r->file, line, column, "%s", message);
}

/* Refuse what begins at `mark`. */
static void
refuse_at(struct reader *r, yaml_mark_t mark, const char *message, const char *remedy)
{
	struct finding *f = refuse(r, (unsigned)mark.line + r->first_line, (unsigned)mark.column + 1,
		message);

	finding_remedy(r->all, f, "%s", remedy);
}

/* What libyaml says, and what an author can do about it. */
static const struct {
	const char *problem, *message, *remedy;
	bool opening; /* point at what was opened, not at where its end was missed */
} syntax[] = {
	{ "mapping values are not allowed", "In einem Wert steht ein zweites „: “",
		"Setzen Sie einen Text mit „: “ in Anführungszeichen, und jeden Schlüssel auf eine eigene Zeile.", false },
	{ "tab character", "Hier steht ein Tabulator", "Rücken Sie mit Leerzeichen ein, nicht mit Tabulatoren.", false },
	{ "cannot start any token", "Mit diesem Zeichen kann kein Wert beginnen",
		"Setzen Sie einen Text, der mit @, ` oder % beginnt, in Anführungszeichen.", false },
	{ "could not find expected ':'", "Hinter einem Schlüssel fehlt „: “", "Schreiben Sie „schlüssel: Wert“.", false },
	{ "found unexpected end of stream", "Ein Anführungszeichen wird nicht geschlossen",
		"Ergänzen Sie das schließende Anführungszeichen.", true },
	{ "unknown escape character", "Ein \\ in doppelten Anführungszeichen leitet nichts Bekanntes ein",
		"Nehmen Sie einfache Anführungszeichen, oder schreiben Sie \\\\ für ein \\.", false },
	{ "did not find expected alphabetic", "Ein Wert kann nicht mit * oder & beginnen",
		"Setzen Sie den Text in Anführungszeichen.", false },
	{ "found undefined tag handle", "Ein Wert kann nicht mit ! beginnen", "Setzen Sie den Text in Anführungszeichen.", false },
	{ "did not find expected ',' or ']'", "Diese Liste in [ ] ist nicht geschlossen, oder ein Komma fehlt",
		"Trennen Sie die Einträge mit Kommas, und schließen Sie die Liste mit ].", true },
	{ "did not find expected ',' or '}'", "Diese Schlüssel in { } sind nicht geschlossen, oder ein Komma fehlt",
		"Trennen Sie die Schlüssel mit Kommas, und schließen Sie mit }.", true },
	{ "did not find expected key", "Hier gehört ein Schlüssel hin",
		"Rücken Sie Schlüssel einer Ebene gleich ein; ein Text, der mit Anführungszeichen beginnt, gehört ganz in Anführungszeichen.", false },
	{ "did not find expected '-' indicator", "Hier gehört ein Eintrag der Liste hin",
		"Beginnen Sie jeden Eintrag mit „- “, alle gleich eingerückt.", false },
	{ "wrong indentation", "Diese Zeile ist zu wenig eingerückt", "Rücken Sie mit Leerzeichen ein, Schlüssel einer Ebene gleich weit.", false },
	{ "control characters are not allowed", "Hier steht ein Steuerzeichen", "Löschen Sie es.", false },
};

/* The mark of a byte, for errors of libyaml's reader, which has none of its own. */
static yaml_mark_t
mark_of(struct str text, size_t offset)
{
	yaml_mark_t mark = { 0 };

	for (size_t i = 0; i < offset && i < text.n; i++) {
		bool first = ((unsigned char)text.p[i] & 0xc0) != 0x80;

		mark.line += text.p[i] == '\n';
		mark.column = text.p[i] == '\n' ? 0 : mark.column + first;
	}
	return mark;
}

static void
refuse_syntax(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;
	const char *problem = p->problem ? p->problem : "Das ist kein gültiges YAML";
	yaml_mark_t mark = p->problem_mark;

	if (p->error == YAML_READER_ERROR)
		mark = mark_of(r->text, p->problem_offset);
	for (size_t i = 0; i < sizeof(syntax) / sizeof(syntax[0]); i++) {
		if (strstr(problem, syntax[i].problem)) {
			refuse_at(r, syntax[i].opening ? p->context_mark : mark, syntax[i].message,
				syntax[i].remedy);
			return;
		}
	}
	refuse_at(r, mark, problem, "Schreiben Sie je Zeile ein „schlüssel: Wert“.");
}

/* The next event, which the caller deletes; false after a syntax error. */
static bool
event_next(struct reader *r, yaml_event_t *event)
{
	if (yaml_parser_parse(&r->parser, event))
		return true;
	refuse_syntax(r);
	return false;
}

static void
child_add(struct reader *r, struct children *c, struct yaml_node *node)
{
	if (c->n == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 8;
		struct yaml_node **item = ARENA_ARRAY(r->arena, struct yaml_node *, cap);

		if (c->n > 0)
			memcpy(item, c->item, c->n * sizeof(struct yaml_node *));
		c->item = item;
		c->cap = cap;
	}
	c->item[c->n++] = node;
}

/* Read nodes up to the event `end`. */
static bool
children_read(struct reader *r, yaml_event_type_t end, unsigned depth, struct children *out)
{
	for (;;) {
		yaml_event_t event;
		struct yaml_node *node = NULL;
		bool over, good;

		if (!event_next(r, &event))
			return false;
		over = event.type == end;
		good = over || node_read(r, &event, depth, &node);
		yaml_event_delete(&event);
		if (over || !good)
			return good;
		child_add(r, out, node);
	}
}

static int
key_cmp(const void *left, const void *right)
{
	const struct yaml_node *a = *(struct yaml_node *const *)left;
	const struct yaml_node *b = *(struct yaml_node *const *)right;
	int c = str_cmp(a->text, b->text);

	if (!c)
		c = (a->line > b->line) - (a->line < b->line);
	return c ? c : (a->column > b->column) - (a->column < b->column);
}

/* Sorting keeps this fast for files made to hurt; the caller's order stays. */
static void
keys_check(struct reader *r, const struct yaml_node *map)
{
	struct yaml_node **sorted = ARENA_ARRAY(r->arena, struct yaml_node *, map->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < map->n; i++) {
		if (map->key[i]->kind == YAML_SCALAR)
			sorted[n++] = map->key[i];
		else
			finding_remedy(r->all, refuse(r, map->key[i]->line, map->key[i]->column,
				"Ein Schlüssel muss ein einfacher Text sein"), "Setzen Sie einen Text, der mit [ oder { beginnt, in Anführungszeichen.");
	}
	qsort(sorted, n, sizeof(struct yaml_node *), key_cmp);
	for (size_t i = 1; i < n; i++) {
		struct finding *f;

		if (!str_eq(sorted[i - 1]->text, sorted[i]->text))
			continue;
		f = finding_add(r->all, SEVERITY_STOP, "yaml", r->file, sorted[i]->line, sorted[i]->column,
			"Der Schlüssel „%.*s“ steht hier zweimal", STR_FMT(sorted[i]->text));
		finding_remedy(r->all, f, "Er steht schon in Zeile %u; behalten Sie einen.", sorted[i - 1]->line);
		r->failed = true;
	}
}

static void
mapping_split(struct reader *r, const struct children *c, struct yaml_node *map)
{
	map->n = c->n / 2;
	map->key = ARENA_ARRAY(r->arena, struct yaml_node *, map->n + 1);
	map->item = ARENA_ARRAY(r->arena, struct yaml_node *, map->n + 1);
	for (size_t i = 0; i < map->n; i++) {
		map->key[i] = c->item[2 * i];
		map->item[i] = c->item[2 * i + 1];
	}
	keys_check(r, map);
}

static void
extras_refuse(struct reader *r, const yaml_event_t *event, const void *anchor, const void *tag)
{
	if (event->type == YAML_ALIAS_EVENT)
		refuse_at(r, event->start_mark, "Verweise (*name) gibt es hier nicht",
			"Schreiben Sie den Wert aus, oder setzen Sie den Text in Anführungszeichen.");
	if (anchor)
		refuse_at(r, event->start_mark, "Anker (&name) gibt es hier nicht",
			"Lassen Sie den Anker weg, oder setzen Sie den Text in Anführungszeichen.");
	if (tag)
		refuse_at(r, event->start_mark, "Typangaben (!name) gibt es hier nicht",
			"Lassen Sie die Angabe weg, oder setzen Sie den Text in Anführungszeichen.");
}

static bool
collection_read(struct reader *r, const yaml_event_t *event, unsigned depth, struct yaml_node *node)
{
	bool map = event->type == YAML_MAPPING_START_EVENT;
	struct children c = { 0 };

	if (depth == YAML_DEPTH_MAX) {
		refuse_at(r, event->start_mark, "Listen und Schlüssel sind zu tief verschachtelt",
			"Gelesen werden höchstens 8 Ebenen.");
		return false;
	}
	node->kind = map ? YAML_MAPPING : YAML_SEQUENCE;
	if (!children_read(r, map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT, depth + 1, &c))
		return false;
	if (map) {
		mapping_split(r, &c, node);
	} else {
		node->item = c.item;
		node->n = c.n;
	}
	return true;
}

static bool
node_read(struct reader *r, const yaml_event_t *event, unsigned depth, struct yaml_node **out)
{
	struct yaml_node *node = ARENA_NEW(r->arena, struct yaml_node);

	node->line = (unsigned)event->start_mark.line + r->first_line;
	node->column = (unsigned)event->start_mark.column + 1;
	*out = node;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		node->text = arena_copy(r->arena, (struct str){ (const char *)event->data.scalar.value,
			event->data.scalar.length });
		node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
		extras_refuse(r, event, event->data.scalar.anchor, event->data.scalar.tag);
		return true;
	case YAML_SEQUENCE_START_EVENT:
		extras_refuse(r, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
		return collection_read(r, event, depth, node);
	case YAML_MAPPING_START_EVENT:
		extras_refuse(r, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
		return collection_read(r, event, depth, node);
	default: /* an alias; an empty text stands for it, so that the rest is checked too */
		extras_refuse(r, event, NULL, NULL);
		return true;
	}
}

/* One step of the stream: its ends, the document, whatever comes after it. */
static bool
stream_step(struct reader *r, const yaml_event_t *event, unsigned *documents,
	struct yaml_node **out)
{
	switch (event->type) {
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT: return true;
	case YAML_STREAM_END_EVENT: return false;
	case YAML_DOCUMENT_START_EVENT:
		if (++*documents == 1)
			return true;
		refuse_at(r, event->start_mark, "Hier beginnt ein zweites Dokument", "Löschen Sie die Zeile „---“.");
		return false;
	default: return node_read(r, event, 0, out);
	}
}

static void
stream_read(struct reader *r, struct yaml_node **out)
{
	unsigned documents = 0;
	bool more = true;

	while (more) {
		yaml_event_t event;

		if (!event_next(r, &event))
			return;
		more = stream_step(r, &event, &documents, out);
		yaml_event_delete(&event);
	}
}

bool
yaml_parse(struct arena *a, struct str text, struct str file, unsigned first_line, bool large,
	struct findings *all, struct yaml_node **out)
{
	struct reader r = { .arena = a, .text = text, .file = file, .first_line = first_line, .all = all };
	size_t max = large ? YAML_BYTES_LARGE : YAML_BYTES_MAX;

	*out = NULL;
	if (text.n > max) {
		struct finding *f = finding_add(all, SEVERITY_STOP, "yaml", file, first_line, 0,
			"Es sind %zu Byte YAML; gelesen werden höchstens %zu", text.n, max);

		finding_remedy(all, f, "Kürzen Sie; fehlt vielleicht die schließende Zeile „---“?");
		return false;
	}
	if (!str_utf8(text)) {
		finding_remedy(all, refuse(&r, first_line, 0, "Die Datei ist nicht in UTF-8 gespeichert"),
			"Speichern Sie sie als UTF-8.");
		return false;
	}
	if (!yaml_parser_initialize(&r.parser))
		abort(); /* out of memory */
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
	stream_read(&r, out);
	yaml_parser_delete(&r.parser);
	if (*out && (*out)->kind == YAML_SCALAR && (*out)->text.n == 0 && !(*out)->quoted)
		*out = NULL; /* a file of comments only, or "~" left empty */
	if (r.failed)
		*out = NULL;
	return !r.failed;
}

const struct yaml_node *
yaml_find(const struct yaml_node *map, struct str key)
{
	if (!map || map->kind != YAML_MAPPING)
		return NULL;
	for (size_t i = 0; i < map->n; i++) {
		if (str_eq(map->key[i]->text, key))
			return map->item[i];
	}
	return NULL;
}
