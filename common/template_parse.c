#include "common/template_node.h"

#include <stdarg.h>
#include <stdio.h>

enum { NODE_DEPTH_MAX = 64 };

/* A tag that waits for its closing tag. */
struct open_tag {
	struct node *node;
	struct node **tail;    /* where the next sibling of `node` goes */
	struct str strip;      /* what the lines around lose at their beginning */
	struct node *lead[2];  /* PARENT: its line's mark and white space, dropped when alone */
	bool blank_before;     /* PARENT: only white space stands before it on its line */
};

struct parser {
	struct arena *arena;
	struct str path, text;
	struct str open, close; /* delimiters */
	bool lenient;
	size_t at;              /* what lies before has been turned into nodes */
	size_t counted;         /* `line` is the line of this offset */
	unsigned line;
	struct str strip;       /* indentation of the block around, taken off each line */
	struct node **tail;
	struct open_tag stack[NODE_DEPTH_MAX];
	size_t depth;
	struct err *e;
};

struct tag {
	char sign;        /* one of # ^ / > < $ ! = & { or 0 for a plain value */
	struct str name;
	size_t from, to;  /* bytes of the whole tag in the text */
	unsigned line;
};

enum err_code
node_error(struct err *e, enum err_code code, struct str path, unsigned line, const char *fmt, ...)
{
	char msg[sizeof(e->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	err_set(e, code, "%s", msg);
	snprintf(e->path, sizeof(e->path), "%.*s", STR_FMT(path));
	e->line = line;
	return code;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The offset at which the line of `at` begins. */
static size_t
line_start(struct str text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

static bool
blank_before(struct str text, size_t at)
{
	while (at > 0 && is_blank(text.p[at - 1]))
		at--;
	return at == 0 || text.p[at - 1] == '\n';
}

/* Whether the rest of the line is blank; *next is where the following line begins. */
static bool
blank_after(struct str text, size_t at, size_t *next)
{
	while (at < text.n && is_blank(text.p[at]))
		at++;
	if (at < text.n && text.p[at] == '\r' && at + 1 < text.n && text.p[at + 1] == '\n')
		at++;
	*next = at < text.n ? at + 1 : at;
	return at == text.n || text.p[at] == '\n';
}

static struct str
blanks_at(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n && is_blank(text.p[at + n]))
		n++;
	return (struct str){ text.p + at, n };
}

/* `blanks` without what it has in common with `strip` at its beginning. */
static struct str
strip_off(struct str blanks, struct str strip)
{
	size_t n = 0;

	while (n < blanks.n && n < strip.n && blanks.p[n] == strip.p[n])
		n++;
	return str_from(blanks, n);
}

static struct node *
node_add(struct parser *p, enum node_kind kind, unsigned line)
{
	struct node *node = ARENA_NEW(p->arena, struct node);

	node->kind = kind;
	node->line = line;
	*p->tail = node;
	p->tail = &node->next;
	return node;
}

static bool
inside_parent(const struct parser *p)
{
	return p->depth > 0 && p->stack[p->depth - 1].node->kind == NODE_PARENT;
}

/* Turn the text up to `end` into line marks and texts; it is ignored directly in a parent tag. */
static void
text_add(struct parser *p, size_t end)
{
	while (p->at < end && !inside_parent(p)) {
		const char *nl = memchr(p->text.p + p->at, '\n', end - p->at);
		size_t stop = nl ? (size_t)(nl - p->text.p) + 1 : end;
		struct str piece = { p->text.p + p->at, stop - p->at };

		if (p->at == 0 || p->text.p[p->at - 1] == '\n') {
			struct str blanks = blanks_at(piece, 0);

			node_add(p, NODE_LINE, 0);
			piece = str_from(piece, blanks.n - strip_off(blanks, p->strip).n);
		}
		if (piece.n > 0)
			node_add(p, NODE_TEXT, 0)->text = piece;
		p->at = stop;
	}
	if (p->at < end)
		p->at = end;
}

static void
lines_count(struct parser *p, size_t to)
{
	for (; p->counted < to; p->counted++)
		p->line += p->text.p[p->counted] == '\n';
}

/* Read the tag whose delimiter begins at `from`. */
static enum err_code
tag_read(struct parser *p, size_t from, struct tag *out)
{
	struct str rest = str_from(p->text, from + p->open.n);
	struct str end = p->close;
	size_t length;

	lines_count(p, from);
	*out = (struct tag){ .from = from, .line = p->line };
	if (rest.n > 0 && rest.p[0] == '{') {
		out->sign = '{';
		rest = str_from(rest, 1);
	}
	length = str_find(rest, end);
	if (length == SIZE_MAX)
		return node_error(p->e, ERR_PARSE, p->path, p->line, "this tag is not closed: \"%.*s\" is missing",
			STR_FMT(end));
	out->name = str_trim((struct str){ rest.p, length });
	out->to = (size_t)(rest.p - p->text.p) + length + end.n;
	if (out->sign == '{') {
		if (out->to >= p->text.n || p->text.p[out->to] != '}')
			return node_error(p->e, ERR_PARSE, p->path, p->line,
				"a tag with three braces ends with three");
		out->to++;
	} else if (out->name.n > 0 && strchr("#^/><$!=&", out->name.p[0])) {
		out->sign = out->name.p[0];
		out->name = str_trim(str_from(out->name, 1));
	}
	return ERR_OK;
}

static bool
name_valid(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (c <= ' ' || c == '{' || c == '}' || c == '<' || c == '>' || c == '"')
			return false;
	}
	return name.n > 0;
}

/* The indentation of the lines that follow a block's opening tag; empty content takes `own`. */
static struct str
content_indent(const struct parser *p, size_t at, struct str own)
{
	for (;;) {
		struct str blanks = blanks_at(p->text, at);
		size_t next;

		if (str_starts(str_from(p->text, at + blanks.n), p->open)) {
			struct str tag = str_from(p->text, at + blanks.n + p->open.n);

			return tag.n > 0 && tag.p[0] == '/' ? own : blanks;
		}
		if (!blank_after(p->text, at, &next))
			return blanks;
		if (next >= p->text.n)
			return own;
		at = next;
	}
}

/* Open a section, parent or block: what follows becomes its children. */
static enum err_code
tag_open(struct parser *p, const struct tag *t, enum node_kind kind)
{
	bool argument = inside_parent(p);
	bool before = blank_before(p->text, t->from);
	size_t start = line_start(p->text, t->from), next;
	bool after = blank_after(p->text, t->to, &next);
	bool alone = kind != NODE_PARENT && after && (before || argument);
	struct str own = before ? blanks_at(p->text, start) : (struct str){ NULL, 0 };
	struct open_tag *open = &p->stack[p->depth];

	if (p->depth == NODE_DEPTH_MAX)
		return node_error(p->e, ERR_PARSE, p->path, t->line, "more than %d sections in each other",
			NODE_DEPTH_MAX);
	if (argument && kind != NODE_BLOCK)
		return node_error(p->e, ERR_PARSE, p->path, t->line,
			"only blocks {{$name}} may stand in a {{<%.*s}}",
			STR_FMT(p->stack[p->depth - 1].node->name));
	*open = (struct open_tag){ .strip = p->strip, .blank_before = before };
	text_add(p, before ? start : t->from);
	if (before && !alone && !argument) {
		open->lead[0] = node_add(p, NODE_LINE, 0);
		open->lead[1] = node_add(p, NODE_TEXT, 0);
		open->lead[1]->text = strip_off(own, p->strip);
	}
	open->node = node_add(p, kind, t->line);
	open->node->name = t->name;
	open->tail = p->tail;
	p->tail = &open->node->child;
	p->at = alone ? next : t->to;
	if (kind == NODE_BLOCK) {
		open->node->own_lines = alone;
		open->node->indent = strip_off(own, p->strip);
		if (alone) {
			struct str inner = content_indent(p, next, own);

			open->node->indent = strip_off(inner, p->strip);
			p->strip = inner;
		}
	} else if (kind == NODE_PARENT) {
		open->node->indent = strip_off(own, p->strip);
	}
	p->depth++;
	return ERR_OK;
}

/* A parent is alone when nothing stands before its opening and after its closing tag. */
static void
parent_close(struct parser *p, struct open_tag *open, const struct tag *t)
{
	size_t next;

	p->at = t->to;
	if (!open->blank_before || !blank_after(p->text, t->to, &next)) {
		open->node->indent = (struct str){ NULL, 0 };
		return;
	}
	for (size_t i = 0; i < 2 && open->lead[i]; i++) {
		open->lead[i]->kind = NODE_TEXT;
		open->lead[i]->text = (struct str){ NULL, 0 };
	}
	p->at = next;
}

static enum err_code
tag_close(struct parser *p, const struct tag *t)
{
	struct open_tag *open = p->depth > 0 ? &p->stack[p->depth - 1] : NULL;
	size_t next;
	bool before = blank_before(p->text, t->from), after = blank_after(p->text, t->to, &next);
	bool argument = p->depth > 1 && p->stack[p->depth - 2].node->kind == NODE_PARENT;

	if (!open)
		return node_error(p->e, ERR_PARSE, p->path, t->line, "{{/%.*s}} closes nothing", STR_FMT(t->name));
	if (!str_eq(open->node->name, t->name))
		return node_error(p->e, ERR_PARSE, p->path, t->line,
			"{{/%.*s}} stands where \"%.*s\" of line %u is to be closed", STR_FMT(t->name),
			STR_FMT(open->node->name), open->node->line);
	if (open->node->kind == NODE_PARENT) {
		parent_close(p, open, t);
	} else {
		bool alone = before && (after || argument);

		text_add(p, alone ? line_start(p->text, t->from) : t->from);
		if (!alone && line_start(p->text, t->from) == t->from)
			node_add(p, NODE_LINE, 0);
		p->at = alone && after ? next : t->to;
	}
	p->strip = open->strip;
	p->tail = open->tail;
	p->depth--;
	return ERR_OK;
}

static enum err_code
delimiters_set(struct parser *p, const struct tag *t)
{
	struct str rest, open;

	if (!p->lenient)
		return node_error(p->e, ERR_PARSE, p->path, t->line, "delimiters cannot be changed");
	if (t->name.n < 4 || !str_ends(t->name, STR("=")))
		return node_error(p->e, ERR_PARSE, p->path, t->line, "a tag of delimiters ends with \"=\"");
	rest = str_trim((struct str){ t->name.p, t->name.n - 1 });
	rest = str_trim(str_cut(rest, ' ', &open));
	if (open.n == 0 || rest.n == 0)
		return node_error(p->e, ERR_PARSE, p->path, t->line, "two delimiters are expected");
	p->open = open;
	p->close = rest;
	return ERR_OK;
}

/* A tag that stands for itself: value, partial, comment, delimiters. */
static enum err_code
tag_single(struct parser *p, const struct tag *t)
{
	size_t start = line_start(p->text, t->from), next;
	bool value = t->sign == 0 || t->sign == '{' || t->sign == '&';
	bool alone = !value && blank_before(p->text, t->from) && blank_after(p->text, t->to, &next);
	struct node *node;

	if (inside_parent(p) && t->sign != '!' && t->sign != '=' && !p->lenient)
		return node_error(p->e, ERR_PARSE, p->path, t->line,
			"only blocks {{$name}} may stand in a {{<%.*s}}",
			STR_FMT(p->stack[p->depth - 1].node->name));
	text_add(p, alone ? start : t->from);
	p->at = alone ? next : t->to;
	if (!alone && t->from == start && !inside_parent(p))
		node_add(p, NODE_LINE, 0);
	if (t->sign == '!')
		return ERR_OK;
	if (t->sign == '=')
		return delimiters_set(p, t);
	if (inside_parent(p))
		return ERR_OK;
	node = node_add(p, t->sign == '>' ? NODE_PARTIAL : t->sign == 0 ? NODE_VALUE : NODE_RAW, t->line);
	node->name = t->name;
	if (alone)
		node->indent = strip_off(blanks_at(p->text, start), p->strip);
	return ERR_OK;
}

static enum err_code
tag_add(struct parser *p, const struct tag *t)
{
	if (t->sign != '!' && t->sign != '=' && !name_valid(t->name))
		return node_error(p->e, ERR_PARSE, p->path, t->line,
			t->name.n ? "\"%.*s\" is no name" : "a tag without a name%.*s", STR_FMT(t->name));
	switch (t->sign) {
	case '#': return tag_open(p, t, NODE_SECTION);
	case '^': return tag_open(p, t, NODE_INVERTED);
	case '<': return tag_open(p, t, NODE_PARENT);
	case '$': return tag_open(p, t, NODE_BLOCK);
	case '/': return tag_close(p, t);
	default: return tag_single(p, t);
	}
}

enum err_code
node_parse(struct arena *a, struct str path, struct str text, bool lenient, struct node_tree *out,
	struct err *e)
{
	struct parser p = { .arena = a, .path = path, .text = text, .open = STR("{{"),
		.close = STR("}}"), .lenient = lenient, .line = 1, .e = e };

	*out = (struct node_tree){ .path = path, .text = text };
	p.tail = &out->first;
	for (;;) {
		size_t found = str_find(str_from(text, p.at), p.open);
		struct tag t;
		enum err_code rc;

		if (found == SIZE_MAX)
			break;
		rc = tag_read(&p, p.at + found, &t);
		if (rc == ERR_OK)
			rc = tag_add(&p, &t);
		if (rc != ERR_OK)
			return rc;
	}
	text_add(&p, text.n);
	if (p.depth > 0) {
		const struct node *node = p.stack[p.depth - 1].node;

		return node_error(e, ERR_PARSE, path, node->line, "\"%.*s\" is not closed", STR_FMT(node->name));
	}
	return ERR_OK;
}
