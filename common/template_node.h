/*
 * template_node.h - inside the template engine: a template's text as a tree.
 *
 * Strict compilation (template_compile.c) and the lenient interpreter for the specification's
 * tests (template_lenient.c) work on the same tree, so the rules about white space hold for both.
 */
#ifndef COMMON_TEMPLATE_NODE_H
#define COMMON_TEMPLATE_NODE_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/str.h"

enum node_kind {
	NODE_LINE,     /* a line of the template begins: the place for the indentation around */
	NODE_TEXT,     /* at most one line, with its line end */
	NODE_VALUE,    /* {{name}} */
	NODE_RAW,      /* {{{name}}} or {{&name}} */
	NODE_SECTION,  /* {{#name}} */
	NODE_INVERTED, /* {{^name}} */
	NODE_PARTIAL,  /* {{>name}} */
	NODE_PARENT,   /* {{<name}}: its children are blocks only */
	NODE_BLOCK     /* {{$name}}: a default in a template, an argument in a NODE_PARENT */
};

struct node {
	enum node_kind kind;
	unsigned line;         /* from 1, in its template */
	struct str name;       /* of tags */
	struct str text;       /* NODE_TEXT */
	struct str indent;     /* PARTIAL, PARENT: when alone on its line; BLOCK: of what fills it */
	bool own_lines;        /* BLOCK: the opening tag ends its line, the content has its own lines */
	struct node *child, *next;
};

/* A parsed template; `path` is what errors name. All memory is the arena's or the text's. */
struct node_tree {
	struct str path, text;
	struct node *first;
};

/* Parse `text`. Set-delimiter tags are an error unless `lenient`. ERR_PARSE with path and line. */
enum err_code node_parse(struct arena *a, struct str path, struct str text, bool lenient,
	struct node_tree *out, struct err *e) MUST_CHECK;

/* Record an error at a place in a template; returns `code`. */
enum err_code node_error(struct err *e, enum err_code code, struct str path, unsigned line,
	const char *fmt, ...) __attribute__((format(printf, 5, 6), cold));

#endif
