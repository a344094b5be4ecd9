/*
 * template.h - Mustache's syntax, strict.
 *
 * Templates are compiled once against a declared model: a table of fields that says what the C
 * struct behind a page holds and where. An unknown name, a missing partial or an unclosed section
 * is an error with template and line; rendering cannot fail.
 *
 *   {{name}}            a value, escaped for its place: text, attribute, or URL (in href, src, action …,
 *                       where a scheme other than http, https, mailto, tel becomes "#")
 *   {{{name}}}          rendered HTML, allowed for TEMPLATE_HTML fields only
 *   {{#name}}…{{/name}} a list: once an item, whose fields are found first; an object or a true
 *                       value (bool; text that is not empty): once
 *   {{^name}}…{{/name}} when the list is empty, the value false or empty
 *   {{a.b}} {{.}}       a field of an object; the item itself in a list of texts
 *   {{>parts/rail}}     the template "parts/rail.html"
 *   {{<layout}}{{$block}}…{{/block}}{{/layout}}   inheritance
 *   {{t.key}}           an interface text; texts may use values themselves ("Station {{number}} von {{total}}")
 *   {{! comment }}
 *
 * Names are looked up from the innermost section outwards.
 */
#ifndef COMMON_TEMPLATE_H
#define COMMON_TEMPLATE_H

#include <stddef.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/str.h"

enum template_type {
	TEMPLATE_TEXT,   /* struct str */
	TEMPLATE_HTML,   /* struct str that is safe HTML already */
	TEMPLATE_BOOL,   /* bool */
	TEMPLATE_NUMBER, /* int64_t; true in a section when not 0 */
	TEMPLATE_OBJECT, /* const struct X *; NULL is false */
	TEMPLATE_LIST    /* struct template_list of struct X */
};

/* One member of the struct behind a template; a table ends with name NULL. */
struct template_field {
	const char *name;
	enum template_type type;
	size_t offset;
	const struct template_field *fields; /* OBJECT; LIST: of an item, NULL for struct str */
	size_t size;                         /* LIST: bytes of an item */
};

struct template_list {
	const void *item;
	size_t n;
};

#define TEMPLATE_FIELD(type_, struct_, member)                                                     \
	{ #member, TEMPLATE_##type_, offsetof(struct_, member), NULL, 0 }
#define TEMPLATE_OBJECT_OF(struct_, member, fields_)                                               \
	{ #member, TEMPLATE_OBJECT, offsetof(struct_, member), (fields_), 0 }
#define TEMPLATE_LIST_OF(struct_, member, item_, fields_)                                          \
	{ #member, TEMPLATE_LIST, offsetof(struct_, member), (fields_), sizeof(item_) }
#define TEMPLATE_END { NULL, TEMPLATE_TEXT, 0, NULL, 0 }

/* A named text: a template file ("module.html", "parts/rail.html") or an interface text ("next"). */
struct template_source {
	struct str name, text;
};

/* All templates and texts of one theme in one language. Sources are borrowed until it is freed. */
struct template_set;
struct template_set *template_set_new(const struct template_source *file, size_t n_file,
	const struct template_source *text, size_t n_text);
void template_set_free(struct template_set *set);

/* Compile "NAME.html" against `model`; *out belongs to `set`. ERR_PARSE, ERR_INVALID or
 * ERR_NOTFOUND with path (template) and line. Not for two threads at once on one set. */
struct template;
enum err_code template_compile(struct template_set *set, const char *name,
	const struct template_field *model, const struct template **out, struct err *e) MUST_CHECK;

/* Append `root` (the struct that the model describes) to `out`. Threads may share `t`. */
void template_render(const struct template *t, const void *root, struct buf *out);

#endif
