/* embed.h - files compiled into the programs by tools/embed.c. */
#ifndef COMMON_EMBED_H
#define COMMON_EMBED_H

#include <stddef.h>

/* One file; lists end with name NULL. */
struct embedded {
	const char *name; /* path below the folder that was embedded, e.g. "parts/rail.html" */
	const char *text; /* NUL-terminated */
	size_t n;         /* bytes, without the NUL */
};

extern const struct embedded theme_default[]; /* themes/default, in the generator */
extern const struct embedded sql_migrate[];   /* tracker/sql/migrate in order, in the tracker */
extern const struct embedded demo_people[];   /* people.csv of made-up people, in the tracker */
extern const struct embedded figures_register[]; /* tracker/figures.tsv alone, in the tracker */

#endif
