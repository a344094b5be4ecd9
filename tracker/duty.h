/* duty.h - whether a duty holds a person's completion of a module: then it cannot be erased. */
#ifndef TRACKER_DUTY_H
#define TRACKER_DUTY_H

#include "tracker/site.h"

/* One line of `mandatory` in the catalogue. */
struct duty {
	struct str *unit, *audience;
	size_t n_unit, n_audience;
};

/*
 * Whether some duty of `m` is for a person in `unit` (an id; empty: no unit) with `audiences`
 * (space separated): one of its units is "*", the unit or one above it, and one of its audiences
 * is "all" or the person's. Without either list, it is for everybody.
 */
bool duty_holds(const struct site *site, const struct site_module *m, struct str unit, struct str audiences);

#endif
