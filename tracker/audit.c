#include "tracker/audit.h"

#include <string.h>

#include "common/buf.h"
#include "sql_query.h"
#include "tracker/pseudonym.h"

enum { HASH = 32 };

/* Length before each part: no two rows give the same bytes. */
static enum err_code
row_hash(const unsigned char before[HASH], int64_t at, struct str actor, struct str action,
	struct str object, unsigned char out[HASH], struct err *e)
{
	struct buf b = { 0 };
	enum err_code rc;

	buf_add(&b, (struct str){ (const char *)before, HASH });
	buf_addf(&b, "%lld %zu:%.*s %zu:%.*s %zu:%.*s", (long long)at, actor.n, STR_FMT(actor), action.n,
		STR_FMT(action), object.n, STR_FMT(object));
	rc = sha256(buf_str(&b), out, e);
	buf_release(&b);
	return rc;
}

/* The one hash that `sql` gives into `out`; false leaves it alone. */
static bool
hash_get(struct db *db, const char *sql, const struct db_val *val, size_t n, unsigned char out[HASH],
	enum err_code *rc, struct err *e)
{
	struct db_rows r = { 0 };
	bool found = false;

	*rc = db_query(db, sql, val, n, &r, e);
	if (*rc == ERR_OK && db_next(&r, rc, e) && db_text(&r, 0).n == HASH) {
		memcpy(out, db_text(&r, 0).p, HASH);
		found = true;
	}
	db_end(&r);
	return found;
}

enum err_code
audit_add(struct writer_tx *tx, struct str actor, struct str action, struct str object, struct err *e)
{
	unsigned char before[HASH] = { 0 }, hash[HASH];
	enum err_code rc = ERR_OK;

	if (!hash_get(&tx->store, SQL_audit_last, NULL, 0, before, &rc, e) && rc == ERR_OK)
		hash_get(&tx->store, SQL_meta_get, DB_VALUES(DB_S(STR("audit_anchor"))), before, &rc, e);
	if (rc == ERR_OK)
		rc = row_hash(before, tx->now, actor, action, object, hash, e);
	if (rc != ERR_OK)
		return rc;
	rc = DB_RUN(&tx->store, SQL_audit_add, e, DB_I(tx->now), DB_S(actor), DB_S(action), DB_S(object),
		DB_B(((struct str){ (const char *)hash, HASH })));
	if (rc != ERR_OK)
		return rc;
	/* A chain does not tell that its end was cut off: the last hash is kept a second time. */
	return DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("audit_head")),
		DB_B(((struct str){ (const char *)hash, HASH })));
}

enum err_code
audit_verify(struct db *store, int64_t *n, struct err *e)
{
	unsigned char before[HASH] = { 0 }, want[HASH];
	struct db_rows r = { 0 };
	enum err_code rc = ERR_OK;

	*n = 0;
	hash_get(store, SQL_meta_get, DB_VALUES(DB_S(STR("audit_anchor"))), before, &rc, e);
	if (rc == ERR_OK)
		rc = db_query(store, SQL_audit_all, NULL, 0, &r, e);
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		rc = row_hash(before, db_int(&r, 0), db_text(&r, 1), db_text(&r, 2), db_text(&r, 3), want, e);
		if (rc == ERR_OK && (db_text(&r, 4).n != HASH || memcmp(db_text(&r, 4).p, want, HASH) != 0))
			rc = err_set(e, ERR_INVALID, "the audit chain breaks at its row %lld", (long long)*n + 1);
		memcpy(before, want, HASH);
		++*n;
	}
	db_end(&r);
	if (rc == ERR_OK && hash_get(store, SQL_meta_get, DB_VALUES(DB_S(STR("audit_head"))), want, &rc, e)
	    && memcmp(before, want, HASH) != 0)
		rc = err_set(e, ERR_INVALID, "the audit chain lacks its last rows");
	return rc;
}

enum err_code
audit_trim(struct writer_tx *tx, int64_t before, struct err *e)
{
	unsigned char last[HASH];
	enum err_code rc = ERR_OK;

	if (!hash_get(&tx->store, SQL_audit_trim_last, DB_VALUES(DB_I(before)), last, &rc, e))
		return rc; /* nothing that old */
	rc = DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("audit_anchor")),
		DB_B(((struct str){ (const char *)last, HASH })));
	return rc == ERR_OK ? DB_RUN(&tx->store, SQL_audit_trim, e, DB_I(before)) : rc;
}
