/* yaml.h - a small, safe reading of YAML: a tree of text with places. */
#ifndef COMMON_YAML_H
#define COMMON_YAML_H

#include "common/arena.h"
#include "common/finding.h"

enum { YAML_BYTES_MAX = 16 * 1024, YAML_DEPTH_MAX = 8 };

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* One node. Scalars stay text until a schema says otherwise (so `1.2` and `no` are text). */
struct yaml_node {
	enum yaml_kind kind;
	unsigned line, column;    /* from 1, in characters */
	struct str text;          /* SCALAR; empty otherwise */
	bool quoted;              /* SCALAR in quotes: never null, number or bool */
	struct yaml_node **item;  /* SEQUENCE items; MAPPING values */
	struct yaml_node **key;   /* MAPPING only: n scalars, no two alike */
	size_t n;
};

/*
 * Parse the one document `text` into *out (in `a`; NULL for an empty document).
 * `first_line` is the line of the file `text` begins at (1 for a whole file).
 * Refused as findings (rule "yaml"): over YAML_BYTES_MAX bytes (raised to 256 KB
 * for `large`), deeper than YAML_DEPTH_MAX, aliases, anchors, tags, duplicate
 * keys, keys that are no scalars, a second document, bad UTF-8, syntax.
 * Returns whether there was none; *out is NULL after a failure.
 */
bool yaml_parse(struct arena *a, struct str text, struct str file, unsigned first_line, bool large,
	struct findings *all, struct yaml_node **out);

/* The value of `key` in the mapping `map`, or NULL (also when `map` is NULL or no mapping). */
const struct yaml_node *yaml_find(const struct yaml_node *map, struct str key);

#endif
