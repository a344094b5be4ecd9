/*
 * inline.c - what cmark-gfm's autolink and strikethrough extensions would do.
 *
 * They are not used because they change a table of the whole process around every parse: two
 * threads then give wrong output. Here bare addresses and ~~ are found in finished text nodes.
 */
#include <ctype.h>

#include "generator/reading.h"

static bool
is_within(cmark_node *node, cmark_node_type type)
{
	for (; node; node = cmark_node_parent(node)) {
		if (cmark_node_get_type(node) == type)
			return true;
	}
	return false;
}

/* ---- places ---- */

static cmark_node *
block_of(cmark_node *node)
{
	while (cmark_node_parent(node) && cmark_node_get_type(node) >= CMARK_NODE_TYPE_INLINE)
		node = cmark_node_parent(node);
	while (cmark_node_get_start_line(node) < 1 && cmark_node_parent(node))
		node = cmark_node_parent(node);
	return node;
}

/* Back from the address at `at` in `lines` to the bracket that opens its link. */
static size_t
link_start(struct str lines, size_t at, bool image)
{
	size_t i = at, depth = 0;

	if (i > 0 && lines.p[i - 1] == '<')
		i--;
	if (i < 2 || lines.p[i - 1] != '(' || lines.p[i - 2] != ']')
		return i; /* <address>, or bare */
	for (i -= 1; i-- > 0;) {
		if (lines.p[i] == ']' && (i == 0 || lines.p[i - 1] != '\\'))
			depth++;
		else if (lines.p[i] == '[' && (i == 0 || lines.p[i - 1] != '\\') && --depth == 0)
			return i > 0 && image && lines.p[i - 1] == '!' ? i - 1 : i;
	}
	return at;
}

/*
 * Where the link with `url` stands. cmark keeps no reliable columns of inlines, so the address is
 * looked up in the lines of its block, behind the one before; one that stands elsewhere (a reference
 * link) gets the place of its block.
 */
static void
link_place(struct reading *r, cmark_node *node, struct str url, bool image, unsigned *line,
	unsigned *column)
{
	cmark_node *block = block_of(node);
	int from = cmark_node_get_start_line(block), to = cmark_node_get_end_line(block);
	size_t start, found, skip;
	struct str lines = place_lines(&r->place, (unsigned)(from > 0 ? from : 1),
		(unsigned)(to > from ? to : from > 0 ? from : 1), &start);

	if (block != r->block) {
		r->block = block;
		r->cursor = start;
	}
	skip = r->cursor > start ? r->cursor - start : 0;
	found = url.n ? str_find(str_from(lines, skip), url) : SIZE_MAX;
	if (found != SIZE_MAX) {
		r->cursor = start + skip + found + url.n;
		start += link_start(lines, skip + found, image);
	} else if (cmark_node_get_start_column(block) > 1) {
		start += (size_t)cmark_node_get_start_column(block) - 1;
	}
	place_of(&r->place, start < r->place.text.n ? start : r->place.text.n, line, column);
}

void
inline_link(struct reading *r, cmark_node *node)
{
	struct str url = str_of(cmark_node_get_url(node));
	bool image = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
	unsigned line, column;
	struct finding *f;

	if (str_starts(url, STR("_L")) && r->record->n_link > 0)
		return; /* made by inline_text() */
	link_place(r, node, url, image, &line, &column);
	if (image && reading_text(r, node).n == 0) {
		f = finding_add(r->all, SEVERITY_STOP, "image-alt", r->record->path, line, column,
			"Das Bild hat keinen Text für alle, die es nicht sehen");
		finding_remedy(r->all, f, "Sagen Sie zwischen den Klammern, was es zeigt: ![…](%.*s).", STR_FMT(url));
		f->criterion = "WCAG 1.1.1 (A)";
	}
	cmark_node_set_url(node,
		reading_link(r, image ? LINK_IMAGE : LINK_PAGE, url, line, column).p);
}

/* ---- bare addresses ---- */

/* How much of `s`, which starts with http(s)://, is the address: GFM 6.9 as far as it goes. */
static size_t
address_length(struct str s)
{
	size_t n = 0, open = 0, close = 0;

	while (n < s.n && !isspace((unsigned char)s.p[n]) && s.p[n] != '<' && (unsigned char)s.p[n] >= 0x20)
		n++;
	for (size_t i = 0; i < n; i++) {
		open += s.p[i] == '(';
		close += s.p[i] == ')';
	}
	while (n > 0) {
		char last = s.p[n - 1];

		if (last == ')' && close > open)
			close--;
		else if (!strchr("?!.,:*_~;'\"", last))
			break;
		n--;
	}
	return n;
}

/* The offset of the next bare address in `s` and its length; false when there is none. */
static bool
address_find(struct str s, size_t *at, size_t *length)
{
	size_t from = 0;

	for (;;) {
		size_t hit = str_find(str_from(s, from), STR("://")), scheme;

		if (hit == SIZE_MAX)
			return false;
		hit += from;
		from = hit + 3;
		scheme = hit >= 5 && memcmp(s.p + hit - 5, "https", 5) == 0 ? 5
			: hit >= 4 && memcmp(s.p + hit - 4, "http", 4) == 0 ? 4 : 0;
		*at = hit - scheme;
		if (scheme == 0 || (*at > 0 && isalnum((unsigned char)s.p[*at - 1])))
			continue;
		*length = address_length(str_from(s, *at));
		if (*length > scheme + 3)
			return true;
	}
}

