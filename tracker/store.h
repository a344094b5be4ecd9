/* store.h - a data folder in use: its lock, its writer, and connections that read. */
#ifndef TRACKER_STORE_H
#define TRACKER_STORE_H

#include "tracker/writer.h"

/* What serve and every writing command work on. */
struct store {
	struct data data;
	struct writer *writer;
};

/*
 * Lock DATA and start its writer. `hooks` may be NULL; commands then wait until the databases have
 * been checked. ERR_BUSY: another process has the folder (a command then asks it: control.h).
 */
enum err_code store_open(struct store *s, const char *path, const struct writer_hooks *hooks,
	struct err *e) MUST_CHECK;

/* Write what is waiting and let go of everything. Safe on a zeroed or failed store. */
void store_close(struct store *s);

/* A query_only connection of its own to store.db or people.db (db_close() it). */
enum err_code store_read(const struct data *d, int kind, struct db *out, struct err *e) MUST_CHECK;

/*
 * Close what store_read() opened beside the writer, also after it failed. With `rc` an error and an I/O
 * error behind it, the writer fails as if it had met it itself. Gives `rc`, or ERR_BUSY on a full volume.
 */
enum err_code store_read_end(struct store *s, struct db *db, enum err_code rc, const struct err *e) MUST_CHECK;

/*
 * Refuse (ERR_INVALID) the database `db` at `path` when it is newer than this program, and unless
 * `older` is fine also one that has to be migrated first: neither may be misread.
 */
enum err_code store_version_check(struct db *db, const char *path, int kind, bool older, struct err *e) MUST_CHECK;

/* The same for both databases of a folder, before a command reads from one of them. */
enum err_code store_versions_check(const struct data *d, struct err *e) MUST_CHECK;

/*
 * Load the key of pseudonyms and refuse (ERR_INVALID) a missing one, or one that is not the one that
 * the facts of store.db, open as `db`, were recorded under. For commands that only read.
 */
enum err_code store_key_check(struct db *db, struct data *d, struct err *e) MUST_CHECK;

/*
 * In the writer's thread, before anything else: migrate both databases, load or make the key of
 * pseudonyms, and refuse (ERR_INVALID) a key that is not the one the facts were recorded under.
 */
enum err_code store_prepare(struct writer_tx *tx, struct data *d, struct err *e) MUST_CHECK;

#endif
