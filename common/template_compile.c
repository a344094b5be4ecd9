#include "common/template.h"

#include <stdlib.h>

#include "common/template_name.h"
#include "common/template_place.h"

enum { EXPAND_DEPTH_MAX = 64, CALL_DEPTH_MAX = 4 * EXPAND_DEPTH_MAX };

/* The blocks given to one parent. */
struct arguments {
	const struct node *first;
	struct origin from;
};

struct compiler {
	struct template_set *set;
	struct instr *code;
	size_t n, cap;
	struct buf literal; /* not yet an instruction: neighbours become one */
	struct place place;
	struct scopes scopes;
	struct arguments given[EXPAND_DEPTH_MAX];
	size_t n_given;
	const struct node_tree *within[EXPAND_DEPTH_MAX];
	size_t n_within, depth;
	struct err *e;
};

static enum err_code expand(struct compiler *c, const struct node *first,
	const struct origin *from, struct str indent, bool started);

/* --- instructions --- */

static struct instr *
instr_append(struct compiler *c, enum opcode op)
{
	if (c->n == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 256;
		c->code = realloc(c->code, c->cap * sizeof(*c->code));
		if (!c->code)
			abort();
	}
	memset(&c->code[c->n], 0, sizeof(*c->code));
	c->code[c->n].op = op;
	return &c->code[c->n++];
}

static void
literal_flush(struct compiler *c)
{
	if (c->literal.n == 0)
		return;
	instr_append(c, OP_LITERAL)->literal = arena_copy(&c->set->arena, buf_str(&c->literal));
	buf_clear(&c->literal);
}

static struct instr *
instr_add(struct compiler *c, enum opcode op)
{
	literal_flush(c);
	return instr_append(c, op);
}

static void
literal_add(struct compiler *c, struct str s)
{
	buf_add(&c->literal, s);
	place_advance(&c->place, s);
}

/* --- values --- */

/* How a value of this type is written here; an error where none can be. */
static enum err_code
value_opcode(struct compiler *c, const struct origin *from, const struct node *node,
	enum template_type type, enum opcode *op)
{
	const struct place *p = &c->place;
	bool number = type == TEMPLATE_NUMBER;
	const char *why = NULL;

	*op = number ? OP_NUMBER : OP_TEXT;
	switch (p->state) {
	case PLACE_TEXT:
	case PLACE_PLAIN:
	case PLACE_COMMENT: break;
	case PLACE_DOUBLE:
	case PLACE_SINGLE:
		if (p->attribute == PLACE_CODE && !number)
			why = "the browser would run it as code or style; only numbers may stand here";
		else if (p->attribute == PLACE_URL && !number && p->url != PLACE_URL_PATH)
			*op = p->url == PLACE_URL_START ? OP_URL : OP_QUERY;
		break;
	case PLACE_EQUALS:
	case PLACE_UNQUOTED:
		if (!number)
			why = "put the attribute's value in quotes";
		break;
	case PLACE_TAG_NAME:
		if (!number)
			why = "only a number may be part of a tag's name";
		break;
	case PLACE_RAW: why = "it is in a script or style element"; break;
	default: why = "it is in a tag, but not in an attribute's value"; break;
	}
	if (!why)
		return ERR_OK;
	return origin_error(c->e, ERR_INVALID, from, node->line, "\"%.*s\" cannot stand here: %s",
		STR_FMT(node->name), why);
}

static enum err_code
html_add(struct compiler *c, const struct origin *from, const struct node *node,
	const struct meaning *m)
{
	if (m->type != TEMPLATE_HTML)
		return origin_error(c->e, ERR_INVALID, from, node->line,
			"\"%.*s\" is not HTML: use two braces", STR_FMT(node->name));
	if (c->place.state != PLACE_TEXT)
		return origin_error(c->e, ERR_INVALID, from, node->line,
			"\"%.*s\" is HTML and can only stand between tags", STR_FMT(node->name));
	instr_add(c, OP_HTML)->ref = m->ref;
	return ERR_OK;
}

/* {{t.key}}: the text is expanded here, escaped, with this place's names. */
static enum err_code
text_expand(struct compiler *c, const struct origin *from, const struct node *node)
{
	struct str key = str_from(node->name, 2);
	struct origin own = { from->path, from->key.n ? from->line : node->line, key };
	enum place_state s = c->place.state;
	bool quoted = s == PLACE_DOUBLE || s == PLACE_SINGLE;
	const struct node_tree *tree = NULL;
	enum err_code rc = set_text(c->set, key, from, node->line, &tree, c->e);

	if (rc != ERR_OK)
		return rc;
	if (quoted ? c->place.attribute != PLACE_PLAIN_VALUE : s != PLACE_TEXT && s != PLACE_PLAIN)
		return origin_error(c->e, ERR_INVALID, from, node->line,
			"\"%.*s\" cannot stand here: texts are for text and quoted attributes", STR_FMT(node->name));
	return expand(c, tree->first, &own, (struct str){ NULL, 0 }, false);
}

