/* people.h - names, units and roles: a database of its own, imported from people.csv. */
#ifndef TRACKER_PEOPLE_H
#define TRACKER_PEOPLE_H

#include <stdio.h>

#include "common/arena.h"
#include "tracker/store.h"

/* One person as of a day. Text is in the arena it was read into. */
struct person {
	int64_t id; /* never another one's, also after this one was removed */
	struct str iss, sub, name, unit;
	struct str roles, audiences; /* space separated */
	unsigned role_bits;          /* enum role; everyone is a learner */
};

/*
 * Make people.db say what `csv` says; who is not in it is removed, with their sessions (header iss,sub,name,unit,from,to,roles,audiences; several
 * lines for one person are stays in several units). Nothing changes when a line is wrong: all
 * mistakes are named on `out`, and ERR_INVALID is returned.
 */
enum err_code people_import(struct store *s, struct str csv, FILE *out, struct err *e) MUST_CHECK;

/* The person, in the unit of the day `today`; ERR_NOTFOUND. */
enum err_code people_find(struct db *people, struct arena *a, struct str iss, struct str sub, int64_t today,
	struct person *out, struct err *e) MUST_CHECK;

/* The person with number `id`, the same way. */
enum err_code people_get(struct db *people, struct arena *a, int64_t id, int64_t today, struct person *out,
	struct err *e) MUST_CHECK;

/* At most `max` people of `iss` in the order of their names. */
enum err_code people_list(struct db *people, struct arena *a, struct str iss, int64_t today, size_t max,
	struct person **out, size_t *n, struct err *e) MUST_CHECK;

#endif
