/* catalogue.h - the modules and versions that a fact may name, with their numbers in the store. */
#ifndef TRACKER_CATALOGUE_H
#define TRACKER_CATALOGUE_H

#include <stdatomic.h>

#include "tracker/site.h"
#include "tracker/writer.h"

struct catalogue_version {
	struct str name;
	int64_t id;
};

struct catalogue_module {
	struct str name;
	int64_t id;
	int64_t current; /* version id */
	bool proof, attendance;
	struct catalogue_version *version; /* sorted by name: all that were ever seen */
	size_t n;
};

/* Immutable, counted. */
struct catalogue {
	atomic_int held;
	struct arena arena;
	struct catalogue_module *module; /* sorted by name */
	size_t n;
	struct site *site; /* whose catalogue it is (held): time zone, titles */
};

/*
 * In the writer's transaction: put every module and version of `site` into the dictionaries, note
 * the day (in the site's time zone), and read back the numbers of all versions ever seen.
 */
enum err_code catalogue_register(struct writer_tx *tx, struct site *site, struct catalogue **out,
	struct err *e) MUST_CHECK;

void catalogue_hold(struct catalogue *c);
void catalogue_drop(struct catalogue *c); /* NULL is fine; the last one frees it */

const struct catalogue_module *catalogue_find(const struct catalogue *c, struct str module);

/* The number of a version of `m`; -1 when it was never seen. */
int64_t catalogue_version(const struct catalogue_module *m, struct str name);

#endif
