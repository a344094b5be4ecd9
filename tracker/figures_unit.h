/* figures_unit.h - counting by department and unit: cells that need to know who works where. */
#ifndef TRACKER_FIGURES_UNIT_H
#define TRACKER_FIGURES_UNIT_H

#include "tracker/measure.h"
#include "tracker/population.h"

/* One cell and its count, without noise: for figures_draw() alone. */
typedef void figures_unit_fn(void *ctx, struct str unit, struct str item, int64_t people);

/*
 * Count the people with at least one completion recorded in `p` for every cell of the kind `cell`
 * (by department or unit), empty ones too; `tell` hears each once. A completion counts where the
 * person worked on the day it was recorded, so it enters one cell at most.
 */
enum err_code figures_unit_count(struct arena *a, struct db *store, const struct population *who,
	enum measure_cell cell, struct period p, figures_unit_fn *tell, void *ctx, struct err *e) MUST_CHECK;

#endif
