/* holder.h - the site that is served now, and the catalogue that facts are checked against. */
#ifndef TRACKER_HOLDER_H
#define TRACKER_HOLDER_H

#include "tracker/catalogue.h"
#include "tracker/site.h"

struct site_holder;

/*
 * Load `out` (NULL: the site kept in DATA) and hold it. Later looks (site_holder_look()) take a
 * switched or rebuilt one over: whole, by one exchange of pointers.
 */
enum err_code site_holder_open(const char *out, const char *kept, struct site_holder **result,
	struct err *e) MUST_CHECK;
void site_holder_close(struct site_holder *h);

/* The current site with a reference of the caller's (site_drop() it); NULL without one. */
struct site *site_holder_get(struct site_holder *h);

/* The current catalogue with a reference (catalogue_drop()); NULL before the writer is ready. */
struct catalogue *site_holder_catalogue(struct site_holder *h);

/* Whether OUT has changed: then load it. True when another site is current now. */
bool site_holder_look(struct site_holder *h);

/*
 * Tell the writer about modules and versions of the current site if it does not know them yet.
 * Waits for the writer: not in a handler, not in the writer's thread.
 */
enum err_code site_holder_register(struct site_holder *h, struct writer *w, struct err *e) MUST_CHECK;

/* Keep the current site's catalogue and settings in DATA, once. ERR_IO: try again later. */
enum err_code site_holder_keep(struct site_holder *h, struct err *e) MUST_CHECK;

#endif
