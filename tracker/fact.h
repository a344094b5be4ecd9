/* fact.h - the record: who completed what, in which version, on which day. */
#ifndef TRACKER_FACT_H
#define TRACKER_FACT_H

#include "tracker/data.h"
#include "tracker/writer.h"

enum fact_verb { FACT_COMPLETED, FACT_PASSED, FACT_REVOKED };

struct fact {
	unsigned char person[PSEUDONYM_SIZE];
	int64_t module, version; /* numbers of the dictionaries */
	int64_t day;             /* since 1970-01-01 in the site's time zone */
	enum fact_verb verb;
};

/*
 * Record `f` on day `today`, or on the first day of no closed period, should the clock be behind
 * that: the fact then counts in the next period instead of in none. The same fact again, at any
 * time, changes nothing.
 */
enum err_code fact_add(struct writer_tx *tx, const struct fact *f, int64_t today, struct err *e) MUST_CHECK;

/* The word of CONTRACTS.md, static text. */
const char *fact_verb_name(int64_t verb);

#endif
