/*
 * report: the tables of /-/berichte as files, for the board's papers. A half-year or year is shown by
 * its quarters: the report goes up to the last of them.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "common/date.h"
#include "common/file.h"
#include "tracker/command.h"
#include "tracker/conf_file.h"
#include "tracker/report.h"
#include "tracker/site.h"

static enum err_code
csv_write(const struct command_place *place, const char *to, const struct report *r, struct str table,
	struct err *e)
{
	struct buf csv = { 0 }, path = { 0 };
	enum err_code rc;

	if (table.n == 0)
		report_csv(r, &csv);
	else
		report_table_csv(r, table, &csv);
	buf_addf(&path, "%s/lernreise-%.*s%s%.*s.csv", to, STR_FMT(r->version), table.n > 0 ? "-" : "",
		STR_FMT(table));
	buf_add_char(&path, '\0');
	rc = file_write(path.p, buf_str(&csv), e);
	if (rc == ERR_OK)
		fprintf(place->out, "%s\n", path.p);
	buf_release(&csv);
	buf_release(&path);
	return rc;
}

static enum err_code
files_write(const struct command_place *place, const char *to, const struct report *r, struct err *e)
{
	const struct report_table *table = r->tables.item;
	enum err_code rc;

	if (!to)
		return err_set(e, ERR_INVALID, "report: --to DIR is missing");
	if (mkdir(to, 0777) < 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	rc = csv_write(place, to, r, (struct str){ "", 0 }, e);
	for (size_t i = 0; i < r->tables.n && rc == ERR_OK; i++)
		rc = csv_write(place, to, r, table[i].id, e);
	return rc;
}

/* The last quarter of --period. */
static enum err_code
quarter_choose(const char *text, struct period *out, struct err *e)
{
	struct period p;

	if (!text || !period_parse(str_of(text), &p))
		return err_set(e, ERR_INVALID, "--period is written 2026Q4, 2026H2 or 2026");
	*out = period_of_day(PERIOD_QUARTER, period_last(p));
	return ERR_OK;
}

static enum err_code
source_read(struct arena *a, const struct data *d, const struct site *site, const char *conf_path,
	struct measures *measures, struct report_source *out, struct err *e)
{
	struct tracker_conf conf;
	enum err_code rc = conf_file_read(a, d, conf_path, stderr, &conf, e);

	if (rc == ERR_OK)
		rc = measures_load(a, conf.reporting.epsilon_max, measures, e);
	if (rc != ERR_OK)
		return rc;
	*out = (struct report_source){ .figures = out->figures, .measures = measures,
		.catalogue = site->catalogue, .settings = site->settings,
		.language = site->n_language > 0 ? site->language[0] : STR("de"), .root = STR(""),
		.shown_from = conf.reporting.shown_from, .after = conf.reporting.close_after_days,
		.today = date_zone_day(site->zone, time(NULL)) };
	return ERR_OK;
}

enum err_code
report_command(const struct command_place *place, const struct options *o, struct err *e)
{
	const struct data *d = &place->store->data;
	struct arena a = { 0 };
	struct db figures = { 0 };
	struct site *site = NULL;
	struct measures measures;
	struct report_source source = { .figures = &figures };
	struct report report;
	struct period quarter = { PERIOD_QUARTER, 0, 1 };
	char path[600], until[PERIOD_TEXT];
	enum err_code rc = quarter_choose(o->period, &quarter, e);

	if (rc == ERR_OK && !o->to)
		rc = err_set(e, ERR_INVALID, "--to DIR is missing");
	data_path(d, "site", path, sizeof(path));
	if (rc == ERR_OK)
		rc = site_load_kept(path, &site, e);
	if (rc == ERR_OK)
		rc = source_read(&a, d, site, o->conf, &measures, &source, e);
	data_path(d, "store.db", path, sizeof(path));
	if (rc == ERR_OK)
		rc = report_open(&figures, path, DB_READER, e);
	if (rc == ERR_OK)
		rc = report_make(&a, &source, str_of(period_format(quarter, until)), (struct str){ "", 0 }, &report, e);
	if (rc == ERR_OK)
		rc = files_write(place, o->to, &report, e);
	db_close(&figures);
	site_drop(site);
	arena_reset(&a);
	return rc;
}
