#include "generator/text/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"

/* How far behind the last word the next one is looked for: past an address in a link. */
enum { ALIGN_BYTES = 600 };

void
text_found(struct text_page *p, enum text_rule_id rule, size_t at, const char *fmt, ...)
{
	const struct text_rule *r = &text_rules[rule];
	unsigned line, column;
	struct finding *f;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort(); /* out of memory */
	va_end(ap);
	place_of(&p->place, at < p->body.n ? at : p->body.n, &line, &column);
	f = finding_add(p->all, r->severity, r->id, p->path, line, column, "%s", text);
	free(text);
	f->criterion = r->criterion;
	finding_remedy(p->all, f, "%s", r->remedy);
}

/* --- places --- */

static cmark_node *
block_of(cmark_node *node)
{
	while (cmark_node_parent(node) && cmark_node_get_start_line(node) < 1)
		node = cmark_node_parent(node);
	while (cmark_node_parent(node) && cmark_node_get_type(node) >= CMARK_NODE_TYPE_INLINE)
		node = cmark_node_parent(node);
	return node;
}

/* The lines of the file that a block takes; *at is where they begin. */
static struct str
block_lines(const struct text_page *p, cmark_node *node, size_t *at)
{
	cmark_node *block = block_of(node);
	int from = cmark_node_get_start_line(block), to = cmark_node_get_end_line(block);

	from = from > 0 ? from : 1;
	return place_lines(&p->place, (unsigned)from, (unsigned)(to > from ? to : from), at);
}

size_t
block_at(const struct text_page *p, cmark_node *node)
{
	int column = cmark_node_get_start_column(block_of(node));
	size_t at;

	block_lines(p, node, &at);
	return at + (column > 1 ? (size_t)column - 1 : 0);
}

size_t
node_find(struct text_page *p, cmark_node *node, struct str part)
{
	size_t at, found;
	struct str lines = block_lines(p, node, &at);

	if (p->block != block_of(node)) {
		p->block = block_of(node);
		p->cursor = at;
	}
	if (part.n == 0)
		return block_at(p, node);
	found = str_find(str_from(lines, p->cursor - at), part);
	at = p->cursor;
	if (found == SIZE_MAX) { /* a picture in a link, found already as the link's text */
		lines = block_lines(p, node, &at);
		found = str_find(lines, part);
	}
	if (found == SIZE_MAX)
		return block_at(p, node);
	p->cursor = at + found + part.n;
	return at + found;
}

/* --- plain text --- */

/* Add the text of one inline node; addresses become one word, unless the `whole` text is asked for. */
static void
inline_add(const struct text_page *p, struct buf *out, cmark_node *node, bool first_line, bool whole)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT: {
		struct str text = str_of(cmark_node_get_literal(node));
		bool address = cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_LINK
			&& str_find(text, STR(" ")) == SIZE_MAX
			&& (str_find(text, STR("@")) != SIZE_MAX || str_find(text, STR("://")) != SIZE_MAX);

		buf_add(out, address && !whole ? STR("Adresse") : text);
		break;
	}
	case CMARK_NODE_CODE: /* its words are not prose */
		buf_add(out, whole ? str_of(cmark_node_get_literal(node)) : STR("Code"));
		break;
	case CMARK_NODE_LINEBREAK: buf_add_char(out, '\n'); break;
	case CMARK_NODE_SOFTBREAK:
		buf_add_char(out, first_line || p->language == TEXT_EASY ? '\n' : ' ');
		break;
	default: break;
	}
}

static struct str
inlines_text(struct text_page *p, cmark_node *node, bool images)
{
	cmark_iter *iter = cmark_iter_new(node);
	struct buf b = { 0 };
	struct str out;
	cmark_node *skip = NULL;
	cmark_event_type event;
	bool marked = false;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		bool image = cmark_node_get_type(at) == CMARK_NODE_IMAGE && at != node;

		if (image && !images)
			skip = event == CMARK_EVENT_ENTER && !skip ? at : skip == at ? NULL : skip;
		if (event != CMARK_EVENT_ENTER || skip)
			continue;
		inline_add(p, &b, at, marked && !memchr(b.p, '\n', b.n), images);
		marked = marked || (b.n > 1 && b.p[0] == '[' && b.p[1] == '!');
	}
	cmark_iter_free(iter);
	out = arena_copy(p->arena, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}

