/* json.h - a strict gate for JSON that comes in, and a small writer for JSON that goes out. */
#ifndef COMMON_JSON_H
#define COMMON_JSON_H

#include <jansson.h>

#include "common/buf.h"
#include "common/err.h"

enum { JSON_DEPTH_MAX = 32 };

/*
 * Read one JSON text (RFC 8259) of at most `max` bytes into *out, which the caller gives back
 * with json_decref(). Refused (ERR_PARSE with line): duplicate keys, bad UTF-8, NUL in texts,
 * nesting deeper than JSON_DEPTH_MAX, anything behind the value; over `max`: ERR_INVALID.
 * Numbers become int64 or double; one that fits neither is an error.
 */
enum err_code json_read(struct str text, size_t max, json_t **out, struct err *e) MUST_CHECK;

/* The text of the member `key`, empty when it is missing or no text; borrowed from `object`. */
struct str json_text(const json_t *object, const char *key);

/*
 * The writer: appends to a buf, keeps the order of the calls, no white space unless asked.
 * Commas are its business. At most JSON_DEPTH_MAX levels; unbalanced calls are bugs.
 */
struct json_writer {
	struct buf *out;
	bool pretty;   /* one member a line, indented by two spaces */
	unsigned depth;
	bool some[JSON_DEPTH_MAX + 1]; /* this level has a member already */
	bool keyed;    /* a key has been written and waits for its value */
};

void json_open(struct json_writer *w, char bracket);   /* '{' or '[' */
void json_close(struct json_writer *w, char bracket);  /* '}' or ']' */
void json_key(struct json_writer *w, const char *key); /* before each member of an object */
void json_key_str(struct json_writer *w, struct str key);
void json_add_str(struct json_writer *w, struct str value); /* text is UTF-8; "</" is written "<\/" */
void json_add_int(struct json_writer *w, int64_t value);
void json_add_real(struct json_writer *w, double value); /* finite; shortest of at most 15 digits */
void json_add_bool(struct json_writer *w, bool value);
void json_add_null(struct json_writer *w);
void json_add_raw(struct json_writer *w, struct str json); /* a value that is JSON already */

/* Key and text at once, the commonest member. */
void json_pair(struct json_writer *w, const char *key, struct str value);

#endif
