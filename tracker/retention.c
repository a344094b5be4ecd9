#include "tracker/retention.h"

#include <stdlib.h>

#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/session.h"
#include "tracker/voice.h"

enum {
	FACT_YEARS = 3,
	AUDIT_MONTHS = 24,
	PAUSE_DAYS = 31, /* longer since the last time: rather the clock is wrong */
	PASS = 16384, /* facts that are held in memory */
	BATCH = 256   /* deleted in one transaction */
};

struct retaining {
	int64_t today;
	enum retention_how how;
	struct retention *out;
};

/* Facts of one module that have had their time; at most PASS at once. */
struct old_facts {
	int64_t module, before;
	struct old_fact {
		int64_t person, version, day, verb;
	} fact[PASS];
	size_t n, from; /* deleted so far */
	int64_t gone;
};

static enum err_code
old_facts_read(struct db *db, struct old_facts *x, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(db, SQL_fact_replaced, DB_VALUES(DB_I(x->module), DB_I(x->before), DB_I(PASS)), &r, e);

	x->n = x->from = 0;
	while (rc == ERR_OK && x->n < PASS && db_next(&r, &rc, e))
		x->fact[x->n++] = (struct old_fact){ db_int(&r, 0), db_int(&r, 1), db_int(&r, 2), db_int(&r, 3) };
	db_end(&r);
	return rc;
}

/* The next few, so that nobody's fact waits for all of them. */
static enum err_code
old_facts_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct old_facts *x = job->owner;
	size_t to = x->n - x->from < BATCH ? x->n : x->from + BATCH;
	enum err_code rc = ERR_OK;

	for (size_t i = x->from; i < to && rc == ERR_OK; i++) {
		const struct old_fact *f = &x->fact[i];

		rc = DB_RUN(&tx->store, SQL_fact_replaced_delete, e, DB_I(f->person), DB_I(x->module), DB_I(f->version),
			DB_I(f->day), DB_I(f->verb), DB_I(x->before));
		x->gone += rc == ERR_OK ? db_changes(&tx->store) : 0;
	}
	x->from = to;
	return rc;
}

static enum err_code
module_expire(struct store *s, struct db *db, struct old_facts *x, bool rehearse, struct err *e)
{
	enum err_code rc;

	do {
		int64_t before = x->gone;

		rc = old_facts_read(db, x, e);
		if (rehearse)
			x->gone += (int64_t)x->n;
		while (rc == ERR_OK && !rehearse && x->from < x->n)
			rc = writer_run(s->writer, old_facts_run, x, e);
		if (x->gone == before)
			break; /* none, or somebody else was faster */
	} while (rc == ERR_OK && x->n == PASS && !rehearse);
	return rc;
}

/* "Until replaced plus 3 years": of modules that are somebody's duty. */
static enum err_code
facts_expire(struct store *s, struct db *db, const struct site *site, int64_t today, bool rehearse, int64_t *gone,
	struct err *e)
{
	struct old_facts *x = calloc(1, sizeof(*x));
	enum err_code rc = ERR_OK;

	if (!x)
		abort();
	x->before = date_to_days(date_add_months(date_of_days(today), -12 * FACT_YEARS));
	for (size_t i = 0; site && i < site->n_module && rc == ERR_OK; i++) {
		if (site->module[i].n_duty == 0)
			continue; /* voluntary: stays until the person erases it */
		rc = DB_NUMBER(db, SQL_module_find, &x->module, e, DB_S(site->module[i].id));
		if (rc == ERR_OK)
			rc = module_expire(s, db, x, rehearse, e);
		if (rc == ERR_NOTFOUND)
			rc = ERR_OK; /* a catalogue that has not been taken over yet */
	}
	*gone = x->gone;
	free(x);
	return rc;
}

static enum err_code
audit_expire(struct writer_tx *tx, const struct retaining *x, struct err *e)
{
	int64_t before = date_to_days(date_add_months(date_of_days(x->today), -AUDIT_MONTHS)) * 86400;
	enum err_code rc = DB_NUMBER(&tx->store, SQL_audit_trim_count, &x->out->audit, e, DB_I(before));

	return rc == ERR_OK ? audit_trim(tx, before, e) : rc;
}

/*
 * The clock's day, whatever day was asked for. By itself it never goes back: a clock that begins in 1970
 * until the network sets it would be a leap ahead afterwards.
 */
static enum err_code
day_note(struct writer_tx *tx, enum retention_how how, struct err *e)
{
	int64_t day = tx->now / 86400, last = 0;
	enum err_code rc = DB_NUMBER(&tx->store, SQL_meta_get, &last, e, DB_S(STR("retention_day")));

	if (rc != ERR_OK && rc != ERR_NOTFOUND)
		return rc;
	if (how == RETENTION_DAILY && last > day)
		return ERR_OK;
	return DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("retention_day")), DB_I(day));
}

static enum err_code
retaining_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct retaining *x = job->owner;
	int64_t now = x->today * 86400 < tx->now - 2L * 86400 ? x->today * 86400 : tx->now;
	enum err_code rc = DB_RUN(&tx->people, SQL_session_expire, e, DB_I(now - SESSION_SECONDS),
		DB_I(now - SESSION_IDLE_SECONDS));

	x->out->sessions = db_changes(&tx->people);
	if (rc == ERR_OK)
		rc = voice_expire(&tx->store, x->today, &x->out->voice, e);
	if (rc == ERR_OK)
		rc = audit_expire(tx, x, e);
	if (rc == ERR_OK)
		rc = day_note(tx, x->how, e);
	if (rc == ERR_OK && x->how == RETENTION_REHEARSED)
		return err_set(e, ERR_CONFLICT, "rehearsed"); /* the writer undoes it all */
	return rc;
}

/* What was deleted by a wrong clock never comes back: after a leap, people have to say that it is right. */
static enum err_code
clock_check(struct db *db, int64_t today, struct err *e)
{
	char now[11], then[11];
	int64_t last = 0;
	enum err_code rc = DB_NUMBER(db, SQL_meta_get, &last, e, DB_S(STR("retention_day")));

	if (rc == ERR_NOTFOUND)
		return ERR_OK; /* the first time */
	if (rc != ERR_OK || today - last <= PAUSE_DAYS)
		return rc;
	date_format(date_of_days(today), now);
	date_format(date_of_days(last), then);
	return err_set(e, ERR_INVALID, "the clock says %s, but what has had its time was last deleted on %s; nothing is "
		"deleted: set the clock, or, if it is right, run lernreise-tracker retention once", now, then);
}

enum err_code
retention_run(struct store *s, const struct site *site, int64_t today, enum retention_how how,
	struct retention *out, struct err *e)
{
	struct retaining x = { today, how, out };
	struct db db = { 0 };
	enum err_code rc = store_read(&s->data, DB_STORE, &db, e);

	*out = (struct retention){ 0 };
	if (rc == ERR_OK && how == RETENTION_DAILY)
		rc = clock_check(&db, today, e);
	if (rc == ERR_OK)
		rc = facts_expire(s, &db, site, today, how == RETENTION_REHEARSED, &out->facts, e);
	rc = store_read_end(s, &db, rc, e);
	if (rc == ERR_OK)
		rc = writer_run_cut(s->writer, retaining_run, &x, e);
	return how == RETENTION_REHEARSED && rc == ERR_CONFLICT ? ERR_OK : rc;
}
