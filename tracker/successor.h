/* successor.h - which module took the place of which, for the figures. */
#ifndef TRACKER_SUCCESSOR_H
#define TRACKER_SUCCESSOR_H

#include "tracker/db.h"

/*
 * In the writer's transaction, when a catalogue is taken over on `day`: note every replaced module
 * with the one that took its place in the end. `catalogue` is the text of catalogue.json.
 */
enum err_code successors_note(struct db *store, struct str catalogue, int64_t day,
	struct err *e) MUST_CHECK;

#endif
