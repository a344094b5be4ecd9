#include "tracker/report.h"

#include <stdlib.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/db_restrict.h"
#include "tracker/noise.h"
#include "tracker/report_chart.h"
#include "tracker/report_site.h"
#include "tracker/report_table.h"

/* The measure that this report shows. */
static const struct str MEASURE = STR_INIT("module-quarter");

/* One stored figure, under the id that its module has today. */
struct cell {
	struct str id;
	size_t column;
	int64_t value;
};

/* The figures of one module in all columns: sums of stored figures when it took another's place. */
struct line {
	struct str id;
	int64_t value[REPORT_PERIODS_MAX];
	bool has[REPORT_PERIODS_MAX];
	bool placed; /* some journey shows it */
};

/* Everything on the way from the store to struct report. */
struct work {
	struct arena *arena;
	const struct report_source *source;
	struct report_site site;
	struct words words;
	struct figures *closed; /* quarters only, oldest first */
	size_t n_closed;
	struct period year[REPORT_PERIODS_MAX]; /* the last closed years, oldest first */
	size_t n_year;
	size_t chosen;          /* index in `closed` */
	size_t first, n;        /* the columns: closed[first .. first + n - 1] */
	struct cell *cell;
	size_t n_cell, cap_cell;
	struct line *line;      /* sorted by id */
	size_t n_line;
};

enum err_code
report_open(struct db *db, const char *path, enum db_mode mode, struct err *e)
{
	static const char *const tables[] = { "figure", "figure_period", NULL };
	enum err_code rc = db_open(db, path, mode, DB_STORE, e);

	if (rc == ERR_OK)
		rc = db_restrict(db, tables, e);
	if (rc != ERR_OK)
		db_close(db);
	return rc;
}

struct report_value
report_value_show(struct arena *a, bool exists, int64_t value, int64_t shown_from, struct str below)
{
	if (!exists)
		return (struct report_value){ .text = STR("–"), .none = true };
	if (value < shown_from)
		return (struct report_value){ .text = below, .few = true };
	return (struct report_value){ .text = arena_printf(a, "%lld", (long long)value) };
}

/* ---- words for periods and days ---- */

static struct str
day_words(struct work *w, int64_t day)
{
	struct date d = date_of_days(day);
	struct str rest = w->words.text[WORD_MONTHS], month = { "", 0 };

	for (unsigned i = 0; i < d.month; i++)
		rest = str_cut(rest, ' ', &month);
	return word_fill(w->arena, w->words.text[WORD_DAY], d.day, d.year, month);
}

static struct report_period
period_words(struct work *w, struct period p)
{
	const struct str none = { "", 0 };
	char id[PERIOD_TEXT];

	if (p.kind == PERIOD_YEAR) {
		struct str year = arena_copy(w->arena, str_of(period_format(p, id)));

		return (struct report_period){ .id = year, .name = year, .short_name = year };
	}
	return (struct report_period){
		.id = arena_copy(w->arena, str_of(period_format(p, id))),
		.name = word_fill(w->arena, w->words.text[WORD_QUARTER], p.part, p.year, none),
		.short_name = word_fill(w->arena, w->words.text[WORD_QUARTER_SHORT], p.part, p.year, none),
	};
}

/* ---- which quarters ---- */

static void
year_add(struct work *w, struct period year)
{
	if (w->n_year == REPORT_PERIODS_MAX)
		memmove(w->year, w->year + 1, --w->n_year * sizeof(w->year[0]));
	w->year[w->n_year++] = year;
}

static enum err_code
closed_read(struct work *w, struct err *e)
{
	struct figures *all = NULL;
	size_t n = 0;
	enum err_code rc = figures_periods(w->arena, w->source->figures, &all, &n, e);

	w->closed = all;
	for (size_t i = 0; i < n; i++) {
		if (all[i].period.kind == PERIOD_YEAR)
			year_add(w, all[i].period);
		if (all[i].period.kind == PERIOD_QUARTER)
			w->closed[w->n_closed++] = all[i];
	}
	return rc;
}

