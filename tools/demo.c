/*
 * demo.c - fill an empty data folder with made-up people and facts and close its past periods.
 *
 *	demo DATA OUT PEOPLE.csv [TODAY]
 *
 * PEOPLE.csv are those that one can sign in as (iss "demo"); many more colleagues, each in a unit
 * of the site, are made up here (iss "erfunden"), so that figures by department have something in.
 * The facts are the same every time (a fixed seed and the day); the figures are not, because they
 * are closed by the tracker's own code, noise from the kernel included. Used by `make demo`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/date.h"
#include "common/file.h"
#include "tracker/catalogue.h"
#include "tracker/close.h"
#include "tracker/fact.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"

enum {
	QUARTERS = 7,     /* closed ones; the running one comes on top */
	COLLEAGUES = 1200 /* made-up people, besides those that one can sign in as */
};

/* Completions of an average station in each quarter, the running one last. */
static const int64_t usual[QUARTERS + 1] = { 4, 14, 27, 45, 61, 58, 83, 40 };

/* splitmix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014). */
static uint64_t
next(uint64_t *seed)
{
	uint64_t x = *seed += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static int64_t
below(uint64_t *seed, int64_t n)
{
	return (int64_t)(next(seed) % (uint64_t)n);
}

/* What the writer's job works on. */
struct demo {
	struct site *site;
	struct catalogue *catalogue;
	struct pseudonym_maker *maker;
	struct period first; /* of the closed quarters */
	int64_t today, facts;
	uint64_t seed;
};

static enum err_code
fact_put(struct writer_tx *tx, struct demo *d, struct str iss, struct str sub, const struct catalogue_module *m,
	int64_t day, int64_t recorded, struct err *e)
{
	struct fact f = { .module = m->id, .version = m->current, .day = day,
		.verb = m->proof ? FACT_PASSED : FACT_COMPLETED };
	enum err_code rc = pseudonym_make(d->maker, iss, sub, f.person, e);

	if (rc == ERR_OK)
		rc = fact_add(tx, &f, recorded, e);
	d->facts += rc == ERR_OK;
	return rc;
}

/* Most report on the day itself; some wait for a connection, a few days at most. */
static enum err_code
colleague_put(struct writer_tx *tx, struct demo *d, const struct catalogue_module *m, int64_t number,
	int64_t first, int64_t last, struct err *e)
{
	char sub[32];
	int64_t recorded = first + below(&d->seed, last - first + 1);
	int64_t day = recorded - (below(&d->seed, 8) == 0 ? below(&d->seed, 4) : 0);

	snprintf(sub, sizeof(sub), "%lld", (long long)number);
	return fact_put(tx, d, STR("erfunden"), str_of(sub), m, day, recorded, e);
}

/* One module through all quarters: its own popularity, and nobody does it twice. */
static enum err_code
module_fill(struct writer_tx *tx, struct demo *d, const struct catalogue_module *m, struct err *e)
{
	int64_t popular = 40 + below(&d->seed, 100); /* percent */
	int64_t person = below(&d->seed, COLLEAGUES);
	enum err_code rc = ERR_OK;

	for (int q = 0; q <= QUARTERS && rc == ERR_OK; q++) {
		struct period p = period_move(d->first, q);
		int64_t last = period_last(p) < d->today ? period_last(p) : d->today;
		int64_t n = usual[q] * popular * (80 + below(&d->seed, 40)) / 10000;

		for (int64_t i = 0; i < n && rc == ERR_OK; i++, person++)
			rc = colleague_put(tx, d, m, person % COLLEAGUES, period_first(p), last, e);
	}
	return rc;
}

/* So that *Meine Daten* is not empty for those who can sign in. */
static enum err_code
own_fill(struct writer_tx *tx, struct demo *d, struct err *e)
{
	static const struct str subs[] = { STR_INIT("buergerbuero"), STR_INIT("bibliothek"),
		STR_INIT("personal") };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < sizeof(subs) / sizeof(subs[0]) && rc == ERR_OK; i++) {
		for (size_t k = 0; k <= i && k < d->catalogue->n && rc == ERR_OK; k++) {
			int64_t day = d->today - 20 - 9 * (int64_t)k;

			rc = fact_put(tx, d, STR("demo"), subs[i], &d->catalogue->module[k], day, day, e);
		}
	}
	return rc;
}

