#include "tracker/fact.h"

#include "sql_query.h"

const char *
fact_verb_name(int64_t verb)
{
	static const char *const name[] = { "completed", "passed", "revoked" };

	return verb >= 0 && verb <= FACT_REVOKED ? name[verb] : "";
}

/* Most people are new to the store or have reported little: adding first costs one search less. */
static enum err_code
person_number(struct db *store, const unsigned char person[PSEUDONYM_SIZE], int64_t *out, struct err *e)
{
	struct str pseudonym = { (const char *)person, PSEUDONYM_SIZE };
	enum err_code rc = DB_RUN(store, SQL_person_add, e, DB_B(pseudonym));

	if (rc != ERR_OK)
		return rc;
	if (db_changes(store) == 0)
		return DB_NUMBER(store, SQL_person_find, out, e, DB_B(pseudonym));
	*out = db_last_id(store);
	return ERR_OK;
}

enum err_code
fact_add(struct writer_tx *tx, const struct fact *f, int64_t today, struct err *e)
{
	int64_t person = 0;
	enum err_code rc = tx->open ? ERR_OK : db_number(&tx->store, SQL_figure_period_open, NULL, 0, &tx->open, e);

	if (rc == ERR_OK)
		rc = person_number(&tx->store, f->person, &person, e);
	if (rc != ERR_OK)
		return rc;
	return DB_RUN(&tx->store, SQL_fact_add, e, DB_I(person), DB_I(f->module), DB_I(f->version), DB_I(f->day),
		DB_I(f->verb), DB_I(today > tx->open ? today : tx->open));
}