static bool
is_text_name(struct str name)
{
	return str_starts(name, STR("t.")) && name.n > 2;
}

static enum err_code
value_expand(struct compiler *c, const struct origin *from, const struct node *node)
{
	struct meaning m;
	enum opcode op;
	enum err_code rc;

	if (is_text_name(node->name)) {
		if (node->kind == NODE_RAW)
			return origin_error(c->e, ERR_INVALID, from, node->line,
				"\"%.*s\" is text: use two braces", STR_FMT(node->name));
		return text_expand(c, from, node);
	}
	rc = name_resolve(&c->scopes, from, node, &m, c->e);
	if (rc != ERR_OK)
		return rc;
	if (node->kind == NODE_RAW)
		return html_add(c, from, node, &m);
	if (m.type == TEMPLATE_HTML)
		return origin_error(c->e, ERR_INVALID, from, node->line, "\"%.*s\" is HTML: use three braces",
			STR_FMT(node->name));
	if (m.type != TEMPLATE_TEXT && m.type != TEMPLATE_NUMBER)
		return origin_error(c->e, ERR_INVALID, from, node->line,
			"\"%.*s\" has no text of its own: use it as a section, {{#%.*s}}", STR_FMT(node->name),
			STR_FMT(node->name));
	rc = value_opcode(c, from, node, m.type, &op);
	if (rc != ERR_OK)
		return rc;
	instr_add(c, op)->ref = m.ref;
	place_value(&c->place);
	return ERR_OK;
}

/* --- sections --- */

static enum opcode
section_opcode(const struct meaning *m, bool inverted)
{
	switch (m->type) {
	case TEMPLATE_LIST: return inverted ? OP_NOT_LIST : m->fields ? OP_EACH : OP_EACH_TEXT;
	case TEMPLATE_OBJECT: return inverted ? OP_NOT_OBJECT : OP_WITH;
	case TEMPLATE_BOOL: return inverted ? OP_NOT_BOOL : OP_IF_BOOL;
	case TEMPLATE_NUMBER: return inverted ? OP_NOT_NUMBER : OP_IF_NUMBER;
	default: return inverted ? OP_NOT_TEXT : OP_IF_TEXT;
	}
}

static bool
opcode_pushes(enum opcode op)
{
	return op == OP_EACH || op == OP_EACH_TEXT || op == OP_WITH || op == OP_IF_TEXT;
}

static enum err_code
section_expand(struct compiler *c, const struct origin *from, const struct node *node,
	struct str indent)
{
	struct meaning m;
	struct place before;
	enum opcode op;
	size_t at;
	enum err_code rc = name_resolve(&c->scopes, from, node, &m, c->e);

	if (rc != ERR_OK)
		return rc;
	op = section_opcode(&m, node->kind == NODE_INVERTED);
	if (opcode_pushes(op) && c->scopes.n == TEMPLATE_FRAMES)
		return origin_error(c->e, ERR_INVALID, from, node->line, "sections are nested too deeply");
	instr_add(c, op)->ref = m.ref;
	at = c->n - 1;
	before = c->place;
	if (opcode_pushes(op)) {
		c->code[at].push = (uint16_t)c->scopes.n;
		c->scopes.item[c->scopes.n] = (struct scope){ m.fields,
			m.type == TEMPLATE_LIST ? TEMPLATE_TEXT : m.type, (uint16_t)c->scopes.n };
		c->scopes.n++;
	}
	rc = expand(c, node->child, from, indent, false);
	if (opcode_pushes(op))
		c->scopes.n--;
	if (rc != ERR_OK)
		return rc;
	literal_flush(c);
	if (op == OP_EACH || op == OP_EACH_TEXT) {
		struct instr *next = instr_add(c, OP_NEXT);

		next->push = c->code[at].push;
		next->jump = (uint32_t)at + 1;
		next->size = (uint32_t)m.size;
	}
	c->code[at].jump = (uint32_t)c->n;
	if (!place_join(&c->place, &before))
		return origin_error(c->e, ERR_INVALID, from, node->line,
			"section \"%.*s\" opens or closes a tag, a quote or a comment only in part",
			STR_FMT(node->name));
	return ERR_OK;
}

/* --- partials, parents and blocks --- */

static struct str
indent_join(struct compiler *c, struct str a, struct str b)
{
	if (b.n == 0)
		return a;
	return arena_printf(&c->set->arena, "%.*s%.*s", STR_FMT(a), STR_FMT(b));
}

