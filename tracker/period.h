/* period.h - the periods that figures are published for: quarters, half-years, years. */
#ifndef TRACKER_PERIOD_H
#define TRACKER_PERIOD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/str.h"

enum period_kind { PERIOD_QUARTER, PERIOD_HALF, PERIOD_YEAR };

/* "2026Q4", "2026H2", "2026". */
struct period {
	enum period_kind kind;
	int year;      /* 1970..9999 */
	unsigned part; /* quarter 1..4, half 1..2, always 1 for a year */
};

enum { PERIOD_TEXT = 8 }; /* bytes for the text of a period and its NUL */

/* Read "2026Q4", "2026H2" or "2026"; false leaves *out alone. */
bool period_parse(struct str s, struct period *out);

/* Write the text that period_parse() reads, and a NUL; returns it. */
const char *period_format(struct period p, char out[PERIOD_TEXT]);

/* The period of `kind` that `day` lies in. Days are days since 1970-01-01 in the site's time zone. */
struct period period_of_day(enum period_kind kind, int64_t day);

/* The first and the last day of `p`. */
int64_t period_first(struct period p);
int64_t period_last(struct period p);

/* The period of the same kind `n` later (earlier when negative). */
struct period period_move(struct period p, int n);

/*
 * The first day on which `p` may be closed: `after` whole days have passed since its last day.
 * With after = 3 the 4th quarter of 2026 is due from 4 January 2027 on.
 */
int64_t period_due(struct period p, int64_t after);

/* Quarters as consecutive numbers, for tables and loops: 4 * year + part - 1; and back. */
int64_t period_quarter_number(struct period quarter);
struct period period_of_quarter_number(int64_t number);

#endif
