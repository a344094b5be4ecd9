#include "tracker/store.h"

#include <stdio.h>
#include <string.h>

#include "sql_query.h"
#include "tracker/copy.h"
#include "tracker/pseudonym.h"

enum err_code
store_open(struct store *s, const char *path, const struct writer_hooks *hooks, struct err *e)
{
	static const struct writer_hooks none = { 0 };
	enum err_code rc;

	*s = (struct store){ 0 };
	rc = data_open(&s->data, path, e);
	if (rc == ERR_OK)
		rc = writer_start(&s->data, hooks ? hooks : &none, &s->writer, e);
	if (rc == ERR_OK && !hooks)
		rc = writer_wait_ready(s->writer, e);
	if (rc != ERR_OK)
		store_close(s);
	return rc;
}

void
store_close(struct store *s)
{
	writer_stop(s->writer);
	s->writer = NULL;
	if (s->data.path[0])
		data_close(&s->data);
}

enum err_code
store_version_check(struct db *db, const char *path, int kind, bool older, struct err *e)
{
	int64_t have = 0, known = db_version_known(sql_migrate, kind == DB_PEOPLE ? "people/" : "store/");
	enum err_code rc = db_version(db, &have, e);

	if (rc != ERR_OK || have == known || (older && have < known))
		return rc;
	return err_set(e, ERR_INVALID, have > known
		? "%s has version %lld, this program knows up to %lld: use the newer program"
		: "%s has version %lld, this program needs %lld: run `lernreise-tracker migrate` first", path,
		(long long)have, (long long)known);
}

enum err_code
store_read(const struct data *d, int kind, struct db *out, struct err *e)
{
	char path[600];
	enum err_code rc;

	data_path(d, kind == DB_PEOPLE ? "people.db" : "store.db", path, sizeof(path));
	rc = db_open(out, path, DB_READER, kind, e);
	if (rc == ERR_OK)
		rc = store_version_check(out, path, kind, false, e);
	if (rc == ERR_INVALID)
		db_close(out);
	return rc;
}

enum err_code
store_read_end(struct store *s, struct db *db, enum err_code rc, const struct err *e)
{
	enum db_fault fault = rc == ERR_OK ? DB_FAULT_NONE : db->fault;

	db_close(db);
	if (fault == DB_FAULT_IO)
		writer_fail(s->writer, e->msg);
	return rc == ERR_DB && fault == DB_FAULT_FULL ? ERR_BUSY : rc;
}

enum err_code
store_versions_check(const struct data *d, struct err *e)
{
	struct db db = { 0 };
	enum err_code rc = store_read(d, DB_STORE, &db, e);

	db_close(&db);
	if (rc == ERR_OK)
		rc = store_read(d, DB_PEOPLE, &db, e);
	db_close(&db);
	return rc;
}

/* *same: the key's print is the one kept in the store; *known: one is kept. */
static enum err_code
print_compare(struct db *db, const unsigned char print[PSEUDONYM_SIZE], bool *known, bool *same, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(db, SQL_meta_get, DB_VALUES(DB_S(STR("key_print"))), &r, e);

	*known = *same = false;
	if (rc == ERR_OK && db_next(&r, &rc, e)) {
		struct str kept = db_text(&r, 0);

		*known = true;
		*same = kept.n == PSEUDONYM_SIZE && memcmp(kept.p, print, PSEUDONYM_SIZE) == 0;
	}
	db_end(&r);
	return rc;
}

static enum err_code
key_wrong(const struct data *d, struct err *e)
{
	return err_set(e, ERR_INVALID, "%s/pseudonym.key is not the key that this store's facts were "
		"recorded under: put the right one back", d->path);
}

enum err_code
store_key_check(struct db *db, struct data *d, struct err *e)
{
	unsigned char print[PSEUDONYM_SIZE];
	bool known = false, same = false;
	enum err_code rc = data_key_load(d, false, e);

	if (rc == ERR_OK)
		rc = pseudonym_key_print(d->key, print, e);
	if (rc == ERR_OK)
		rc = print_compare(db, print, &known, &same, e);
	return rc == ERR_OK && known && !same ? key_wrong(d, e) : rc;
}

/* Another key would give every person a second pseudonym: nobody would notice for months. */
static enum err_code
key_compare(struct db *db, struct data *d, bool fresh, struct err *e)
{
	unsigned char print[PSEUDONYM_SIZE];
	bool known = false, same = false;
	enum err_code rc = pseudonym_key_print(d->key, print, e);

	if (rc == ERR_OK)
		rc = print_compare(db, print, &known, &same, e);
	if (rc != ERR_OK || (known && same))
		return rc;
	if (known && !fresh)
		return key_wrong(d, e);
	return DB_RUN(db, SQL_meta_set, e, DB_S(STR("key_print")),
		DB_B(((struct str){ (const char *)print, sizeof(print) })));
}

enum err_code
store_prepare(struct writer_tx *tx, struct data *d, struct err *e)
{
	int64_t any = 0;
	enum err_code rc = rehearsal_run(&tx->people, d, "people/", e);

	if (rc == ERR_OK)
		rc = rehearsal_run(&tx->store, d, "store/", e);
	if (rc == ERR_OK)
		rc = db_migrate(&tx->people, sql_migrate, "people/", e);
	if (rc == ERR_OK)
		rc = db_migrate(&tx->store, sql_migrate, "store/", e);
	if (rc == ERR_OK)
		rc = db_number(&tx->store, SQL_fact_any, NULL, 0, &any, e);
	if (rc == ERR_OK)
		rc = data_key_load(d, any == 0, e);
	if (rc == ERR_OK)
		rc = key_compare(&tx->store, d, any == 0, e);
	return rc;
}
