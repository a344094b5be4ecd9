/* Any bytes as a date, a date-time and a name of a zone; what is a date comes back as written. */
#include <stdint.h>
#include <stdlib.h>

#include "common/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n };
	struct date_zone *z;
	struct date d;
	int64_t at = 0;
	char text[11];

	if (date_parse(s, &d)) {
		date_format(d, text);
		if (!str_eq(str_of(text), s))
			abort();
		d = date_of_days(date_to_days(d));
		date_format(d, text);
		if (!str_eq(str_of(text), s))
			abort();
	}
	if (!date_time_parse(s, &at))
		at = (int64_t)n * 86399;
	z = date_zone_open(s);
	if (z) {
		int64_t day = date_zone_day(z, at);

		if (date_zone_start(z, day) > at || date_zone_start(z, day + 1) <= at)
			abort();
		date_zone_close(z);
	}
	return 0;
}
