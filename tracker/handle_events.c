/* POST /api/v1/events: parse, judge each event by itself, record the good ones in one job. */
#include <string.h>

#include "common/json.h"
#include "tracker/catalogue.h"
#include "tracker/clock.h"
#include "tracker/fact.h"
#include "tracker/holder.h"
#include "tracker/json_arena.h"
#include "tracker/json_mend.h"
#include "tracker/limit.h"
#include "tracker/metrics.h"
#include "tracker/pseudonym.h"
#include "tracker/routes.h"
#include "tracker/service.h"

enum { EVENTS_MAX = 500, UUID_BYTES = 36, DAYS_AHEAD = 1, DAYS_BACK = 400 };

/* What became of one event. */
struct verdict {
	struct str id;      /* as written; empty: unusable */
	const char *reason; /* NULL: recorded */
};

struct events {
	struct request *r;
	struct catalogue *catalogue;
	struct job job;
	struct verdict *verdict;
	struct fact *fact;
	size_t n, n_fact;
	uint16_t *seen; /* ids by hash: index + 1 */
	size_t slots;   /* of it, a power of two above n */
};

static bool
uuid_valid(struct str s)
{
	if (s.n != UUID_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], low = (char)(c | 32);

		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (c != '-')
				return false;
		} else if (!((c >= '0' && c <= '9') || (low >= 'a' && low <= 'f'))) {
			return false;
		}
	}
	return true;
}

static bool
uuid_equal(struct str a, struct str b)
{
	for (size_t i = 0; i < UUID_BYTES; i++)
		if ((a.p[i] | 32) != (b.p[i] | 32))
			return false;
	return true;
}

/* Whether the id came in this request before; remembers it. */
static bool
id_again(struct events *x, struct str id, size_t index)
{
	size_t at = 0;

	for (size_t i = 0; i < UUID_BYTES; i++)
		at = at * 31 + (unsigned char)(id.p[i] | 32);
	for (at &= x->slots - 1; x->seen[at]; at = (at + 1) & (x->slots - 1))
		if (uuid_equal(id, x->verdict[x->seen[at] - 1].id))
			return true;
	x->seen[at] = (uint16_t)(index + 1);
	return false;
}

static struct str
string_of(const json_t *v)
{
	return (struct str){ json_string_value(v), json_string_length(v) };
}

static bool
account_valid(const json_t *v)
{
	struct str s;

	if (!json_is_string(v))
		return false;
	s = string_of(v);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || c == 0x7f || (c == 0xc2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xa0))
			return false; /* C0, DEL and C1 */
	}
	return s.n > 0 && str_chars(s) <= 255;
}

/* Keys that are no part of a fact are not stored, so the event is refused rather than cut. */
static const char *
keys_check(json_t *event)
{
	static const char *const known[] = { "id", "person", "verb", "module", "version", "at", NULL };
	const char *key;
	json_t *value;

	json_object_foreach(event, key, value) {
		size_t i = 0;

		while (known[i] && strcmp(known[i], key) != 0)
			i++;
		if (!known[i])
			return "not stored";
	}
	return NULL;
}

static const char *
person_take(struct events *x, json_t *person, struct fact *f)
{
	json_t *iss = json_object_get(person, "iss"), *sub = json_object_get(person, "sub");
	struct err ignored;

	if (x->r->who.person) {
		if (person)
			return "not allowed"; /* a session speaks for itself only */
		memcpy(f->person, x->r->who.pseudonym, sizeof(f->person));
		return NULL;
	}
	if (!account_valid(iss) || !account_valid(sub))
		return "not allowed";
	if (json_object_size(person) > 2)
		return "not stored";
	return pseudonym_make(x->r->service->pseudonyms, string_of(iss), string_of(sub), f->person, &ignored)
		== ERR_OK ? NULL : "not allowed";
}

static const char *
verb_take(const struct events *x, const json_t *verb, const struct catalogue_module *m, struct fact *f)
{
	struct str s = json_is_string(verb) ? string_of(verb) : STR("");
	bool session = x->r->who.person;

	if (str_eq(s, STR("completed")))
		f->verb = FACT_COMPLETED;
	else if (str_eq(s, STR("passed")))
		f->verb = FACT_PASSED;
	else if (str_eq(s, STR("revoked")))
		f->verb = FACT_REVOKED;
	else
		return "not stored";
	if (session && (f->verb != FACT_COMPLETED || (m && m->attendance)))
		return "not allowed";
	if (m && ((f->verb == FACT_PASSED && !m->proof) || (f->verb == FACT_COMPLETED && m->proof)))
		return "not allowed";
	return NULL;
}

static const char *
version_take(const json_t *version, const struct catalogue_module *m, struct fact *f)
{
	f->module = m->id;
	f->version = m->current;
	if (!version)
		return NULL;
	f->version = json_is_string(version) ? catalogue_version(m, string_of(version)) : -1;
	return f->version < 0 ? "unknown version" : NULL;
}

static const char *
time_take(const struct events *x, const json_t *at, struct fact *f)
{
	int64_t seconds;

	if (!json_is_string(at) || !date_time_parse(string_of(at), &seconds))
		return "bad time";
	f->day = date_zone_day(x->catalogue->site->zone, seconds);
	if (f->day > x->r->today + DAYS_AHEAD || f->day < x->r->today - DAYS_BACK)
		return "bad time";
	return NULL;
}

