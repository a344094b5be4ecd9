#include "tracker/request.h"

#include <strings.h>

struct str
request_header_find(const struct request *r, struct str name)
{
	for (size_t i = 0; i < r->n_header; i++)
		if (r->header[i].name.n == name.n && strncasecmp(r->header[i].name.p, name.p, name.n) == 0)
			return r->header[i].value;
	return (struct str){ "", 0 };
}

bool
request_is(const struct request *r, struct str type)
{
	struct str value = request_header_find(r, STR("content-type")), essence;

	str_cut(value, ';', &essence);
	essence = str_trim(essence);
	return essence.n == type.n && strncasecmp(essence.p, type.p, type.n) == 0;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that raw.p[*i] begins; *i moves to its last byte. */
static char
form_char(struct str raw, size_t *i)
{
	char c = raw.p[*i];

	if (c == '+')
		return ' ';
	if (c != '%' || *i + 2 >= raw.n || hex_value(raw.p[*i + 1]) < 0 || hex_value(raw.p[*i + 2]) < 0)
		return c;
	c = (char)(hex_value(raw.p[*i + 1]) * 16 + hex_value(raw.p[*i + 2]));
	*i += 2;
	return c;
}

/* application/x-www-form-urlencoded (WHATWG URL, 5.1); line ends become LF, bad UTF-8 is refused. */
static bool
form_decode(struct arena *a, struct str raw, struct str *out)
{
	char *p = arena_new(a, raw.n + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.n; i++) {
		char c = form_char(raw, &i);

		if (c == '\0')
			return false;
		if (c == '\n' && n > 0 && p[n - 1] == '\r')
			n--;
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return str_utf8(*out);
}

/* Whether `key` says `name` (ours: ASCII, no line ends). In place: a body may hold a key every other byte. */
static bool
form_key_is(struct str key, struct str name)
{
	size_t n = 0;

	for (size_t i = 0; i < key.n; i++)
		if (n >= name.n || form_char(key, &i) != name.p[n++])
			return false;
	return n == name.n;
}

/* The next field `name` of *form, which moves behind it. */
static bool
form_next(struct arena *a, struct str *form, const char *name, struct str *out)
{
	struct str wanted = str_of(name);

	while (form->n > 0) {
		struct str pair, key, value;

		*form = str_cut(*form, '&', &pair);
		value = str_cut(pair, '=', &key);
		if (!form_key_is(key, wanted))
			continue;
		if (form_decode(a, value, out))
			return true;
		break;
	}
	*out = (struct str){ "", 0 };
	return false;
}

bool
request_query(const struct request *r, const char *name, struct str *out)
{
	struct str rest = r->query;

	return form_next(r->arena, &rest, name, out);
}

bool
request_field(const struct request *r, const char *name, struct str *out)
{
	struct str rest = r->body;

	return form_next(r->arena, &rest, name, out);
}

bool
request_field_next(const struct request *r, struct str *rest, const char *name, struct str *out)
{
	return form_next(r->arena, rest, name, out);
}
