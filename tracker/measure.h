/* measure.h - the closed register of what is published (figures.tsv). */
#ifndef TRACKER_MEASURE_H
#define TRACKER_MEASURE_H

#include "common/arena.h"
#include "common/err.h"
#include "common/str.h"
#include "tracker/period.h"

/* What a figure is drawn for. */
enum measure_cell {
	CELL_CITY_MODULE,       /* the whole city, each module */
	CELL_DEPARTMENT_MODULE, /* each department, each module */
	CELL_DEPARTMENT,        /* each department, all modules together */
	CELL_UNIT               /* each unit, distinct people */
};

enum measure_of {
	MEASURE_OF_COMPLETION, /* every completion enters it */
	MEASURE_OF_MANDATORY   /* only completions of mandatory modules do */
};

struct measure {
	struct str id; /* "module-quarter" */
	enum measure_of of;
	enum measure_cell cell;
	enum period_kind period;
	int64_t epsilon;   /* in units of ln 2 */
	struct str counted; /* the definition, German */
};

struct measures {
	struct measure *item; /* in the order of the file */
	size_t n;
};

/*
 * Read the register `tsv` (figures.tsv) into *out, in `a`; texts borrow from `tsv`. ERR_PARSE with
 * the line on any mistake: another head, a wrong number of columns, an unknown word, a measure
 * twice, an epsilon other than 1 (the noise there is gives 1 and nothing else).
 */
enum err_code measures_parse(struct arena *a, struct str tsv, struct measures *out,
	struct err *e) MUST_CHECK;

/* The register built into the program, checked against `epsilon_max` (see measures_check()). */
enum err_code measures_load(struct arena *a, double epsilon_max, struct measures *out,
	struct err *e) MUST_CHECK;

/*
 * The sum of epsilon over all measures that one completion can enter is what all published figures
 * together may tell about it. ERR_INVALID when it is above `epsilon_max`: the program must not start.
 */
enum err_code measures_check(const struct measures *all, double epsilon_max, struct err *e) MUST_CHECK;

/* That sum. */
double measures_epsilon(const struct measures *all);

/* The measure of that name, or NULL. */
const struct measure *measure_find(const struct measures *all, struct str id);

#endif
