#include "tracker/fact.h"

#include "sql_query.h"

const char *
fact_verb_name(int64_t verb)
{
	static const char *const name[] = { "completed", "passed", "revoked" };

	return verb >= 0 && verb <= FACT_REVOKED ? name[verb] : "";
}

enum err_code
fact_add(struct db *db, const struct fact *f, int64_t today, struct err *e)
{
	struct str pseudonym = { (const char *)f->person, sizeof(f->person) };
	int64_t person = 0;
	enum err_code rc = DB_NUMBER(db, SQL_person_find, &person, e, DB_B(pseudonym));

	if (rc == ERR_NOTFOUND)
		rc = DB_NUMBER(db, SQL_person_add, &person, e, DB_B(pseudonym));
	if (rc != ERR_OK)
		return rc;
	return DB_RUN(db, SQL_fact_add, e, DB_I(person), DB_I(f->module), DB_I(f->version), DB_I(f->day),
		DB_I(f->verb), DB_I(today));
}