static cmark_node *
text_node(struct reading *r, struct str s)
{
	cmark_node *node = cmark_node_new_with_mem(CMARK_NODE_TEXT, r->mem);

	cmark_node_set_literal(node, arena_copy(r->arena, s).p);
	return node;
}

/* Split `text` around each bare address; the new nodes stand behind it. */
static void
addresses_link(struct reading *r, cmark_node *text)
{
	struct str rest = arena_copy(r->arena, str_of(cmark_node_get_literal(text)));
	cmark_node *after = text;
	size_t at, length;
	bool first = true;

	while (address_find(rest, &at, &length)) {
		struct str url = { rest.p + at, length };
		cmark_node *link = cmark_node_new_with_mem(CMARK_NODE_LINK, r->mem), *before;
		unsigned line, column;

		link_place(r, text, url, false, &line, &column);
		cmark_node_set_url(link, reading_link(r, LINK_PAGE, url, line, column).p);
		cmark_node_append_child(link, text_node(r, url));
		if (first) {
			cmark_node_set_literal(text, arena_copy(r->arena, (struct str){ rest.p, at }).p);
		} else {
			before = text_node(r, (struct str){ rest.p, at });
			cmark_node_insert_after(after, before);
			after = before;
		}
		cmark_node_insert_after(after, link);
		after = link;
		first = false;
		rest = str_from(rest, at + length);
	}
	if (!first && rest.n > 0)
		cmark_node_insert_after(after, text_node(r, rest));
}

/* ---- ~~struck out~~ ---- */

/* Whether the source of the block has an escaped tilde: then all of its tildes stay text. */
static bool
has_escaped_tilde(struct reading *r, cmark_node *text)
{
	cmark_node *block = block_of(text);
	int from = cmark_node_get_start_line(block);
	size_t at;

	if (block != r->tilde_block) {
		struct str lines = place_lines(&r->place, (unsigned)(from > 0 ? from : 1),
			(unsigned)cmark_node_get_end_line(block), &at);

		r->tilde_block = block;
		r->tilde_escaped = str_find(lines, STR("\\~")) != SIZE_MAX;
	}
	return r->tilde_escaped;
}

enum { CLOSER_NODES_MAX = 100 };

/* The next "~~" at or behind `from`, in `text` or a text sibling behind it, that closes. */
static bool
closer_find(cmark_node *text, size_t from, cmark_node **node, size_t *at)
{
	/* An opening mark without an end must not make a paragraph be read to its end each time. */
	for (int nodes = 0; text && nodes < CLOSER_NODES_MAX; text = cmark_node_next(text), from = 0, nodes++) {
		struct str s = str_of(cmark_node_get_literal(text));

		if (cmark_node_get_type(text) != CMARK_NODE_TEXT)
			continue;
		for (size_t i = from; i + 1 < s.n; i++) {
			if (s.p[i] == '~' && s.p[i + 1] == '~' && !(i == 0 ? from == 0 && !cmark_node_previous(text)
				: isspace((unsigned char)s.p[i - 1]))) {
				*node = text;
				*at = i;
				return true;
			}
		}
	}
	return false;
}

/* Write the mark `c` in place of the two tildes at `at`. */
static void
tildes_replace(struct reading *r, cmark_node *text, size_t at, const char *mark)
{
	struct str s = str_of(cmark_node_get_literal(text));
	struct str with = arena_printf(r->arena, "%.*s%s%s", (int)at, s.p, mark, s.p + at + 2);

	cmark_node_set_literal(text, with.p);
}

static void
tildes_mark(struct reading *r, cmark_node *text)
{
	for (size_t i = 0;; i++) {
		struct str s = str_of(cmark_node_get_literal(text));
		size_t hit = str_find(str_from(s, i), STR("~~")), at;
		cmark_node *end;

		if (hit == SIZE_MAX)
			return;
		i += hit;
		if (i + 2 < s.n && (isspace((unsigned char)s.p[i + 2]) || s.p[i + 2] == '~'))
			continue;
		if (!closer_find(text, i + 3, &end, &at))
			return;
		tildes_replace(r, end, at, MARK_DEL_END); /* the later one first: offsets stay true */
		tildes_replace(r, text, i, MARK_DEL);
	}
}

void
inline_text(struct reading *r, cmark_node *text)
{
	const char *literal = cmark_node_get_literal(text);

	if (strstr(literal, "~~") && !is_within(text, CMARK_NODE_IMAGE) && !has_escaped_tilde(r, text))
		tildes_mark(r, text);
	if (literal[0] == '!' || strstr(literal, "[!"))
		construct_misplaced(r, text);
	literal = cmark_node_get_literal(text);
	if (strstr(literal, "://") && !is_within(text, CMARK_NODE_LINK) && !is_within(text, CMARK_NODE_IMAGE))
		addresses_link(r, text);
}
