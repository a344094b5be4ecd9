#include "tracker/exchange.h"

#include <string.h>

#include "tracker/holder.h"
#include "tracker/library_error.h"
#include "tracker/server.h"
#include "tracker/strict.h"

enum {
	HEADER_RECORD = 48,    /* what the library keeps of each header in CONNECTION_MEMORY */
	ANSWER_HEAD = 3 * 1024 /* room for the head of an answer, the longest Location included */
};

const char head_no_value[] = "";

static enum MHD_Result
header_take(void *ctx, enum MHD_ValueKind kind, const char *name, size_t n_name, const char *value,
	size_t n_value)
{
	struct exchange *x = ctx;

	(void)kind;
	if (value == head_no_value)
		return MHD_YES; /* of on_target() */
	if (x->n_header == HEADERS_MAX) {
		x->too_many = true;
		return MHD_NO;
	}
	x->header[x->n_header++] = (struct request_header){ { name, n_name },
		{ value ? value : "", value ? n_value : 0 } };
	return MHD_YES;
}

/* The language's part of the path ("/en/-/x") is taken off; "/-/x" is in the site's default. */
static void
language_take(struct request *r)
{
	const struct site *site = r->site;

	r->language = site && site->n_language ? site->language[0] : STR("de");
	for (size_t i = 1; site && i < site->n_language; i++) {
		struct str code = site->language[i];

		if (r->path.n > code.n + 3 && r->path.p[0] == '/' && memcmp(r->path.p + 1, code.p, code.n) == 0
		    && memcmp(r->path.p + 1 + code.n, "/-/", 3) == 0) {
			r->language = code;
			r->path = str_from(r->path, code.n + 1);
			return;
		}
	}
}

static bool
prefix_take(struct request *r, struct str prefix)
{
	if (prefix.n == 0)
		return true;
	if (!str_starts(r->path, prefix) || (r->path.n > prefix.n && r->path.p[prefix.n] != '/'))
		return false;
	r->path = str_from(r->path, prefix.n);
	return true;
}

static void
refuse_later(struct exchange *x, unsigned status, const char *word, const char *why, bool end)
{
	x->refuse = status;
	x->refuse_word = word;
	x->refuse_why = why;
	x->close |= end;
}

static bool
method_known(const char *method)
{
	static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE",
		"CONNECT", NULL };

	for (size_t i = 0; known[i]; i++)
		if (strcmp(method, known[i]) == 0)
			return true;
	return false;
}

/* Find the row for the path; says what is wrong with the request when there is none. */
static void
route_take(struct exchange *x, const char *method)
{
	struct request *r = &x->request;
	const struct service *service = x->request.service;
	bool web = server_kind(x->server) == SERVER_WEB;
	struct str whole = r->path;
	bool known = false;
	const struct route *route = route_find(str_of(method), r->path, &known);

	if (route && route->kind == ROUTE_OPS && web && service->ops_apart)
		route = NULL, known = false;
	if (route && route->kind != ROUTE_OPS)
		route = NULL, known = false; /* found by chance, without the site's prefix */
	if (!route && !known && web && prefix_take(r, service->prefix)) {
		language_take(r);
		route = route_find(str_of(method), r->path, &known);
		if (route && route->kind == ROUTE_OPS)
			route = NULL, known = false;
	} else if (!route && !known) {
		r->path = whole;
	}
	r->route = route;
	if (route)
		return;
	if (!method_known(method))
		refuse_later(x, 501, "unknown-method", "this method is not known", false);
	else if (known)
		refuse_later(x, 405, "wrong-method", "this address does not take that method", false);
}

static bool
wants_page(const struct request *r)
{
	struct str accept = request_header_find(r, STR("accept"));

	return str_find(accept, STR("text/html")) != SIZE_MAX;
}

/* Whether the library dropped bytes of the head: then nobody knows what was meant. */
static bool
head_whole(const struct exchange *x, const char *method, const char *version, size_t size)
{
	const struct strict_head head = { method, x->target_at, version, x->target.n, x->header, x->n_header, size };

	return strict_seams(&head);
}

/* What the headers and the target say; false: the request is refused and the connection ends. */
static bool
head_check(struct exchange *x, const char *method, const char *version, size_t size,
	struct strict_body *body)
{
	struct request *r = &x->request;
	const char *why = "the request is malformed";
	struct str raw = { 0 };
	unsigned status = 0;

	if (x->too_many) {
		refuse_later(x, 431, "too-large", "the request has too many headers", true);
		return false;
	}
	if (!head_whole(x, method, version, size))
		status = 400;
	for (size_t i = 0; i < x->n_header; i++)
		x->header[i].value = str_trim(x->header[i].value);
	if (status == 0)
		status = strict_headers(x->header, x->n_header, strcmp(version, "HTTP/1.0") == 0, body, &why);
	if (status == 0 && !strict_target(x->target, &raw, &r->query))
		status = 400;
	if (status == 0 && !strict_path(raw, arena_new(&x->arena, raw.n + 1, 1), &r->path)) {
		status = 400;
		why = "the address is malformed";
	}
	if (status != 0)
		refuse_later(x, status, status == 411 ? "length-required" : "malformed", why, true);
	return status == 0;
}

/* The head is complete: check it, find what it asks for, decide how its body is read. */
static void
exchange_begin(struct exchange *x, const char *method, const char *version, size_t size)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct request *r = &x->request;
	struct strict_body body;

	r->header = x->header;
	r->n_header = x->n_header;
	r->peer = info ? info->client_addr : NULL;
	r->head = strcmp(method, "HEAD") == 0;
	r->get = strcmp(method, "GET") == 0;
	r->post = strcmp(method, "POST") == 0;
	r->wants_page = wants_page(r);
	if (server_kind(x->server) == SERVER_WEB)
		r->site = site_holder_get(r->service->holder);
	r->today = r->site ? date_zone_day(r->site->zone, r->now) : r->now / 86400;
	r->language = r->site && r->site->n_language ? r->site->language[0] : STR("de");
	if (!head_check(x, method, version, size, &body))
		return;
	route_take(x, method);
	if (body.length > BODY_DISCARD_MAX)
		refuse_later(x, 413, "too-large", "the body is too large", true);
	else if (r->route && r->post && !body.length_given)
		refuse_later(x, 411, "length-required", "a POST needs a Content-Length", true);
	else if (r->route && body.length > r->route->max_body)
		refuse_later(x, 413, "too-large", "the body is too large", false);
	else if (r->route && r->route->type && !request_is(r, str_of(r->route->type)))
		refuse_later(x, 415, "wrong-type", "the body has another media type than this address takes", false);
	if (r->post && !body.length_given)
		x->close = true;
	x->body.max = r->route ? r->route->max_body + 1 : 1;
}

/* Whether the head leaves the library the room that it needs for the head of an answer. */
static bool
head_fits(const struct exchange *x, size_t size)
{
	return size + (x->n_header + 2) * HEADER_RECORD + ANSWER_HEAD <= CONNECTION_MEMORY;
}

bool
head_read(struct exchange *x, const char *method, const char *version)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	size_t size = info ? info->header_size : 0;

	MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, header_take, x);
	if (!head_fits(x, size)) {
		library_error_write(x->connection, x->target.n > size / 2 ? 414 : 431);
		return false;
	}
	exchange_begin(x, method, version, size);
	return true;
}
