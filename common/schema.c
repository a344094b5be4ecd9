#include "common/schema.h"

#include <assert.h>
#include <stdlib.h>

#include "common/buf.h"

enum { SCHEMA_KEYS_MAX = 64, SCHEMA_ID_MAX = 64 };

/* Add a stop finding at `node` about `key`; the caller adds the remedy. */
static struct finding *
bad_value(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	const char *must)
{
	return finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column,
		"„%s“ muss %s sein", key->name, must);
}

static bool
is_null(const struct yaml_node *node)
{
	return node->kind == YAML_SCALAR && node->text.n == 0 && !node->quoted;
}

static const struct schema_key *
key_find(const struct schema_key *table, struct str name)
{
	for (const struct schema_key *k = table; k->name; k++) {
		if (str_eq(str_of(k->name), name))
			return k;
	}
	return NULL;
}

static void
key_unknown(struct schema_context *c, const struct schema_key *table, const struct yaml_node *node)
{
	const char *names[SCHEMA_KEYS_MAX + 1];
	struct buf known = { 0 };
	size_t n = 0;
	struct finding *f = finding_add(c->all, SEVERITY_STOP, "unknown-key", c->file, node->line,
		node->column, "Den Schlüssel „%.*s“ gibt es hier nicht", STR_FMT(node->text));
	const char *near;

	for (const struct schema_key *k = table; k->name && n < SCHEMA_KEYS_MAX; k++) {
		names[n++] = k->name;
		buf_addf(&known, "%s%s", known.n ? ", " : "", k->name);
	}
	names[n] = NULL;
	near = finding_suggest(node->text, names);
	if (near)
		finding_remedy(c->all, f, "Meinten Sie „%s“?", near);
	else
		finding_remedy(c->all, f, "Hier gibt es: %.*s.", STR_FMT(buf_str(&known)));
	buf_release(&known);
}

/* --- single values --- */

static bool
is_id(struct str s)
{
	if (s.n == 0 || s.n > SCHEMA_ID_MAX || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
			return false;
	}
	return true;
}

/* A scalar with something in it; anything else is a finding that says what it `must` be. */
static bool
is_scalar(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	const char *must)
{
	struct finding *f;

	if (node->kind == YAML_SCALAR && str_trim(node->text).n > 0)
		return true;
	f = bad_value(c, key, node, must);
	if (node->kind != YAML_SCALAR)
		finding_remedy(c->all, f, "Hier steht %s; ein Text, der mit [ oder { beginnt, gehört in Anführungszeichen.",
			node->kind == YAML_SEQUENCE ? "eine Liste" : "eine Zuordnung");
	else if (key->required)
		finding_remedy(c->all, f, "Schreiben Sie einen Wert hinter „%s:“.", key->name);
	else
		finding_remedy(c->all, f, "Schreiben Sie einen Wert hinter „%s:“, oder lassen Sie den Schlüssel weg.", key->name);
	return false;
}

static bool
text_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	struct str *out)
{
	struct str s = str_trim(node->text);

	if (!is_scalar(c, key, node, "ein Text"))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f)
			continue;
		finding_remedy(c->all, bad_value(c, key, node, "eine einzige Zeile Text"),
			"Schreiben Sie den Text ohne Zeilenumbrüche und Steuerzeichen.");
		return false;
	}
	*out = s;
	return true;
}

static bool
id_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	struct str *out)
{
	if (!is_scalar(c, key, node, "eine Kennung"))
		return false;
	if (!is_id(node->text)) {
		finding_remedy(c->all, bad_value(c, key, node, "eine Kennung"),
			"Nehmen Sie kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens %d Zeichen.", SCHEMA_ID_MAX);
		return false;
	}
	*out = node->text;
	return true;
}

static bool
bool_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	bool *out)
{
	if (!is_scalar(c, key, node, "true oder false"))
		return false;
	if (!node->quoted && (str_eq(node->text, STR("true")) || str_eq(node->text, STR("false")))) {
		*out = node->text.n == 4;
		return true;
	}
	finding_remedy(c->all, bad_value(c, key, node, "true oder false"),
		node->quoted ? "Schreiben Sie es ohne Anführungszeichen." : "Schreiben Sie true oder false, in kleinen Buchstaben.");
	return false;
}

/* A decimal number, optional minus and fraction; `whole` allows no fraction. */
static bool
number_parse(struct str s, bool whole, double *out)
{
	struct str digits = s.n > 0 && s.p[0] == '-' ? str_from(s, 1) : s, head, tail;
	char text[32];
	int64_t check;

	tail = str_cut(digits, '.', &head);
	if (s.n >= sizeof(text) || !str_number(head, &check))
		return false;
	if (head.n < digits.n && (whole || !str_number(tail, &check)))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*out = strtod(text, NULL);
	return true;
}

