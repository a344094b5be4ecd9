#include "tracker/period.h"

#include <stdio.h>

#include "common/date.h"

/* How many periods of a kind a year has, and the months of one. */
static const struct {
	unsigned parts, months;
	char letter; /* between year and part; 0: the year alone */
} kinds[] = {
	[PERIOD_QUARTER] = { 4, 3, 'Q' },
	[PERIOD_HALF] = { 2, 6, 'H' },
	[PERIOD_YEAR] = { 1, 12, 0 },
};

bool
period_parse(struct str s, struct period *out)
{
	int64_t year, part = 1;
	enum period_kind kind = PERIOD_YEAR;

	if (s.n == 6)
		kind = s.p[4] == 'Q' ? PERIOD_QUARTER : PERIOD_HALF;
	else if (s.n != 4)
		return false;
	if (!str_number((struct str){ s.p, 4 }, &year) || year < 1970)
		return false;
	if (kind != PERIOD_YEAR) {
		if (s.p[4] != kinds[kind].letter || !str_number(str_from(s, 5), &part) ||
			part < 1 || part > kinds[kind].parts)
			return false;
	}
	*out = (struct period){ kind, (int)year, (unsigned)part };
	return true;
}

const char *
period_format(struct period p, char out[PERIOD_TEXT])
{
	unsigned year = (unsigned)p.year % 10000; /* says to the compiler that it fits */

	if (p.kind == PERIOD_YEAR)
		snprintf(out, PERIOD_TEXT, "%04u", year);
	else
		snprintf(out, PERIOD_TEXT, "%04u%c%u", year, kinds[p.kind].letter, p.part % 10);
	return out;
}

struct period
period_of_day(enum period_kind kind, int64_t day)
{
	struct date d = date_of_days(day);

	return (struct period){ kind, d.year, (d.month - 1) / kinds[kind].months + 1 };
}

int64_t
period_first(struct period p)
{
	unsigned month = (p.part - 1) * kinds[p.kind].months + 1;

	return date_to_days((struct date){ p.year, month, 1 });
}

int64_t
period_last(struct period p)
{
	return period_first(period_move(p, 1)) - 1;
}

struct period
period_move(struct period p, int n)
{
	int parts = (int)kinds[p.kind].parts;
	int number = p.year * parts + (int)p.part - 1 + n;

	return (struct period){ p.kind, number / parts, (unsigned)(number % parts) + 1 };
}

int64_t
period_due(struct period p, int64_t after)
{
	return period_last(p) + after + 1;
}

int64_t
period_quarter_number(struct period quarter)
{
	return 4 * (int64_t)quarter.year + quarter.part - 1;
}

struct period
period_of_quarter_number(int64_t number)
{
	return (struct period){ PERIOD_QUARTER, (int)(number / 4), (unsigned)(number % 4) + 1 };
}
