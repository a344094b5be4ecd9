/*
 * json_arena.h - JSON of a request lives in the request's arena: no allocation a value, no freeing.
 */
#ifndef TRACKER_JSON_ARENA_H
#define TRACKER_JSON_ARENA_H

#include "common/arena.h"

/* Once, before any thread is made and any JSON is read. */
void json_arena_init(void);

/*
 * From here to json_arena_leave() all JSON that this thread reads is in `a`, and giving it back
 * (json_decref) does nothing. JSON made outside must not be touched in between.
 */
void json_arena_enter(struct arena *a);
void json_arena_leave(void);

#endif
