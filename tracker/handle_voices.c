/* /-/rueckmeldungen: hr reads feedback, sets its status and clears texts for others. Audited. */
#include <string.h>

#include "common/json.h"
#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/page.h"
#include "tracker/pseudonym.h"
#include "tracker/routes.h"
#include "tracker/service.h"
#include "tracker/voice.h"

enum { ITEMS = 50 };

/* The view is noted before anything of it is shown; the job is the first member. */
struct viewing {
	struct job job;
	struct str actor;
	int64_t from;
	bool only_open, only_barriers, saved;
};

static struct str
actor_of(struct request *r)
{
	return arena_printf(r->arena, "hr %.*s %.*s", STR_FMT(r->who.iss), STR_FMT(r->who.sub));
}

/* What was answered, as a person reads it: it is kept as JSON, a list of texts with commas between. */
static struct str
answer_text(struct request *r, struct str json)
{
	struct buf b = { 0 };
	struct err ignored;
	json_t *root = NULL;
	struct str text;

	if (json.n > 0 && json_read(json, json.n, &root, &ignored) == ERR_OK && json_is_string(root))
		buf_add(&b, (struct str){ json_string_value(root), json_string_length(root) });
	for (size_t i = 0; i < json_array_size(root); i++) {
		const json_t *item = json_array_get(root, i);

		if (i > 0)
			buf_add(&b, STR(", "));
		buf_add(&b, (struct str){ json_string_value(item), json_string_length(item) });
	}
	text = arena_copy(r->arena, b.n > 0 ? buf_str(&b) : json); /* a number is its own text */
	buf_release(&b);
	json_decref(root);
	return text;
}

/* Title and address of where it was said; a page of the tracker names itself by its address. */
static void
place_fill(struct request *r, struct page_voice_item *item, struct str module, struct str page)
{
	const struct site_module *m = site_module_find(r->site, module);
	const struct site_place *p = site_place_find(r->site, page);

	if (m) {
		item->place = m->title;
		item->url = m->url;
	} else if (p) {
		item->place = p->title;
		item->url = p->url;
	} else {
		item->place = arena_copy(r->arena, module.n ? module : page);
		item->url = str_starts(item->place, STR("/-/")) ? str_from(item->place, 1) : STR("");
	}
	item->linked = m || p || item->url.n > 0;
}

static struct page_voice_item
item_read(struct request *r, const struct db_rows *rows, int64_t number)
{
	struct arena *a = r->arena;
	struct str id = db_text(rows, 0);
	struct page_voice_item item;
	int64_t kind = db_int(rows, 1), status = db_int(rows, 10);
	char hex[33] = "";

	if (id.n == 16)
		hex_write((const unsigned char *)id.p, 16, hex);
	item = (struct page_voice_item){
		.id = arena_copy(a, str_of(hex)),
		.heading = arena_copy(a, db_text(rows, 4)), .question = arena_copy(a, db_text(rows, 5)),
		.answer = answer_text(r, db_text(rows, 6)), .text = arena_copy(a, db_text(rows, 7)),
		.department = arena_copy(a, site_name_of_unit(r->site, db_text(rows, 8))),
		.day_text = page_day(r, db_int(rows, 9)),
		.cleared = arena_copy(a, db_text(rows, 11)), .barrier = kind == VOICE_BARRIER,
		.pulse = kind == VOICE_PULSE, .feedback = kind == VOICE_FEEDBACK, .assessment = kind == VOICE_ASSESSMENT,
		.is_open = status == VOICE_OPEN, .in_work = status == VOICE_IN_WORK, .done = status == VOICE_DONE,
		.rejected = status == VOICE_REJECTED, .number = number,
	};
	place_fill(r, &item, db_text(rows, 2), db_text(rows, 3));
	return item;
}

static enum err_code
items_read(struct request *r, struct db *store, const struct viewing *x, struct page_voices *view,
	struct err *e)
{
	struct page_voice_item *item = ARENA_ARRAY(r->arena, struct page_voice_item, ITEMS + 1);
	struct db_rows rows = { 0 };
	size_t n = 0;
	enum err_code rc = db_query(store, SQL_voice_page,
		DB_VALUES(DB_I(ITEMS + 1), DB_I(x->from), DB_I(x->only_open), DB_I(x->only_barriers)), &rows, e);

