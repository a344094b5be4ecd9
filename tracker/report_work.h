/* report_work.h - a report while it is being made; for report.c and report_units.c alone. */
#ifndef TRACKER_REPORT_WORK_H
#define TRACKER_REPORT_WORK_H

#include "tracker/report.h"
#include "tracker/report_site.h"

/* One stored figure, under the id that its module has today. */
struct report_cell {
	struct str id;
	size_t column;
	int64_t value;
};

/* The figures of one module in all columns: sums of stored figures when it took another's place. */
struct report_line {
	struct str id;
	int64_t value[REPORT_PERIODS_MAX];
	bool has[REPORT_PERIODS_MAX];
	bool placed; /* some journey shows it */
};

/* Everything on the way from the store to struct report. */
struct report_work {
	struct arena *arena;
	const struct report_source *source;
	struct report_site site;
	struct words words;
	const struct report_texts *texts; /* where these two come from */
	struct figures *closed; /* quarters only, oldest first */
	size_t n_closed;
	struct period year[REPORT_PERIODS_MAX]; /* the last closed years, oldest first */
	size_t n_year;
	size_t chosen;          /* index in `closed` */
	size_t first, n;        /* the columns: closed[first .. first + n - 1] */
	struct report_cell *cell;
	size_t n_cell, cap_cell;
	struct report_line *line;      /* sorted by id */
	size_t n_line;
};

/* A period in the reader's words. */
struct report_period report_period_words(struct report_work *w, struct period p);

/* Set out->tables and the choice of departments: all tables of measures by department and unit that
 * have figures. ERR_NOTFOUND when `department` (may be empty) is none of the site's. */
enum err_code report_tables_make(struct report_work *w, struct str department, struct report *out,
	struct err *e) MUST_CHECK;

#endif
