/* What the tracker keeps about me: one page, an export of all of it, erasing what no duty holds. */
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "tracker/duty.h"
#include "tracker/fact.h"
#include "tracker/mine.h"
#include "tracker/page.h"
#include "tracker/pseudonym.h"
#include "tracker/role.h"
#include "tracker/routes.h"
#include "tracker/service.h"
#include "tracker/session.h"

enum { ERASURES_AT_ONCE = 2000, CHOICE_MIN = sizeof("m 2026-01-31") - 1 /* bytes of what a form can name */ };

static bool
fact_held(const struct request *r, const struct mine_fact *f)
{
	const struct site_module *m = site_module_find(r->site, f->module);

	return m && duty_holds(r->site, m, r->who.unit, r->who.audiences);
}

static enum err_code
facts_read(struct request *r, struct mine_fact **out, size_t *n, struct err *e)
{
	struct db *store = NULL;
	enum err_code rc = service_read(r->service, DB_STORE, &store, e);

	if (rc != ERR_OK)
		return rc;
	rc = mine_read(store, r->arena, r->who.pseudonym, out, n, e);
	return rc == ERR_OK ? rc : service_read_failed(r->service, store, e);
}

static struct page_fact
fact_view(struct request *r, const struct mine_fact *f)
{
	const struct site_module *m = site_module_find(r->site, f->module);
	char day[11];

	date_format(date_of_days(f->day), day);
	return (struct page_fact){ .module = f->module, .title = m ? m->title : f->module,
		.url = m ? m->url : STR(""), .day = arena_copy(r->arena, str_of(day)), .day_text = page_day(r, f->day),
		.recorded_text = page_day(r, f->recorded), .version = f->version, .edition = f->edition,
		.passed = f->verb == FACT_PASSED, .revoked = f->verb == FACT_REVOKED, .mandatory = fact_held(r, f) };
}

static struct str
clock_text(struct request *r, int64_t at)
{
	int64_t day = date_zone_day(r->site->zone, at), second = at - date_zone_start(r->site->zone, day);

	return arena_printf(r->arena, "%02d:%02d", (int)(second / 3600 % 24), (int)(second / 60 % 60));
}

static enum err_code
mine_fill(struct request *r, struct page_mine *view, struct err *e)
{
	struct mine_fact *fact = NULL;
	struct page_fact *item;
	char hex[2 * PSEUDONYM_SIZE + 1];
	size_t n = 0;
	enum err_code rc = facts_read(r, &fact, &n, e);

	if (rc != ERR_OK)
		return rc;
	item = ARENA_ARRAY(r->arena, struct page_fact, n + 1);
	for (size_t i = 0; i < n; i++) {
		item[i] = fact_view(r, &fact[i]);
		view->voluntary += !item[i].mandatory;
	}
	hex_write(r->who.pseudonym, PSEUDONYM_SIZE, hex);
	view->pseudonym = arena_copy(r->arena, str_of(hex));
	view->since_text = clock_text(r, r->who.created);
	view->until_text = clock_text(r, r->who.created + SESSION_SECONDS);
	view->facts = (struct template_list){ item, n };
	view->count = (int64_t)n;
	view->nothing = n == 0;
	return ERR_OK;
}

enum err_code
mine_page(struct request *r, struct response *res, struct err *e)
{
	struct page_mine view = { 0 };
	struct str done;
	enum err_code rc;

	view.erased = request_query(r, "geloescht", &done);
	view.chosen_none = request_query(r, "gewaehlt", &done);
	rc = mine_fill(r, &view, e);
	return rc == ERR_OK ? page_render(r, res, 200, PAGE_MINE, &view, e) : rc;
}

static void
roles_print(const struct request *r, struct json_writer *w)
{
	json_key(w, "roles");
	json_open(w, '[');
	for (unsigned i = 0; role_names[i]; i++)
		if (r->who.roles & (1u << i))
			json_add_str(w, str_of(role_names[i]));
	json_close(w, ']');
}

