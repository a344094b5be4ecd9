#include "common/template_name.h"

static const struct template_field *
field_find(const struct template_field *fields, struct str name)
{
	for (const struct template_field *f = fields; f && f->name; f++) {
		if (str_eq(str_of(f->name), name))
			return f;
	}
	return NULL;
}

static size_t
names_collect(const struct template_field *fields, const char **names, size_t n)
{
	for (const struct template_field *f = fields; f && f->name && n < TEMPLATE_SUGGEST_MAX; f++)
		names[n++] = f->name;
	return n;
}

static enum err_code
name_unknown(const struct scopes *scopes, const struct origin *from, const struct node *node,
	struct str word, const struct template_field *only, struct err *e)
{
	const char *names[TEMPLATE_SUGGEST_MAX + 1];
	size_t n = 0;
	char hint[160];

	if (only)
		n = names_collect(only, names, n);
	for (size_t i = scopes->n; !only && i > 0; i--)
		n = names_collect(scopes->item[i - 1].fields, names, n);
	names[n] = NULL;
	template_suggest(word, names, hint, sizeof(hint));
	return origin_error(e, ERR_INVALID, from, node->line, "unknown name \"%.*s\"%s",
		STR_FMT(node->name), hint);
}

/* {{.}}: the item itself, in a list of texts or in a section about a text. */
static enum err_code
item_resolve(const struct scopes *scopes, const struct origin *from, const struct node *node,
	struct meaning *out, struct err *e)
{
	const struct scope *s = &scopes->item[scopes->n - 1];

	if (s->fields || scopes->n == 1)
		return origin_error(e, ERR_INVALID, from, node->line,
			"{{.}} is for lists of texts; here the item has fields with names");
	*out = (struct meaning){ .type = s->item, .ref = { .frame = s->frame } };
	return ERR_OK;
}

enum err_code
name_resolve(const struct scopes *scopes, const struct origin *from, const struct node *node,
	struct meaning *out, struct err *e)
{
	struct str head, rest = str_cut(node->name, '.', &head);
	const struct template_field *f = NULL, *table = NULL;

	if (str_eq(node->name, STR(".")))
		return item_resolve(scopes, from, node, out, e);
	*out = (struct meaning){ .type = TEMPLATE_TEXT };
	for (size_t i = scopes->n; i > 0 && !f; i--) {
		f = field_find(scopes->item[i - 1].fields, head);
		out->ref.frame = scopes->item[i - 1].frame;
	}
	for (;;) {
		if (!f)
			return name_unknown(scopes, from, node, head, table, e);
		out->ref.offset[out->ref.hops] = (uint32_t)f->offset;
		if (rest.n == 0)
			break;
		if (f->type != TEMPLATE_OBJECT || out->ref.hops == TEMPLATE_HOPS)
			return origin_error(e, ERR_INVALID, from, node->line, "\"%.*s\": \"%s\" has no fields",
				STR_FMT(node->name), f->name);
		out->ref.hops++;
		table = f->fields;
		rest = str_cut(rest, '.', &head);
		f = field_find(table, head);
	}
	out->type = f->type;
	out->fields = f->fields;
	out->size = f->type == TEMPLATE_LIST && !f->fields ? sizeof(struct str) : f->size;
	return ERR_OK;
}