	while (rc == ERR_OK && n <= ITEMS && db_next(&rows, &rc, e)) {
		item[n] = item_read(r, &rows, x->from + (int64_t)n + 1);
		n++;
	}
	db_end(&rows);
	if (n > ITEMS) {
		n = ITEMS;
		view->more = arena_printf(r->arena, "rueckmeldungen?ab=%lld%s%s", (long long)x->from + ITEMS,
			x->only_open ? "&offen=1" : "", x->only_barriers ? "&art=barriere" : "");
	}
	view->items = (struct template_list){ item, n };
	return rc;
}

static enum err_code
viewed(struct request *r, struct response *res, struct job *job, struct err *e)
{
	const struct viewing *x = (const struct viewing *)job;
	struct page_voices view = { .saved = x->saved, .only_open = x->only_open,
		.only_barriers = x->only_barriers };
	struct db *store = NULL;
	enum err_code rc = service_read(r->service, DB_STORE, &store, e);

	if (rc != ERR_OK)
		return rc;
	rc = db_number(store, SQL_voice_count, NULL, 0, &view.total, e);
	if (rc == ERR_OK)
		rc = db_number(store, SQL_voice_count_open, NULL, 0, &view.open, e);
	if (rc == ERR_OK)
		rc = items_read(r, store, x, &view, e);
	if (rc != ERR_OK)
		return service_read_failed(r->service, store, e);
	return page_render(r, res, 200, PAGE_VOICES, &view, e);
}

static enum err_code
viewing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct viewing *x = (const struct viewing *)job;

	return audit_add(tx, x->actor, STR("view feedback"), x->only_open ? STR("open") : STR("all"), e);
}

enum err_code
voices_page(struct request *r, struct response *res, struct err *e)
{
	struct viewing *x = ARENA_NEW(r->arena, struct viewing);
	struct str text;

	x->actor = actor_of(r);
	if (request_query(r, "ab", &text) && (!str_number(text, &x->from) || x->from > 1000000))
		x->from = 0;
	x->only_open = request_query(r, "offen", &text);
	x->only_barriers = request_query(r, "art", &text) && str_eq(text, STR("barriere"));
	x->saved = request_query(r, "gespeichert", &text);
	x->job = (struct job){ .run = viewing_run, .safe = true };
	return response_write(r, res, &x->job, viewed, e);
}

/* A decision on one text; the job is its first member. */
struct clearing {
	struct job job;
	struct str actor, cleared;
	unsigned char id[16];
	int64_t status, today;
};

static enum err_code
clearing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	static const struct str name[] = { STR_INIT("open"), STR_INIT("in work"), STR_INIT("done"),
		STR_INIT("rejected") };
	const struct clearing *x = (const struct clearing *)job;
	enum err_code rc = DB_RUN(&tx->store, SQL_clearing_set, e, DB_B(((struct str){ (const char *)x->id, 16 })),
		DB_I(x->status), x->cleared.n > 0 ? DB_S(x->cleared) : DB_NULL, DB_I(x->today));

	if (rc != ERR_OK)
		return rc;
	if (db_changes(&tx->store) == 0)
		return err_set(e, ERR_NOTFOUND, "this feedback is no longer there");
	return audit_add(tx, x->actor, STR("clear feedback"), name[x->status], e);
}

static enum err_code
cleared(struct request *r, struct response *res, struct job *job, struct err *e)
{
	(void)job;
	(void)e;
	response_see_other(r, res, STR("/-/rueckmeldungen?gespeichert=1"));
	return ERR_OK;
}

enum err_code
voices_post(struct request *r, struct response *res, struct err *e)
{
	static const char *const name[] = { "offen", "in-arbeit", "erledigt", "abgelehnt" };
	struct clearing *x = ARENA_NEW(r->arena, struct clearing);
	struct str id, status;

	request_field(r, "id", &id);
	request_field(r, "status", &status);
	request_field(r, "freigabe", &x->cleared);
	x->cleared = str_trim(x->cleared);
	x->status = -1;
	for (int i = 0; i < 4; i++)
		if (str_eq(status, str_of(name[i])))
			x->status = i;
	if (!hex_read(id, x->id, sizeof(x->id)) || x->status < 0 || str_chars(x->cleared) > VOICE_TEXT_MAX)
		return response_error(r, res, 400, "malformed", "the form is incomplete");
	x->actor = actor_of(r);
	x->today = r->today;
	x->job = (struct job){ .run = clearing_run };
	return response_write(r, res, &x->job, cleared, e);
}