static enum err_code
columns_choose(struct work *w, struct str until, struct err *e)
{
	char id[PERIOD_TEXT];
	size_t i = w->n_closed - 1;

	if (until.n > 0) {
		for (i = 0; i < w->n_closed; i++) {
			if (str_eq(str_of(period_format(w->closed[i].period, id)), until))
				break;
		}
		if (i == w->n_closed)
			return err_set(e, ERR_NOTFOUND, "this quarter has not been closed");
	}
	w->chosen = i;
	w->n = i + 1 < REPORT_PERIODS_MAX ? i + 1 : REPORT_PERIODS_MAX;
	w->first = i + 1 - w->n;
	return ERR_OK;
}

/* The next quarter that will be closed, and when. */
static void
next_set(struct work *w, struct report *out)
{
	int64_t after = w->source->after;
	struct period p, before;

	if (w->n_closed > 0) {
		p = period_move(w->closed[w->n_closed - 1].period, 1);
	} else {
		p = period_of_day(PERIOD_QUARTER, w->source->today);
		before = period_move(p, -1);
		if (period_due(before, after) > w->source->today)
			p = before;
	}
	out->next_name = period_words(w, p).name;
	out->next_day = day_words(w, period_due(p, after));
	out->after = after;
}

static void
periods_set(struct work *w, struct report *out)
{
	struct report_period *choice = ARENA_ARRAY(w->arena, struct report_period, w->n_closed);
	struct report_period *shown = ARENA_ARRAY(w->arena, struct report_period, w->n);

	for (size_t i = 0; i < w->n_closed; i++) {
		choice[w->n_closed - 1 - i] = period_words(w, w->closed[i].period);
		choice[w->n_closed - 1 - i].chosen = i == w->chosen;
	}
	for (size_t i = 0; i < w->n; i++)
		shown[i] = choice[w->n_closed - 1 - (w->first + i)];
	out->choices = (struct template_list){ choice, w->n_closed };
	out->periods = (struct template_list){ shown, w->n };
	out->chosen_id = shown[w->n - 1].id;
	out->chosen_name = shown[w->n - 1].name;
	out->has_before = w->n > 1;
	if (out->has_before)
		out->before_name = shown[w->n - 2].name;
}

/* ---- the figures ---- */

static void
cell_add(struct work *w, struct str id, size_t column, int64_t value)
{
	const struct report_module *m = report_module_find(&w->site, id);

	if (w->n_cell == w->cap_cell) {
		size_t cap = w->cap_cell ? 2 * w->cap_cell : 256;
		struct cell *more = ARENA_ARRAY(w->arena, struct cell, cap);

		if (w->n_cell > 0)
			memcpy(more, w->cell, w->n_cell * sizeof(*more));
		w->cell = more;
		w->cap_cell = cap;
	}
	if (m)
		id = m->by.n > 0 ? m->by : m->id;
	else
		id = arena_copy(w->arena, id);
	w->cell[w->n_cell++] = (struct cell){ id, column, value };
}

static enum err_code
column_read(struct work *w, size_t column, struct err *e)
{
	char id[PERIOD_TEXT];
	struct period p = w->closed[w->first + column].period;
	struct db_rows r = { 0 };
	enum err_code rc = db_query(w->source->figures, SQL_figure_of_measure,
		DB_VALUES(DB_S(MEASURE), DB_S(str_of(period_format(p, id)))), &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e))
		cell_add(w, db_text(&r, 1), column, db_int(&r, 2));
	db_end(&r);
	return rc;
}

static int
cell_cmp(const void *x, const void *y)
{
	const struct cell *a = x, *b = y;

	return str_cmp(a->id, b->id);
}

/* One line a module from all cells. */
static void
lines_make(struct work *w)
{
	if (w->n_cell > 1)
		qsort(w->cell, w->n_cell, sizeof(*w->cell), cell_cmp);
	w->line = ARENA_ARRAY(w->arena, struct line, w->n_cell + 1);
	for (size_t i = 0; i < w->n_cell; i++) {
		const struct cell *c = &w->cell[i];
		struct line *l;

		if (w->n_line == 0 || !str_eq(w->line[w->n_line - 1].id, c->id))
			w->line[w->n_line++].id = c->id;
		l = &w->line[w->n_line - 1];
		l->value[c->column] += c->value;
		l->has[c->column] = true;
	}
}