/* The reason not to record `event`, or NULL with its fact in *f. */
static const char *
event_judge(struct events *x, json_t *event, size_t index, struct fact *f)
{
	json_t *id = json_object_get(event, "id"), *name = json_object_get(event, "module");
	const struct catalogue_module *m = NULL;
	const char *reason;

	if (!json_is_object(event) || !json_is_string(id) || !uuid_valid(string_of(id)))
		return "bad id";
	x->verdict[index].id = string_of(id); /* in the request's arena */
	if (id_again(x, x->verdict[index].id, index))
		return "bad id";
	if ((reason = keys_check(event)))
		return reason;
	if (json_is_string(name))
		m = catalogue_find(x->catalogue, string_of(name));
	if ((reason = verb_take(x, json_object_get(event, "verb"), m, f)))
		return reason;
	if ((reason = person_take(x, json_object_get(event, "person"), f)))
		return reason;
	if (!m)
		return "unknown module";
	if ((reason = version_take(json_object_get(event, "version"), m, f)))
		return reason;
	return time_take(x, json_object_get(event, "at"), f);
}

static enum err_code
facts_write(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct events *x = (const struct events *)((const char *)job - offsetof(struct events, job));
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < x->n_fact && rc == ERR_OK; i++)
		rc = fact_add(tx, &x->fact[i], x->r->today, e);
	return rc;
}

static void
ids_print(const struct events *x, struct buf *out, bool refused)
{
	const char *comma = "";

	for (size_t i = 0; i < x->n; i++) {
		const struct verdict *v = &x->verdict[i];

		if ((v->reason != NULL) != refused)
			continue;
		buf_add(out, str_of(comma));
		comma = ", ";
		if (refused)
			buf_add(out, STR("{\"id\": "));
		if (v->id.n > 0) { /* hex digits and hyphens: nothing to escape */
			buf_add_char(out, '"');
			buf_add(out, v->id);
			buf_add_char(out, '"');
		} else {
			buf_add(out, STR("null"));
		}
		if (refused) {
			buf_add(out, STR(", \"reason\": \""));
			buf_add(out, str_of(v->reason));
			buf_add(out, STR("\"}"));
		}
	}
}

static void
events_answer(const struct events *x, struct response *res)
{
	buf_add(&res->body, STR("{\"recorded\": ["));
	ids_print(x, &res->body, false);
	buf_add(&res->body, STR("], \"refused\": ["));
	ids_print(x, &res->body, true);
	buf_add(&res->body, STR("]}\n"));
	response_json(res, 200);
}

static enum err_code
facts_written(struct request *r, struct response *res, struct job *job, struct err *e)
{
	const struct events *x = (const struct events *)((const char *)job - offsetof(struct events, job));

	(void)e;
	metrics_add(r->service->metrics, METRIC_FACTS, (int64_t)x->n_fact);
	events_answer(x, res);
	return ERR_OK;
}

static enum err_code
events_judge(struct events *x, const json_t *list)
{
	x->n = json_array_size(list);
	x->verdict = ARENA_ARRAY(x->r->arena, struct verdict, x->n);
	x->fact = ARENA_ARRAY(x->r->arena, struct fact, x->n);
	for (x->slots = 8; x->slots < 2 * x->n; x->slots *= 2)
		;
	x->seen = ARENA_ARRAY(x->r->arena, uint16_t, x->slots);
	for (size_t i = 0; i < x->n; i++) {
		x->verdict[i].reason = event_judge(x, json_array_get(list, i), i, &x->fact[x->n_fact]);
		x->n_fact += x->verdict[i].reason == NULL;
	}
	return ERR_OK;
}

/* The list in the body, or NULL with the answer made. */
static const json_t *
list_find(struct request *r, struct response *res, const json_t *root)
{
	const json_t *list = json_object_get(root, "events");
	size_t n = json_array_size(list);

	if (!json_is_object(root) || !json_is_array(list) || json_object_size(root) != 1)
		(void)response_error(r, res, 400, "malformed", "the body must be an object with the one member events, a list");
	else if (n == 0 || n > EVENTS_MAX)
		(void)response_error(r, res, 400, "malformed", "a request holds 1 to %d events, this one has %zu",
			EVENTS_MAX, n);
	else if (!r->who.person && !limit_take(r->service->limits, LIMIT_FACTS, r->who.client, (unsigned)n, clock_ms()))
		(void)response_error(r, res, 429, "too-many", "this client sends more than it may");
	else
		return list;
	return NULL;
}

enum err_code
events_post(struct request *r, struct response *res, struct err *e)
{
	struct events *x = ARENA_NEW(r->arena, struct events);
	json_t *root = NULL;
	const json_t *list;
	enum err_code rc;

	json_arena_enter(r->arena);
	rc = json_read(r->body, 1 << 20, &root, e);
	if (rc != ERR_OK) /* perhaps for a value in one event: then that is refused, not the others */
		rc = json_read(json_mend(r->arena, r->body), 1 << 20, &root, e);
	json_arena_leave();
	if (rc != ERR_OK)
		return response_error(r, res, 400, "malformed", "%s", e->msg);
	list = list_find(r, res, root);
	x->r = r;
	x->catalogue = list ? site_holder_catalogue(r->service->holder) : NULL;
	if (list && !x->catalogue)
		rc = err_set(e, ERR_BUSY, "the databases are being checked after the start");
	else if (list)
		rc = events_judge(x, list);
	catalogue_drop(x->catalogue); /* the JSON goes with the request */
	if (!list || rc != ERR_OK)
		return rc;
	if (x->n_fact == 0) {
		events_answer(x, res);
		return ERR_OK;
	}
	x->job = (struct job){ .run = facts_write, .rows = (unsigned)x->n_fact, .safe = true };
	return response_write(r, res, &x->job, facts_written, e);
}
