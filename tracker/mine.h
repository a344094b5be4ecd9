/* mine.h - what is stored about one person: shown, exported, erased. */
#ifndef TRACKER_MINE_H
#define TRACKER_MINE_H

#include "common/arena.h"
#include "tracker/data.h"
#include "tracker/writer.h"

struct mine_fact {
	struct str module, version; /* in the arena */
	int64_t edition, day, recorded, verb;
};

/* Every fact of the person, newest first. */
enum err_code mine_read(struct db *store, struct arena *a, const unsigned char pseudonym[PSEUDONYM_SIZE],
	struct mine_fact **out, size_t *n, struct err *e) MUST_CHECK;

/* One thing to erase: all facts of the person about a module on a day. */
struct mine_erasure {
	unsigned char pseudonym[PSEUDONYM_SIZE];
	struct str module;
	int64_t day;
};

/*
 * In the writer's transaction: note the erasures durably in DATA/erasures first (a restore replays
 * them), then delete; a person without facts goes, too. The job has to ask for a cut of the log
 * (job->cut_log), so that nothing of it is left there. An error of the disk is the writer's (tx->store.fault):
 * on a full volume it waits, otherwise it ends.
 */
enum err_code mine_erase(struct writer_tx *tx, const struct data *d, const struct mine_erasure *x, size_t n,
	struct err *e) MUST_CHECK;

/*
 * Replay DATA/erasures from where the store was when it was backed up; *n were applied. Half a line at the
 * end, from a power cut, was never acknowledged and is passed over.
 */
enum err_code mine_replay(struct writer_tx *tx, const struct data *d, int64_t *n, struct err *e) MUST_CHECK;

#endif
