/*
 * checkpoint.h - the write-ahead logs of the two databases: moved into them before they grow, while
 * facts go on arriving, and cut when something was erased.
 */
#ifndef TRACKER_CHECKPOINT_H
#define TRACKER_CHECKPOINT_H

#include "tracker/data.h"
#include "tracker/writer.h"

struct checkpoint;

/* For the databases in `tx` (borrowed) of the data folder `d`; all calls from the writer's thread. */
struct checkpoint *checkpoint_new(struct writer_tx *tx, const struct data *d);

/* Ends its thread, and frees it; the connections in `tx` stay. NULL is fine. */
void checkpoint_free(struct checkpoint *c);

/* Watch the logs of the connections that were just opened. */
void checkpoint_watch(struct checkpoint *c);

/*
 * Before these connections are closed: wait for the thread that moves the store's log, close its
 * connection, forget its errors.
 */
void checkpoint_rest(struct checkpoint *c);

/*
 * After a commit: a log that has grown is moved. The store's one by a thread of its own, so that
 * nobody waits for it; what came meanwhile is little, and moved here. An error of the volume that
 * the thread met is returned by a later call.
 */
enum err_code checkpoint_move(struct checkpoint *c, struct err *e) MUST_CHECK;

/*
 * Both logs into their databases, and cut: on start, on stop, on the way out of a full volume, and
 * when something was erased, as nothing of it may stay in a log. A reader (an export) can hold that
 * up, which is waited for a second; then it is logged, and a cut is due.
 */
enum err_code checkpoint_cut(struct checkpoint *c, struct err *e) MUST_CHECK;

/* Try a cut that is due, at most twice a second and waiting some ms for readers; else do nothing. */
enum err_code checkpoint_cut_again(struct checkpoint *c, struct err *e) MUST_CHECK;

/* The worst fault that the thread's connection has met. */
enum db_fault checkpoint_fault(const struct checkpoint *c);

/* Pages in the store's log. Any thread. */
uint64_t checkpoint_log_pages(const struct checkpoint *c);

#endif
