/* request.h - one complete request, as a handler sees it. */
#ifndef TRACKER_REQUEST_H
#define TRACKER_REQUEST_H

#include "common/arena.h"
#include "tracker/data.h"
#include "tracker/role.h"
#include "tracker/site.h"

struct service;
struct route;
struct sockaddr;

struct request_header {
	struct str name, value;
};

/* Who asks: nobody, a signed-in person or an API client. All text lives as long as the request. */
struct requester {
	unsigned roles;         /* enum role bits; 0: nobody */
	struct str iss, sub, name, unit, audiences;
	int64_t created;        /* of the session, seconds since 1970 */
	bool person;            /* a session, not an API client */
	struct str client;      /* name of the API client */
	unsigned char pseudonym[PSEUDONYM_SIZE]; /* of a person */
	unsigned char session[32]; /* hash of the cookie */
	char token[65];         /* X-Token of the session, NUL-terminated */
};

struct request {
	struct service *service;
	struct arena *arena;      /* reset when the answer has been sent */
	const struct route *route;
	struct site *site;        /* held until the answer has been sent; NULL: none is loaded yet */
	bool head;                /* HEAD: the same answer without its body */
	bool get, post;
	struct str path;          /* decoded, below the site's prefix and without the language: "/-/ich" */
	struct str language;      /* of the interface: "de", "en", "ls"; the site's default */
	struct str query;         /* raw, without '?' */
	struct str body;
	const struct request_header *header;
	size_t n_header;
	const struct sockaddr *peer; /* NULL: a unix socket; see trust_client() */
	struct requester who;
	bool wants_page;          /* a browser asks for a page: errors are pages, not JSON */
	int64_t now;              /* seconds since 1970, UTC */
	int64_t today;            /* in the site's time zone */
	char id[17];              /* of this request, in errors and log lines */
};

/* The value of the first header `name` (any case), or the empty slice. */
struct str request_header_find(const struct request *r, struct str name);

/*
 * The field `name` of the query or of a urlencoded body: decoded, in the arena. False when it is
 * missing or no valid UTF-8; *out is then empty.
 */
bool request_query(const struct request *r, const char *name, struct str *out);
bool request_field(const struct request *r, const char *name, struct str *out);

/*
 * The next value of a field that came several times. *rest begins as r->body and moves behind it: a
 * walk reads the body once. False ends it, at a value of no valid UTF-8 too.
 */
bool request_field_next(const struct request *r, struct str *rest, const char *name, struct str *out);

/* Whether the body's Content-Type is `type` (parameters such as charset are ignored). */
bool request_is(const struct request *r, struct str type);

#endif
