/* data.h - the data folder: one lock, two databases, the key of pseudonyms, a reserve of room. */
#ifndef TRACKER_DATA_H
#define TRACKER_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "common/str.h"

enum { PSEUDONYM_KEY_SIZE = 32, PSEUDONYM_SIZE = 16 };

/*
 * DATA/
 *   lock            held by the one process that writes
 *   store.db        facts, voice, figures, editorial, audit, clients
 *   people.db       names, units, roles, sessions
 *   pseudonym.key   32 bytes, mode 0600
 *   erasures        what people erased, replayed after a restore
 *   reserve         room that is given up to get out of a full volume
 *   control         socket for commands while serve runs, mode 0600
 *   site/           the last catalogue and OUT/tracker, for commands that run without --site
 */
struct data {
	char path[512];
	int lock; /* descriptor, -1: not held */
	unsigned char key[PSEUDONYM_KEY_SIZE];
	int64_t volume; /* bytes of the whole volume, at start */
};

/* DATA/name into `out`. */
void data_path(const struct data *d, const char *name, char *out, size_t size);

/*
 * Take the folder `path` into use: make it when it is missing (mode 0700), refuse one that belongs
 * to another program or has lost a database (ERR_INVALID: it has files but no store.db, or beside a key
 * one of the two is missing or has no bytes), take its lock (ERR_BUSY when another process holds it). Nothing is read yet.
 */
enum err_code data_open(struct data *d, const char *path, struct err *e) MUST_CHECK;

/* The same for a command that only reads: no lock, and the folder must exist with a store in it. */
enum err_code data_open_reading(struct data *d, const char *path, struct err *e) MUST_CHECK;

/*
 * Refuse (ERR_INVALID) the file at `path` when it was cut short in a way that SQLite does not tell: it
 * takes 0 bytes and 1 byte for a new database, whose key is made when the first tables are on disk, so
 * that beside a key (`used`) they are a lost one; and it reads zeros for what a last page lacks.
 */
enum err_code data_database_whole(const char *path, bool used, struct err *e) MUST_CHECK;

/* Give up the lock and wipe the key. Twice is fine. */
void data_close(struct data *d);

/* Make the folder's entries durable, after a file in it was made or renamed. */
enum err_code data_sync(const struct data *d, struct err *e) MUST_CHECK;

/*
 * Read the key, or make one: only when the store is empty (`fresh`), durable before this returns.
 * ERR_INVALID for a missing key beside facts, one of the wrong size or one that others can read.
 */
enum err_code data_key_load(struct data *d, bool fresh, struct err *e) MUST_CHECK;

/* The reserve: give its room to the volume. */
void data_reserve_release(const struct data *d);

/*
 * Take it back. False: there is no room for it yet. When it cannot be had for another reason, the log
 * says so, and things go on without one (true).
 */
bool data_reserve_take(const struct data *d);

#endif
