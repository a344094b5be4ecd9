/* retention.h - what has had its time goes (privacy.md): daily, and as a rehearsal. */
#ifndef TRACKER_RETENTION_H
#define TRACKER_RETENTION_H

#include "tracker/site.h"
#include "tracker/store.h"

/* How many rows went, or would go. */
struct retention {
	int64_t sessions, voice, facts, audit;
};

enum retention_how {
	RETENTION_DAILY,    /* by itself: refused when the last time is more than 31 days ago by this clock */
	RETENTION_BY_HAND,  /* somebody wants it: the clock is right */
	RETENTION_REHEARSED /* count only */
};

/*
 * Delete what is older than its retention as of `today`. `site` (may be NULL) says which modules
 * are a duty: their completions go 3 years after a newer one took their place. Waits for the writer,
 * which others share meanwhile: facts are looked for by a connection that reads, and deleted few at a
 * time. ERR_INVALID: the clock seems to have leapt ahead; nothing was deleted.
 */
enum err_code retention_run(struct store *s, const struct site *site, int64_t today, enum retention_how how,
	struct retention *out, struct err *e) MUST_CHECK;

#endif
