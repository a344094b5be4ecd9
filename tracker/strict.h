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

/*
 * How the library took the head apart, in one buffer: it overwrites what divides the parts and
 * passes on C strings, so a byte that it dropped shows as a gap between them.
 */
struct strict_head {
	const char *method, *target, *version; /* where each begins */
	size_t n_target;
	const struct request_header *header;
	size_t n_header;
	size_t size; /* from the method to the end of the empty line */
};

/*
 * Whether single spaces, a colon and CR LF are all that stands between the parts. Otherwise the head
 * held a NUL, a bare LF, a folded line or more spaces than one (RFC 9112, 2.2, 3 and 5.2; RFC 9110,
 * 5.5). What cannot be told: NUL LF instead of CR LF.
 */
bool strict_seams(const struct strict_head *head);

/*
 * Divide a request's target into path and query, neither decoded. The absolute form is taken, too
 * (RFC 9112, 3.2.2); its host says nothing, because there is one site. False: a control character, a
 * space, or an absolute form without a valid host.
 */
bool strict_target(struct str target, struct str *path, struct str *query);

/* Decode %XX of a path into `out` (room for raw.n + 1 bytes). False: a bad escape, a NUL or control
 * character, no UTF-8, or a segment "." or "..". */
bool strict_path(struct str raw, char *out, struct str *path);

#endif