static bool
number_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	void *out)
{
	bool whole = key->type == SCHEMA_INT;
	const char *must = whole ? "eine ganze Zahl" : "eine Zahl";
	struct finding *f;
	double v = 0;

	if (!is_scalar(c, key, node, must))
		return false;
	if (node->quoted || !number_parse(node->text, whole, &v)) {
		f = bad_value(c, key, node, must);
		finding_remedy(c->all, f, node->quoted ? "Schreiben Sie sie ohne Anführungszeichen."
			: whole ? "Schreiben Sie nur Ziffern." : "Schreiben Sie Ziffern, mit einem Punkt vor den Nachkommastellen.");
		return false;
	}
	if (v < key->min || v > key->max) {
		f = finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column,
			"„%s“ ist %.*s, muss aber zwischen %.15g und %.15g liegen", key->name, STR_FMT(node->text),
			key->min, key->max);
		finding_remedy(c->all, f, "Wählen Sie eine Zahl von %.15g bis %.15g.", key->min, key->max);
		return false;
	}
	if (whole)
		*(int64_t *)out = (int64_t)v;
	else
		*(double *)out = v;
	return true;
}

static bool
enum_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	int *out)
{
	struct buf known = { 0 };
	struct finding *f;
	const char *near;

	if (!is_scalar(c, key, node, "eines der bekannten Wörter"))
		return false;
	for (int i = 0; key->names[i]; i++) {
		if (str_eq(node->text, str_of(key->names[i]))) {
			*out = i;
			return true;
		}
	}
	for (int i = 0; key->names[i]; i++)
		buf_addf(&known, "%s%s", i ? ", " : "", key->names[i]);
	f = finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column,
		"„%s“ kann nicht „%.*s“ sein", key->name, STR_FMT(node->text));
	near = finding_suggest(node->text, key->names);
	if (near)
		finding_remedy(c->all, f, "Meinten Sie „%s“?", near);
	else
		finding_remedy(c->all, f, "Möglich sind: %.*s.", STR_FMT(buf_str(&known)));
	buf_release(&known);
	return false;
}

static bool
day_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	struct date *out)
{
	if (!is_scalar(c, key, node, "ein Datum"))
		return false;
	if (date_parse(node->text, out))
		return true;
	finding_remedy(c->all, bad_value(c, key, node, "ein gültiges Datum"),
		"Schreiben Sie Jahr-Monat-Tag, zum Beispiel 2026-11-24.");
	return false;
}

/* --- lists and maps --- */

/* The items of a list; one scalar or mapping counts as a list of one. */
static size_t
items_of(const struct yaml_node **node, const struct yaml_node *const **item)
{
	if ((*node)->kind != YAML_SEQUENCE) {
		*item = node;
		return is_null(*node) ? 0 : 1;
	}
	*item = (const struct yaml_node *const *)(*node)->item;
	return (*node)->n;
}

static bool
twice_check(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct finding *f;

		if (!str_eq(list[i], list[n]))
			continue;
		f = finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column,
			"„%.*s“ steht zweimal in „%s“", STR_FMT(list[n]), key->name);
		finding_remedy(c->all, f, "Behalten Sie eines davon.");
		return false;
	}
	return true;
}

static bool
list_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	struct schema_list *out)
{
	const struct yaml_node *const *item;
	size_t n = items_of(&node, &item);
	struct str *list = ARENA_ARRAY(c->arena, struct str, n + 1);
	bool good = true;

	if (node->kind == YAML_MAPPING || is_null(node)) {
		finding_remedy(c->all, bad_value(c, key, node, "eine Liste"), "Schreiben Sie sie als [erstes, zweites].");
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		bool one = key->type == SCHEMA_IDS ? id_read(c, key, item[i], &list[i])
			: text_read(c, key, item[i], &list[i]);

		good = one && twice_check(c, key, item[i], list, i) && good;
	}
	*out = (struct schema_list){ list, n };
	return good;
}

/* One item of OBJECTS; a scalar stands for the first key alone. */
static bool
object_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	void *out)
{
	struct yaml_node name, *names = &name, *value;
	struct yaml_node map = { .kind = YAML_MAPPING, .line = node->line, .column = node->column,
		.key = &names, .item = &value, .n = 1 };

	if (node->kind == YAML_MAPPING)
		return schema_read(c, key->sub, node, out);
	if (node->kind == YAML_SEQUENCE) {
		finding_remedy(c->all, bad_value(c, key, node, "eine Liste aus einzelnen Einträgen"),
			"In dieser Liste kann keine Liste stehen.");
		return false;
	}
	name = (struct yaml_node){ .kind = YAML_SCALAR, .line = node->line, .column = node->column,
		.text = str_of(key->sub[0].name) };
	value = ARENA_NEW(c->arena, struct yaml_node);
	*value = *node;
	return schema_read(c, key->sub, &map, out);
}

static bool
objects_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	struct schema_list *out)
{
	const struct yaml_node *const *item;
	size_t n = items_of(&node, &item);
	char *list = arena_new(c->arena, n * key->size, alignof(max_align_t));
	bool good = true;

	if (is_null(node)) {
		finding_remedy(c->all, bad_value(c, key, node, "eine Liste"),
			"Beginnen Sie jeden Eintrag auf einer eigenen Zeile mit „- “.");
		return false;
	}
	for (size_t i = 0; i < n; i++)
		good = object_read(c, key, item[i], list + i * key->size) && good;
	*out = (struct schema_list){ list, n };
	return good;
}

