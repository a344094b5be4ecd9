/* tsv.h - tables of an author: a head line with column names, then rows, separated by tabs. */
#ifndef GENERATOR_TSV_H
#define GENERATOR_TSV_H

#include "common/finding.h"

enum { TSV_COLUMNS = 8 };

struct tsv_row {
	struct str cell[TSV_COLUMNS]; /* in the order of `names`; trimmed, may be empty */
	unsigned line;
};

struct tsv {
	struct tsv_row *row;
	size_t n;
};

/*
 * Read `text` (UTF-8) of `file`; `names` (at most TSV_COLUMNS, ends with NULL) are the columns wanted,
 * in any order, the first of them an id that no two rows share and none lacks. Other columns are
 * ignored. Empty lines and lines that begin with # are skipped. Mistakes are stop findings (rule "table").
 * Cells borrow from `text`.
 */
void tsv_read(struct tsv *t, struct arena *arena, struct str text, struct str file,
	const char *const names[], struct findings *all);

/* The row whose first column is `id`, or NULL. */
const struct tsv_row *tsv_find(const struct tsv *t, struct str id);

#endif
