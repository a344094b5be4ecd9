#include "tracker/report_table.h"

#include <stdlib.h>

#include "sql_query.h"

/* One row with its figures. */
struct line {
	struct table_name name;
	size_t order; /* where it stands */
	int64_t value[REPORT_PERIODS_MAX];
	bool has[REPORT_PERIODS_MAX];
};

struct lines {
	struct arena *arena;
	struct line *item; /* the first `named` sorted by id; the others came by themselves */
	size_t n, cap, named;
};

static int
by_id(const void *x, const void *y)
{
	const struct line *a = x, *b = y;

	return str_cmp(a->name.id, b->name.id);
}

static int
by_order(const void *x, const void *y)
{
	const struct line *a = x, *b = y;

	return (a->order > b->order) - (a->order < b->order);
}

static struct line *
line_add(struct lines *l, struct table_name name)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 64;
		struct line *more = ARENA_ARRAY(l->arena, struct line, cap);

		if (l->n > 0)
			memcpy(more, l->item, l->n * sizeof(*more));
		l->item = more;
		l->cap = cap;
	}
	l->item[l->n] = (struct line){ .name = name, .order = l->n };
	return &l->item[l->n++];
}

static struct line *
line_get(struct lines *l, struct str id)
{
	struct line key = { .name = { .id = id } }, *found = NULL;

	if (l->named > 0)
		found = bsearch(&key, l->item, l->named, sizeof(key), by_id);
	for (size_t i = l->named; !found && i < l->n; i++) {
		if (str_eq(l->item[i].name.id, id))
			found = &l->item[i];
	}
	if (!found) {
		struct str copy = arena_copy(l->arena, id);

		found = line_add(l, (struct table_name){ .id = copy, .title = copy });
	}
	return found;
}

static enum err_code
column_read(struct lines *l, const struct table_plan *plan, size_t column, struct err *e)
{
	char id[PERIOD_TEXT];
	struct db_rows r = { 0 };
	enum err_code rc = db_query(plan->source->figures, SQL_figure_of_measure, DB_VALUES(
		DB_S(plan->measure), DB_S(str_of(period_format(plan->period[column], id)))), &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		struct line *line;

		if (plan->by_item && !str_eq(db_text(&r, 0), plan->unit))
			continue;
		line = line_get(l, db_text(&r, plan->by_item ? 1 : 0));
		line->value[column] += db_int(&r, 2);
		line->has[column] = true;
	}
	db_end(&r);
	return rc;
}

static struct report_row
row_make(struct arena *a, const struct table_plan *plan, const struct line *l)
{
	struct report_value *value = ARENA_ARRAY(a, struct report_value, plan->n_period);

	for (size_t i = 0; i < plan->n_period; i++)
		value[i] = report_value_show(a, l->has[i], l->value[i], plan->source->shown_from, plan->below);
	return (struct report_row){ .title = l->name.title, .url = l->name.url, .root = plan->source->root,
		.values = { value, plan->n_period } };
}

/* Rows without any figure are left out: the unit or station is younger than all periods shown. */
static void
rows_make(struct arena *a, const struct table_plan *plan, const struct lines *l, struct report_table *out)
{
	struct report_row *row = ARENA_ARRAY(a, struct report_row, l->n + 1), *total;
	struct line sum = { .name = { .title = plan->sum } };
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		bool any = false;

		for (size_t k = 0; k < plan->n_period; k++) {
			sum.value[k] += l->item[i].value[k];
			sum.has[k] |= l->item[i].has[k];
			any |= l->item[i].has[k];
		}
		if (any)
			row[n++] = row_make(a, plan, &l->item[i]);
	}
	out->rows = (struct template_list){ row, n };
	if (n > 0 && plan->sum.n > 0) {
		total = ARENA_NEW(a, struct report_row);
		*total = row_make(a, plan, &sum);
		out->sum = total;
	}
}

enum err_code
report_table_fill(struct arena *a, const struct table_plan *plan, struct report_table *out, struct err *e)
{
	struct lines l = { .arena = a };
	const struct measure *m = measure_find(plan->source->measures, plan->measure);
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < plan->n_name; i++)
		line_add(&l, plan->name[i]);
	l.named = l.n;
	if (l.n > 1)
		qsort(l.item, l.n, sizeof(*l.item), by_id);
	for (size_t i = 0; i < plan->n_period && rc == ERR_OK; i++)
		rc = column_read(&l, plan, i, e);
	if (rc != ERR_OK)
		return rc;
	if (l.n > 1)
		qsort(l.item, l.n, sizeof(*l.item), by_order);
	rows_make(a, plan, &l, out);
	out->counted = m ? m->counted : STR("");
	return ERR_OK;
}
