/* published.h - what the tracker's `export public` gives back to the site (flag --public). */
#ifndef GENERATOR_PUBLISHED_H
#define GENERATOR_PUBLISHED_H

#include "common/arena.h"
#include "common/date.h"
#include "common/err.h"

/* A barrier that somebody reported and that is mended now. */
struct published_barrier {
	struct str module, page, heading; /* ids and a heading's id, as reported; may be empty */
	struct str text, answer;          /* as cleared for everyone; may be empty */
	struct date mended;
};

struct published {
	struct published_barrier *barrier; /* in the file's order, oldest first */
	size_t n_barrier;
};

/* Read the file `path` (NULL: nothing) into *out; text lives in `arena`. */
enum err_code published_read(struct published *out, struct arena *arena, const char *path,
	struct err *e) MUST_CHECK;

#endif
