#include "tracker/retention.h"

#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/session.h"
#include "tracker/voice.h"

enum { FACT_YEARS = 3, AUDIT_MONTHS = 24 };

struct retaining {
	const struct site *site;
	int64_t today;
	bool rehearse;
	struct retention *out;
};

/* "Until replaced plus 3 years": of modules that are somebody's duty. */
static enum err_code
facts_expire(struct db *db, const struct retaining *x, struct err *e)
{
	int64_t before = date_to_days(date_add_months(date_of_days(x->today), -12 * FACT_YEARS));
	enum err_code rc = ERR_OK;

	for (size_t i = 0; x->site && i < x->site->n_module && rc == ERR_OK; i++) {
		if (x->site->module[i].n_duty == 0)
			continue; /* voluntary: stays until the person erases it */
		rc = DB_RUN(db, SQL_fact_replaced_expire, e, DB_S(x->site->module[i].id), DB_I(before));
		if (rc == ERR_OK)
			x->out->facts += db_changes(db);
	}
	return rc;
}

static enum err_code
audit_expire(struct writer_tx *tx, const struct retaining *x, struct err *e)
{
	int64_t before = date_to_days(date_add_months(date_of_days(x->today), -AUDIT_MONTHS)) * 86400;
	enum err_code rc = DB_NUMBER(&tx->store, SQL_audit_count_before, &x->out->audit, e, DB_I(before));

	return rc == ERR_OK ? audit_trim(tx, before, e) : rc;
}

static enum err_code
retaining_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct retaining *x = job->owner;
	int64_t now = x->today * 86400 < tx->now - 2L * 86400 ? x->today * 86400 : tx->now;
	enum err_code rc = DB_RUN(&tx->people, SQL_session_expire, e, DB_I(now - SESSION_SECONDS),
		DB_I(now - SESSION_IDLE_SECONDS));

	*x->out = (struct retention){ 0 };
	x->out->sessions = db_changes(&tx->people);
	if (rc == ERR_OK)
		rc = voice_expire(&tx->store, x->today, &x->out->voice, e);
	if (rc == ERR_OK)
		rc = facts_expire(&tx->store, x, e);
	if (rc == ERR_OK)
		rc = audit_expire(tx, x, e);
	if (rc == ERR_OK && x->rehearse)
		return err_set(e, ERR_CONFLICT, "rehearsed"); /* the writer undoes it all */
	return rc;
}

enum err_code
retention_run(struct writer *w, const struct site *site, int64_t today, bool rehearse, struct retention *out,
	struct err *e)
{
	struct retaining x = { site, today, rehearse, out };
	enum err_code rc = writer_run_cut(w, retaining_run, &x, e);

	return rehearse && rc == ERR_CONFLICT ? ERR_OK : rc;
}
