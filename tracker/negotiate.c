#include "tracker/negotiate.h"

#include <strings.h>

/* The weight (0 to 1000) that the parameters `rest` of one coding give; 1000 without "q". */
static int
weight_read(struct str rest)
{
	struct str part;
	int weight = 1000;

	while (rest.n > 0) {
		rest = str_cut(rest, ';', &part);
		part = str_trim(part);
		if (part.n < 2 || (part.p[0] | 32) != 'q' || part.p[1] != '=')
			continue;
		weight = part.n > 2 && part.p[2] == '1' ? 1000 : 0;
		for (size_t i = 4, unit = 100; i < part.n && i < 7; i++, unit /= 10)
			if (weight < 1000 && part.p[i] >= '0' && part.p[i] <= '9')
				weight += (part.p[i] - '0') * (int)unit;
	}
	return weight;
}

/* The weight (0 to 1000) of `coding` in Accept-Encoding (RFC 9110, 12.5.3); -1 when it is not named. */
static int
coding_weight(struct str accept, struct str coding)
{
	while (accept.n > 0) {
		struct str item, name;

		accept = str_cut(accept, ',', &item);
		item = str_cut(item, ';', &name);
		name = str_trim(name);
		if (name.n == coding.n && strncasecmp(name.p, coding.p, name.n) == 0)
			return weight_read(item);
	}
	return -1;
}

enum site_coding
negotiate_coding(const struct site_file *file, struct str accept)
{
	static const struct str name[SITE_CODINGS] = { STR_INIT("identity"), STR_INIT("gzip"), STR_INIT("br") };
	enum site_coding best = SITE_IDENTITY;
	int best_weight = 0, other;

	if (accept.n == 0)
		return SITE_IDENTITY;
	other = coding_weight(accept, STR("*"));
	for (enum site_coding c = SITE_GZIP; c < SITE_CODINGS; c++) {
		int weight = file->body[c].p ? coding_weight(accept, name[c]) : 0;

		if (weight < 0)
			weight = other < 0 ? 0 : other;
		if (weight == 0 || weight < best_weight)
			continue;
		if (weight > best_weight || file->body[c].n < file->body[best].n) {
			best = c;
			best_weight = weight;
		}
	}
	return best;
}

bool
negotiate_tag(struct str have, struct str tag)
{
	if (str_eq(str_trim(have), STR("*")))
		return true;
	while (have.n > 0) {
		struct str item;

		have = str_cut(have, ',', &item);
		item = str_trim(item);
		if (str_starts(item, STR("W/")))
			item = str_from(item, 2);
		if (str_eq(item, tag))
			return true;
	}
	return false;
}

bool
negotiate_range(struct str value, int64_t size, int64_t *from, int64_t *to)
{
	struct str first, last;
	int64_t a = 0, b = 0;

	if (!str_starts(value, STR("bytes=")) || memchr(value.p, ',', value.n))
		return false;
	if (!memchr(value.p, '-', value.n))
		return false;
	last = str_cut(str_from(value, 6), '-', &first);
	if (first.n == 0) {
		if (!str_number(last, &b))
			return false;
		*from = b >= size ? 0 : size - b;
		*to = b == 0 ? -1 : size - 1;
		return true;
	}
	if (!str_number(first, &a) || (last.n > 0 && (!str_number(last, &b) || b < a)))
		return false;
	*from = a;
	*to = last.n == 0 || b >= size ? size - 1 : b;
	return true;
}