static int
line_cmp(const void *x, const void *y)
{
	const struct line *a = x, *b = y;

	return str_cmp(a->id, b->id);
}

static struct line *
line_find(struct work *w, struct str id)
{
	struct line key = { .id = id };

	return w->n_line > 0 ? bsearch(&key, w->line, w->n_line, sizeof(key), line_cmp) : NULL;
}

static void
line_sum(struct line *sum, const struct line *l)
{
	for (size_t i = 0; i < REPORT_PERIODS_MAX; i++) {
		sum->value[i] += l->value[i];
		sum->has[i] |= l->has[i];
	}
}

/* ---- rows and groups ---- */

static struct template_list
values_make(struct work *w, const struct line *l)
{
	struct report_value *value = ARENA_ARRAY(w->arena, struct report_value, w->n);

	for (size_t i = 0; i < w->n; i++)
		value[i] = report_value_show(w->arena, l->has[i], l->value[i], w->source->shown_from,
			w->words.text[WORD_BELOW]);
	return (struct template_list){ value, w->n };
}

static struct report_row
row_make(struct work *w, const struct line *l)
{
	const struct report_module *m = report_module_find(&w->site, l->id);

	return (struct report_row){
		.title = m ? m->title : l->id,
		.url = m ? m->url : STR(""),
		.root = w->source->root,
		.values = values_make(w, l),
	};
}

static const struct report_row *
sum_make(struct work *w, struct str title, const struct line *sum)
{
	struct report_row *row = ARENA_NEW(w->arena, struct report_row);

	*row = (struct report_row){ .title = title, .root = w->source->root, .values = values_make(w, sum) };
	return row;
}

/* A journey: its stations in their order, a station without a figure included. */
static void
journey_make(struct work *w, const struct report_journey *j, size_t number, struct report_group *g,
	struct line *sum)
{
	struct report_row *row = ARENA_ARRAY(w->arena, struct report_row, j->n + 1);
	int64_t counted = 0;

	for (size_t i = 0; i < j->n; i++) {
		struct line *l = line_find(w, j->station[i]), none = { .id = j->station[i] };

		row[i] = row_make(w, l ? l : &none);
		if (!l)
			continue;
		l->placed = true;
		line_sum(sum, l);
		counted++;
	}
	*g = (struct report_group){ .id = j->id, .title = j->title, .url = j->url, .root = w->source->root,
		.rows = { row, j->n }, .error = noise_mean_error(counted) };
	report_sign(number, &g->route, &g->mark);
}

/* What no journey shows; false when there is nothing of the kind. */
static bool
rest_make(struct work *w, struct report_group *g, struct line *sum)
{
	struct report_row *row = ARENA_ARRAY(w->arena, struct report_row, w->n_line + 1);
	size_t n = 0;

	for (size_t i = 0; i < w->n_line; i++) {
		if (w->line[i].placed)
			continue;
		row[n++] = row_make(w, &w->line[i]);
		line_sum(sum, &w->line[i]);
	}
	*g = (struct report_group){ .id = STR("rest"), .title = w->words.text[WORD_REST], .rest = true,
		.root = w->source->root, .rows = { row, n }, .error = noise_mean_error((int64_t)n) };
	return n > 0;
}

static void
city_make(struct work *w, struct report *out)
{
	struct line city = { .id = STR("") };
	const struct report_value *value;

	for (size_t i = 0; i < w->n_line; i++)
		line_sum(&city, &w->line[i]);
	out->city = sum_make(w, w->words.text[WORD_CITY], &city);
	out->error_city = noise_mean_error((int64_t)w->n_line);
	value = out->city->values.item;
	out->city_now = value[w->n - 1].text;
	if (out->has_before)
		out->city_before = value[w->n - 2].text;
}

