/* schema.h - one table of keys describes a YAML mapping, reads it into a C struct and prints its help. */
#ifndef COMMON_SCHEMA_H
#define COMMON_SCHEMA_H

#include "common/date.h"
#include "common/yaml.h"

/* What a key's value is, and the C member that `offset` points at. */
enum schema_type {
	SCHEMA_TEXT,    /* struct str, one line, not empty */
	SCHEMA_BOOL,    /* bool: true, false (yes and no are refused with a hint) */
	SCHEMA_INT,     /* int64_t in min..max */
	SCHEMA_REAL,    /* double in min..max */
	SCHEMA_ENUM,    /* int: the index in `names` */
	SCHEMA_DATE,    /* struct date: YYYY-MM-DD */
	SCHEMA_ID,      /* struct str: a-z 0-9 and hyphens, at most 64, begins with a letter or digit */
	SCHEMA_LIST,    /* struct schema_list of struct str; one scalar counts as a list of one */
	SCHEMA_IDS,     /* the same, each an id */
	SCHEMA_OBJECT,  /* the members stand in the struct at `offset`, described by `sub` */
	SCHEMA_OBJECTS, /* struct schema_list of structs of `size` bytes; a scalar item fills sub[0] */
	SCHEMA_MAP,     /* struct schema_list of struct schema_pair: free keys (ids), text values */
	SCHEMA_CUSTOM   /* `read` does it */
};

struct schema_list {
	void *item; /* in the arena; struct str, struct schema_pair, or the struct of SCHEMA_OBJECTS */
	size_t n;
};

struct schema_pair {
	struct str key, value;
};

/* Where reading happens; passed to SCHEMA_CUSTOM readers. */
struct schema_context {
	struct arena *arena;
	struct str file;
	struct findings *all;
};

struct schema_key {
	const char *name;
	enum schema_type type;
	size_t offset;
	bool required;
	bool idle;                    /* known, but without effect yet: a warning says so */
	const char *default_text;     /* YAML of the default, NULL: zeroed */
	const char *const *names;     /* ENUM: ends with NULL */
	double min, max;              /* INT, REAL */
	const struct schema_key *sub; /* OBJECT, OBJECTS: ends with name NULL */
	size_t size;                  /* OBJECTS: bytes of one */
	bool (*read)(struct schema_context *c, const struct yaml_node *node, void *member);
	const char *help;             /* one line, English */
};

/*
 * Read `map` (NULL counts as empty) into the zeroed struct `out`, defaults included; text
 * borrows from the nodes. Every mistake becomes a stop finding with its place: an unknown key
 * (rule "unknown-key", with a suggestion), a missing one ("missing-key"), a wrong value
 * ("bad-value"). Returns whether there was none.
 */
bool schema_read(struct schema_context *c, const struct schema_key *table,
	const struct yaml_node *map, void *out);

/* Print the table: one line a key with type, default and help; or as JSON Schema (draft 2020-12). */
void schema_print_help(const struct schema_key *table, FILE *to);
void schema_print_json(const struct schema_key *table, const char *title, FILE *to);

#endif
