#include "common/json.h"

#include <assert.h>
#include <stdio.h>

/* jansson limits nesting at 2048 only and recurses; counting brackets outside of strings is
 * enough to stop before that, whatever else is wrong with the text. */
static bool
depth_good(struct str s)
{
	unsigned depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{'))
			depth++;
		else if (!quoted && (c == ']' || c == '}') && depth > 0)
			depth--;
		if (depth > JSON_DEPTH_MAX)
			return false;
	}
	return true;
}

enum err_code
json_read(struct str text, size_t max, json_t **out, struct err *e)
{
	json_error_t why;
	json_t *v;
	struct str reason;
	enum err_code rc;

	if (text.n > max)
		return err_set(e, ERR_INVALID, "%zu bytes of JSON; at most %zu are read", text.n, max);
	if (!depth_good(text))
		return err_set(e, ERR_PARSE, "JSON nested deeper than %d levels", JSON_DEPTH_MAX);
	v = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (v) {
		*out = v;
		return ERR_OK;
	}
	reason = str_of(why.text);
	if (!str_utf8(reason)) /* it ends with some bytes of the text, whatever they are */
		reason.n = str_find(reason, STR(" near '"));
	rc = err_set(e, ERR_PARSE, "no valid JSON: %.*s", STR_FMT(reason));
	e->line = why.line > 0 ? (unsigned)why.line : 0;
	return rc;
}

struct str
json_text(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);

	return (struct str){ json_string_value(v), json_string_length(v) };
}

static void
line_begin(struct json_writer *w)
{
	if (!w->pretty)
		return;
	buf_add_char(w->out, '\n');
	for (unsigned i = 0; i < w->depth; i++)
		buf_add(w->out, STR("  "));
}

/* What comes before a value or a key: a comma, a new line. */
static void
member_begin(struct json_writer *w)
{
	if (w->keyed) {
		w->keyed = false;
		return;
	}
	if (w->some[w->depth])
		buf_add_char(w->out, ',');
	if (w->depth > 0)
		line_begin(w);
	w->some[w->depth] = true;
}

void
json_open(struct json_writer *w, char bracket)
{
	assert(w->depth < JSON_DEPTH_MAX);
	member_begin(w);
	buf_add_char(w->out, bracket);
	w->some[++w->depth] = false;
}

void
json_close(struct json_writer *w, char bracket)
{
	assert(w->depth > 0 && !w->keyed);
	w->depth--;
	if (w->some[w->depth + 1])
		line_begin(w);
	buf_add_char(w->out, bracket);
}

static bool
needs_escape(unsigned char c, unsigned char before)
{
	return c < ' ' || c == '"' || c == '\\' || c == 0x7f || (c == '/' && before == '<');
}

static void
escape_add(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"': buf_add(out, STR("\\\"")); break;
	case '\\': buf_add(out, STR("\\\\")); break;
	case '/': buf_add(out, STR("\\/")); break; /* never ends a <script> that holds this */
	case '\n': buf_add(out, STR("\\n")); break;
	case '\t': buf_add(out, STR("\\t")); break;
	case '\r': buf_add(out, STR("\\r")); break;
	default: buf_addf(out, "\\u%04x", (unsigned)c); break;
	}
}

static void
text_add(struct buf *out, struct str s)
{
	size_t from = 0;

	buf_add_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (!needs_escape(c, i > 0 ? (unsigned char)s.p[i - 1] : 0))
			continue;
		buf_add(out, (struct str){ s.p + from, i - from });
		escape_add(out, c);
		from = i + 1;
	}
	buf_add(out, str_from(s, from));
	buf_add_char(out, '"');
}

void
json_key_str(struct json_writer *w, struct str key)
{
	assert(!w->keyed);
	member_begin(w);
	text_add(w->out, key);
	buf_add(w->out, w->pretty ? STR(": ") : STR(":"));
	w->keyed = true;
}

void
json_key(struct json_writer *w, const char *key)
{
	json_key_str(w, str_of(key));
}

void
json_add_str(struct json_writer *w, struct str value)
{
	member_begin(w);
	text_add(w->out, value);
}

void
json_add_int(struct json_writer *w, int64_t value)
{
	member_begin(w);
	buf_addf(w->out, "%lld", (long long)value);
}

void
json_add_real(struct json_writer *w, double value)
{
	member_begin(w);
	buf_addf(w->out, "%.15g", value);
}

void
json_add_bool(struct json_writer *w, bool value)
{
	member_begin(w);
	buf_add(w->out, value ? STR("true") : STR("false"));
}

void
json_add_null(struct json_writer *w)
{
	member_begin(w);
	buf_add(w->out, STR("null"));
}

void
json_add_raw(struct json_writer *w, struct str json)
{
	member_begin(w);
	buf_add(w->out, json);
}

void
json_pair(struct json_writer *w, const char *key, struct str value)
{
	json_key(w, key);
	json_add_str(w, value);
}
