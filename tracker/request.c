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

/* application/x-www-form-urlencoded (WHATWG URL, 5.1); line ends become LF, bad UTF-8 is refused. */
static bool
form_decode(struct arena *a, struct str raw, struct str *out)
{
	char *p = arena_new(a, raw.n + 1, 1);
	size_t n = 0;

	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];

		if (c == '+') {
			c = ' ';
		} else if (c == '%' && i + 2 < raw.n && hex_value(raw.p[i + 1]) >= 0 && hex_value(raw.p[i + 2]) >= 0) {
			c = (char)(hex_value(raw.p[i + 1]) * 16 + hex_value(raw.p[i + 2]));
			i += 2;
		}
		if (c == '\0')
			return false;
		if (c == '\n' && n > 0 && p[n - 1] == '\r')
			n--;
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return str_utf8(*out);
}

static bool
form_find(struct arena *a, struct str form, const char *name, size_t at, struct str *out)
{
	*out = (struct str){ "", 0 };
	while (form.n > 0) {
		struct str pair, key, value;

		form = str_cut(form, '&', &pair);
		value = str_cut(pair, '=', &key);
		if (!str_eq(key, str_of(name))) { /* our names need no escapes */
			struct str decoded;

			if (!memchr(key.p, '%', key.n) || !form_decode(a, key, &decoded) || !str_eq(decoded, str_of(name)))
				continue;
		}
		if (at-- > 0)
			continue;
		if (form_decode(a, value, out))
			return true;
		*out = (struct str){ "", 0 };
		return false;
	}
	return false;
}

bool
request_query(const struct request *r, const char *name, struct str *out)
{
	return form_find(r->arena, r->query, name, 0, out);
}

bool
request_field(const struct request *r, const char *name, struct str *out)
{
	return form_find(r->arena, r->body, name, 0, out);
}

bool
request_field_at(const struct request *r, const char *name, size_t at, struct str *out)
{
	return form_find(r->arena, r->body, name, at, out);
}
