/* retention: delete what has had its time. erase: all that is kept about one person. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/command.h"
#include "tracker/duty.h"
#include "tracker/mine.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"
#include "tracker/retention.h"

/* The site kept in DATA: NULL without one. */
static struct site *
site_kept(const struct data *d)
{
	char path[600];
	struct site *site = NULL;
	struct err ignored;

	data_path(d, "site", path, sizeof(path));
	return site_load_kept(path, &site, &ignored) == ERR_OK ? site : NULL;
}

static enum err_code
day_choose(const struct options *o, const struct site *site, int64_t *out, struct err *e)
{
	struct date d;

	*out = site ? date_zone_day(site->zone, time(NULL)) : time(NULL) / 86400;
	if (!o->as_of)
		return ERR_OK;
	if (!date_parse(str_of(o->as_of), &d))
		return err_set(e, ERR_INVALID, "--as-of %s is no date (YYYY-MM-DD)", o->as_of);
	*out = date_to_days(d);
	return ERR_OK;
}

enum err_code
retention_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct site *site = site_kept(&place->store->data);
	struct retention n = { 0 };
	int64_t today;
	enum err_code rc = day_choose(o, site, &today, e);

	if (rc == ERR_OK)
		rc = retention_run(place->store, site, today, o->dry_run ? RETENTION_REHEARSED : RETENTION_BY_HAND, &n, e);
	if (rc == ERR_OK)
		fprintf(place->out, "%s: %lld sessions, %lld of feedback, %lld completions, %lld of the audit log\n",
			o->dry_run ? "would go" : "deleted", (long long)n.sessions, (long long)n.voice, (long long)n.facts,
			(long long)n.audit);
	site_drop(site);
	return rc;
}

/* One person's erasure. */
struct erasure {
	const struct options *o;
	const struct data *data;
	const struct site *site;
	struct arena arena;
	unsigned char pseudonym[PSEUDONYM_SIZE];
	size_t erased, kept;
};

static bool
kept_by_duty(const struct erasure *x, struct db *people, struct str module, int64_t today)
{
	const struct site_module *m = x->site ? site_module_find(x->site, module) : NULL;
	struct person person = { 0 };
	struct arena a = { 0 };
	struct err ignored;
	bool holds = false;

	if (m && !x->o->force && people_find(people, &a, str_of(x->o->word[0]), str_of(x->o->word[1]), today,
		&person, &ignored) == ERR_OK)
		holds = duty_holds(x->site, m, person.unit, person.audiences);
	arena_reset(&a);
	return holds;
}

static enum err_code
facts_collect(struct writer_tx *tx, struct erasure *x, struct mine_erasure **out, struct err *e)
{
	struct db_rows r = { 0 };
	size_t cap = 64;
	enum err_code rc = db_query(&tx->store, SQL_person_facts,
		DB_VALUES(DB_B(((struct str){ (const char *)x->pseudonym, PSEUDONYM_SIZE }))), &r, e);

	*out = ARENA_ARRAY(&x->arena, struct mine_erasure, cap);
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		if (kept_by_duty(x, &tx->people, db_text(&r, 0), tx->now / 86400)) {
			x->kept++;
			continue;
		}
		if (x->erased == cap) {
			struct mine_erasure *more = ARENA_ARRAY(&x->arena, struct mine_erasure, 2 * cap);

			memcpy(more, *out, cap * sizeof(*more));
			*out = more;
			cap *= 2;
		}
		memcpy((*out)[x->erased].pseudonym, x->pseudonym, PSEUDONYM_SIZE);
		(*out)[x->erased].module = arena_copy(&x->arena, db_text(&r, 0));
		(*out)[x->erased++].day = db_int(&r, 1);
	}
	db_end(&r);
	return rc;
}

static enum err_code
erasure_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct erasure *x = job->owner;
	struct str iss = str_of(x->o->word[0]), sub = str_of(x->o->word[1]);
	struct mine_erasure *item = NULL;
	enum err_code rc = facts_collect(tx, x, &item, e);

	if (rc == ERR_OK)
		rc = mine_erase(tx, x->data, item, x->erased, e);
	if (rc == ERR_OK)
		rc = DB_RUN(&tx->people, SQL_session_delete_of, e, DB_S(iss), DB_S(sub));
	if (rc == ERR_OK && x->kept == 0)
		rc = DB_RUN(&tx->people, SQL_people_remove, e, DB_S(iss), DB_S(sub));
	return rc == ERR_OK ? audit_add(tx, STR("operator"), STR("erase"), STR("one person"), e) : rc;
}

enum err_code
erase_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct site *site = site_kept(&place->store->data);
	struct erasure x = { .o = o, .data = &place->store->data, .site = site };
	struct pseudonym_maker *maker = NULL;
	enum err_code rc = pseudonym_maker_new(place->store->data.key, &maker, e);

	if (rc == ERR_OK)
		rc = pseudonym_make(maker, str_of(o->word[0]), str_of(o->word[1]), x.pseudonym, e);
	if (rc == ERR_OK)
		rc = writer_run_cut(place->store->writer, erasure_run, &x, e);
	if (rc == ERR_OK)
		fprintf(place->out, "%zu erased, %zu kept by a duty%s\n", x.erased, x.kept,
			x.kept > 0 ? " (--force erases these, too)" : "");
	pseudonym_maker_free(maker);
	arena_reset(&x.arena);
	site_drop(site);
	return rc;
}