static void
groups_make(struct work *w, struct report *out)
{
	size_t n = w->site.n_journey;
	struct report_group *group = ARENA_ARRAY(w->arena, struct report_group, n + 1);
	struct line *sum = ARENA_ARRAY(w->arena, struct line, n + 1);
	struct report_chart *chart = ARENA_ARRAY(w->arena, struct report_chart, n + 1);

	for (size_t i = 0; i < n; i++)
		journey_make(w, &w->site.journey[i], i, &group[i], &sum[i]);
	n += rest_make(w, &group[n], &sum[n]);
	for (size_t i = 0; i < n; i++) {
		group[i].columns = (int64_t)w->n + 1;
		group[i].sum = sum_make(w, w->words.text[WORD_WHOLE], &sum[i]);
		chart[i] = (struct report_chart){ sum[i].value, group[i].sum->values, &group[i] };
	}
	report_charts(w->arena, chart, n, &out->periods);
	out->groups = (struct template_list){ group, n };
}

/* ---- tables by department and unit ---- */

static struct table_plan
plan_make(const struct work *w, struct str measure, const struct period *period, size_t n)
{
	return (struct table_plan){ .source = w->source, .measure = measure, .period = period, .n_period = n,
		.below = w->words.text[WORD_BELOW] };
}

static struct template_list
table_periods(struct work *w, const struct period *period, size_t n)
{
	struct report_period *out = ARENA_ARRAY(w->arena, struct report_period, n + 1);

	for (size_t i = 0; i < n; i++)
		out[i] = period_words(w, period[i]);
	return (struct template_list){ out, n };
}

static const struct table_name *
names_of(struct arena *a, const struct report_unit *unit, size_t n)
{
	struct table_name *name = ARENA_ARRAY(a, struct table_name, n + 1);

	for (size_t i = 0; i < n; i++)
		name[i] = (struct table_name){ .id = unit[i].id, .title = unit[i].name };
	return name;
}

/* The stations of one department by year. */
static enum err_code
stations_make(struct work *w, struct str department, struct report_table *out, struct err *e)
{
	struct table_plan plan = plan_make(w, STR("department-module-year"), w->year, w->n_year);
	struct table_name *name = ARENA_ARRAY(w->arena, struct table_name, w->site.n_module + 1);

	for (size_t i = 0; i < w->site.n_module; i++) {
		const struct report_module *m = &w->site.module[i];

		if (m->by.n == 0)
			name[plan.n_name++] = (struct table_name){ m->id, m->title, m->url };
	}
	plan.name = name;
	plan.by_item = true;
	plan.unit = department;
	*out = (struct report_table){ .is_stations = true, .id = STR("stationen"),
		.head = w->words.text[WORD_STATION], .periods = table_periods(w, w->year, w->n_year) };
	return report_table_fill(w->arena, &plan, out, e);
}

static enum err_code
departments_make(struct work *w, const struct report_unit *unit, size_t n, struct report_table *out,
	struct err *e)
{
	struct period column[REPORT_PERIODS_MAX];
	struct table_plan plan = plan_make(w, STR("department-quarter"), column, w->n);

	for (size_t i = 0; i < w->n; i++)
		column[i] = w->closed[w->first + i].period;
	plan.name = names_of(w->arena, unit, n);
	plan.n_name = n;
	plan.sum = w->words.text[WORD_CITY];
	*out = (struct report_table){ .is_departments = true, .id = STR("fachbereiche"),
		.head = w->words.text[WORD_DEPARTMENT], .periods = table_periods(w, column, w->n) };
	return report_table_fill(w->arena, &plan, out, e);
}

static enum err_code
units_make(struct work *w, const struct report_unit *unit, size_t n, struct report_table *out, struct err *e)
{
	struct table_plan plan = plan_make(w, STR("unit-year"), w->year, w->n_year);

	plan.name = names_of(w->arena, unit, n);
	plan.n_name = n;
	*out = (struct report_table){ .is_units = true, .id = STR("einheiten"),
		.head = w->words.text[WORD_UNIT], .periods = table_periods(w, w->year, w->n_year) };
	return report_table_fill(w->arena, &plan, out, e);
}

