/* close.h - the job that closes due periods: counted while others write, stored in one transaction. */
#ifndef TRACKER_CLOSE_H
#define TRACKER_CLOSE_H

#include "tracker/figures.h"
#include "tracker/store.h"

struct close_options {
	const struct measures *measures;
	const struct site *site; /* its units: who works in which department; NULL: no such cells */
	int64_t today;  /* in the site's time zone; --as-of for rehearsals */
	int64_t after;  /* whole days between the end of a period and its closing */
	bool one_a_day; /* serve: at most one period a day, so that a jumping clock does no harm */
};

/* Told after each period that was closed, when its figures are on disk. */
typedef void close_fn(void *ctx, const struct figures *f);

/*
 * Close what is due, oldest first; nothing due is no error. What was closed before an error stays
 * closed. The manifest (DATA/figures.manifest) is brought up to date in any case, so that a crash
 * between the two is made good by the next run. `told` may be NULL. ERR_BUSY: try again later.
 * Waits for the writer: never in a handler.
 */
enum err_code close_run(struct store *s, const struct close_options *o, close_fn *told, void *ctx,
	struct err *e) MUST_CHECK;

#endif
