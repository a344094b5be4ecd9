/* population.h - who works where, by pseudonym, for figures by department and unit. */
#ifndef TRACKER_POPULATION_H
#define TRACKER_POPULATION_H

#include "tracker/data.h"
#include "tracker/db.h"
#include "tracker/site.h"

struct population_stay;

/* Made for one closing and forgotten after it. Holds no name. */
struct population {
	struct arena *arena;
	struct str *unit;         /* ids in the order of units.tsv; the site's */
	size_t *department_of;    /* of each unit: index in `department`, or SIZE_MAX */
	size_t n_unit;
	struct str *department;   /* ids of the children of the root unit */
	size_t n_department;
	struct population_stay *stay; /* sorted by pseudonym, then from the latest on */
	size_t n_stay;
};

/*
 * Read the units of `site` and the stays in `people`, whose pseudonyms are made under `key`. In
 * the arena; call population_forget() before that is reset. Resolves nothing: from a pseudonym it
 * leads to a unit only.
 */
enum err_code population_load(struct arena *a, struct db *people, const struct site *site,
	const unsigned char key[PSEUDONYM_KEY_SIZE], struct population *out, struct err *e) MUST_CHECK;

/* Overwrite the pseudonyms. Safe on a zeroed struct. */
void population_forget(struct population *p);

/* The index of the unit that `person` worked in on `day`, or SIZE_MAX. */
size_t population_unit(const struct population *p, struct str person, int64_t day);

#endif