static enum err_code
partial_expand(struct compiler *c, const struct origin *from, const struct node *node,
	struct str indent)
{
	const struct node_tree *tree = NULL;
	bool given = node->kind == NODE_PARENT;
	enum err_code rc = set_template(c->set, node->name, from, node->line, &tree, c->e);

	if (rc != ERR_OK)
		return rc;
	for (size_t i = 0; i < c->n_within; i++) {
		if (c->within[i] == tree)
			return origin_error(c->e, ERR_INVALID, from, node->line, "\"%.*s\" would contain itself",
				STR_FMT(tree->path));
	}
	if (c->n_within == EXPAND_DEPTH_MAX)
		return origin_error(c->e, ERR_INVALID, from, node->line, "partials are nested too deeply");
	c->within[c->n_within++] = tree;
	if (given)
		c->given[c->n_given++] = (struct arguments){ node->child, *from };
	rc = expand(c, tree->first, &(struct origin){ .path = tree->path },
		node->indent.n ? indent_join(c, indent, node->indent) : (struct str){ NULL, 0 }, false);
	c->n_given -= given;
	c->n_within--;
	return rc;
}

/* A block: the outermost argument of its name, or its own content. */
static enum err_code
block_expand(struct compiler *c, const struct origin *from, const struct node *node,
	struct str indent)
{
	const struct node *content = node;
	struct str inner = indent_join(c, indent, node->indent);

	for (size_t i = 0; i < c->n_given && content == node; i++) {
		for (const struct node *b = c->given[i].first; b; b = b->next) {
			if (!str_eq(b->name, node->name))
				continue;
			content = b;
			from = &c->given[i].from;
		}
	}
	if (!content->child)
		return ERR_OK;
	if (content == node && !node->own_lines)
		return expand(c, content->child, from, indent, false);
	if (node->own_lines && content->child->kind != NODE_LINE)
		literal_add(c, inner);
	return expand(c, content->child, from, inner, !node->own_lines);
}

static enum err_code
node_expand(struct compiler *c, const struct node *node, const struct origin *from,
	struct str indent)
{
	switch (node->kind) {
	case NODE_LINE: literal_add(c, indent); return ERR_OK;
	case NODE_TEXT:
		if (from->key.n == 0) {
			literal_add(c, node->text);
		} else {
			size_t n = c->literal.n;

			buf_add_html(&c->literal, node->text);
			place_advance(&c->place, str_from(buf_str(&c->literal), n));
		}
		return ERR_OK;
	case NODE_VALUE:
	case NODE_RAW: return value_expand(c, from, node);
	case NODE_SECTION:
	case NODE_INVERTED: return section_expand(c, from, node, indent);
	case NODE_PARTIAL:
	case NODE_PARENT: return partial_expand(c, from, node, indent);
	case NODE_BLOCK: return block_expand(c, from, node, indent);
	}
	return ERR_OK;
}

/* Compile nodes; `started`: the first line has begun already, so it takes no indentation. */
static enum err_code
expand(struct compiler *c, const struct node *first, const struct origin *from, struct str indent,
	bool started)
{
	enum err_code rc = ERR_OK;

	if (++c->depth > CALL_DEPTH_MAX)
		return origin_error(c->e, ERR_INVALID, from, first ? first->line : 0,
			"templates, blocks and texts are nested too deeply");
	if (started && first && first->kind == NODE_LINE)
		first = first->next;
	for (const struct node *node = first; node && rc == ERR_OK; node = node->next)
		rc = node_expand(c, node, from, indent);
	c->depth--;
	return rc;
}

enum err_code
template_compile(struct template_set *set, const char *name, const struct template_field *model,
	const struct template **out, struct err *e)
{
	struct compiler c = { .set = set, .e = e };
	struct node top = { .kind = NODE_PARTIAL, .name = str_of(name) };
	struct origin from = { .path = str_of(name) };
	enum err_code rc;

	c.scopes.item[c.scopes.n++] = (struct scope){ model, TEMPLATE_OBJECT, 0 };
	rc = node_expand(&c, &top, &from, (struct str){ NULL, 0 });
	if (rc == ERR_OK) {
		struct template *t = ARENA_NEW(&set->arena, struct template);
		struct instr *code;

		literal_flush(&c);
		code = ARENA_ARRAY(&set->arena, struct instr, c.n);
		if (c.n > 0)
			memcpy(code, c.code, c.n * sizeof(*code));
		*t = (struct template){ code, c.n };
		*out = t;
	}
	free(c.code);
	buf_release(&c.literal);
	return rc;
}
