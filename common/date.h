/* date.h - days and instants without the C library's time zone globals. */
#ifndef COMMON_DATE_H
#define COMMON_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/str.h"

/* A day of the proleptic Gregorian calendar; year 0 means "no date". */
struct date {
	int year;            /* 1..9999 */
	unsigned month, day; /* from 1 */
};

/* YYYY-MM-DD, a day that exists; false leaves *out alone. */
bool date_parse(struct str s, struct date *out);

/* Days since 1970-01-01, and back. */
int64_t date_to_days(struct date d);
struct date date_of_days(int64_t days);

/* `d` moved by `months` (may be negative); the 31st becomes the last day of a shorter month. */
struct date date_add_months(struct date d, int months);

/* Writes YYYY-MM-DD and a NUL. */
void date_format(struct date d, char out[11]);

/* RFC 3339 date-time with Z or an offset (leap second 60 allowed) to seconds since 1970, UTC. */
bool date_time_parse(struct str s, int64_t *out);

/* A time zone of the system's tz database (TZif, RFC 8536; "UTC" needs no file).
 * Read once, then free of locks and usable from all threads. */
struct date_zone;
struct date_zone *date_zone_open(struct str name); /* NULL: no such zone */
void date_zone_close(struct date_zone *z);

/* The day in `z` at `at` (seconds since 1970, UTC); and the first second of `day` there. */
int64_t date_zone_day(const struct date_zone *z, int64_t at);
int64_t date_zone_start(const struct date_zone *z, int64_t day);

#endif