static enum err_code
choices_make(struct work *w, struct str department, const struct report_unit *unit, size_t n,
	struct report *out, struct err *e)
{
	struct report_choice *choice = ARENA_ARRAY(w->arena, struct report_choice, n + 1);

	for (size_t i = 0; i < n; i++) {
		choice[i] = (struct report_choice){ unit[i].id, unit[i].name, str_eq(unit[i].id, department) };
		if (choice[i].chosen) {
			out->department_id = unit[i].id;
			out->department_name = unit[i].name;
		}
	}
	out->has_departments = n > 0;
	out->department_choices = (struct template_list){ choice, n };
	if (department.n > 0 && out->department_id.n == 0)
		return err_set(e, ERR_NOTFOUND, "the site has no such department");
	return ERR_OK;
}

/* All tables that have figures. */
static enum err_code
tables_make(struct work *w, struct str department, struct report *out, struct err *e)
{
	struct report_unit *departments = NULL, *units = NULL;
	size_t n_department = 0, n_unit = 0, n = 0;
	struct report_table *table = ARENA_ARRAY(w->arena, struct report_table, 3);
	enum err_code rc = report_units_read(w->arena, w->source->settings, &departments, &n_department, &units,
		&n_unit, e);

	if (rc == ERR_OK)
		rc = choices_make(w, department, departments, n_department, out, e);
	if (rc == ERR_OK && department.n > 0) {
		rc = stations_make(w, department, &table[n], e);
		n += table[n].rows.n > 0;
	}
	if (rc == ERR_OK) {
		rc = departments_make(w, departments, n_department, &table[n], e);
		n += table[n].rows.n > 0;
	}
	if (rc == ERR_OK) {
		rc = units_make(w, units, n_unit, &table[n], e);
		n += table[n].rows.n > 0;
	}
	out->tables = (struct template_list){ table, n };
	return rc;
}

static void
facts_set(struct work *w, struct report *out)
{
	const struct figures *f = &w->closed[w->chosen];
	const struct measure *m = measure_find(w->source->measures, MEASURE);

	out->as_of = day_words(w, f->closed);
	out->version = arena_printf(w->arena, "%.*s-%02x%02x%02x%02x", STR_FMT(out->chosen_id), f->digest[0],
		f->digest[1], f->digest[2], f->digest[3]);
	out->counted = m ? m->counted : STR("");
	out->word_journey = w->words.text[WORD_JOURNEY];
	out->word_station = w->words.text[WORD_STATION];
	out->word_whole = w->words.text[WORD_WHOLE];
	out->word_as_of = w->words.text[WORD_AS_OF];
	out->word_version = w->words.text[WORD_VERSION];
	out->word_counted = w->words.text[WORD_COUNTED];
}

enum err_code
report_make(struct arena *a, const struct report_source *s, struct str until, struct str department,
	struct report *out, struct err *e)
{
	struct work w = { .arena = a, .source = s };
	enum err_code rc = report_site_read(a, s->catalogue, s->language, &w.site, e);

	*out = (struct report){ .empty = true };
	if (rc == ERR_OK)
		rc = words_read(a, s->settings, s->language, &w.words, e);
	if (rc == ERR_OK)
		rc = closed_read(&w, e);
	if (rc != ERR_OK)
		return rc;
	out->below = w.words.text[WORD_BELOW] = word_fill(a, w.words.text[WORD_BELOW], s->shown_from, 0,
		(struct str){ "", 0 });
	next_set(&w, out);
	if (w.n_closed == 0)
		return until.n == 0 ? ERR_OK : err_set(e, ERR_NOTFOUND, "no quarter has been closed yet");
	rc = columns_choose(&w, until, e);
	for (size_t i = 0; i < w.n && rc == ERR_OK; i++)
		rc = column_read(&w, i, e);
	if (rc != ERR_OK)
		return rc;
	out->empty = false;
	lines_make(&w);
	periods_set(&w, out);
	groups_make(&w, out);
	city_make(&w, out);
	facts_set(&w, out);
	return tables_make(&w, department, out, e);
}
