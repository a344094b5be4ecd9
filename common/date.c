#include "common/date.h"

#include <stdio.h>

/* Days before each month in a year that is no leap year. */
static const unsigned month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned
days_in_month(int year, unsigned month)
{
	return month_days[month - 1] + (month == 2 && is_leap(year));
}

/* Exactly `n` digits at `p`. */
static bool
digits_read(const char *p, size_t n, unsigned *out)
{
	unsigned v = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		v = v * 10 + (unsigned)(p[i] - '0');
	}
	*out = v;
	return true;
}

bool
date_parse(struct str s, struct date *out)
{
	unsigned year, month, day;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits_read(s.p, 4, &year)
		|| !digits_read(s.p + 5, 2, &month) || !digits_read(s.p + 8, 2, &day))
		return false;
	if (year == 0 || month < 1 || month > 12 || day < 1 || day > days_in_month((int)year, month))
		return false;
	*out = (struct date){ (int)year, month, day };
	return true;
}

/* Counted in years that begin in March, so that the leap day is a year's last one. */
int64_t
date_to_days(struct date d)
{
	int64_t y = d.month > 2 ? d.year : d.year - 1;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year = y - era * 400;
	int64_t month = d.month > 2 ? (int64_t)d.month - 3 : (int64_t)d.month + 9;
	int64_t day = (153 * month + 2) / 5 + (int64_t)d.day - 1;

	return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

struct date
date_of_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t rest = z - era * 146097;
	int64_t year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
	int64_t in_year = rest - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153;
	unsigned day = (unsigned)(in_year - (153 * month + 2) / 5 + 1);

	return (struct date){ (int)(year + era * 400 + (month >= 10)),
		(unsigned)(month < 10 ? month + 3 : month - 9), day };
}

struct date
date_add_months(struct date d, int months)
{
	int64_t count = (int64_t)d.year * 12 + (int64_t)d.month - 1 + months;
	int year = (int)(count >= 0 ? count / 12 : (count - 11) / 12);
	unsigned month = (unsigned)(count - (int64_t)year * 12) + 1;
	unsigned last = days_in_month(year, month);

	return (struct date){ year, month, d.day < last ? d.day : last };
}

void
date_format(struct date d, char out[11])
{
	unsigned year = d.year > 0 && d.year <= 9999 ? (unsigned)d.year : 0;

	snprintf(out, 11, "%04u-%02u-%02u", year, d.month % 100, d.day % 100);
}

/* "Z" or "+hh:mm"; seconds east of UTC. */
static bool
offset_parse(struct str s, int64_t *out)
{
	unsigned hours, minutes;

	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
		*out = 0;
		return true;
	}
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') || s.p[3] != ':'
		|| !digits_read(s.p + 1, 2, &hours) || !digits_read(s.p + 4, 2, &minutes) || hours > 23
		|| minutes > 59)
		return false;
	*out = (s.p[0] == '-' ? -1 : 1) * ((int64_t)hours * 3600 + (int64_t)minutes * 60);
	return true;
}

bool
date_time_parse(struct str s, int64_t *out)
{
	struct date day;
	unsigned hour, minute, second;
	int64_t offset;
	size_t at = 19;

	if (s.n < 20 || !date_parse((struct str){ s.p, 10 }, &day)
		|| (s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ') || s.p[13] != ':' || s.p[16] != ':'
		|| !digits_read(s.p + 11, 2, &hour) || !digits_read(s.p + 14, 2, &minute)
		|| !digits_read(s.p + 17, 2, &second) || hour > 23 || minute > 59 || second > 60)
		return false;
	if (s.p[at] == '.') { /* a fraction: at least one digit, of no interest here */
		at++;
		if (at == s.n || s.p[at] < '0' || s.p[at] > '9')
			return false;
		while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
			at++;
	}
	if (!offset_parse(str_from(s, at), &offset))
		return false;
	*out = date_to_days(day) * 86400 + (int64_t)hour * 3600 + (int64_t)minute * 60
		+ (int64_t)second - offset;
	return true;
}
