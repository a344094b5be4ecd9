#include "generator/a11y/text.h"

#include "generator/a11y/unicode_table.h"

static bool
is_word_char(uint32_t c)
{
	size_t low = 0, high = sizeof(unicode_words) / sizeof(unicode_words[0]);

	/* Variation selectors and the keycap belong to pictures, though they count as marks. */
	if ((c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x20D0 && c <= 0x20FF))
		return false;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (c > unicode_words[mid][1])
			low = mid + 1;
		else if (c < unicode_words[mid][0])
			high = mid;
		else
			return true;
	}
	return false;
}

/* Where unicode_folds has `c`, or -1. */
static int
fold_find(uint32_t c)
{
	int low = 0, high = (int)(sizeof(unicode_folds) / sizeof(unicode_folds[0]));

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (c == unicode_folds[mid].c)
			return mid;
		if (c > unicode_folds[mid].c)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

/*
 * Scripts that set no spaces between words: without a dictionary each character counts as one, so
 * that a label may begin and end anywhere in a name.
 */
static bool
is_unspaced(uint32_t c)
{
	static const uint32_t ranges[][2] = {
		{ 0x0E00, 0x0EFF }, { 0x1000, 0x109F }, { 0x1780, 0x17FF }, { 0x2E80, 0x2FDF },
		{ 0x3005, 0x3007 }, { 0x3031, 0x3035 }, { 0x3040, 0x312F }, { 0x31F0, 0x31FF },
		{ 0x3400, 0x4DBF }, { 0x4E00, 0x9FFF }, { 0xF900, 0xFAFF }, { 0x20000, 0x3FFFF },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (c >= ranges[i][0] && c <= ranges[i][1])
			return true;
	}
	return false;
}

/* The character that `s` begins with; *n is its length. Not UTF-8: U+FFFD, one byte. */
static uint32_t
char_at(struct str s, size_t *n)
{
	unsigned char a = (unsigned char)s.p[0];
	uint32_t c = a < 0x80 ? a : a < 0xE0 ? a & 0x1Fu : a < 0xF0 ? a & 0x0Fu : a & 0x07u;

	*n = a < 0x80 ? 1 : a < 0xC0 ? 0 : a < 0xE0 ? 2 : a < 0xF0 ? 3 : a < 0xF8 ? 4 : 0;
	if (*n == 0 || *n > s.n) {
		*n = 1;
		return 0xFFFD;
	}
	for (size_t i = 1; i < *n; i++)
		c = c << 6 | ((unsigned char)s.p[i] & 0x3Fu);
	return c;
}

void
text_add_char(struct buf *out, uint32_t c)
{
	char s[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (n == 1) {
		buf_add_char(out, (char)c);
		return;
	}
	for (size_t i = n; i-- > 1; c >>= 6)
		s[i] = (char)(0x80 | (c & 0x3F));
	s[0] = (char)((n == 2 ? 0xC0 : n == 3 ? 0xE0 : 0xF0) | c);
	buf_add(out, (struct str){ s, n });
}

static void
add_space(struct buf *out)
{
	if (out->n > 0 && out->p[out->n - 1] != ' ')
		buf_add_char(out, ' ');
}

/* A letter, digit or mark, or one space for anything else; spaces do not pile up. */
static void
add_word_char(struct buf *out, uint32_t c)
{
	bool alone = is_unspaced(c);

	if (alone || !is_word_char(c))
		add_space(out);
	if (is_word_char(c))
		text_add_char(out, c);
	if (alone)
		add_space(out);
}

/* Folded and decomposed (NFKD). */
static void
add_folded(struct buf *out, uint32_t c)
{
	int fold = fold_find(c);

	if (c >= 0xAC00 && c <= 0xD7A3) { /* Korean syllables are made of their letters */
		c -= 0xAC00;
		text_add_char(out, 0x1100 + c / 588);
		text_add_char(out, 0x1161 + c % 588 / 28);
		if (c % 28 > 0)
			text_add_char(out, 0x11A7 + c % 28);
	} else if (fold < 0) {
		add_word_char(out, c);
	} else {
		for (unsigned i = 0; i < unicode_folds[fold].n; i++)
			add_word_char(out, unicode_pool[unicode_folds[fold].at + i]);
	}
}

/* The length of a bracketed passage `s` begins with, 0 when its bracket is not closed. */
static size_t
bracketed(struct str s)
{
	const char *close = s.n > 0 && s.p[0] == '(' ? memchr(s.p, ')', s.n) : NULL;

	return close ? (size_t)(close - s.p) + 1 : 0;
}

void
text_words(struct str s, struct buf *out)
{
	bool open = true; /* a closing bracket may follow: saves looking for it again and again */

	buf_add_char(out, ' ');
	while (s.n > 0) {
		size_t n = open ? bracketed(s) : 0;
		uint32_t c;

		if (n > 0) {
			s = str_from(s, n);
			continue;
		}
		if (s.p[0] == '(')
			open = false;
		c = char_at(s, &n);
		s = str_from(s, n);
		add_folded(out, c);
	}
	if (out->p[out->n - 1] != ' ')
		buf_add_char(out, ' ');
}

/* The node itself, before (or after) what is in it. */
static void
add_edge(const struct dom_node *n, struct buf *out)
{
	switch (n->style->display) {
	case DISPLAY_BLOCK:
	case DISPLAY_CAPTION: buf_add_char(out, '\n'); break;
	case DISPLAY_CELL:
	case DISPLAY_ROW: buf_add_char(out, ' '); break;
	default: break;
	}
}

void
text_visible_inner(const struct dom_node *n, struct buf *out)
{
	if (!dom_spend(n->doc, 4))
		return;
	if (n->text) {
		if (text_visible(n) && !(n->flags & NODE_ICON_FONT))
			buf_add(out, n->name);
		else if (!(n->flags & NODE_UNRENDERED) && str_blank(n->name))
			buf_add_char(out, ' ');
		return;
	}
	if (n->flags & NODE_UNRENDERED)
		return;
	if (n->flags & (NODE_INVISIBLE | NODE_UNSEEN)) {
		/* Its place is kept free, unless its box has no width; what is in it may still show. */
		if (!(n->flags & NODE_NARROW))
			buf_add_char(out, ' ');
		if (n->flags & NODE_UNSEEN)
			return;
	}
	if (dom_is(n, GUMBO_TAG_BR)) {
		buf_add_char(out, '\n');
		return;
	}
	add_edge(n, out);
	for (const struct dom_node *c = n->first; c; c = c->next)
		text_visible_inner(c, out);
	add_edge(n, out);
}
