/* report_table.h - tables of one measure: units or stations as rows, periods as columns. */
#ifndef TRACKER_REPORT_TABLE_H
#define TRACKER_REPORT_TABLE_H

#include "tracker/report.h"

/* A row to be: what figures call it, and what readers do. */
struct table_name {
	struct str id, title;
	struct str url; /* below the site's root, or empty */
};

struct table_plan {
	const struct report_source *source;
	struct str measure;
	const struct period *period; /* the columns */
	size_t n_period;             /* at most REPORT_PERIODS_MAX */
	const struct table_name *name; /* the rows in their order */
	size_t n_name;
	bool by_item;      /* rows are modules of the unit `unit`, else units (all modules together) */
	struct str unit;
	struct str below;  /* "unter 10" */
	struct str sum;    /* title of a row with the sums of the columns; empty: none */
};

/*
 * Fill the rows, the sum and the definition of *out from the stored figures. A figure of a unit or module
 * that is not among the names (the site has it no longer) gets a row of its own at the end.
 */
enum err_code report_table_fill(struct arena *a, const struct table_plan *plan, struct report_table *out,
	struct err *e) MUST_CHECK;

#endif
