/* POST /api/v1/feedback and the forms that post to /-/rueckmeldung: the same function behind both. */
#include <string.h>

#include "common/json.h"
#include "tracker/clock.h"
#include "tracker/limit.h"
#include "tracker/metrics.h"
#include "tracker/page.h"
#include "tracker/routes.h"
#include "tracker/service.h"
#include "tracker/voice.h"

/* One feedback on its way; the job is its first member. */
struct sending {
	struct job job;
	struct voice voice;
	struct str client_id, unit, kind;
	bool again;
	bool answer_long; /* more than is stored: the form's reader is told */
};

static enum err_code
sending_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct sending *x = (struct sending *)job;

	return voice_add(&tx->store, &x->voice, &x->again, e);
}

static bool
limited(struct request *r, struct response *res)
{
	if (limit_take(r->service->limits, LIMIT_VOICE, trust_client(&r->service->trust, r), 1, clock_ms()))
		return false;
	(void)response_error(r, res, 429, "too-many", "more feedback came from this address than can be read; "
		"please wait a little");
	return true;
}

static struct str
text_of(const json_t *v)
{
	return (struct str){ json_string_value(v), json_string_length(v) };
}

/* Whether an answer says nothing: a blank text, a list without any other. */
static bool
answer_blank(const json_t *v)
{
	size_t i;
	json_t *item;

	if (json_is_string(v))
		return str_trim(text_of(v)).n == 0;
	json_array_foreach(v, i, item)
		if (!json_is_string(item) || str_trim(text_of(item)).n > 0)
			return false;
	return json_is_array(v);
}

/* Text, number or a list of texts, as JSON text again, empty for one that says nothing; false:
 * anything else. */
static bool
answer_take(struct request *r, const json_t *v, struct str *out)
{
	struct buf b = { .max = VOICE_TEXT_MAX + 1 };
	struct json_writer w = { .out = &b };
	bool valid = true;

	if (answer_blank(v)) {
		*out = STR("");
		return true;
	}
	if (json_is_string(v)) {
		json_add_str(&w, text_of(v));
	} else if (json_is_integer(v)) {
		json_add_int(&w, json_integer_value(v));
	} else if (json_is_real(v)) {
		json_add_real(&w, json_real_value(v));
	} else if (json_is_array(v)) {
		json_open(&w, '[');
		for (size_t i = 0; i < json_array_size(v) && valid; i++) {
			const json_t *item = json_array_get(v, i);

			valid = json_is_string(item);
			if (valid)
				json_add_str(&w, text_of(item));
		}
		if (valid)
			json_close(&w, ']');
	} else {
		valid = false;
	}
	valid = valid && !b.over;
	if (valid)
		*out = arena_copy(r->arena, buf_str(&b));
	buf_release(&b);
	return valid;
}

/* The members of the object into *x; returns what is wrong, or NULL. */
static const char *
members_take(struct request *r, json_t *root, struct sending *x)
{
	const struct {
		const char *name;
		struct str *to;
	} text[] = { { "id", &x->client_id }, { "module", &x->voice.module }, { "page", &x->voice.page },
		{ "heading", &x->voice.heading }, { "kind", &x->kind }, { "question", &x->voice.question },
		{ "text", &x->voice.text }, { "unit", &x->unit } };
	const char *key;
	json_t *value;

	json_object_foreach(root, key, value) {
		size_t i = 0, n = sizeof(text) / sizeof(text[0]);

		while (i < n && strcmp(text[i].name, key) != 0)
			i++;
		if (i < n && json_is_string(value))
			*text[i].to = arena_copy(r->arena, text_of(value));
		else if (i < n)
			return "a member that must be a text is none";
		else if (strcmp(key, "answer") != 0)
			return "there is a member that is not stored";
		else if (!answer_take(r, value, &x->voice.answer))
			return "answer must be a text, a number or a list of texts";
	}
	x->voice.text = str_trim(x->voice.text);
	if (!voice_kind_read(x->kind, &x->voice.kind))
		return "kind must be feedback, pulse, barrier or assessment";
	return NULL;
}

static enum err_code
sent_api(struct request *r, struct response *res, struct job *job, struct err *e)
{
	const struct sending *x = (const struct sending *)job;

	(void)e;
	metrics_add(r->service->metrics, METRIC_VOICES, x->again ? 0 : 1);
	buf_add(&res->body, STR("{\"status\":\"stored\"}\n"));
	response_json(res, x->again ? 200 : 201);
	return ERR_OK;
}

enum err_code
feedback_post(struct request *r, struct response *res, struct err *e)
{
	struct sending *x = ARENA_NEW(r->arena, struct sending);
	json_t *root = NULL;
	const char *wrong = NULL;
	enum err_code rc;

	if (limited(r, res))
		return ERR_OK;
	rc = json_read(r->body, r->route->max_body, &root, e);
	if (rc != ERR_OK)
		return response_error(r, res, 400, "malformed", "%s", e->msg);
	wrong = json_is_object(root) ? members_take(r, root, x) : "the body must be an object";
	json_decref(root);
	if (wrong)
		return response_error(r, res, 400, "malformed", "%s", wrong);
	x->voice.day = r->today;
	rc = voice_check(&x->voice, r->site, x->client_id, x->unit, e);
	if (rc == ERR_INVALID)
		return response_error(r, res, 400, "malformed", "%s", e->msg);
	x->job = (struct job){ .run = sending_run, .safe = true };
	return rc == ERR_OK ? response_write(r, res, &x->job, sent_api, e) : rc;
}