static void
facts_print(struct request *r, struct json_writer *w, const struct mine_fact *fact, size_t n)
{
	json_key(w, "facts");
	json_open(w, '[');
	for (size_t i = 0; i < n; i++) {
		char day[11], recorded[11];

		date_format(date_of_days(fact[i].day), day);
		date_format(date_of_days(fact[i].recorded), recorded);
		json_open(w, '{');
		json_pair(w, "verb", str_of(fact_verb_name(fact[i].verb)));
		json_pair(w, "module", fact[i].module);
		json_pair(w, "version", fact[i].version);
		json_key(w, "edition");
		json_add_int(w, fact[i].edition);
		json_pair(w, "day", str_of(day));
		json_pair(w, "recorded", str_of(recorded));
		json_key(w, "kept_by_duty");
		json_add_bool(w, fact_held(r, &fact[i]));
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* Everything that is stored about the person, in all stores. */
static void
stored_print(struct request *r, struct json_writer *w, const struct mine_fact *fact, size_t n)
{
	char hex[2 * PSEUDONYM_SIZE + 1];

	hex_write(r->who.pseudonym, PSEUDONYM_SIZE, hex);
	json_key(w, "stored");
	json_open(w, '{');
	json_key(w, "person");
	json_open(w, '{');
	json_pair(w, "iss", r->who.iss);
	json_pair(w, "sub", r->who.sub);
	json_pair(w, "name", r->who.name);
	json_pair(w, "unit", r->who.unit);
	json_pair(w, "audiences", r->who.audiences);
	json_close(w, '}');
	json_pair(w, "pseudonym", str_of(hex));
	json_key(w, "session");
	json_open(w, '{');
	json_key(w, "signed_in");
	json_add_int(w, r->who.created);
	json_key(w, "ends");
	json_add_int(w, r->who.created + SESSION_SECONDS);
	json_close(w, '}');
	facts_print(r, w, fact, n);
	json_close(w, '}');
}

enum err_code
me_get(struct request *r, struct response *res, struct err *e)
{
	struct json_writer w = { .out = &res->body };
	struct mine_fact *fact = NULL;
	size_t n = 0;
	enum err_code rc = facts_read(r, &fact, &n, e);

	if (rc != ERR_OK)
		return rc;
	json_open(&w, '{');
	json_pair(&w, "name", r->who.name);
	roles_print(r, &w);
	json_pair(&w, "unit", r->who.unit);
	json_pair(&w, "token", str_of(r->who.token));
	stored_print(r, &w, fact, n);
	json_close(&w, '}');
	response_json(res, 200);
	return ERR_OK;
}

enum err_code
mine_export(struct request *r, struct response *res, struct err *e)
{
	struct json_writer w = { .out = &res->body, .pretty = true };
	struct page_mine view = { 0 };
	struct mine_fact *fact = NULL;
	struct str format;
	size_t n = 0;
	enum err_code rc;

	request_query(r, "als", &format);
	if (str_eq(format, STR("html"))) {
		rc = mine_fill(r, &view, e);
		response_header(res, "Content-Disposition", "attachment; filename=\"meine-daten.html\"");
		return rc == ERR_OK ? page_render(r, res, 200, PAGE_MINE, &view, e) : rc;
	}
	rc = facts_read(r, &fact, &n, e);
	if (rc != ERR_OK)
		return rc;
	json_open(&w, '{');
	stored_print(r, &w, fact, n);
	json_close(&w, '}');
	response_json(res, 200);
	response_header(res, "Content-Disposition", "attachment; filename=\"meine-daten.json\"");
	return ERR_OK;
}

/* What is to go; the job is its first member. */
struct erasing {
	struct job job;
	const struct data *data;
	struct mine_erasure *item;
	size_t n;
};

static enum err_code
erasing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct erasing *x = (const struct erasing *)job;

	return mine_erase(tx, x->data, x->item, x->n, e);
}

static enum err_code
erased(struct request *r, struct response *res, struct job *job, struct err *e)
{
	(void)job;
	(void)e;
	response_see_other(r, res, STR("/-/ich?geloescht=1"));
	return ERR_OK;
}

/* What the form names: read once, whatever the number of facts. */
struct chosen {
	bool all;
	struct str *name; /* sorted */
	size_t n;
};

static int
name_order(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct chosen
chosen_take(const struct request *r)
{
	struct chosen c = { 0 };
	struct str rest = r->body, what;

	c.all = request_field(r, "alles", &what);
	c.name = ARENA_ARRAY(r->arena, struct str, r->body.n / CHOICE_MIN + 1);
	while (!c.all && request_field_next(r, &rest, "was", &what))
		if (what.n >= CHOICE_MIN) /* shorter ones name nothing, and a body has room for very many */
			c.name[c.n++] = what;
	qsort(c.name, c.n, sizeof(*c.name), name_order);
	return c;
}

/* Whether the form names this fact: "alles", or its module and day. */
static bool
fact_named(const struct request *r, const struct chosen *c, const struct mine_fact *f)
{
	struct str name;
	char day[11];

	if (c->all)
		return true;
	date_format(date_of_days(f->day), day);
	name = arena_printf(r->arena, "%.*s %s", STR_FMT(f->module), day);
	return bsearch(&name, c->name, c->n, sizeof(*c->name), name_order) != NULL;
}

enum err_code
mine_erase_post(struct request *r, struct response *res, struct err *e)
{
	struct erasing *x = ARENA_NEW(r->arena, struct erasing);
	struct chosen chosen;
	struct mine_fact *fact = NULL;
	size_t n = 0;
	enum err_code rc = facts_read(r, &fact, &n, e);

	if (rc != ERR_OK)
		return rc;
	x->data = &r->service->store->data;
	x->item = ARENA_ARRAY(r->arena, struct mine_erasure, n + 1);
	chosen = chosen_take(r);
	for (size_t i = 0; i < n && x->n < ERASURES_AT_ONCE; i++) {
		if (fact_held(r, &fact[i]) || !fact_named(r, &chosen, &fact[i]))
			continue;
		memcpy(x->item[x->n].pseudonym, r->who.pseudonym, PSEUDONYM_SIZE);
		x->item[x->n].module = fact[i].module;
		x->item[x->n++].day = fact[i].day;
	}
	if (x->n == 0) {
		response_see_other(r, res, STR("/-/ich?gewaehlt=0"));
		return ERR_OK;
	}
	x->job = (struct job){ .run = erasing_run, .rows = (unsigned)x->n, .cut_log = true };
	return response_write(r, res, &x->job, erased, e);
}
