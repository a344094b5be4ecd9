/* audit.h - who looked at or changed what: a chain of hashes, so that a changed row shows. */
#ifndef TRACKER_AUDIT_H
#define TRACKER_AUDIT_H

#include "tracker/writer.h"

/*
 * Add a row in the writer's transaction. `actor`: role and account of a person in charge, or
 * "operator" for commands; never a learner. `object`: what it was about, without a pseudonym.
 */
enum err_code audit_add(struct writer_tx *tx, struct str actor, struct str action, struct str object,
	struct err *e) MUST_CHECK;

/* Walk the chain from its anchor: ERR_INVALID at the first row that does not fit. *n rows were read. */
enum err_code audit_verify(struct db *store, int64_t *n, struct err *e) MUST_CHECK;

/*
 * Delete the rows up to the first that is not from before `before` (seconds since 1970), keeping the last
 * hash as the anchor.
 */
enum err_code audit_trim(struct writer_tx *tx, int64_t before, struct err *e) MUST_CHECK;

#endif