struct str
node_text(struct text_page *p, cmark_node *node)
{
	return inlines_text(p, node, true);
}

/* --- words --- */

/* The bytes of a letter, digit or sign inside words at `s`; 0 when none is there. */
static size_t
letter_length(struct str s)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : ' ';
	size_t n = 1;

	if (c < 0xc0)
		return c < 0x80 && isalnum(c); /* nor is it the middle of a character */
	while (n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n++;
	if (c == 0xc2) /* of U+0080 to U+00BF only the Mediopunkt, feminine and masculine signs, µ */
		return n == 2 && strchr("\xb7\xaa\xba\xb5", s.p[1]) ? 2 : 0;
	return c == 0xe2 ? 0 : n; /* U+2000 to U+2FFF: dashes, quotes, signs */
}

/* The length of the word that `s` begins with: signs stand between letters only. */
static size_t
word_length(struct str s)
{
	size_t n = 0, step;

	while ((step = letter_length(str_from(s, n))) > 0) {
		n += step;
		if (n < s.n && strchr("-*:_/'", s.p[n]) && letter_length(str_from(s, n + 1)) > 0
			&& !(s.p[n] == ':' && isdigit((unsigned char)s.p[n + 1])))
			n++;
		else if (str_starts(str_from(s, n), STR("/-")) && letter_length(str_from(s, n + 2)) > 0)
			n += 2;
	}
	return n;
}

/* Abbreviations after which a full stop ends no sentence. */
static const char *const short_forms[] = { "z", "B", "d", "h", "u", "a", "o", "ca", "bzw", "usw", "ggf",
	"evtl", "Nr", "Abs", "Art", "Dr", "Prof", "St", "Str", "inkl", "zzgl", "max", "min", "vgl", "S", NULL };

/* Whether a full stop right behind `s` belongs to it: "24." of a date, but neither "4444." nor "2026." */
static bool
is_ordinal(struct str s)
{
	int64_t v;

	return str_number(s, &v) && v < 100;
}

/* Whether a sentence ends in `gap`, between two words. */
static bool
gap_ends(struct str before, struct str gap, struct str after, bool lines)
{
	for (size_t i = 0; i < gap.n; i++) {
		char c = gap.p[i], next = (char)(i + 1 < gap.n ? gap.p[i + 1] : ' ');
		bool inside = after.n > 0 && !isspace((unsigned char)next) && (unsigned char)next < 0x80
			&& !strchr("\"')*_", next);

		if (c == '\n' && lines)
			return true;
		if ((c == '!' || c == '?') && !inside)
			return true;
		if (c == '.' && !inside)
			return after.n == 0
				|| (!(i == 0 && is_ordinal(before)) && !word_among(before, short_forms)
					&& !islower((unsigned char)after.p[0]));
	}
	return after.n == 0;
}

/* Where the word stands in the file: the first place behind the one before. */
static size_t
word_align(const struct text_page *p, struct str word, size_t cursor, size_t end)
{
	size_t n = end > cursor ? end - cursor : 0, found;
	struct str whole = word;
	struct str ahead = { p->body.p + cursor, n < ALIGN_BYTES ? n : ALIGN_BYTES };

	found = str_find(ahead, word);
	if (found == SIZE_MAX) { /* Kolleg\*innen: up to the sign that is escaped there */
		word.n = 0;
		while (letter_length(str_from(whole, word.n)) > 0)
			word.n += letter_length(str_from(whole, word.n));
		found = str_find(ahead, word);
	}
	return found == SIZE_MAX ? cursor : cursor + found;
}

/* The text of a passage without a construct's marker and without the marks of quiz options. */
static struct str
marks_off(struct passage *s, struct str text)
{
	size_t end;

	if (str_starts(text, STR("[!"))) {
		end = str_find(text, STR("]"));
		s->title = true;
		return end == SIZE_MAX ? text : str_trim(str_from(text, end + 1));
	}
	if (text.n > 3 && (text.p[0] == '(' || text.p[0] == '[') && (text.p[2] == ')' || text.p[2] == ']'))
		return str_trim(str_from(text, 3));
	return text;
}

