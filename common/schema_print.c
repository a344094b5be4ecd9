/* Help and JSON Schema of a table: the second half of schema.h. */
#include "common/schema.h"

#include <stdio.h>

#include "common/json.h"

static const char *
type_name(const struct schema_key *k)
{
	switch (k->type) {
	case SCHEMA_TEXT: return "text";
	case SCHEMA_BOOL: return "true or false";
	case SCHEMA_INT: return "whole number";
	case SCHEMA_REAL: return "number";
	case SCHEMA_ENUM: return "one of";
	case SCHEMA_DATE: return "date";
	case SCHEMA_ID: return "id";
	case SCHEMA_LIST: return "list of texts";
	case SCHEMA_IDS: return "list of ids";
	case SCHEMA_OBJECT: return "keys:";
	case SCHEMA_OBJECTS: return "list, each with keys:";
	case SCHEMA_MAP: return "ids with texts";
	case SCHEMA_CUSTOM: return "text";
	}
	return "";
}

static void
help_print(const struct schema_key *table, FILE *to, int depth)
{
	for (const struct schema_key *k = table; k->name; k++) {
		fprintf(to, "%*s%-*s %s", 2 * depth, "", 22 - 2 * depth, k->name, type_name(k));
		if (k->type == SCHEMA_INT || k->type == SCHEMA_REAL)
			fprintf(to, " from %.15g to %.15g", k->min, k->max);
		for (int i = 0; k->type == SCHEMA_ENUM && k->names[i]; i++)
			fprintf(to, "%s%s", i ? ", " : " ", k->names[i]);
		if (k->required)
			fprintf(to, "; required");
		if (k->default_text)
			fprintf(to, "; default %s", k->default_text);
		fprintf(to, "\n");
		if (k->help)
			fprintf(to, "%*s%s\n", 24, "", k->help);
		if (k->sub)
			help_print(k->sub, to, depth + 1);
	}
}

void
schema_print_help(const struct schema_key *table, FILE *to)
{
	help_print(table, to, 0);
}

/* A node as a JSON value: plain true, false and numbers as such where the key says so. */
static void
node_write(struct json_writer *w, const struct schema_key *k, const struct yaml_node *node)
{
	bool raw = k->type == SCHEMA_BOOL || k->type == SCHEMA_INT || k->type == SCHEMA_REAL;

	if (node->kind == YAML_SCALAR) {
		bool list = k->type == SCHEMA_LIST || k->type == SCHEMA_IDS;

		if (list)
			json_open(w, '[');
		if (raw)
			json_add_raw(w, node->text);
		else
			json_add_str(w, node->text);
		if (list)
			json_close(w, ']');
		return;
	}
	json_open(w, node->kind == YAML_MAPPING ? '{' : '[');
	for (size_t i = 0; i < node->n; i++) {
		if (node->kind == YAML_MAPPING)
			json_key_str(w, node->key[i]->text);
		json_add_str(w, node->item[i]->text);
	}
	json_close(w, node->kind == YAML_MAPPING ? '}' : ']');
}

static void
default_write(struct json_writer *w, const struct schema_key *k)
{
	struct arena a = { 0 };
	struct findings none = { .arena = &a };
	struct yaml_node *node = NULL;

	if (yaml_parse(&a, str_of(k->default_text), STR("default"), 1, false, &none, &node) && node) {
		json_key(w, "default");
		node_write(w, k, node);
	}
	arena_reset(&a);
}

static void
object_write(struct json_writer *w, const struct schema_key *table);

static void
id_write(struct json_writer *w)
{
	json_pair(w, "type", STR("string"));
	json_pair(w, "pattern", STR("^[a-z0-9][a-z0-9-]{0,63}$"));
}

/* One item of a list. */
static void
item_write(struct json_writer *w, const struct schema_key *k)
{
	json_key(w, "items");
	json_open(w, '{');
	if (k->type == SCHEMA_IDS) {
		id_write(w);
	} else if (k->type == SCHEMA_LIST) {
		json_pair(w, "type", STR("string"));
	} else {
		json_key(w, "anyOf");
		json_open(w, '[');
		json_open(w, '{');
		json_pair(w, "type", STR("string"));
		json_close(w, '}');
		json_open(w, '{');
		object_write(w, k->sub);
		json_close(w, '}');
		json_close(w, ']');
	}
	json_close(w, '}');
}

static void
type_write(struct json_writer *w, const struct schema_key *k)
{
	switch (k->type) {
	case SCHEMA_BOOL: json_pair(w, "type", STR("boolean")); break;
	case SCHEMA_INT:
	case SCHEMA_REAL:
		json_pair(w, "type", k->type == SCHEMA_INT ? STR("integer") : STR("number"));
		json_key(w, "minimum");
		json_add_real(w, k->min);
		json_key(w, "maximum");
		json_add_real(w, k->max);
		break;
	case SCHEMA_ENUM:
		json_key(w, "enum");
		json_open(w, '[');
		for (size_t i = 0; k->names[i]; i++)
			json_add_str(w, str_of(k->names[i]));
		json_close(w, ']');
		break;
	case SCHEMA_DATE:
		json_pair(w, "type", STR("string"));
		json_pair(w, "format", STR("date"));
		break;
	case SCHEMA_ID: id_write(w); break;
	case SCHEMA_LIST:
	case SCHEMA_IDS:
	case SCHEMA_OBJECTS:
		json_pair(w, "type", STR("array"));
		item_write(w, k);
		break;
	case SCHEMA_OBJECT: object_write(w, k->sub); break;
	case SCHEMA_MAP:
		json_pair(w, "type", STR("object"));
		json_key(w, "additionalProperties");
		json_open(w, '{');
		json_pair(w, "type", STR("string"));
		json_close(w, '}');
		break;
	case SCHEMA_TEXT:
	case SCHEMA_CUSTOM: json_pair(w, "type", STR("string")); break;
	}
}

static void
object_write(struct json_writer *w, const struct schema_key *table)
{
	json_pair(w, "type", STR("object"));
	json_key(w, "additionalProperties");
	json_add_bool(w, false);
	json_key(w, "required");
	json_open(w, '[');
	for (const struct schema_key *k = table; k->name; k++) {
		if (k->required)
			json_add_str(w, str_of(k->name));
	}
	json_close(w, ']');
	json_key(w, "properties");
	json_open(w, '{');
	for (const struct schema_key *k = table; k->name; k++) {
		json_key(w, k->name);
		json_open(w, '{');
		if (k->help)
			json_pair(w, "description", str_of(k->help));
		type_write(w, k);
		if (k->default_text)
			default_write(w, k);
		json_close(w, '}');
	}
	json_close(w, '}');
}

void
schema_print_json(const struct schema_key *table, const char *title, FILE *to)
{
	struct buf out = { 0 };
	struct json_writer w = { .out = &out, .pretty = true };

	json_open(&w, '{');
	json_pair(&w, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
	json_pair(&w, "title", str_of(title));
	object_write(&w, table);
	json_close(&w, '}');
	buf_add_char(&out, '\n');
	fwrite(out.p, 1, out.n, to);
	buf_release(&out);
}
