/*
 * json_mend.h - JSON text that is valid (RFC 8259) but holds values that no program here can hold:
 * numbers beyond 64 bits, \u0000, half of a surrogate pair. In a list of events such a value makes
 * one event faulty, not the text.
 */
#ifndef TRACKER_JSON_MEND_H
#define TRACKER_JSON_MEND_H

#include "common/arena.h"

/*
 * A copy of `text` in `a`, as long, in which every number is 0 and every such escape is \u0001: as
 * good as before for finding out which events are faulty, because no valid event holds a number or
 * a control character. What is no JSON stays none.
 */
struct str json_mend(struct arena *a, struct str text);

#endif