static bool
map_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	struct schema_list *out)
{
	struct schema_pair *list;
	bool good = true;

	if (node->kind != YAML_MAPPING) {
		finding_remedy(c->all, bad_value(c, key, node, "eine Reihe von Schlüsseln mit Texten"),
			"Schreiben Sie sie als {schlüssel: Text, anderer: Text}.");
		return false;
	}
	list = ARENA_ARRAY(c->arena, struct schema_pair, node->n + 1);
	for (size_t i = 0; i < node->n; i++) {
		struct schema_key own = { .name = arena_copy(c->arena, node->key[i]->text).p };

		good = id_read(c, key, node->key[i], &list[i].key) && good;
		good = text_read(c, &own, node->item[i], &list[i].value) && good;
	}
	*out = (struct schema_list){ list, node->n };
	return good;
}

static bool
value_read(struct schema_context *c, const struct schema_key *key, const struct yaml_node *node,
	void *out)
{
	switch (key->type) {
	case SCHEMA_TEXT: return text_read(c, key, node, out);
	case SCHEMA_BOOL: return bool_read(c, key, node, out);
	case SCHEMA_INT:
	case SCHEMA_REAL: return number_read(c, key, node, out);
	case SCHEMA_ENUM: return enum_read(c, key, node, out);
	case SCHEMA_DATE: return day_read(c, key, node, out);
	case SCHEMA_ID: return id_read(c, key, node, out);
	case SCHEMA_LIST:
	case SCHEMA_IDS: return list_read(c, key, node, out);
	case SCHEMA_OBJECT: return schema_read(c, key->sub, node, out);
	case SCHEMA_OBJECTS: return objects_read(c, key, node, out);
	case SCHEMA_MAP: return map_read(c, key, node, out);
	case SCHEMA_CUSTOM: return key->read(c, node, out);
	}
	return false;
}

/* --- the table --- */

/* The default's YAML as nodes; a default that is no YAML is a bug in the table. */
static const struct yaml_node *
default_parse(struct arena *a, const struct schema_key *key)
{
	struct findings none = { .arena = a };
	struct yaml_node *node = NULL;
	bool good = yaml_parse(a, str_of(key->default_text), STR("default"), 1, false, &none, &node);

	assert(good && node);
	(void)good;
	return node;
}

/* Fill in the defaults of keys that are not given, of objects that are not given too. */
static void
default_apply(struct schema_context *c, const struct schema_key *key, void *member)
{
	if (key->default_text) {
		bool good = value_read(c, key, default_parse(c->arena, key), member);

		assert(good);
		(void)good;
	} else if (key->type == SCHEMA_OBJECT) {
		for (const struct schema_key *k = key->sub; k->name; k++)
			default_apply(c, k, (char *)member + k->offset);
	}
}

static bool
key_missing(struct schema_context *c, const struct schema_key *key, const struct yaml_node *map)
{
	struct finding *f;

	if (!key->required)
		return true;
	f = finding_add(c->all, SEVERITY_STOP, "missing-key", c->file, map ? map->line : 1,
		map ? map->column : 1, "Der Schlüssel „%s“ fehlt", key->name);
	finding_remedy(c->all, f, "Ergänzen Sie „%s: …“ (%s).", key->name, key->help ? key->help : "er muss da sein");
	return false;
}

static bool
entry_read(struct schema_context *c, const struct schema_key *table, const struct yaml_node *map,
	size_t i, void *out)
{
	const struct schema_key *key = key_find(table, map->key[i]->text);
	struct finding *f;

	if (!key) {
		key_unknown(c, table, map->key[i]);
		return false;
	}
	if (key->idle) {
		f = finding_add(c->all, SEVERITY_WARN, "idle-key", c->file, map->key[i]->line,
			map->key[i]->column, "„%s“ wirkt noch nicht auf die Seiten", key->name);
		finding_remedy(c->all, f, "Es darf stehen bleiben; eine spätere Fassung nutzt es.");
	}
	return value_read(c, key, map->item[i], (char *)out + key->offset);
}

bool
schema_read(struct schema_context *c, const struct schema_key *table, const struct yaml_node *map,
	void *out)
{
	bool good = true;

	if (map && is_null(map))
		map = NULL;
	if (map && map->kind != YAML_MAPPING) {
		struct finding *f = finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, map->line,
			map->column, "Hier gehören Schlüssel und Werte hin");

		finding_remedy(c->all, f, "Schreiben Sie je Zeile ein „schlüssel: Wert“.");
		return false;
	}
	for (size_t i = 0; map && i < map->n; i++)
		good = entry_read(c, table, map, i, out) && good;
	for (const struct schema_key *k = table; k->name; k++) {
		if (yaml_find(map, str_of(k->name)))
			continue;
		good = key_missing(c, k, map) && good;
		default_apply(c, k, (char *)out + k->offset);
	}
	return good;
}
