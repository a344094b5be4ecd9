/* verify: whether everything that was recorded and published is still as it was. */
#include <errno.h>
#include <sys/stat.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/command.h"
#include "tracker/manifest.h"

/* What has been found so far; one line each on `out`. */
struct verify {
	FILE *out;
	size_t wrong;
};

static void
wrong_say(void *ctx, const char *message)
{
	struct verify *v = ctx;

	fprintf(v->out, "wrong: %s\n", message);
	v->wrong++;
}

static enum err_code
databases_verify(struct verify *v, struct db *store, struct db *people, struct err *e)
{
	enum err_code rc = db_check(store, e);

	if (rc == ERR_OK)
		rc = db_check(people, e);
	if (rc != ERR_OK) {
		wrong_say(v, e->msg);
		return rc; /* nothing else can be trusted to be read */
	}
	fprintf(v->out, "databases: every page and index is sound\n");
	return ERR_OK;
}

static enum err_code
facts_verify(struct verify *v, struct db *db, struct err *e)
{
	int64_t n = 0, stray = 0;
	enum err_code rc = db_number(db, SQL_fact_count, NULL, 0, &n, e);

	if (rc == ERR_OK)
		rc = db_number(db, SQL_fact_stray, NULL, 0, &stray, e);
	if (rc != ERR_OK)
		return rc;
	fprintf(v->out, "facts: %lld\n", (long long)n);
	if (stray > 0)
		wrong_say(v, "there are facts whose person, module or version does not exist, or that lie in the future");
	return ERR_OK;
}

/* A backup has none beside it, by design; a wrong one would give everybody a second pseudonym. */
static enum err_code
key_verify(struct verify *v, struct data *d, struct db *db, struct err *e)
{
	char path[600];
	struct stat st;

	data_path(d, "pseudonym.key", path, sizeof(path));
	if (lstat(path, &st) < 0 && errno == ENOENT) {
		fprintf(v->out, "note: there is no pseudonym.key here; a backup keeps it in another place\n");
		return ERR_OK;
	}
	if (store_key_check(db, d, e) != ERR_OK) {
		if (e->code != ERR_INVALID)
			return e->code;
		wrong_say(v, e->msg);
		return ERR_OK;
	}
	fprintf(v->out, "key: the one that the facts were recorded under\n");
	return ERR_OK;
}

/* A catalogue that shrank: its build should have kept the old modules as replaced or expired. */
static enum err_code
catalogues_verify(struct verify *v, struct db *db, struct err *e)
{
	struct db_rows r = { 0 };
	int64_t n = 0, before = 0;
	enum err_code rc = db_query(db, SQL_catalogue_history, NULL, 0, &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		int64_t modules = db_int(&r, 1);

		if (modules < before) {
			char day[11];

			date_format(date_of_days(db_int(&r, 0)), day);
			fprintf(v->out, "note: the catalogue of %s had %lld modules, the one before %lld\n", day,
				(long long)modules, (long long)before);
		}
		before = modules;
		n++;
	}
	db_end(&r);
	if (rc == ERR_OK)
		fprintf(v->out, "catalogues: %lld taken over\n", (long long)n);
	return rc;
}

/* By name, because a catalogue can lose one module and gain another. */
static enum err_code
modules_verify(struct verify *v, struct db *db, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(db, SQL_module_vanished, NULL, 0, &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		char day[11];

		date_format(date_of_days(db_int(&r, 1)), day);
		fprintf(v->out, "note: no catalogue names %.*s any more since %s; its facts are kept\n",
			STR_FMT(db_text(&r, 0)), day);
	}
	db_end(&r);
	return rc;
}

static enum err_code
audit_check(struct verify *v, struct db *db, struct err *e)
{
	int64_t n = 0;
	enum err_code rc = audit_verify(db, &n, e);

	if (rc == ERR_INVALID) {
		wrong_say(v, e->msg);
		return ERR_OK;
	}
	if (rc == ERR_OK)
		fprintf(v->out, "audit: a chain of %lld rows\n", (long long)n);
	return rc;
}

static enum err_code
figures_verify(struct verify *v, const struct data *d, const char *manifest, struct db *db, struct err *e)
{
	struct arena a = { 0 };
	struct figures *list = NULL;
	char usual[600];
	size_t n = 0;
	enum err_code rc = figures_periods(&a, db, &list, &n, e);

	data_path(d, "figures.manifest", usual, sizeof(usual));
	arena_reset(&a);
	if (rc != ERR_OK)
		return rc;
	rc = manifest_verify(manifest ? manifest : usual, db, wrong_say, v, e);
	if (rc == ERR_NOTFOUND && !manifest && n == 0) {
		fprintf(v->out, "figures: no period is closed yet\n");
		return ERR_OK;
	}
	if (rc == ERR_NOTFOUND && !manifest) {
		wrong_say(v, "figures.manifest is missing: compare with a copy that was kept elsewhere (--manifest)");
		return ERR_OK;
	}
	if (rc == ERR_OK)
		fprintf(v->out, "figures: %zu closed periods, as in %s\n", n, manifest ? manifest : usual);
	return rc == ERR_INVALID ? ERR_OK : rc;
}

enum err_code
verify_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct verify v = { .out = place->out };
	struct db store = { 0 }, people = { 0 };
	struct data *d = &place->store->data;
	enum err_code rc = store_read(d, DB_STORE, &store, e);

	if (rc == ERR_OK)
		rc = store_read(d, DB_PEOPLE, &people, e);
	if (rc == ERR_OK)
		rc = databases_verify(&v, &store, &people, e);
	if (rc == ERR_OK)
		rc = facts_verify(&v, &store, e);
	if (rc == ERR_OK)
		rc = key_verify(&v, d, &store, e);
	if (rc == ERR_OK)
		rc = catalogues_verify(&v, &store, e);
	if (rc == ERR_OK)
		rc = modules_verify(&v, &store, e);
	if (rc == ERR_OK)
		rc = figures_verify(&v, d, o->manifest, &store, e);
	if (rc == ERR_OK)
		rc = audit_check(&v, &store, e);
	if (rc == ERR_OK && v.wrong > 0)
		rc = err_set(e, ERR_INVALID, "%zu things are not as they were", v.wrong);
	db_close(&store);
	db_close(&people);
	return rc;
}
