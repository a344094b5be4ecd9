#include "tracker/response.h"

#include <stdarg.h>
#include <stdio.h>

#include "tracker/page.h"
#include "tracker/service.h"

void
response_header(struct response *res, const char *name, const char *value)
{
	if (res->n_header < RESPONSE_HEADERS_MAX) {
		res->header[res->n_header].name = name;
		res->header[res->n_header++].value = value;
	}
}

void
response_json(struct response *res, unsigned status)
{
	res->status = status;
	res->content_type = STR("application/json");
}

void
response_see_other(const struct request *r, struct response *res, struct str to)
{
	struct str prefix = r->service->prefix, language = { "", 0 };
	bool first = !r->site || r->site->n_language == 0 || str_eq(r->language, r->site->language[0]);

	if (!first && str_starts(to, STR("/-/")))
		language = r->language;
	res->status = 303;
	response_header(res, "Location", arena_printf(r->arena, "%.*s%s%.*s%.*s", STR_FMT(prefix),
		language.n ? "/" : "", STR_FMT(language), STR_FMT(to)).p);
}

enum err_code
response_write(struct request *r, struct response *res, struct job *job, response_fn *after, struct err *e)
{
	const char *reason = NULL;

	if (writer_state(r->service->store->writer, &reason) != WRITER_READY)
		return err_set(e, ERR_BUSY, "%s", reason ? reason : "nothing can be recorded at the moment");
	res->job = job;
	res->after = after;
	return ERR_OK;
}

static void
text_quote(struct buf *out, const char *s)
{
	buf_add_char(out, '"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			buf_add_char(out, '\\');
		buf_add_char(out, (char)((unsigned char)*s < ' ' ? ' ' : *s));
	}
	buf_add_char(out, '"');
}

enum err_code
response_error(struct request *r, struct response *res, unsigned status, const char *word, const char *fmt,
	...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	buf_clear(&res->body);
	res->job = NULL;
	res->file = NULL;
	res->status = status;
	if (status == 503 || status == 429)
		response_header(res, "Retry-After", status == 503 ? "2" : "10");
	if (r->wants_page && r->site && r->site->pages && page_error(r, res, status, text))
		return ERR_OK;
	buf_add(&res->body, STR("{\"error\": "));
	text_quote(&res->body, word);
	buf_add(&res->body, STR(", \"reason\": "));
	text_quote(&res->body, text);
	buf_add(&res->body, STR(", \"request\": "));
	text_quote(&res->body, r->id);
	buf_add(&res->body, STR("}\n"));
	response_json(res, status);
	return ERR_OK;
}
