/*
 * manifest.h - a list of all published figures outside of the database.
 *
 * DATA/figures.manifest has one line a figure: period, measure, unit, item, value, separated by
 * tabs; lines that begin with '#' say for each period when it was closed and the SHA-256 of its
 * lines. It only grows. Kept somewhere else (printed, in a document system, with the staff
 * council), a copy shows that no published figure was changed, added or taken away afterwards.
 */
#ifndef TRACKER_MANIFEST_H
#define TRACKER_MANIFEST_H

#include "tracker/figures.h"

/*
 * Append to the manifest at `path` every closed period of `db` that it does not have yet (all of
 * them when there is no such file), by rename. What stands in it already stays as it is, byte for
 * byte, whatever the database says now. *added (may be NULL) is how many periods were appended.
 */
enum err_code manifest_extend(const char *path, struct db *db, size_t *added, struct err *e) MUST_CHECK;

/* What manifest_verify() tells, one sentence each. */
typedef void manifest_fn(void *ctx, const char *message);

/*
 * Compare the manifest at `path` with the figures in `db`, and each period's digest in `db` with
 * its figures; `tell` hears every difference. ERR_INVALID when there was one, ERR_NOTFOUND
 * without the file. A copy that is older than the last closed period is no difference.
 */
enum err_code manifest_verify(const char *path, struct db *db, manifest_fn *tell, void *ctx,
	struct err *e) MUST_CHECK;

#endif
