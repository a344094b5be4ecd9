/* close: what serve does by itself once a day, for operators, tests and rehearsals on a copy. */
#include <time.h>

#include "common/date.h"
#include "tracker/close.h"
#include "tracker/command.h"
#include "tracker/conf_file.h"
#include "tracker/site.h"

/* The site that was served last, for its time zone and units; NULL before the first. */
static enum err_code
site_get(const struct data *d, struct site **out, struct err *e)
{
	char kept[600];
	enum err_code rc;

	data_path(d, "site", kept, sizeof(kept));
	rc = site_load_kept(kept, out, e);
	return rc == ERR_NOTFOUND ? ERR_OK : rc;
}

static enum err_code
day_choose(const struct site *site, const char *as_of, int64_t *out, struct err *e)
{
	struct date day;

	*out = site ? date_zone_day(site->zone, time(NULL)) : time(NULL) / 86400;
	if (!as_of)
		return ERR_OK;
	if (!date_parse(str_of(as_of), &day))
		return err_set(e, ERR_INVALID, "--as-of %s is no day: write it as 2027-01-04", as_of);
	*out = date_to_days(day);
	return ERR_OK;
}

static void
say_closed(void *ctx, const struct figures *f)
{
	char period[PERIOD_TEXT], day[11];

	date_format(date_of_days(f->closed), day);
	fprintf(ctx, "%s: closed as of %s, %zu figures\n", period_format(f->period, period), day, f->n);
}

enum err_code
close_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct arena a = { 0 };
	struct tracker_conf conf;
	struct measures measures;
	struct close_options options = { .measures = &measures };
	struct site *site = NULL;
	const struct data *d = &place->store->data;
	enum err_code rc = conf_file_read(&a, d, o->conf, place->out, &conf, e);

	if (rc == ERR_OK)
		rc = measures_load(&a, conf.reporting.epsilon_max, &measures, e);
	if (rc == ERR_OK)
		rc = site_get(d, &site, e);
	if (rc == ERR_OK)
		rc = day_choose(site, o->as_of, &options.today, e);
	if (rc == ERR_OK) {
		options.site = site;
		options.after = conf.reporting.close_after_days;
		rc = close_run(place->store, &options, say_closed, place->out, e);
	}
	site_drop(site);
	arena_reset(&a);
	return rc;
}
