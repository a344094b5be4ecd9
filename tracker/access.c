#include "tracker/access.h"

#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>

#include "tracker/client.h"
#include "tracker/clock.h"
#include "tracker/limit.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"
#include "tracker/service.h"
#include "tracker/session.h"

struct str
access_cookie(const struct request *r)
{
	struct str rest = request_header_find(r, STR("cookie"));

	while (rest.n > 0) {
		struct str pair, name, value;

		rest = str_cut(rest, ';', &pair);
		value = str_cut(str_trim(pair), '=', &name);
		if (str_eq(name, STR(ACCESS_COOKIE)))
			return value;
	}
	return (struct str){ "", 0 };
}

static bool
same_secret(struct str a, const char *b)
{
	return a.n == strlen(b) && a.n > 0 && CRYPTO_memcmp(a.p, b, a.n) == 0;
}

bool
access_token_valid(const struct request *r)
{
	struct str token = request_header_find(r, STR("x-token"));

	if (token.n == 0)
		request_field(r, "token", &token);
	return same_secret(token, r->who.token);
}

bool
access_way_valid(struct str to)
{
	if (to.n == 0 || to.p[0] != '/' || to.n > 1000 || (to.n > 1 && (to.p[1] == '/' || to.p[1] == '\\')))
		return false;
	for (size_t i = 0; i < to.n; i++) {
		unsigned char c = (unsigned char)to.p[i];

		if (c <= ' ' || c >= 0x7f || c == '\\' || c == '"' || c == '<' || c == '>')
			return false;
	}
	return true;
}

/* CONTRACTS.md, Forms: a foreign Origin or Sec-Fetch-Site is refused, whoever asks. */
static bool
origin_foreign(const struct request *r)
{
	struct str origin = request_header_find(r, STR("origin"));
	struct str site = request_header_find(r, STR("sec-fetch-site"));

	if (origin.n > 0 && !str_eq(origin, r->service->origin))
		return true;
	return site.n > 0 && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none"));
}

static bool
origin_given(const struct request *r)
{
	return request_header_find(r, STR("origin")).n > 0 || request_header_find(r, STR("sec-fetch-site")).n > 0;
}

/* A Bearer key: "KEY:SECRET". False: it is wrong. */
static bool
client_take(struct request *r, struct str authorization)
{
	char name[65] = "";
	struct str scheme, rest = str_cut(authorization, ' ', &scheme);

	if (scheme.n != 6 || strncasecmp(scheme.p, "Bearer", 6) != 0)
		return false;
	r->who.roles = clients_check(r->service->clients, str_trim(rest), name);
	if (r->who.roles)
		r->who.client = arena_copy(r->arena, str_of(name));
	return r->who.roles != 0;
}

/* Whoever the session says; without an entry in people any more it is nobody's. */
static enum err_code
session_take(struct request *r, struct err *e)
{
	struct str cookie = access_cookie(r);
	struct session session;
	struct person person;
	struct db *people = NULL;
	bool write;
	enum err_code rc;

	if (cookie.n == 0 || !sessions_find(r->service->sessions, cookie, r->now, &session, &write))
		return ERR_OK;
	rc = service_read(r->service, DB_PEOPLE, &people, e);
	if (rc == ERR_OK)
		rc = people_get(people, r->arena, session.person, r->today, &person, e);
	if (rc == ERR_NOTFOUND) {
		sessions_remove(r->service->sessions, session.id);
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return people ? service_read_failed(r->service, people, e) : rc;
	if (write)
		service_session_used(r->service, &session);
	r->who.person = true;
	r->who.roles = person.role_bits;
	r->who.iss = person.iss;
	r->who.sub = person.sub;
	r->who.name = person.name;
	r->who.unit = person.unit;
	r->who.audiences = person.audiences;
	r->who.created = session.created;
	memcpy(r->who.session, session.id, sizeof(r->who.session));
	rc = session_token(cookie, r->who.token, e);
	return rc == ERR_OK ? pseudonym_make(r->service->pseudonyms, person.iss, person.sub, r->who.pseudonym, e) : rc;
}

static bool
refuse(struct request *r, struct response *res, unsigned status, const char *word, const char *why)
{
	(void)response_error(r, res, status, word, "%s", why);
	return false;
}

/* Nobody is signed in where someone has to be. */
static bool
ask_to_sign_in(struct request *r, struct response *res)
{
	if (r->route->kind == ROUTE_PAGE) {
		struct str way = r->post ? STR("/-/ich") : r->path;

		response_see_other(r, res, arena_printf(r->arena, "/-/anmelden?weiter=%.*s", STR_FMT(way)));
		return false;
	}
	response_header(res, "WWW-Authenticate", "Bearer");
	return refuse(r, res, 401, "not-signed-in", "this needs a session or an API client's key");
}

static bool
denied(struct request *r, struct response *res)
{
	int64_t now = clock_ms();

	if (!limit_take(r->service->limits, LIMIT_DENIED, trust_client(&r->service->trust, r), 1, now))
		return refuse(r, res, 429, "too-many", "too many wrong credentials came from this address");
	response_header(res, "WWW-Authenticate", "Bearer");
	return refuse(r, res, 401, "wrong-credentials", "the key or its secret is wrong");
}

static bool
identify(struct request *r, struct response *res)
{
	struct str authorization = request_header_find(r, STR("authorization"));
	const unsigned clients = ROLE_CLIENT_EVENTS | ROLE_CLIENT_REPORTS;
	struct err e = { 0 };

	/* After a start, while the databases are checked or the volume is full: "wrong" would be a lie. */
	if (!r->service->loaded && (authorization.n > 0 || access_cookie(r).n > 0)
	    && !(r->route->kind == ROUTE_API && r->route->needs == ROLE_ANYONE))
		return refuse(r, res, 503, "busy", "who asks cannot be looked up yet: the record is being checked, or "
			"has no room");
	if (authorization.n > 0 && (r->route->needs & clients))
		return client_take(r, authorization) || denied(r, res);
	if (r->route->kind == ROUTE_API && r->route->needs == ROLE_ANYONE)
		return true; /* a cookie is ignored */
	if (session_take(r, &e) == ERR_OK)
		return true;
	return refuse(r, res, 503, "busy", "who is signed in cannot be looked up at the moment");
}

bool
access_allowed(struct request *r, struct response *res)
{
	const struct route *route = r->route;

	if (r->post && origin_foreign(r))
		return refuse(r, res, 403, "foreign-origin", "the request comes from another site");
	if (!identify(r, res))
		return false;
	if (route->needs != ROLE_ANYONE && r->who.roles == 0)
		return ask_to_sign_in(r, res);
	if (route->needs != ROLE_ANYONE && !(r->who.roles & route->needs))
		return refuse(r, res, 403, "not-allowed", "this role may not do that");
	if (!r->post || !r->who.person)
		return true;
	if (route->needs != ROLE_ANYONE && !access_token_valid(r))
		return refuse(r, res, 403, "no-token", "the form is too old, or its token is missing: load the page again");
	if (route->kind == ROUTE_PAGE && !origin_given(r) && !access_token_valid(r) && !route->stateless)
		return refuse(r, res, 403, "no-token", "it cannot be told where this form comes from");
	return true;
}
