/*
 * Time zones: the second half of date.h.
 *
 * A zone is read from the system's tz database (TZif, RFC 8536, versions 2 to 4): a table of
 * instants at which the offset changed, and a footer, a POSIX TZ rule for all later times.
 */
#include "common/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/file.h"

enum { ZONE_NAME_MAX = 64, ZONE_BYTES_MAX = 256 * 1024, HEADER = 44 };

/* When daylight saving time begins or ends each year. */
struct change {
	enum { CHANGE_MONTH, CHANGE_JULIAN, CHANGE_DAY } kind;
	int month, week, day; /* MONTH: the week-th `day` (0 Sunday) of month; else `day` of the year */
	int64_t time;         /* seconds after local midnight */
};

struct rule {
	bool given, daylight;
	int64_t standard, summer; /* seconds east of UTC */
	struct change begin, end;
};

struct date_zone {
	int64_t *at;      /* UTC, ascending */
	int32_t *offset;  /* from at[i] on */
	size_t n;
	int32_t first;    /* before at[0] */
	struct rule rule; /* from the last change on */
};

/* A reader over the file's bytes; after an attempt to read past the end `bad` stays set. */
struct bytes {
	const unsigned char *p;
	size_t n;
	bool bad;
};

static const unsigned char *
bytes_take(struct bytes *b, size_t n)
{
	const unsigned char *p = b->p;

	if (b->bad || n > b->n) {
		b->bad = true;
		return NULL;
	}
	b->p += n;
	b->n -= n;
	return p;
}

static int64_t
big_endian(const unsigned char *p, size_t n)
{
	uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return (int64_t)v;
}

/* --- the footer: a POSIX TZ rule such as CET-1CEST,M3.5.0,M10.5.0/3 --- */

static bool
rule_number(struct str *s, int max, int *out)
{
	int v = 0;
	size_t n = 0;

	while (n < s->n && n < 4 && s->p[n] >= '0' && s->p[n] <= '9')
		v = v * 10 + (s->p[n++] - '0');
	*s = str_from(*s, n);
	*out = v;
	return n > 0 && v <= max;
}

