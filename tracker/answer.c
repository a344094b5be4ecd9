#include "tracker/exchange.h"

#include <stdio.h>
#include <stdlib.h>

#include "tracker/clock.h"
#include "tracker/library_error.h"
#include "tracker/log.h"
#include "tracker/metrics.h"

static enum metric_route
exchange_metric(const struct exchange *x)
{
	const struct request *r = &x->request;
	static const struct {
		struct str begins;
		enum metric_route route;
	} kinds[] = { { STR_INIT("/api/v1/events"), METRIC_EVENTS }, { STR_INIT("/api/v1/feedback"), METRIC_FEEDBACK },
		{ STR_INIT("/api/v1/me"), METRIC_ME }, { STR_INIT("/api/"), METRIC_OTHER },
		{ STR_INIT("/-/"), METRIC_PAGE }, { STR_INIT("/"), METRIC_SITE } };

	if (r->route && r->route->kind == ROUTE_OPS)
		return METRIC_OPS;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_starts(r->path, kinds[i].begins))
			return kinds[i].route;
	return METRIC_OTHER;
}

static const struct {
	const char *name, *value;
	bool tls; /* only where url is https */
} common[] = {
	{ "Content-Security-Policy",
		"default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'", false },
	{ "X-Content-Type-Options", "nosniff", false },
	{ "Referrer-Policy", "same-origin", false },
	{ "Strict-Transport-Security", "max-age=31536000", true },
};

bool
answer_header(struct MHD_Response *r, const char *name, const char *value)
{
	return MHD_add_response_header(r, name, value) == MHD_YES;
}

bool
answer_headers_common(const struct service *s, struct MHD_Response *r)
{
	bool good = true;

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (s->tls || !common[i].tls)
			good &= answer_header(r, common[i].name, common[i].value);
	return good;
}

void
answer_headers_write(const struct service *s, struct buf *out)
{
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (s->tls || !common[i].tls)
			buf_addf(out, "%s: %s\r\n", common[i].name, common[i].value);
}

bool
answer_headers_page(struct MHD_Response *r)
{
	return answer_header(r, "Cross-Origin-Opener-Policy", "same-origin")
		&& answer_header(r, "Cross-Origin-Resource-Policy", "same-origin");
}

enum MHD_Result
answer_queue(struct exchange *x, unsigned status, struct MHD_Response *r)
{
	x->state = EXCHANGE_SENT;
	if (x->conn)
		conn_set(x->conn, CONN_SENDING);
	metrics_answer(x->request.service->metrics, exchange_metric(x), status, clock_us() - x->began);
	if (status == 429)
		metrics_add(x->request.service->metrics, METRIC_LIMITED, 1);
	return library_queue(x->connection, status, r);
}

enum MHD_Result
answer_send(struct exchange *x)
{
	struct response *res = &x->response;
	struct MHD_Response *r;
	enum MHD_Result result;
	bool good;

	if (res->file)
		return file_send(x, res->file, res->status ? res->status : 200);
	r = MHD_create_response_from_buffer(res->body.n, res->body.p ? res->body.p : (char[]){ "" },
		res->body.p ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	res->body = (struct buf){ 0 }; /* the response has it now */
	good = answer_headers_common(x->request.service, r);
	if (x->request.route && x->request.route->kind == ROUTE_PAGE)
		good &= answer_headers_page(r);
	if (res->content_type.n > 0)
		good &= answer_header(r, "Content-Type", res->content_type.p);
	good &= answer_header(r, "Cache-Control", res->cacheable ? "no-cache" : "no-store");
	for (size_t i = 0; i < res->n_header; i++)
		good &= answer_header(r, res->header[i].name, res->header[i].value);
	if (x->close)
		good &= answer_header(r, "Connection", "close");
	result = good ? answer_queue(x, res->status ? res->status : 200, r) : MHD_NO;
	MHD_destroy_response(r);
	return result;
}

void
answer_refuse(struct exchange *x, unsigned status, const char *word, const char *why)
{
	char allowed[64];

	response_error(&x->request, &x->response, status, word, "%s", why);
	if (status == 405) {
		route_allowed(x->request.path, allowed);
		response_header(&x->response, "Allow", arena_copy(&x->arena, str_of(allowed)).p);
	}
}

void
answer_error(struct exchange *x, enum err_code code)
{
	static const struct {
		unsigned status;
		const char *word;
	} map[] = {
		[ERR_OK] = { 500, "internal" }, [ERR_IO] = { 500, "internal" }, [ERR_PARSE] = { 400, "malformed" },
		[ERR_INVALID] = { 422, "invalid" }, [ERR_NOTFOUND] = { 404, "not-found" },
		[ERR_CONFLICT] = { 409, "conflict" }, [ERR_BUSY] = { 503, "busy" }, [ERR_DB] = { 500, "internal" },
	};
	unsigned status = map[code].status;

	if (status == 500) /* the log has the cause, the client a number to ask for it */
		log_pairs("error", "request_failed", "request=%s message=\"%.400s\"", x->request.id, x->err.msg);
	response_error(&x->request, &x->response, status, map[code].word, "%s",
		status == 500 ? "something went wrong here" : x->err.msg);
}
