#include "tracker/figures_unit.h"

#include <stdlib.h>
#include <string.h>

#include "sql_query.h"

/* A table of counts: a row for each department or unit, a column for each module (or one). */
struct table {
	const struct population *who;
	enum measure_cell cell;
	struct str *column;
	size_t rows, columns;
	int64_t *people; /* rows x columns */
	size_t *seen;    /* number of the last person counted there */
	size_t person;   /* number of the person whose facts are read, from 1 */
	unsigned char pseudonym[PSEUDONYM_SIZE];
};

static enum err_code
columns_read(struct arena *a, struct db *store, struct table *t, struct period p, struct err *e)
{
	struct db_rows r = { 0 };
	size_t cap = 0;
	enum err_code rc;

	if (t->cell != CELL_DEPARTMENT_MODULE) {
		t->column = ARENA_NEW(a, struct str);
		t->columns = 1; /* all modules together: the empty name */
		return ERR_OK;
	}
	rc = db_query(store, SQL_figure_modules, DB_VALUES(DB_I(period_first(p)), DB_I(period_last(p))), &r, e);
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		if (t->columns == cap) {
			struct str *more = ARENA_ARRAY(a, struct str, cap = 2 * cap + 64);

			if (t->columns > 0)
				memcpy(more, t->column, t->columns * sizeof(*more));
			t->column = more;
		}
		t->column[t->columns++] = arena_copy(a, db_text(&r, 0));
	}
	db_end(&r);
	return rc;
}

static size_t
column_find(const struct table *t, struct str module)
{
	size_t low = 0, high = t->columns;

	if (t->cell != CELL_DEPARTMENT_MODULE)
		return 0;
	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_cmp(t->column[at], module);

		if (order == 0)
			return at;
		if (order < 0)
			low = at + 1;
		else
			high = at;
	}
	return SIZE_MAX;
}

/* One person is counted once in a cell; a person's facts come together. */
static void
fact_count(struct table *t, struct str person, struct str module, int64_t recorded)
{
	size_t row = population_unit(t->who, person, recorded), column = column_find(t, module), at;

	if (row != SIZE_MAX && t->cell != CELL_UNIT)
		row = t->who->department_of[row];
	if (row == SIZE_MAX || column == SIZE_MAX)
		return;
	if (t->person == 0 || memcmp(t->pseudonym, person.p, PSEUDONYM_SIZE) != 0) {
		memcpy(t->pseudonym, person.p, PSEUDONYM_SIZE); /* population_unit() found it: its size is right */
		t->person++;
	}
	at = row * t->columns + column;
	if (t->seen[at] == t->person)
		return;
	t->seen[at] = t->person;
	t->people[at]++;
}

enum err_code
figures_unit_count(struct arena *a, struct db *store, const struct population *who,
	enum measure_cell cell, struct period p, figures_unit_fn *tell, void *ctx, struct err *e)
{
	struct table t = { .who = who, .cell = cell,
		.rows = cell == CELL_UNIT ? who->n_unit : who->n_department };
	struct db_rows r = { 0 };
	enum err_code rc = columns_read(a, store, &t, p, e);

	if (rc != ERR_OK)
		return rc;
	t.people = ARENA_ARRAY(a, int64_t, t.rows * t.columns + 1);
	t.seen = ARENA_ARRAY(a, size_t, t.rows * t.columns + 1);
	rc = db_query(store, SQL_figure_facts, DB_VALUES(DB_I(period_first(p)), DB_I(period_last(p))), &r, e);
	while (rc == ERR_OK && db_next(&r, &rc, e))
		fact_count(&t, db_text(&r, 0), db_text(&r, 1), db_int(&r, 2));
	db_end(&r);
	for (size_t row = 0; rc == ERR_OK && row < t.rows; row++) {
		struct str unit = cell == CELL_UNIT ? who->unit[row] : who->department[row];

		for (size_t column = 0; column < t.columns; column++)
			tell(ctx, unit, t.column[column], t.people[row * t.columns + column]);
	}
	explicit_bzero(t.people, t.rows * t.columns * sizeof(*t.people)); /* counts without noise */
	return rc;
}
