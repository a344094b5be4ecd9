#include "generator/slug.h"

#include "common/buf.h"

/* The code point at `s`, well-formed UTF-8; *n gets its bytes. */
static uint32_t
code_point(struct str s, size_t *n)
{
	unsigned char c = (unsigned char)s.p[0];
	uint32_t v = c;

	*n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (*n > 1)
		v = c & (0xffU >> (*n + 1));
	for (size_t i = 1; i < *n && i < s.n; i++)
		v = v << 6 | ((unsigned char)s.p[i] & 0x3f);
	return v;
}

/* Lower case for Latin-1 and Latin Extended-A; others keep their case. */
static uint32_t
lower(uint32_t c)
{
	if (c >= 0xc0 && c <= 0xde && c != 0xd7)
		return c + 0x20;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c + (c & 1);
	return c;
}

/* Non-ASCII that is punctuation or space rather than a letter. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x80 && c < 0xc0 && c != 0xaa && c != 0xb5 && c != 0xba) || c == 0xd7 || c == 0xf7
		|| (c >= 0x2000 && c <= 0x2bff) || (c >= 0x3000 && c <= 0x3003) || c >= 0x1f000;
}

static void
code_point_add(struct buf *b, uint32_t c)
{
	if (c < 0x800) {
		buf_add_char(b, (char)(0xc0 | c >> 6));
	} else if (c < 0x10000) {
		buf_add_char(b, (char)(0xe0 | c >> 12));
		buf_add_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
	} else {
		buf_add_char(b, (char)(0xf0 | c >> 18));
		buf_add_char(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_add_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_add_char(b, (char)(0x80 | (c & 0x3f)));
}

struct str
slug_make(struct arena *a, struct str title)
{
	struct buf b = { 0 };
	struct str out;
	size_t n;

	for (title = str_trim(title); title.n > 0; title = str_from(title, n)) {
		uint32_t c = code_point(title, &n);

		if (c >= 'A' && c <= 'Z')
			buf_add_char(&b, (char)(c + 'a' - 'A'));
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
			buf_add_char(&b, (char)c);
		else if (c == ' ' || c == '\t')
			buf_add_char(&b, '-');
		else if (c >= 0x80 && !is_mark(c))
			code_point_add(&b, lower(c));
	}
	out = arena_copy(a, b.n ? buf_str(&b) : STR("abschnitt"));
	buf_release(&b);
	return out;
}
