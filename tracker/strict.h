/*
 * strict.h - what libmicrohttpd lets through and a proxy may read differently (DESIGN.md, HTTP
 * traps): refused with 400 and the end of the connection, so that no left-over byte is a request.
 */
#ifndef TRACKER_STRICT_H
#define TRACKER_STRICT_H

#include "tracker/request.h"

/* What the headers say about the body. */
struct strict_body {
	bool length_given, chunked;
	uint64_t length;
};

/*
 * Check all headers. Returns 0, or the status to refuse with (400, 411) and why (static text).
 * `http_1_0`: Host may be missing.
 */
unsigned strict_headers(const struct request_header *header, size_t n, bool http_1_0,
	struct strict_body *body, const char **why);

/* Decode %XX of a path into `out` (room for raw.n + 1 bytes). False: a bad escape, a NUL or control
 * character, no UTF-8, or a segment "." or "..". */
bool strict_path(struct str raw, char *out, struct str *path);

#endif