static bool
rule_take(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* [+-]hh[:mm[:ss]], hours up to 167 (RFC 8536, section 3.3.1). */
static bool
rule_time(struct str *s, int64_t *out)
{
	bool minus = rule_take(s, '-');
	int part[3] = { 0, 0, 0 };
	int64_t seconds;

	if (!minus)
		rule_take(s, '+');
	if (!rule_number(s, 167, &part[0]))
		return false;
	for (int i = 1; i < 3 && rule_take(s, ':'); i++) {
		if (!rule_number(s, 59, &part[i]))
			return false;
	}
	seconds = (int64_t)part[0] * 3600 + (int64_t)part[1] * 60 + part[2];
	*out = minus ? -seconds : seconds;
	return true;
}

static bool
rule_name(struct str *s)
{
	bool quoted = rule_take(s, '<');
	size_t n = 0;

	while (n < s->n && (quoted ? s->p[n] != '>' : (s->p[n] | 32) >= 'a' && (s->p[n] | 32) <= 'z'))
		n++;
	*s = str_from(*s, n);
	return n > 0 && (!quoted || rule_take(s, '>'));
}

static bool
rule_change(struct str *s, struct change *out)
{
	*out = (struct change){ .kind = CHANGE_DAY, .time = 7200 };
	if (rule_take(s, 'M')) {
		out->kind = CHANGE_MONTH;
		if (!rule_number(s, 12, &out->month) || !rule_take(s, '.') || !rule_number(s, 5, &out->week)
			|| !rule_take(s, '.') || !rule_number(s, 6, &out->day) || out->month < 1 || out->week < 1)
			return false;
	} else {
		if (rule_take(s, 'J'))
			out->kind = CHANGE_JULIAN;
		if (!rule_number(s, 365, &out->day) || (out->kind == CHANGE_JULIAN && out->day < 1))
			return false;
	}
	return !rule_take(s, '/') || rule_time(s, &out->time);
}

static bool
rule_parse(struct str s, struct rule *out)
{
	if (s.n == 0)
		return true; /* no rule: the last offset goes on */
	out->given = true;
	if (!rule_name(&s) || !rule_time(&s, &out->standard))
		return false;
	out->standard = -out->standard;
	if (s.n == 0)
		return true;
	out->daylight = true;
	if (!rule_name(&s))
		return false;
	out->summer = out->standard + 3600;
	if (s.n > 0 && s.p[0] != ',') {
		if (!rule_time(&s, &out->summer))
			return false;
		out->summer = -out->summer;
	}
	return rule_take(&s, ',') && rule_change(&s, &out->begin) && rule_take(&s, ',')
		&& rule_change(&s, &out->end) && s.n == 0;
}

/* The change's moment in `year`, in seconds since 1970 of local time as if it were UTC. */
static int64_t
change_moment(const struct change *c, int year)
{
	int64_t start = date_to_days((struct date){ year, 1, 1 }), day, next;
	bool leap = date_to_days((struct date){ year + 1, 1, 1 }) - start == 366;

	if (c->kind == CHANGE_JULIAN) /* 29 February is never counted */
		return (start + c->day - 1 + (leap && c->day >= 60)) * 86400 + c->time;
	if (c->kind == CHANGE_DAY)
		return (start + c->day) * 86400 + c->time;
	day = date_to_days((struct date){ year, (unsigned)c->month, 1 });
	next = date_to_days(date_add_months((struct date){ year, (unsigned)c->month, 1 }, 1));
	/* 1970-01-01 was a Thursday, day 4 */
	day += (c->day - (day % 7 + 7 + 4) % 7 + 7) % 7 + 7 * (int64_t)(c->week - 1);
	while (day >= next)
		day -= 7;
	return day * 86400 + c->time;
}

static int64_t
rule_offset(const struct rule *r, int64_t at)
{
	int64_t begin, end, local = at + r->standard;
	int year;

	if (!r->daylight)
		return r->standard;
	year = date_of_days((local - (local % 86400 + 86400) % 86400) / 86400).year;
	begin = change_moment(&r->begin, year) - r->standard;
	end = change_moment(&r->end, year) - r->summer;
	if (begin < end)
		return at >= begin && at < end ? r->summer : r->standard;
	return at >= end && at < begin ? r->standard : r->summer;
}

/* --- the file --- */

struct counts {
	size_t utc, wall, leap, times, types, chars;
};

static bool
header_read(struct bytes *b, struct counts *c, char *version)
{
	const unsigned char *p = bytes_take(b, HEADER);
	size_t *field[] = { &c->utc, &c->wall, &c->leap, &c->times, &c->types, &c->chars };

	if (!p || memcmp(p, "TZif", 4) != 0)
		return false;
	*version = (char)p[4];
	for (size_t i = 0; i < 6; i++) {
		int64_t v = big_endian(p + 20 + 4 * i, 4);

		if (v < 0 || v > ZONE_BYTES_MAX)
			return false;
		*field[i] = (size_t)v;
	}
	return c->types > 0;
}

/* The second block, of 64-bit times. */
static bool
block_read(struct bytes *b, const struct counts *c, struct date_zone *z)
{
	const unsigned char *times = bytes_take(b, c->times * 8);
	const unsigned char *kinds = bytes_take(b, c->times);
	const unsigned char *types = bytes_take(b, c->types * 6);

	bytes_take(b, c->chars + c->leap * 12 + c->wall + c->utc);
	if (b->bad)
		return false;
	z->at = calloc(c->times + 1, sizeof(*z->at));
	z->offset = calloc(c->times + 1, sizeof(*z->offset));
	if (!z->at || !z->offset)
		abort();
	z->n = c->times;
	z->first = (int32_t)big_endian(types, 4);
	for (size_t i = 0; i < c->times; i++) {
		z->at[i] = big_endian(times + 8 * i, 8);
		if (kinds[i] >= c->types || (i > 0 && z->at[i] <= z->at[i - 1]))
			return false;
		z->offset[i] = (int32_t)big_endian(types + 6 * (size_t)kinds[i], 4);
	}
	return true;
}

static bool
zone_read(struct str file, struct date_zone *z)
{
	struct bytes b = { (const unsigned char *)file.p, file.n, false };
	struct counts c = { 0 };
	struct str footer, line;
	char version = 0;

	if (!header_read(&b, &c, &version) || version < '2')
		return false;
	bytes_take(&b, c.times * 5 + c.types * 6 + c.chars + c.leap * 8 + c.wall + c.utc);
	if (b.bad || !header_read(&b, &c, &version) || !block_read(&b, &c, z))
		return false;
	footer = (struct str){ (const char *)b.p, b.n };
	if (footer.n == 0 || footer.p[0] != '\n')
		return false;
	str_cut(str_from(footer, 1), '\n', &line);
	return rule_parse(line, &z->rule);
}

/* A name as the tz database has them: no way out of its folder. */
static bool
name_good(struct str name)
{
	if (name.n == 0 || name.n > ZONE_NAME_MAX || name.p[0] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';

		if (!letter && (c < '0' || c > '9') && c != '/' && c != '_' && c != '-' && c != '+')
			return false;
	}
	return true;
}

struct date_zone *
date_zone_open(struct str name)
{
	char path[ZONE_NAME_MAX + 32];
	struct buf file = { .max = ZONE_BYTES_MAX };
	struct err e;
	struct date_zone *z;
	bool good = str_eq(name, STR("UTC"));

	if (!name_good(name))
		return NULL;
	z = calloc(1, sizeof(*z));
	if (!z)
		abort();
	if (!good) {
		snprintf(path, sizeof(path), "/usr/share/zoneinfo/%.*s", STR_FMT(name));
		good = file_read(path, &file, &e) == ERR_OK && !file.over && zone_read(buf_str(&file), z);
	}
	buf_release(&file);
	if (good)
		return z;
	date_zone_close(z);
	return NULL;
}

void
date_zone_close(struct date_zone *z)
{
	if (!z)
		return;
	free(z->at);
	free(z->offset);
	free(z);
}

/* Seconds east of UTC at `at`. */
static int64_t
zone_offset(const struct date_zone *z, int64_t at)
{
	size_t low = 0, high = z->n;

	if (z->rule.given && (z->n == 0 || at >= z->at[z->n - 1]))
		return rule_offset(&z->rule, at);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->at[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? z->offset[low - 1] : z->first;
}

int64_t
date_zone_day(const struct date_zone *z, int64_t at)
{
	int64_t local = at + zone_offset(z, at);

	return (local - (local % 86400 + 86400) % 86400) / 86400;
}

/* The day's first second: midnight, or where that is skipped the moment after the gap. As days
 * never go backwards by a whole day's search, halving finds the first second of `day`. */
int64_t
date_zone_start(const struct date_zone *z, int64_t day)
{
	int64_t low = (day - 2) * 86400, high = (day + 2) * 86400;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;

		if (date_zone_day(z, middle) >= day)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}
