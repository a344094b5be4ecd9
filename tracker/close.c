#include "tracker/close.h"

#include "sql_query.h"
#include "tracker/manifest.h"

/* What the writer's thread stores. */
struct close_job {
	struct figures *figures;
	int64_t today;
};

static enum err_code
close_write(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct close_job *c = job->owner;

	return figures_store(&tx->store, c->figures, c->today, e);
}

static enum err_code
who_load(struct arena *a, struct store *s, const struct site *site, struct population *out, struct err *e)
{
	struct db people = { 0 };
	enum err_code rc = ERR_OK;

	if (!site)
		return ERR_OK; /* nobody's unit is known: no cells by unit */
	rc = store_read(&s->data, DB_PEOPLE, &people, e);
	if (rc == ERR_OK)
		rc = population_load(a, &people, site, s->data.key, out, e);
	return store_read_end(s, &people, rc, e);
}

/* Close the one period `p`; one that somebody else closed meanwhile is as good. */
static enum err_code
period_close(struct store *s, struct db *db, const struct close_options *o, struct period p,
	close_fn *told, void *ctx, struct err *e)
{
	struct arena a = { 0 };
	struct figures f;
	struct population who = { 0 };
	struct close_job c = { .figures = &f, .today = o->today };
	enum err_code rc = who_load(&a, s, o->site, &who, e);

	if (rc == ERR_OK)
		rc = figures_draw(&a, db, &who, o->measures, p, &f, e);
	population_forget(&who);
	if (rc == ERR_OK)
		rc = writer_run(s->writer, close_write, &c, e);
	if (rc == ERR_OK && told)
		told(ctx, &f);
	if (rc == ERR_CONFLICT)
		rc = ERR_OK;
	arena_reset(&a);
	return rc;
}

static enum err_code
closed_today(struct db *db, int64_t today, bool *out, struct err *e)
{
	int64_t n = 0;
	enum err_code rc = DB_NUMBER(db, SQL_figure_period_closed_on, &n, e, DB_I(today));

	*out = n > 0;
	return rc;
}

static enum err_code
periods_close(struct store *s, struct db *db, const struct close_options *o, close_fn *told, void *ctx,
	struct err *e)
{
	bool enough = false;
	enum err_code rc = figures_clock(db, o->today, e);

	while (rc == ERR_OK && !enough) {
		struct period p;

		if (o->one_a_day && ((rc = closed_today(db, o->today, &enough, e)) != ERR_OK || enough))
			break;
		rc = figures_due(db, o->measures, o->today, o->after, &p, e);
		if (rc == ERR_OK)
			rc = period_close(s, db, o, p, told, ctx, e);
	}
	return rc == ERR_NOTFOUND ? ERR_OK : rc;
}

enum err_code
close_run(struct store *s, const struct close_options *o, close_fn *told, void *ctx, struct err *e)
{
	struct db db = { 0 };
	struct err later = { 0 };
	char path[600];
	enum err_code rc = store_read(&s->data, DB_STORE, &db, e), manifest;

	if (rc != ERR_OK)
		return store_read_end(s, &db, rc, e);
	rc = periods_close(s, &db, o, told, ctx, e);
	data_path(&s->data, "figures.manifest", path, sizeof(path));
	manifest = manifest_extend(path, &db, NULL, &later);
	if (rc == ERR_OK && manifest != ERR_OK) {
		*e = later;
		rc = manifest;
	}
	return store_read_end(s, &db, rc, e);
}
