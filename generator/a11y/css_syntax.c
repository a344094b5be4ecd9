/* css_syntax.c - where the parts of a style sheet end: strings, comments, brackets. */
#include <string.h>

#include "generator/a11y/css.h"
#include "generator/a11y/text.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

size_t
css_opaque(struct str s)
{
	size_t i;

	if (str_starts(s, STR("/*"))) {
		i = str_find(str_from(s, 2), STR("*/"));
		return i == SIZE_MAX ? s.n : i + 4;
	}
	if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
		return 0;
	for (i = 1; i < s.n && s.p[i] != s.p[0] && s.p[i] != '\n'; i++)
		i += s.p[i] == '\\';
	return i < s.n ? i + 1 : s.n;
}

size_t
css_until(struct str s, const char *stop)
{
	unsigned depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		size_t skip = css_opaque(str_from(s, i));

		if (skip > 0) {
			i += skip - 1;
			continue;
		}
		if (depth == 0 && strchr(stop, s.p[i]) && s.p[i])
			return i;
		if (s.p[i] == '(' || s.p[i] == '[' || s.p[i] == '{')
			depth++;
		else if (s.p[i] == ')' || s.p[i] == ']' || s.p[i] == '}') {
			if (depth == 0)
				return i;
			depth--;
		} else if (s.p[i] == '\\') {
			i++;
		}
	}
	return s.n;
}

struct str
css_trim(struct str s)
{
	for (;;) {
		size_t skip = str_starts(s, STR("/*")) ? css_opaque(s) : 0;

		if (skip > 0)
			s = str_from(s, skip);
		else if (s.n > 0 && is_space(s.p[0]))
			s = str_from(s, 1);
		else
			break;
	}
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character behind a backslash; its length is the result. */
static size_t
escape_take(struct str s, struct buf *out)
{
	uint32_t c = 0;
	size_t i = 0;

	while (i < 6 && i < s.n && hex_digit(s.p[i]) >= 0)
		c = c << 4 | (uint32_t)hex_digit(s.p[i++]);
	if (i > 0) {
		text_add_char(out, c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c);
		return i < s.n && is_space(s.p[i]) ? i + 1 : i;
	}
	if (s.n > 0 && s.p[0] != '\n')
		buf_add_char(out, s.p[0]);
	return s.n > 0 ? 1 : 0;
}

void
css_unescape(struct str s, struct buf *out)
{
	while (s.n > 0) {
		const char *p = memchr(s.p, '\\', s.n);
		size_t plain = p ? (size_t)(p - s.p) : s.n;

		buf_add(out, (struct str){ s.p, plain });
		s = str_from(s, p ? plain + 1 : plain);
		if (p)
			s = str_from(s, escape_take(s, out));
	}
}
