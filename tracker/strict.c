#include "tracker/strict.h"

#include <strings.h>

static bool
name_is(struct str name, const char *want)
{
	return name.n == strlen(want) && strncasecmp(name.p, want, name.n) == 0;
}

static bool
name_begins(struct str name, const char *want)
{
	size_t n = strlen(want);

	return name.n > n && strncasecmp(name.p, want, n) == 0;
}

static bool
letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 9110, 5.6.2: the characters of a field name. */
static bool
token(struct str s)
{
	static const char other[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!letter_or_digit(c) && !memchr(other, c, sizeof(other) - 1))
			return false;
	}
	return s.n > 0;
}

/* RFC 9110, 5.5: visible characters, space and tab. */
static bool
value_clean(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* Names that some parsers take for the ones that delimit a body or name the site. */
static bool
lookalike(struct str name)
{
	return name_begins(name, "content-length") || name_begins(name, "transfer-encoding")
		|| (name_begins(name, "host") && !((name.p[4] | 32) >= 'a' && (name.p[4] | 32) <= 'z') && name.p[4] != '-');
}

bool
strict_seams(const struct strict_head *head)
{
	uintptr_t at = (uintptr_t)head->version + 8 + 2; /* "HTTP/1.1", CR LF */

	if (head->target != head->method + strlen(head->method) + 1
	    || head->version != head->target + head->n_target + 1)
		return false;
	for (size_t i = 0; i < head->n_header; i++) {
		const struct request_header *h = &head->header[i];

		if ((uintptr_t)h->name.p != at || (uintptr_t)h->value.p <= at + h->name.n)
			return false;
		at = (uintptr_t)h->value.p + h->value.n + 2;
	}
	return at + 2 == (uintptr_t)head->method + head->size;
}

/* RFC 3986, 3.2.2 and 3.2.3: a host, or an address in brackets, and perhaps a port. */
static bool
host_valid(struct str s)
{
	static const char name[] = "-._~%!$&'()*+,;=";
	bool literal = s.n > 0 && s.p[0] == '[';
	size_t i = literal;
	int64_t port;

	while (i < s.n && (letter_or_digit(s.p[i]) || (literal && s.p[i] == ':') || memchr(name, s.p[i], sizeof(name) - 1)))
		i++;
	if (literal && (i < 3 || i == s.n || s.p[i++] != ']'))
		return false;
	if (i == s.n)
		return true;
	return s.p[i] == ':' && (i + 1 == s.n || (str_number(str_from(s, i + 1), &port) && port <= 65535));
}

static bool
scheme_take(struct str *s, const char *scheme)
{
	size_t n = strlen(scheme);

	if (s->n < n || strncasecmp(s->p, scheme, n) != 0)
		return false;
	*s = str_from(*s, n);
	return true;
}

bool
strict_target(struct str target, struct str *path, struct str *query)
{
	size_t n = 0;

	for (size_t i = 0; i < target.n; i++)
		if ((unsigned char)target.p[i] <= ' ' || target.p[i] == 0x7f)
			return false;
	if (target.n > 0 && target.p[0] != '/' && (scheme_take(&target, "http://") || scheme_take(&target, "https://"))) {
		while (n < target.n && target.p[n] != '/' && target.p[n] != '?')
			n++;
		if (n == 0 || target.p[0] == ':' || !host_valid((struct str){ target.p, n }))
			return false;
		target = str_from(target, n);
		*query = str_cut(target, '?', path);
		if (path->n == 0)
			*path = STR("/");
		return true;
	}
	*query = str_cut(target, '?', path);
	return true;
}

static unsigned
refuse(const char **why, const char *text)
{
	*why = text;
	return 400;
}

static unsigned
length_read(struct str value, struct strict_body *body, const char **why)
{
	int64_t n;

	if (!str_number(value, &n))
		return refuse(why, "Content-Length is no number");
	if (body->length_given)
		return refuse(why, "Content-Length came twice");
	body->length_given = true;
	body->length = (uint64_t)n;
	return 0;
}

unsigned
strict_headers(const struct request_header *header, size_t n, bool http_1_0, struct strict_body *body,
	const char **why)
{
	unsigned hosts = 0, codings = 0, status;

	*body = (struct strict_body){ 0 };
	for (size_t i = 0; i < n; i++) {
		struct str name = header[i].name;

		if (!token(name) || lookalike(name))
			return refuse(why, "a header's name is not allowed");
		if (!value_clean(header[i].value))
			return refuse(why, "a header holds a control character");
		if (name_is(name, "host")) {
			if (!host_valid(header[i].value))
				return refuse(why, "Host names no host");
			hosts++;
		}
		codings += name_is(name, "transfer-encoding");
		if (name_is(name, "content-length") && (status = length_read(header[i].value, body, why)) != 0)
			return status;
	}
	if (hosts > 1 || (hosts == 0 && !http_1_0))
		return refuse(why, "exactly one Host header is needed");
	if (codings > 0 && (codings > 1 || body->length_given))
		return refuse(why, "Transfer-Encoding stands beside another length");
	body->chunked = codings > 0;
	if (codings > 0) {
		*why = "a body needs a Content-Length; chunked ones are not taken";
		return 411;
	}
	return 0;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
segment_moves(const char *p, size_t n)
{
	return (n == 1 && p[0] == '.') || (n == 2 && p[0] == '.' && p[1] == '.');
}

/* The byte at *i of `raw`, percent-decoded; *i moves to its last character. A "%2F" is refused: it is
 * not the same as a '/' that divides. */
static bool
byte_take(struct str raw, size_t *i, char *out)
{
	int high, low;

	*out = raw.p[*i];
	if (*out != '%')
		return true;
	high = *i + 2 < raw.n ? hex_value(raw.p[*i + 1]) : -1;
	low = *i + 2 < raw.n ? hex_value(raw.p[*i + 2]) : -1;
	if (high < 0 || low < 0)
		return false;
	*out = (char)(high * 16 + low);
	*i += 2;
	return *out != '/';
}

bool
strict_path(struct str raw, char *out, struct str *path)
{
	size_t n = 0, segment = 0;

	for (size_t i = 0; i < raw.n; i++) {
		char c;

		if (!byte_take(raw, &i, &c))
			return false;
		if ((unsigned char)c < ' ' || c == 0x7f || c == '\\')
			return false;
		if (c == '/') {
			if (segment_moves(out + segment, n - segment))
				return false;
			segment = n + 1;
		}
		out[n++] = c;
	}
	if (segment_moves(out + segment, n - segment))
		return false;
	out[n] = '\0';
	*path = (struct str){ out, n };
	return n > 0 && out[0] == '/' && str_utf8(*path);
}
