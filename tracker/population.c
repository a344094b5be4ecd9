#include "tracker/population.h"

#include <stdlib.h>
#include <string.h>

#include "sql_query.h"
#include "tracker/pseudonym.h"

struct population_stay {
	unsigned char person[PSEUDONYM_SIZE];
	int64_t from, to; /* days; INT64_MAX: open */
	size_t unit;
};

static int
stay_cmp(const void *x, const void *y)
{
	const struct population_stay *a = x, *b = y;
	int c = memcmp(a->person, b->person, PSEUDONYM_SIZE);

	if (c != 0)
		return c;
	return (a->from < b->from) - (a->from > b->from);
}

static size_t
unit_find(const struct population *p, struct str id)
{
	for (size_t i = 0; i < p->n_unit; i++) {
		if (str_eq(p->unit[i], id))
			return i;
	}
	return SIZE_MAX;
}

static void
units_set(struct arena *a, const struct site *site, struct population *out)
{
	out->n_unit = site->n_unit;
	out->unit = ARENA_ARRAY(a, struct str, site->n_unit + 1);
	out->department_of = ARENA_ARRAY(a, size_t, site->n_unit + 1);
	out->n_department = site->n_department;
	out->department = ARENA_ARRAY(a, struct str, site->n_department + 1);
	for (size_t i = 0; i < site->n_department; i++)
		out->department[i] = site->department[i].id;
	for (size_t i = 0; i < site->n_unit; i++) {
		struct str department = site_department_of(site, site->unit[i].id);

		out->unit[i] = site->unit[i].id;
		out->department_of[i] = SIZE_MAX;
		for (size_t k = 0; k < out->n_department; k++) {
			if (department.n > 0 && str_eq(out->department[k], department))
				out->department_of[i] = k;
		}
	}
}

/* Room for one more stay; the smaller array's pseudonyms are overwritten. */
static struct population_stay *
stay_add(struct population *p, size_t *cap)
{
	if (p->n_stay == *cap) {
		size_t more = *cap ? 2 * *cap : 256;
		struct population_stay *stay = ARENA_ARRAY(p->arena, struct population_stay, more);

		if (p->n_stay > 0) {
			memcpy(stay, p->stay, p->n_stay * sizeof(*stay));
			explicit_bzero(p->stay, p->n_stay * sizeof(*stay));
		}
		p->stay = stay;
		*cap = more;
	}
	return &p->stay[p->n_stay];
}

static enum err_code
stays_read(struct population *p, struct db *people, struct pseudonym_maker *maker, struct err *e)
{
	struct db_rows r = { 0 };
	size_t cap = 0;
	enum err_code rc = db_query(people, SQL_people_stays, NULL, 0, &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		size_t unit = unit_find(p, db_text(&r, 2));
		struct population_stay *s;

		if (unit == SIZE_MAX)
			continue; /* a unit that the site does not have (any more) */
		s = stay_add(p, &cap);
		s->unit = unit;
		s->from = db_int(&r, 3);
		s->to = db_is_null(&r, 4) ? INT64_MAX : db_int(&r, 4);
		rc = pseudonym_make(maker, db_text(&r, 0), db_text(&r, 1), s->person, e);
		p->n_stay += rc == ERR_OK;
	}
	db_end(&r);
	return rc;
}

enum err_code
population_load(struct arena *a, struct db *people, const struct site *site,
	const unsigned char key[PSEUDONYM_KEY_SIZE], struct population *out, struct err *e)
{
	struct pseudonym_maker *maker = NULL;
	enum err_code rc = pseudonym_maker_new(key, &maker, e);

	*out = (struct population){ .arena = a };
	units_set(a, site, out);
	if (rc == ERR_OK)
		rc = stays_read(out, people, maker, e);
	if (rc == ERR_OK && out->n_stay > 1)
		qsort(out->stay, out->n_stay, sizeof(*out->stay), stay_cmp);
	pseudonym_maker_free(maker);
	return rc;
}

void
population_forget(struct population *p)
{
	if (p->n_stay > 0)
		explicit_bzero(p->stay, p->n_stay * sizeof(*p->stay));
	p->n_stay = 0;
}

size_t
population_unit(const struct population *p, struct str person, int64_t day)
{
	size_t low = 0, high = p->n_stay;

	if (person.n != PSEUDONYM_SIZE)
		return SIZE_MAX;
	while (low < high) { /* the first stay of that person */
		size_t at = low + (high - low) / 2;

		if (memcmp(p->stay[at].person, person.p, PSEUDONYM_SIZE) < 0)
			low = at + 1;
		else
			high = at;
	}
	for (; low < p->n_stay && memcmp(p->stay[low].person, person.p, PSEUDONYM_SIZE) == 0; low++) {
		if (p->stay[low].from <= day && day <= p->stay[low].to)
			return p->stay[low].unit;
	}
	return SIZE_MAX;
}
