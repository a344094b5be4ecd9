#include "common/template_lenient.h"

#include "common/arena.h"
#include "common/template_node.h"

enum { LENIENT_DEPTH_MAX = 128 };

/* The values that names are looked up in; the innermost is last. */
struct lenient {
	struct arena arena;
	const json_t *partials;
	const json_t *context[LENIENT_DEPTH_MAX];
	size_t n_context;
	const struct node *given[LENIENT_DEPTH_MAX]; /* blocks given to the parents around */
	size_t n_given, depth;
	struct buf *out;
	struct err *e;
};

static enum err_code nodes_render(struct lenient *l, const struct node *first, struct str indent,
	bool started);

static const json_t *
member_find(const json_t *object, struct str name)
{
	return json_is_object(object) ? json_object_getn(object, name.p, name.n) : NULL;
}

static const json_t *
name_find(const struct lenient *l, struct str name)
{
	struct str head, rest = str_cut(name, '.', &head);
	const json_t *found = NULL;

	if (str_eq(name, STR(".")))
		return l->n_context ? l->context[l->n_context - 1] : NULL;
	for (size_t i = l->n_context; i > 0 && !found; i--)
		found = member_find(l->context[i - 1], head);
	while (found && rest.n > 0) {
		rest = str_cut(rest, '.', &head);
		found = member_find(found, head);
	}
	return found;
}

static void
value_render(struct lenient *l, const struct node *node)
{
	const json_t *v = name_find(l, node->name);
	struct buf text = { 0 };

	if (json_is_string(v))
		buf_add(&text, (struct str){ json_string_value(v), json_string_length(v) });
	else if (json_is_integer(v))
		buf_addf(&text, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		buf_addf(&text, "%.15g", json_real_value(v));
	else if (json_is_true(v))
		buf_add(&text, STR("true"));
	if (node->kind == NODE_RAW)
		buf_add(l->out, buf_str(&text));
	else
		buf_add_html(l->out, buf_str(&text));
	buf_release(&text);
}

static bool
is_false(const json_t *v)
{
	return !v || json_is_false(v) || json_is_null(v) || (json_is_array(v) && json_array_size(v) == 0);
}

static enum err_code
item_render(struct lenient *l, const struct node *node, const json_t *item, struct str indent)
{
	enum err_code rc;

	if (l->n_context == LENIENT_DEPTH_MAX)
		return err_set(l->e, ERR_INVALID, "sections are nested too deeply");
	l->context[l->n_context++] = item;
	rc = nodes_render(l, node->child, indent, false);
	l->n_context--;
	return rc;
}

static enum err_code
section_render(struct lenient *l, const struct node *node, struct str indent)
{
	const json_t *v = name_find(l, node->name);
	enum err_code rc = ERR_OK;

	if (node->kind == NODE_INVERTED)
		return is_false(v) ? nodes_render(l, node->child, indent, false) : ERR_OK;
	if (is_false(v))
		return ERR_OK;
	if (!json_is_array(v))
		return item_render(l, node, v, indent);
	for (size_t i = 0; i < json_array_size(v) && rc == ERR_OK; i++)
		rc = item_render(l, node, json_array_get(v, i), indent);
	return rc;
}

static struct str
indent_join(struct lenient *l, struct str a, struct str b)
{
	return arena_printf(&l->arena, "%.*s%.*s", STR_FMT(a), STR_FMT(b));
}

static enum err_code
partial_render(struct lenient *l, const struct node *node, struct str indent)
{
	const json_t *text = member_find(l->partials, node->name);
	struct node_tree tree;
	enum err_code rc;

	if (!json_is_string(text))
		return ERR_OK;
	rc = node_parse(&l->arena, node->name,
		(struct str){ json_string_value(text), json_string_length(text) }, true, &tree, l->e);
	if (rc != ERR_OK)
		return rc;
	if (l->n_given == LENIENT_DEPTH_MAX)
		return err_set(l->e, ERR_INVALID, "partials are nested too deeply");
	l->given[l->n_given++] = node->kind == NODE_PARENT ? node->child : NULL;
	rc = nodes_render(l, tree.first, node->indent.n ? indent_join(l, indent, node->indent)
		: (struct str){ NULL, 0 }, false);
	l->n_given--;
	return rc;
}

/* The outermost argument of the block's name, or the block itself. */
static const struct node *
content_find(const struct lenient *l, const struct node *block)
{
	for (size_t i = 0; i < l->n_given; i++) {
		for (const struct node *b = l->given[i]; b; b = b->next) {
			if (str_eq(b->name, block->name))
				return b;
		}
	}
	return block;
}

static enum err_code
block_render(struct lenient *l, const struct node *node, struct str indent)
{
	const struct node *content = content_find(l, node);
	struct str inner = indent_join(l, indent, node->indent);

	if (!content->child)
		return ERR_OK;
	if (content == node && !node->own_lines)
		return nodes_render(l, content->child, indent, false);
	if (node->own_lines && content->child->kind != NODE_LINE)
		buf_add(l->out, inner);
	return nodes_render(l, content->child, inner, !node->own_lines);
}

static enum err_code
node_render(struct lenient *l, const struct node *node, struct str indent)
{
	switch (node->kind) {
	case NODE_LINE: buf_add(l->out, indent); return ERR_OK;
	case NODE_TEXT: buf_add(l->out, node->text); return ERR_OK;
	case NODE_VALUE:
	case NODE_RAW: value_render(l, node); return ERR_OK;
	case NODE_SECTION:
	case NODE_INVERTED: return section_render(l, node, indent);
	case NODE_PARTIAL:
	case NODE_PARENT: return partial_render(l, node, indent);
	case NODE_BLOCK: return block_render(l, node, indent);
	}
	return ERR_OK;
}

static enum err_code
nodes_render(struct lenient *l, const struct node *first, struct str indent, bool started)
{
	enum err_code rc = ERR_OK;

	if (l->depth == LENIENT_DEPTH_MAX)
		return err_set(l->e, ERR_INVALID, "templates are nested too deeply");
	l->depth++;
	if (started && first && first->kind == NODE_LINE)
		first = first->next;
	for (const struct node *node = first; node && rc == ERR_OK; node = node->next)
		rc = node_render(l, node, indent);
	l->depth--;
	return rc;
}

enum err_code
template_lenient_render(struct str text, const json_t *partials, const json_t *data,
	struct buf *out, struct err *e)
{
	struct lenient l = { .partials = partials, .out = out, .e = e };
	struct node_tree tree;
	enum err_code rc = node_parse(&l.arena, STR("template"), text, true, &tree, e);

	l.context[l.n_context++] = data;
	if (rc == ERR_OK)
		rc = nodes_render(&l, tree.first, (struct str){ NULL, 0 }, false);
	arena_reset(&l.arena);
	return rc;
}