/* ---- forms ---- */

/* Several values of one field are a list, one is a text; blank ones say nothing. False: too long. */
static bool
form_answer_take(struct request *r, struct sending *x)
{
	struct buf b = { .max = VOICE_TEXT_MAX + 1 };
	struct json_writer w = { .out = &b };
	struct str rest = r->body, next, first = { "", 0 };
	size_t said = 0;
	bool fits;

	json_open(&w, '[');
	/* (a single one may fit without the list's brackets) */
	while (!(b.over && said > 1) && request_field_next(r, &rest, "answer", &next)) {
		if (str_trim(next).n == 0)
			continue;
		first = said++ == 0 ? next : first;
		json_add_str(&w, next);
	}
	json_close(&w, ']');
	if (said == 1) {
		buf_clear(&b);
		w = (struct json_writer){ .out = &b };
		json_add_str(&w, first);
	}
	fits = !b.over;
	if (fits && said > 0)
		x->voice.answer = arena_copy(r->arena, buf_str(&b));
	buf_release(&b);
	return fits;
}

static enum err_code
form_take(struct request *r, struct sending *x, struct err *e)
{
	char made[37];
	enum err_code rc = ERR_OK;

	request_field(r, "id", &x->client_id);
	if (x->client_id.n == 0 && (rc = voice_id_make(made, e)) == ERR_OK)
		x->client_id = arena_copy(r->arena, str_of(made));
	request_field(r, "module", &x->voice.module);
	request_field(r, "page", &x->voice.page);
	request_field(r, "heading", &x->voice.heading);
	request_field(r, "question", &x->voice.question);
	request_field(r, "kind", &x->kind);
	request_field(r, "text", &x->voice.text);
	request_field(r, "unit", &x->unit);
	x->voice.text = str_trim(x->voice.text);
	x->answer_long = !form_answer_take(r, x);
	x->voice.day = r->today;
	return rc;
}

/* The form again, with what was written and what is wrong with it. */
static enum err_code
form_again(struct request *r, struct response *res, const struct sending *x, struct err *e)
{
	struct page_voice view = {
		.kind = x->kind, .heading = x->voice.heading, .question = x->voice.question, .text = x->voice.text,
		.page = x->voice.module.n > 0 ? arena_printf(r->arena, "module/%.*s", STR_FMT(x->voice.module)) : x->voice.page,
		.too_long = x->answer_long || str_chars(x->voice.text) > VOICE_TEXT_MAX,
		.empty = !x->answer_long && x->voice.text.n == 0 && x->voice.answer.n == 0, .barrier = x->voice.kind == VOICE_BARRIER,
	};

	return page_render(r, res, 422, PAGE_VOICE, &view, e);
}

static enum err_code
sent_form(struct request *r, struct response *res, struct job *job, struct err *e)
{
	const struct sending *x = (const struct sending *)job;

	(void)e;
	metrics_add(r->service->metrics, METRIC_VOICES, x->again ? 0 : 1);
	response_see_other(r, res, arena_printf(r->arena, "/-/danke?art=%.*s%s%.*s", STR_FMT(x->kind),
		x->voice.module.n ? "&modul=" : "", STR_FMT(x->voice.module)));
	return ERR_OK;
}

enum err_code
feedback_form_post(struct request *r, struct response *res, struct err *e)
{
	struct sending *x = ARENA_NEW(r->arena, struct sending);
	enum err_code rc;

	if (limited(r, res))
		return ERR_OK;
	rc = form_take(r, x, e);
	if (rc == ERR_OK && !voice_kind_read(x->kind, &x->voice.kind))
		return response_error(r, res, 400, "malformed", "kind must be feedback, pulse, barrier or assessment");
	if (rc == ERR_OK && (x->answer_long || (x->voice.text.n == 0 && x->voice.answer.n == 0)
		|| str_chars(x->voice.text) > VOICE_TEXT_MAX))
		return form_again(r, res, x, e);
	if (rc == ERR_OK)
		rc = voice_check(&x->voice, r->site, x->client_id, x->unit, e);
	if (rc == ERR_INVALID)
		return response_error(r, res, 400, "malformed", "%s", e->msg);
	x->job = (struct job){ .run = sending_run, .safe = true };
	return rc == ERR_OK ? response_write(r, res, &x->job, sent_form, e) : rc;
}

enum err_code
feedback_done_page(struct request *r, struct response *res, struct err *e)
{
	struct page_voice view = { 0 };
	const struct site_module *m;
	struct str module;

	request_query(r, "art", &view.kind);
	view.barrier = str_eq(view.kind, STR("barrier"));
	request_query(r, "modul", &module);
	m = site_module_find(r->site, module);
	if (m) {
		view.page = m->url;
		view.heading = m->title;
	}
	return page_render(r, res, 200, PAGE_THANKS, &view, e);
}

enum err_code
feedback_form_page(struct request *r, struct response *res, struct err *e)
{
	struct page_voice view = { .kind = STR("feedback"), .page = STR("home") };

	return page_render(r, res, 200, PAGE_VOICE, &view, e);
}
