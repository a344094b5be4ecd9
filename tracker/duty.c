#include "tracker/duty.h"

enum { LEVELS_MAX = 32 };

static struct str
unit_above(const struct site *site, struct str unit)
{
	for (size_t i = 0; i < site->n_unit; i++)
		if (str_eq(site->unit[i].id, unit))
			return site->unit[i].parent;
	return (struct str){ "", 0 };
}

static bool
unit_meant(const struct site *site, const struct duty *d, struct str unit)
{
	if (d->n_unit == 0)
		return true;
	for (size_t i = 0; i < d->n_unit; i++) {
		struct str at = unit;

		if (str_eq(d->unit[i], STR("*")))
			return true;
		for (int level = 0; at.n > 0 && level < LEVELS_MAX; level++) {
			if (str_eq(d->unit[i], at))
				return true;
			at = unit_above(site, at);
		}
	}
	return false;
}

static bool
audience_meant(const struct duty *d, struct str audiences)
{
	if (d->n_audience == 0)
		return true;
	for (size_t i = 0; i < d->n_audience; i++) {
		struct str rest = audiences;

		if (str_eq(d->audience[i], STR("all")))
			return true;
		while (rest.n > 0) {
			struct str one;

			rest = str_cut(rest, ' ', &one);
			if (str_eq(one, d->audience[i]))
				return true;
		}
	}
	return false;
}

bool
duty_holds(const struct site *site, const struct site_module *m, struct str unit, struct str audiences)
{
	for (size_t i = 0; i < m->n_duty; i++)
		if (unit_meant(site, &m->duty[i], unit) && audience_meant(&m->duty[i], audiences))
			return true;
	return false;
}
