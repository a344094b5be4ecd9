#include "tracker/exchange.h"

#include <stdio.h>
#include <stdlib.h>

#include "tracker/negotiate.h"

static const char *
cache_control(const struct site_file *file, unsigned status)
{
	if (status == 404)
		return "no-cache";
	return file->hashed ? "public, max-age=31536000, immutable" : "no-cache";
}

static bool
file_headers(const struct exchange *x, const struct site_file *file, enum site_coding coding,
	unsigned status, struct MHD_Response *r)
{
	static const char *const name[SITE_CODINGS] = { NULL, "gzip", "br" };
	bool good = answer_headers_common(x->request.service, r) && answer_headers_page(r)
		&& answer_header(r, "Cache-Control", cache_control(file, status));

	if (status != 404)
		good &= answer_header(r, "ETag", file->etag[coding]);
	if (file->body[SITE_GZIP].p || file->body[SITE_BROTLI].p)
		good &= answer_header(r, "Vary", "Accept-Encoding");
	if (status == 304)
		return good;
	good &= answer_header(r, "Content-Type", file->type);
	if (name[coding])
		good &= answer_header(r, "Content-Encoding", name[coding]);
	if (file->media)
		good &= answer_header(r, "Accept-Ranges", "bytes");
	return good;
}

/* A response over bytes of the site, or NULL; the exchange holds the site until it has been sent. */
static struct MHD_Response *
file_response(const struct exchange *x, const struct site_file *file, enum site_coding coding,
	struct str body, unsigned status)
{
	union {
		const char *in;
		char *out; /* the library takes a non-const pointer and only reads it */
	} p = { .in = body.p };
	struct MHD_Response *r = MHD_create_response_from_buffer(body.n, p.out, MHD_RESPMEM_PERSISTENT);

	if (r && !file_headers(x, file, coding, status, r)) {
		MHD_destroy_response(r);
		return NULL;
	}
	return r;
}

/* `range` is the value of Content-Range, or NULL. */
static enum MHD_Result
once_send(struct exchange *x, unsigned status, const char *range, struct MHD_Response *r)
{
	enum MHD_Result result = MHD_NO;

	if (!r)
		return MHD_NO;
	if ((!range || answer_header(r, "Content-Range", range)) && (!x->close || answer_header(r, "Connection", "close")))
		result = answer_queue(x, status, r);
	MHD_destroy_response(r);
	return result;
}

/* 206 or 416; MHD_NO with *whole when the range does not count. */
static enum MHD_Result
range_send(struct exchange *x, struct site_file *file, struct str range, bool *whole)
{
	struct str all = file->body[SITE_IDENTITY], condition = request_header_find(&x->request, STR("if-range"));
	int64_t from = 0, to = 0;
	struct MHD_Response *r;
	struct str text;

	*whole = (condition.n > 0 && !str_eq(condition, str_of(file->etag[SITE_IDENTITY])))
		|| !negotiate_range(range, (int64_t)all.n, &from, &to);
	if (*whole)
		return MHD_NO;
	if (from >= (int64_t)all.n || to < from) {
		r = file_response(x, file, SITE_IDENTITY, (struct str){ "", 0 }, 416);
		text = arena_printf(&x->arena, "bytes */%zu", all.n);
		return once_send(x, 416, text.p, r);
	}
	r = file_response(x, file, SITE_IDENTITY, (struct str){ all.p + from, (size_t)(to - from + 1) }, 206);
	text = arena_printf(&x->arena, "bytes %lld-%lld/%zu", (long long)from, (long long)to, all.n);
	return once_send(x, 206, text.p, r);
}

enum MHD_Result
file_send(struct exchange *x, struct site_file *file, unsigned status)
{
	const struct request *r = &x->request;
	enum site_coding coding = negotiate_coding(file, request_header_find(r, STR("accept-encoding")));
	struct str have = request_header_find(r, STR("if-none-match")), range;
	bool whole = true;

	if (status != 200 || x->close)
		return once_send(x, status, NULL, file_response(x, file, coding, file->body[coding], status));
	if (have.n > 0 && negotiate_tag(have, str_of(file->etag[coding])))
		return once_send(x, 304, NULL, file_response(x, file, coding, (struct str){ "", 0 }, 304));
	range = request_header_find(r, STR("range"));
	if (range.n > 0 && file->media && !r->head) {
		enum MHD_Result result = range_send(x, file, range, &whole);

		if (!whole)
			return result;
	}
	/* The whole file is what is asked for nearly always: its response is made once and kept. */
	if (!file->response[coding])
		file->response[coding] = file_response(x, file, coding, file->body[coding], 200);
	return file->response[coding] ? answer_queue(x, 200, file->response[coding]) : MHD_NO;
}
