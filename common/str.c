#include "common/str.h"

struct str
str_cut(struct str s, char sep, struct str *head)
{
	const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;

	if (!at) {
		*head = s;
		return (struct str){ NULL, 0 };
	}
	*head = (struct str){ s.p, (size_t)(at - s.p) };
	return (struct str){ at + 1, s.n - head->n - 1 };
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n
		&& (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

size_t
str_find(struct str s, struct str part)
{
	const char *at;

	if (part.n == 0)
		return 0;
	at = s.n >= part.n ? memmem(s.p, s.n, part.p, part.n) : NULL;
	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_from(struct str s, size_t at)
{
	if (at >= s.n)
		return (struct str){ NULL, 0 };
	return (struct str){ s.p + at, s.n - at };
}

bool
str_number(struct str s, int64_t *out)
{
	int64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int digit = s.p[i] - '0';

		if (digit < 0 || digit > 9 || v > (INT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/* Bytes of the well-formed sequence at `p`, or 0. */
static size_t
utf8_length(const unsigned char *p, size_t n)
{
	/* Unicode, table 3-7: first bytes, the range of the second, how many bytes in all. */
	static const struct {
		unsigned char first, last, low, high, want;
	} rows[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	size_t row = 0;

	while (row < sizeof(rows) / sizeof(rows[0]) && p[0] > rows[row].last)
		row++;
	if (row == sizeof(rows) / sizeof(rows[0]) || p[0] < rows[row].first || rows[row].want > n)
		return 0;
	if (rows[row].want > 1 && (p[1] < rows[row].low || p[1] > rows[row].high))
		return 0;
	for (size_t i = 2; i < rows[row].want; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	return rows[row].want;
}

bool
str_utf8(struct str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t step = utf8_length((const unsigned char *)s.p + i, s.n - i);

		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

size_t
str_chars(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}
