/*
 * figures.h - closing a period: count, add noise once, store for ever.
 *
 *	figures_due()     which period comes next
 *	figures_draw()    its cells, counted on a reading connection, noise added at once
 *	figures_store()   the period and its figures, in the writer's transaction
 *
 * What was counted without noise never leaves figures_draw().
 */
#ifndef TRACKER_FIGURES_H
#define TRACKER_FIGURES_H

#include "common/arena.h"
#include "common/buf.h"
#include "tracker/db.h"
#include "tracker/measure.h"
#include "tracker/population.h"

enum { FIGURES_DIGEST = 32 }; /* bytes: SHA-256 */

/* One published cell. Text is in the arena it was read into. */
struct figure {
	struct str measure, unit, item; /* see store/0004_figure.sql */
	int64_t value;
};

/* A closed period, or one that is about to be stored. */
struct figures {
	struct period period;
	int64_t closed; /* the day; 0: not yet */
	struct figure *item; /* ordered by measure, unit, item */
	size_t n;
	unsigned char digest[FIGURES_DIGEST];
};

/*
 * The earliest period that some measure of `all` needs, that is due on the day `today` (`after`
 * whole days have passed since its end) and not closed yet. Of two that end on one day the shorter
 * one comes first. ERR_NOTFOUND when there is none, or no catalogue was ever taken over.
 */
enum err_code figures_due(struct db *store, const struct measures *all, int64_t today, int64_t after,
	struct period *out, struct err *e) MUST_CHECK;

/*
 * Count every cell of every measure whose period is of the kind of `p`, and add noise. Every call
 * draws anew: store the result once or forget it. `who` tells where people work, for cells by department
 * and unit. ERR_CONFLICT when `p` is closed already.
 */
enum err_code figures_draw(struct arena *a, struct db *store, const struct population *who,
	const struct measures *all, struct period p, struct figures *out, struct err *e) MUST_CHECK;

/*
 * Store what figures_draw() gave, as closed on the day `today`, inside the caller's transaction.
 * ERR_CONFLICT: another one closed the period first (nothing was written, or what was is undone
 * with the caller's savepoint); the figures stored then are the ones that count.
 */
enum err_code figures_store(struct db *store, struct figures *f, int64_t today, struct err *e) MUST_CHECK;

/*
 * Whether a day is one on which something may be recorded: after the end of the last closed
 * period. ERR_INVALID with a sentence for the log when `today` lies in or before it: the clock is
 * wrong, or was when that period was closed. What is recorded then would be in no figure ever.
 */
enum err_code figures_clock(struct db *store, int64_t today, struct err *e) MUST_CHECK;

/* All closed periods in the order of time, without their figures. */
enum err_code figures_periods(struct arena *a, struct db *db, struct figures **out, size_t *n,
	struct err *e) MUST_CHECK;

/* The figures of f->period as stored, in order. */
enum err_code figures_read(struct arena *a, struct db *db, struct figures *f, struct err *e) MUST_CHECK;

/* SHA-256 of the figures' lines in the manifest (manifest.h). */
void figures_digest(const struct figures *f, unsigned char out[FIGURES_DIGEST]);

/* One figure as a line of the manifest, with its line feed: period, measure, unit, item, value,
 * separated by tabs. */
void figures_line(const struct figures *f, const struct figure *x, struct buf *out);

/* Facts of `module` count for `successor` from periods on that end on or after `today`. */
enum err_code figures_successor(struct db *store, struct str module, struct str successor,
	int64_t today, struct err *e) MUST_CHECK;

#endif
