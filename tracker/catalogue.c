#include "tracker/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "sql_query.h"
#include "tracker/log.h"
#include "tracker/successor.h"

/* Every version ever seen of `m`, in the order of their names. */
static enum err_code
versions_read(struct db *db, struct catalogue *c, struct catalogue_module *m, struct err *e)
{
	struct db_rows r = { 0 };
	size_t cap = 8;
	enum err_code rc = db_query(db, SQL_version_of, DB_VALUES(DB_I(m->id)), &r, e);

	m->version = ARENA_ARRAY(&c->arena, struct catalogue_version, cap);
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		if (m->n == cap) {
			struct catalogue_version *more = ARENA_ARRAY(&c->arena, struct catalogue_version, 2 * cap);

			memcpy(more, m->version, cap * sizeof(*more));
			m->version = more;
			cap *= 2;
		}
		m->version[m->n++] = (struct catalogue_version){ arena_copy(&c->arena, db_text(&r, 0)), db_int(&r, 1) };
	}
	db_end(&r);
	return rc;
}

static enum err_code
module_register(struct db *db, struct catalogue *c, const struct site_module *m, int64_t day, struct err *e)
{
	struct catalogue_module *out = &c->module[c->n];
	enum err_code rc = DB_NUMBER(db, SQL_module_see, &out->id, e, DB_S(m->id), DB_I(day));

	out->name = arena_copy(&c->arena, m->id);
	out->proof = m->proof;
	out->attendance = m->attendance;
	for (size_t i = m->n_former; i-- > 0 && rc == ERR_OK;)
		rc = DB_NUMBER(db, SQL_version_see, &out->current, e, DB_I(out->id), DB_S(m->former[i]),
			DB_I(m->former_edition[i]));
	if (rc == ERR_OK)
		rc = DB_NUMBER(db, SQL_version_see, &out->current, e, DB_I(out->id), DB_S(m->version),
			DB_I(m->edition));
	if (rc == ERR_OK)
		rc = versions_read(db, c, out, e);
	c->n += rc == ERR_OK;
	return rc;
}

/* One row a change: the history that `verify` reads. */
static enum err_code
history_add(struct db *db, const struct site *site, int64_t day, struct err *e)
{
	struct str digest = { (const char *)site->digest, sizeof(site->digest) };
	struct db_rows r = { 0 };
	bool same = false;
	enum err_code rc = db_query(db, SQL_catalogue_last, NULL, 0, &r, e);

	if (rc == ERR_OK && db_next(&r, &rc, e))
		same = str_eq(db_text(&r, 0), digest);
	db_end(&r);
	if (rc != ERR_OK || same)
		return rc;
	return DB_RUN(db, SQL_catalogue_add, e, DB_I(day), DB_S(site->revision), DB_I((int64_t)site->n_module),
		DB_B(digest));
}

/*
 * Say which modules of the catalogue before are gone: their facts stay, but nothing new is recorded
 * for them, and a build that lost half of its content looks like any other. Only people can say
 * whether that was meant: modules should stay, as expired or replaced ones.
 */
static enum err_code
shrink_note(struct db *db, const struct site *site, struct err *e)
{
	struct db_rows r = { 0 };
	struct buf gone = { 0 };
	enum err_code rc = db_query(db, SQL_module_latest, NULL, 0, &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e))
		if (!site_module_find(site, db_text(&r, 0)))
			buf_addf(&gone, " %.*s", STR_FMT(db_text(&r, 0)));
	db_end(&r);
	if (gone.n > 0) {
		buf_add(&gone, (struct str){ "", 1 });
		log_pairs("warn", "catalogue_shrank", "modules=%zu message=\"no longer named:%.400s\"", site->n_module, gone.p);
	}
	buf_release(&gone);
	return rc;
}

enum err_code
catalogue_register(struct writer_tx *tx, struct site *site, struct catalogue **out, struct err *e)
{
	struct catalogue *c = calloc(1, sizeof(*c));
	int64_t day = date_zone_day(site->zone, tx->now);
	enum err_code rc;

	if (!c)
		abort();
	atomic_init(&c->held, 1);
	c->module = ARENA_ARRAY(&c->arena, struct catalogue_module, site->n_module + 1);
	site_hold(site);
	c->site = site;
	rc = shrink_note(&tx->store, site, e);
	if (rc == ERR_OK)
		rc = history_add(&tx->store, site, day, e);
	for (size_t i = 0; i < site->n_module && rc == ERR_OK; i++) /* sorted there, so it is here */
		rc = module_register(&tx->store, c, &site->module[i], day, e);
	if (rc == ERR_OK)
		rc = successors_note(&tx->store, site->catalogue, day, e);
	if (rc != ERR_OK) {
		catalogue_drop(c);
		return rc;
	}
	*out = c;
	return ERR_OK;
}

void
catalogue_hold(struct catalogue *c)
{
	atomic_fetch_add(&c->held, 1);
}

void
catalogue_drop(struct catalogue *c)
{
	if (!c || atomic_fetch_sub(&c->held, 1) != 1)
		return;
	site_drop(c->site);
	arena_reset(&c->arena);
	free(c);
}

const struct catalogue_module *
catalogue_find(const struct catalogue *c, struct str module)
{
	size_t low = 0, high = c->n;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_cmp(module, c->module[at].name);

		if (order == 0)
			return &c->module[at];
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return NULL;
}

int64_t
catalogue_version(const struct catalogue_module *m, struct str name)
{
	size_t low = 0, high = m->n;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_cmp(name, m->version[at].name);

		if (order == 0)
			return m->version[at].id;
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return -1;
}
