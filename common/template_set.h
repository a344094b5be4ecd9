/* template_set.h - inside the template engine: the sources of one theme, parsed when first needed. */
#ifndef COMMON_TEMPLATE_SET_H
#define COMMON_TEMPLATE_SET_H

#include "common/arena.h"
#include "common/template.h"
#include "common/template_node.h"

enum { TEMPLATE_SUGGEST_MAX = 512 };

/* A source and its tree once it has been needed. */
struct parsed {
	struct template_source source;
	struct node_tree *tree;
};

struct template_set {
	struct arena arena;
	struct parsed *file, *text;
	size_t n_file, n_text;
};

/* Where nodes come from: a template, or an interface text used at a line of one. */
struct origin {
	struct str path;
	unsigned line; /* of the tag that uses the text */
	struct str key; /* of the text; empty in a template */
};

/* An error at `line` of where the nodes come from; for a text, at the tag that uses it. */
enum err_code origin_error(struct err *e, enum err_code code, const struct origin *from, unsigned line,
	const char *fmt, ...) __attribute__((format(printf, 5, 6), cold));

/* " (did you mean …?)" or nothing, in `out`; `names` ends with NULL. */
void template_suggest(struct str word, const char *const names[], char *out, size_t size);

/* The tree of the template "NAME.html" or of the interface text `key`, which the tag at `line` of
 * `from` asks for; ERR_NOTFOUND, ERR_INVALID or ERR_PARSE. */
enum err_code set_template(struct template_set *set, struct str name, const struct origin *from,
	unsigned line, const struct node_tree **out, struct err *e) MUST_CHECK;
enum err_code set_text(struct template_set *set, struct str key, const struct origin *from,
	unsigned line, const struct node_tree **out, struct err *e) MUST_CHECK;

#endif
