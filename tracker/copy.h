/* copy.h - copies of whole databases and files: for backups, restores and rehearsals. */
#ifndef TRACKER_COPY_H
#define TRACKER_COPY_H

#include "tracker/data.h"
#include "tracker/db.h"

/*
 * Copy the database behind `from` into the new file `path` by SQLite's online backup: one moment
 * of it, while others write. Synced when this returns; nothing is left after an error.
 */
enum err_code copy_database(struct db *from, const char *path, struct err *e) MUST_CHECK;

/* Remove the log and its index that reading a finished copy at `path` left, both empty. */
void copy_tidy(const char *path);

/* Copy a file's bytes into the new file `to` (mode 0600), synced. ERR_NOTFOUND: there is no `from`. */
enum err_code copy_file(const char *from, const char *to, struct err *e) MUST_CHECK;

/*
 * Before a migration: try it on a copy below DATA and check the result, so that a store that cannot
 * be migrated is left untouched. Does nothing when `db` is new or up to date.
 */
enum err_code rehearsal_run(struct db *db, const struct data *d, const char *prefix, struct err *e) MUST_CHECK;

#endif
