/* report_cache.h - what reports need of the site in memory, read once for each site and language. */
#ifndef TRACKER_REPORT_CACHE_H
#define TRACKER_REPORT_CACHE_H

#include "tracker/report_site.h"

struct site;

/* Starts zeroed. One thread's: that of the HTTP server. */
struct report_cache {
	struct site *site; /* held */
	struct arena arena;
	struct report_cached *list; /* one a language */
};

/*
 * Titles, words and units of `site` in `language`, read from its catalogue and settings unless they
 * are known. *out is valid until another site is asked for. Errors of report_texts_read().
 */
enum err_code report_cache_get(struct report_cache *c, struct site *site, struct str language,
	const struct report_texts **out, struct err *e) MUST_CHECK;

/* Safe on a zeroed one, and twice. */
void report_cache_release(struct report_cache *c);

#endif