/* Split the text of `out` into words; they stand between `cursor` and `end` in the body. */
static void
words_split(struct text_page *p, struct passage *out, size_t cursor, size_t end)
{
	struct str rest = out->text, next;
	size_t cap = rest.n / 2 + 1;

	out->word = ARENA_ARRAY(p->arena, struct word, cap);
	while (rest.n > 0 && out->n < cap) {
		size_t n = word_length(rest), gap = 0;
		struct word *w;

		if (n == 0) {
			rest = str_from(rest, 1);
			continue;
		}
		w = &out->word[out->n++];
		w->text = (struct str){ rest.p, n };
		w->at = word_align(p, w->text, cursor, end);
		cursor = w->at == cursor ? cursor : w->at + n;
		rest = str_from(rest, n);
		while (gap < rest.n && word_length(str_from(rest, gap)) == 0)
			gap++;
		w->gap = (struct str){ rest.p, gap };
		next = rest = str_from(rest, gap);
		next.n = word_length(next);
		w->ends = gap_ends(w->text, w->gap, next, out->title);
	}
}

void
passage_read(struct text_page *p, cmark_node *node, struct passage *out)
{
	size_t start;
	struct str lines = block_lines(p, node, &start);

	*out = (struct passage){ .node = node, .heading = cmark_node_get_type(node) == CMARK_NODE_HEADING,
		.cell = strcmp(cmark_node_get_type_string(node), "table_cell") == 0 };
	out->text = marks_off(out, inlines_text(p, node, false));
	words_split(p, out, block_at(p, node), start + lines.n);
}

void
passage_plain(struct text_page *p, struct str text, size_t at, bool heading, struct passage *out)
{
	*out = (struct passage){ .heading = heading, .text = text };
	words_split(p, out, at, p->body.n);
}

size_t
word_letters(struct str word)
{
	return str_chars(word);
}

/* Two bytes of UTF-8 that are Ä, Ö or Ü. */
static bool
is_capital_umlaut(const char *p)
{
	return p[0] == '\xc3' && (p[1] == '\x84' || p[1] == '\x96' || p[1] == '\x9c');
}

bool
word_capitals(struct str word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.n; i++) {
		if (i + 1 < word.n && is_capital_umlaut(word.p + i))
			i++;
		else if (!isupper((unsigned char)word.p[i]))
			return false;
		n++;
	}
	return n > 0;
}

struct str
word_lower(struct text_page *p, struct str word)
{
	char *text = arena_new(p->arena, word.n + 1, 1);

	for (size_t i = 0; i < word.n; i++) {
		text[i] = (char)tolower((unsigned char)word.p[i]);
		if (i > 0 && is_capital_umlaut(word.p + i - 1))
			text[i] = (char)(text[i] + 0x20);
	}
	return (struct str){ text, word.n };
}

size_t
word_syllables(struct str word)
{
	size_t n = 0;
	bool before = false;

	for (size_t i = 0; i < word.n; i++) {
		unsigned char c = (unsigned char)word.p[i];
		bool vowel = c < 0x80 && strchr("aeiouyAEIOUY", c);

		if (c == 0xc3 && i + 1 < word.n) { /* ä ö ü and their capitals; ß is none */
			unsigned char second = (unsigned char)word.p[++i] | 0x20; /* small */

			vowel = second == 0xa4 || second == 0xb6 || second == 0xbc;
		}
		n += vowel && !before;
		before = vowel;
	}
	return n > 0 ? n : 1;
}

bool
word_among(struct str word, const char *const list[])
{
	if (word.n == 0)
		return false;
	for (size_t i = 0; list[i]; i++) { /* every word of a site gets here: most differ in the first letter */
		if (list[i][0] == word.p[0] && strncmp(list[i], word.p, word.n) == 0 && list[i][word.n] == '\0')
			return true;
	}
	return false;
}
