#include "tracker/json_mend.h"

enum { HIGH_FIRST = 0xd800, LOW_FIRST = 0xdc00, LOW_LAST = 0xdfff, ESCAPE = 6 }; /* "\uXXXX" */

static bool
digit(struct str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

static size_t
digits_skip(struct str s, size_t i)
{
	while (digit(s, i))
		i++;
	return i;
}

/* The length of the number at the start of `s` (RFC 8259, 6), 0 when there is none. */
static size_t
number_length(struct str s)
{
	size_t i = s.n > 0 && s.p[0] == '-', from;

	if (!digit(s, i))
		return 0;
	i = s.p[i] == '0' ? i + 1 : digits_skip(s, i);
	if (i < s.n && s.p[i] == '.') {
		if (!digit(s, i + 1))
			return 0;
		i = digits_skip(s, i + 1);
	}
	if (i < s.n && (s.p[i] | 32) == 'e') {
		from = i + 1 + (i + 1 < s.n && (s.p[i + 1] == '+' || s.p[i + 1] == '-'));
		i = digits_skip(s, from);
		if (i == from)
			return 0;
	}
	return i;
}

/* The length of what stands at the start of `s` in place of a number, and perhaps is one. */
static size_t
number_run(struct str s)
{
	static const char in[] = "0123456789+-.eE";
	size_t i = 0;

	if (!digit(s, 0) && !str_starts(s, STR("-")))
		return 0;
	while (i < s.n && memchr(in, s.p[i], sizeof(in) - 1))
		i++;
	return i;
}

/* The code unit of the escape "\uXXXX" at the start of `s`, or -1. */
static int
unit_read(struct str s)
{
	int unit = 0;

	if (s.n < ESCAPE || s.p[0] != '\\' || s.p[1] != 'u')
		return -1;
	for (size_t i = 2; i < ESCAPE; i++) {
		char c = s.p[i], low = (char)(c | 32);

		if (!digit(s, i) && (low < 'a' || low > 'f'))
			return -1;
		unit = unit * 16 + (digit(s, i) ? c - '0' : low - 'a' + 10);
	}
	return unit;
}

/* The escape at *i, mended in `out`; *i moves behind it. */
static void
escape_mend(struct str text, char *out, size_t *i)
{
	int unit = unit_read(str_from(text, *i)), next;

	if (unit < 0) { /* one like \n or \", or none */
		*i += 2;
		return;
	}
	next = unit_read(str_from(text, *i + ESCAPE));
	if (unit >= HIGH_FIRST && unit < LOW_FIRST && next >= LOW_FIRST && next <= LOW_LAST) {
		*i += (size_t)2 * ESCAPE;
		return;
	}
	*i += ESCAPE;
	if (unit == 0 || (unit >= HIGH_FIRST && unit <= LOW_LAST)) {
		memset(out + *i - 4, '0', 3);
		out[*i - 1] = '1';
	}
}

struct str
json_mend(struct arena *a, struct str text)
{
	char *out = arena_new(a, text.n + 1, 1);
	bool quoted = false;
	size_t i = 0, n;

	memcpy(out, text.n ? text.p : "", text.n);
	while (i < text.n) {
		char c = text.p[i];

		if (quoted && c == '\\') {
			escape_mend(text, out, &i);
			continue;
		}
		n = quoted ? 0 : number_run(str_from(text, i));
		if (n > 0 && number_length((struct str){ text.p + i, n }) == n) {
			memset(out + i, ' ', n);
			out[i] = '0';
		}
		if (n > 0) {
			i += n;
			continue;
		}
		quoted ^= c == '"';
		i++;
	}
	return (struct str){ out, text.n };
}
