/* retention.h - what has had its time goes (privacy.md): daily, and as a rehearsal. */
#ifndef TRACKER_RETENTION_H
#define TRACKER_RETENTION_H

#include "tracker/site.h"
#include "tracker/store.h"

/* How many rows went, or would go. */
struct retention {
	int64_t sessions, voice, facts, audit;
};

/*
 * Delete what is older than its retention as of `today`. `site` (may be NULL) says which modules
 * are a duty: their completions go 3 years after a newer one took their place. `rehearse`: count
 * only. Waits for the writer, which others share meanwhile: facts are looked for by a connection that
 * reads, and deleted few at a time.
 */
enum err_code retention_run(struct store *s, const struct site *site, int64_t today, bool rehearse,
	struct retention *out, struct err *e) MUST_CHECK;

#endif
