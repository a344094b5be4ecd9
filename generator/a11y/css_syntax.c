/* css_syntax.c - where the parts of a style sheet end: strings, comments, brackets. */
#include <string.h>

#include "generator/a11y/css.h"

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
