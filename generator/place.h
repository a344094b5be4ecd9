/* place.h - lines and columns (in characters) of byte offsets in a text. */
#ifndef GENERATOR_PLACE_H
#define GENERATOR_PLACE_H

#include "common/arena.h"
#include "common/str.h"

struct place {
	struct str text;
	unsigned first_line; /* the line of the file that `text` begins at */
	size_t *start;       /* offset of each line */
	size_t n;
	size_t last_at;      /* the place asked for last, so that a long line is counted once */
	unsigned last_line, last_column;
};

void place_init(struct place *p, struct arena *arena, struct str text, unsigned first_line);

/* The line of the file and column, both from 1, of byte `at`. */
void place_of(struct place *p, size_t at, unsigned *line, unsigned *column);

/* The bytes of lines `from` to `to` (from 1, counted in `text`), with the offset they begin at. */
struct str place_lines(const struct place *p, unsigned from, unsigned to, size_t *at);

#endif
