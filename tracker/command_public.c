/*
 * export public: what `lernreise build --public FILE` puts on the site. Published figures go
 * through the same display rule as everywhere; of what people wrote, only what was cleared.
 */
#include <errno.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "sql_query.h"
#include "tracker/command.h"
#include "tracker/conf_file.h"
#include "tracker/report.h"

enum { KIND_BARRIER = 2 }; /* voice.kind, see 0002_voice.sql */

static void
day_add(struct json_writer *w, const char *key, int64_t day)
{
	char text[11];

	date_format(date_of_days(day), text);
	json_pair(w, key, str_of(text));
}

/* A value below what is shown is null here: "unter 10" for whoever renders it. */
static void
figure_add(struct json_writer *w, const struct figure *f, int64_t shown_from)
{
	json_open(w, '{');
	json_pair(w, "measure", f->measure);
	json_pair(w, "unit", f->unit);
	json_pair(w, "item", f->item);
	json_key(w, "value");
	if (f->value < shown_from)
		json_add_null(w);
	else
		json_add_int(w, f->value);
	json_close(w, '}');
}

static void
period_add(struct json_writer *w, const struct figures *f, int64_t shown_from)
{
	char period[PERIOD_TEXT], digest[2 * FIGURES_DIGEST + 1];

	for (size_t i = 0; i < FIGURES_DIGEST; i++)
		snprintf(digest + 2 * i, 3, "%02x", f->digest[i]);
	json_open(w, '{');
	json_pair(w, "period", str_of(period_format(f->period, period)));
	day_add(w, "closed", f->closed);
	json_pair(w, "digest", str_of(digest));
	json_key(w, "figures");
	json_open(w, '[');
	for (size_t i = 0; i < f->n; i++)
		figure_add(w, &f->item[i], shown_from);
	json_close(w, ']');
	json_close(w, '}');
}

static enum err_code
periods_add(struct arena *a, struct json_writer *w, struct db *db, int64_t shown_from, struct err *e)
{
	struct figures *list = NULL;
	size_t n = 0;
	enum err_code rc = figures_periods(a, db, &list, &n, e);

	json_key(w, "periods");
	json_open(w, '[');
	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		rc = figures_read(a, db, &list[i], e);
		if (rc == ERR_OK)
			period_add(w, &list[i], shown_from);
	}
	json_close(w, ']');
	return rc;
}

static void
measures_add(struct json_writer *w, const struct measures *all)
{
	json_key(w, "measures");
	json_open(w, '[');
	for (size_t i = 0; i < all->n; i++) {
		json_open(w, '{');
		json_pair(w, "id", all->item[i].id);
		json_pair(w, "counted", all->item[i].counted);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* Cleared texts, or mended barriers: `barriers` says which. */
static enum err_code
voices_add(struct json_writer *w, struct db *db, const char *key, bool barriers, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(db, SQL_clearing_public, NULL, 0, &r, e);

	json_key(w, key);
	json_open(w, '[');
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		if ((db_int(&r, 0) == KIND_BARRIER) != barriers)
			continue;
		json_open(w, '{');
		json_pair(w, "module", db_text(&r, 1));
		json_pair(w, "page", db_text(&r, 2));
		json_pair(w, "heading", db_text(&r, 3));
		json_pair(w, "text", db_text(&r, 4));
		json_pair(w, "answer", db_text(&r, 5));
		day_add(w, barriers ? "mended" : "day", db_int(&r, 6));
		json_close(w, '}');
	}
	db_end(&r);
	json_close(w, ']');
	return rc;
}

static enum err_code
public_write(struct arena *a, struct buf *out, const struct data *d, const struct measures *measures,
	const struct tracker_conf *conf, struct err *e)
{
	struct db figures = { 0 }, store = { 0 };
	struct json_writer w = { .out = out, .pretty = true };
	char path[600];
	enum err_code rc;

	data_path(d, "store.db", path, sizeof(path));
	rc = report_open(&figures, path, DB_READER, e);
	if (rc == ERR_OK)
		rc = store_read(d, DB_STORE, &store, e);
	if (rc == ERR_OK) {
		json_open(&w, '{');
		json_key(&w, "format");
		json_add_int(&w, 1);
		json_key(&w, "shown_from");
		json_add_int(&w, conf->reporting.shown_from);
		measures_add(&w, measures);
		rc = periods_add(a, &w, &figures, conf->reporting.shown_from, e);
	}
	if (rc == ERR_OK)
		rc = voices_add(&w, &store, "answers", false, e);
	if (rc == ERR_OK)
		rc = voices_add(&w, &store, "barriers", true, e);
	if (rc == ERR_OK) {
		json_close(&w, '}');
		buf_add_char(out, '\n');
	}
	db_close(&figures);
	db_close(&store);
	return rc;
}

enum err_code
export_public_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct arena a = { 0 };
	struct buf out = { 0 };
	struct tracker_conf conf;
	struct measures measures;
	const struct data *d = &place->store->data;
	enum err_code rc = conf_file_read(&a, d, o->conf, stderr, &conf, e);

	if (rc == ERR_OK)
		rc = measures_load(&a, conf.reporting.epsilon_max, &measures, e);
	if (rc == ERR_OK)
		rc = public_write(&a, &out, d, &measures, &conf, e);
	if (rc == ERR_OK && fwrite(out.p, 1, out.n, place->out) != out.n)
		rc = err_set(e, ERR_IO, "writing the export: %s", strerror(errno));
	buf_release(&out);
	arena_reset(&a);
	return rc;
}
