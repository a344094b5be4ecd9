#include "tracker/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* The weight (0 to 1000) that the parameters `rest` of one coding give; 1000 without "q". */
static int
weight_read(struct str rest)
{
	struct str part;
	int weight = 1000;

	while (rest.n > 0) {
		rest = str_cut(rest, ';', &part);
		part = str_trim(part);
		if (part.n < 2 || (part.p[0] | 32) != 'q' || part.p[1] != '=')
			continue;
		weight = part.n > 2 && part.p[2] == '1' ? 1000 : 0;
		for (size_t i = 4, unit = 100; i < part.n && i < 7; i++, unit /= 10)
			if (weight < 1000 && part.p[i] >= '0' && part.p[i] <= '9')
				weight += (part.p[i] - '0') * (int)unit;
	}
	return weight;
}

/* The weight (0 to 1000) of `coding` in Accept-Encoding (RFC 9110, 12.5.3); -1 when it is not named. */
static int
coding_weight(struct str accept, struct str coding)
{
	while (accept.n > 0) {
		struct str item, name;

		accept = str_cut(accept, ',', &item);
		item = str_cut(item, ';', &name);
		name = str_trim(name);
		if (name.n == coding.n && strncasecmp(name.p, coding.p, name.n) == 0)
			return weight_read(item);
	}
	return -1;
}

/* The best variant that the client takes: the smaller one when it does not care. */
static enum site_coding
coding_choose(const struct site_file *file, struct str accept)
{
	static const struct str name[SITE_CODINGS] = { STR_INIT("identity"), STR_INIT("gzip"), STR_INIT("br") };
	enum site_coding best = SITE_IDENTITY;
	int best_weight = 0, other;

	if (accept.n == 0)
		return SITE_IDENTITY;
	other = coding_weight(accept, STR("*"));
	for (enum site_coding c = SITE_GZIP; c < SITE_CODINGS; c++) {
		int weight = file->body[c].p ? coding_weight(accept, name[c]) : 0;

		if (weight < 0)
			weight = other < 0 ? 0 : other;
		if (weight == 0 || weight < best_weight)
			continue;
		if (weight > best_weight || file->body[c].n < file->body[best].n) {
			best = c;
			best_weight = weight;
		}
	}
	return best;
}

/* Whether the list of entity tags `have` holds `tag` by weak comparison (RFC 9110, 13.1.2). */
static bool
tag_listed(struct str have, struct str tag)
{
	if (str_eq(str_trim(have), STR("*")))
		return true;
	while (have.n > 0) {
		struct str item;

		have = str_cut(have, ',', &item);
		item = str_trim(item);
		if (str_starts(item, STR("W/")))
			item = str_from(item, 2);
		if (str_eq(item, tag))
			return true;
	}
	return false;
}

static const char *
cache_control(const struct site_file *file, unsigned status)
{
	if (status == 404)
		return "no-cache";
	return file->hashed ? "public, max-age=31536000, immutable" : "no-cache";
}

static void
file_headers(const struct exchange *x, const struct site_file *file, enum site_coding coding,
	unsigned status, struct MHD_Response *r)
{
	static const char *const name[SITE_CODINGS] = { NULL, "gzip", "br" };

	answer_headers_common(x->request.service, r);
	answer_headers_page(r);
	MHD_add_response_header(r, "Cache-Control", cache_control(file, status));
	if (status != 404)
		MHD_add_response_header(r, "ETag", file->etag[coding]);
	if (file->body[SITE_GZIP].p || file->body[SITE_BROTLI].p)
		MHD_add_response_header(r, "Vary", "Accept-Encoding");
	if (status == 304)
		return;
	MHD_add_response_header(r, "Content-Type", file->type);
	if (name[coding])
		MHD_add_response_header(r, "Content-Encoding", name[coding]);
	if (file->media)
		MHD_add_response_header(r, "Accept-Ranges", "bytes");
}

/* A response over bytes of the site; the exchange holds the site until it has been sent. */
static struct MHD_Response *
file_response(const struct exchange *x, const struct site_file *file, enum site_coding coding,
	struct str body, unsigned status)
{
	union {
		const char *in;
		char *out; /* the library takes a non-const pointer and only reads it */
	} p = { .in = body.p };
	struct MHD_Response *r = MHD_create_response_from_buffer(body.n, p.out, MHD_RESPMEM_PERSISTENT);

	if (r)
		file_headers(x, file, coding, status, r);
	return r;
}

static enum MHD_Result
once_send(struct exchange *x, unsigned status, struct MHD_Response *r)
{
	enum MHD_Result result;

	if (!r)
		return MHD_NO;
	if (x->close)
		MHD_add_response_header(r, "Connection", "close");
	result = answer_queue(x, status, r);
	MHD_destroy_response(r);
	return result;
}

/* "bytes=a-b", "bytes=a-", "bytes=-n": one range. False: not of this form, serve the whole. */
static bool
range_parse(struct str value, int64_t size, int64_t *from, int64_t *to)
{
	struct str first, last;
	int64_t a = 0, b = 0;

	if (!str_starts(value, STR("bytes=")) || memchr(value.p, ',', value.n))
		return false;
	if (!memchr(value.p, '-', value.n))
		return false;
	last = str_cut(str_from(value, 6), '-', &first);
	if (first.n == 0) {
		if (!str_number(last, &b))
			return false;
		*from = b >= size ? 0 : size - b;
		*to = b == 0 ? -1 : size - 1;
		return true;
	}
	if (!str_number(first, &a) || (last.n > 0 && (!str_number(last, &b) || b < a)))
		return false;
	*from = a;
	*to = last.n == 0 || b >= size ? size - 1 : b;
	return true;
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
		|| !range_parse(range, (int64_t)all.n, &from, &to);
	if (*whole)
		return MHD_NO;
	if (from >= (int64_t)all.n || to < from) {
		r = file_response(x, file, SITE_IDENTITY, (struct str){ "", 0 }, 416);
		text = arena_printf(&x->arena, "bytes */%zu", all.n);
		if (r)
			MHD_add_response_header(r, "Content-Range", text.p);
		return once_send(x, 416, r);
	}
	r = file_response(x, file, SITE_IDENTITY, (struct str){ all.p + from, (size_t)(to - from + 1) }, 206);
	text = arena_printf(&x->arena, "bytes %lld-%lld/%zu", (long long)from, (long long)to, all.n);
	if (r)
		MHD_add_response_header(r, "Content-Range", text.p);
	return once_send(x, 206, r);
}

enum MHD_Result
file_send(struct exchange *x, struct site_file *file, unsigned status)
{
	const struct request *r = &x->request;
	enum site_coding coding = coding_choose(file, request_header_find(r, STR("accept-encoding")));
	struct str have = request_header_find(r, STR("if-none-match")), range;
	bool whole = true;

	if (status != 200 || x->close)
		return once_send(x, status, file_response(x, file, coding, file->body[coding], status));
	if (have.n > 0 && tag_listed(have, str_of(file->etag[coding])))
		return once_send(x, 304, file_response(x, file, coding, (struct str){ "", 0 }, 304));
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