/* The file's people, then the colleagues, spread over the units as unevenly as in a real city. */
static enum err_code
people_fill(struct store *s, struct demo *d, const char *path, struct err *e)
{
	struct buf csv = { 0 };
	enum err_code rc = file_read(path, &csv, e);
	size_t n = d->site->n_unit;

	for (int i = 0; rc == ERR_OK && n > 1 && i < COLLEAGUES; i++) {
		size_t a = 1 + (size_t)below(&d->seed, (int64_t)n - 1), b = 1 + (size_t)below(&d->seed, (int64_t)n - 1);

		buf_addf(&csv, "erfunden,%d,Erfunden %d,%.*s,2020-01-01,,,all\n", i, i,
			STR_FMT(d->site->unit[a < b ? b : a].id)); /* the first one is the city itself */
	}
	if (rc == ERR_OK)
		rc = people_import(s, buf_str(&csv), stdout, e);
	buf_release(&csv);
	return rc;
}

/* In the writer's transaction: the catalogue as of the first day and of today, then the facts. */
static enum err_code
demo_fill(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct demo *d = job->owner;
	int64_t now = tx->now;
	enum err_code rc;

	tx->now = date_zone_start(d->site->zone, period_first(d->first));
	rc = catalogue_register(tx, d->site, &d->catalogue, e);
	catalogue_drop(rc == ERR_OK ? d->catalogue : NULL);
	d->catalogue = NULL;
	tx->now = now;
	if (rc == ERR_OK)
		rc = catalogue_register(tx, d->site, &d->catalogue, e);
	for (size_t i = 0; rc == ERR_OK && i < d->catalogue->n; i++)
		rc = module_fill(tx, d, &d->catalogue->module[i], e);
	return rc == ERR_OK ? own_fill(tx, d, e) : rc;
}

/* Close each quarter on the day it was due, as serve would have done. */
static enum err_code
quarters_close(struct store *s, const struct demo *d, struct err *e)
{
	enum { AFTER = 3 };
	struct arena a = { 0 };
	struct measures measures;
	enum err_code rc = measures_load(&a, 3.5, &measures, e);

	for (int q = 0; q < QUARTERS && rc == ERR_OK; q++) {
		int64_t due = period_due(period_move(d->first, q), AFTER);
		struct close_options o = { .measures = &measures, .site = d->site, .today = due, .after = AFTER };

		if (due <= d->today)
			rc = close_run(s, &o, NULL, NULL, e);
	}
	arena_reset(&a);
	return rc;
}

static enum err_code
demo_run(struct store *s, char **argv, struct demo *d, struct err *e)
{
	enum err_code rc = site_load(argv[2], &d->site, e);

	if (rc == ERR_OK)
		rc = store_open(s, argv[1], NULL, e);
	if (rc == ERR_OK)
		rc = people_fill(s, d, argv[3], e);
	if (rc == ERR_OK)
		rc = pseudonym_maker_new(s->data.key, &d->maker, e);
	if (rc == ERR_OK)
		rc = writer_run(s->writer, demo_fill, d, e);
	return rc == ERR_OK ? quarters_close(s, d, e) : rc;
}

int
main(int argc, char **argv)
{
	struct err e = { 0 };
	struct store s = { 0 };
	struct date day;
	struct demo d = { .today = time(NULL) / 86400, .seed = 20260101 };
	enum err_code rc;

	if (argc < 4 || argc > 5 || (argc == 5 && !date_parse(str_of(argv[4]), &day))) {
		fprintf(stderr, "usage: demo DATA OUT PEOPLE.csv [YYYY-MM-DD]\n");
		return 2;
	}
	if (argc == 5)
		d.today = date_to_days(day);
	d.first = period_move(period_of_day(PERIOD_QUARTER, d.today), -QUARTERS);
	rc = demo_run(&s, argv, &d, &e);
	if (rc == ERR_OK)
		printf("%s: %lld made-up facts, %d quarters closed\n", argv[1], (long long)d.facts, QUARTERS);
	else
		fprintf(stderr, "demo: %s\n", e.msg);
	catalogue_drop(d.catalogue);
	pseudonym_maker_free(d.maker);
	store_close(&s);
	site_drop(d.site);
	return rc == ERR_OK ? 0 : 1;
}
