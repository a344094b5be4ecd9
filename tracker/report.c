#include "tracker/report.h"

#include <stdlib.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/db_restrict.h"
#include "tracker/noise.h"
#include "tracker/report_chart.h"
#include "tracker/report_work.h"

/* The measure that this report shows. */
static const struct str MEASURE = STR_INIT("module-quarter");

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
day_words(struct report_work *w, int64_t day)
{
	struct date d = date_of_days(day);
	struct str rest = w->words.text[WORD_MONTHS], month = { "", 0 };

	for (unsigned i = 0; i < d.month; i++)
		rest = str_cut(rest, ' ', &month);
	return word_fill(w->arena, w->words.text[WORD_DAY], d.day, d.year, month);
}

struct report_period
report_period_words(struct report_work *w, struct period p)
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
year_add(struct report_work *w, struct period year)
{
	if (w->n_year == REPORT_PERIODS_MAX)
		memmove(w->year, w->year + 1, --w->n_year * sizeof(w->year[0]));
	w->year[w->n_year++] = year;
}

static enum err_code
closed_read(struct report_work *w, struct err *e)
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
columns_choose(struct report_work *w, struct str until, struct err *e)
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
next_set(struct report_work *w, struct report *out)
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
	out->next_name = report_period_words(w, p).name;
	out->next_day = day_words(w, period_due(p, after));
	out->after = after;
}

static void
periods_set(struct report_work *w, struct report *out)
{
	struct report_period *choice = ARENA_ARRAY(w->arena, struct report_period, w->n_closed);
	struct report_period *shown = ARENA_ARRAY(w->arena, struct report_period, w->n);

	for (size_t i = 0; i < w->n_closed; i++) {
		choice[w->n_closed - 1 - i] = report_period_words(w, w->closed[i].period);
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
cell_add(struct report_work *w, struct str id, size_t column, int64_t value)
{
	const struct report_module *m = report_module_find(&w->site, id);

	if (w->n_cell == w->cap_cell) {
		size_t cap = w->cap_cell ? 2 * w->cap_cell : 256;
		struct report_cell *more = ARENA_ARRAY(w->arena, struct report_cell, cap);

		if (w->n_cell > 0)
			memcpy(more, w->cell, w->n_cell * sizeof(*more));
		w->cell = more;
		w->cap_cell = cap;
	}
	if (m)
		id = m->by.n > 0 ? m->by : m->id;
	else
		id = arena_copy(w->arena, id);
	w->cell[w->n_cell++] = (struct report_cell){ id, column, value };
}

static enum err_code
column_read(struct report_work *w, size_t column, struct err *e)
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
	const struct report_cell *a = x, *b = y;

	return str_cmp(a->id, b->id);
}

/* One line a module from all cells. */
static void
lines_make(struct report_work *w)
{
	if (w->n_cell > 1)
		qsort(w->cell, w->n_cell, sizeof(*w->cell), cell_cmp);
	w->line = ARENA_ARRAY(w->arena, struct report_line, w->n_cell + 1);
	for (size_t i = 0; i < w->n_cell; i++) {
		const struct report_cell *c = &w->cell[i];
		struct report_line *l;

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
	const struct report_line *a = x, *b = y;

	return str_cmp(a->id, b->id);
}

static struct report_line *
line_find(struct report_work *w, struct str id)
{
	struct report_line key = { .id = id };

	return w->n_line > 0 ? bsearch(&key, w->line, w->n_line, sizeof(key), line_cmp) : NULL;
}

static void
line_sum(struct report_line *sum, const struct report_line *l)
{
	for (size_t i = 0; i < REPORT_PERIODS_MAX; i++) {
		sum->value[i] += l->value[i];
		sum->has[i] |= l->has[i];
	}
}

/* ---- rows and groups ---- */

static struct template_list
values_make(struct report_work *w, const struct report_line *l)
{
	struct report_value *value = ARENA_ARRAY(w->arena, struct report_value, w->n);

	for (size_t i = 0; i < w->n; i++)
		value[i] = report_value_show(w->arena, l->has[i], l->value[i], w->source->shown_from,
			w->words.text[WORD_BELOW]);
	return (struct template_list){ value, w->n };
}

static struct report_row
row_make(struct report_work *w, const struct report_line *l)
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
sum_make(struct report_work *w, struct str title, const struct report_line *sum)
{
	struct report_row *row = ARENA_NEW(w->arena, struct report_row);

	*row = (struct report_row){ .title = title, .root = w->source->root, .values = values_make(w, sum) };
	return row;
}

/* A journey: its stations in their order, a station without a figure included. */
static void
journey_make(struct report_work *w, const struct report_journey *j, size_t number, struct report_group *g,
	struct report_line *sum)
{
	struct report_row *row = ARENA_ARRAY(w->arena, struct report_row, j->n + 1);
	int64_t counted = 0;

	for (size_t i = 0; i < j->n; i++) {
		struct report_line *l = line_find(w, j->station[i]), none = { .id = j->station[i] };

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
rest_make(struct report_work *w, struct report_group *g, struct report_line *sum)
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
city_make(struct report_work *w, struct report *out)
{
	struct report_line city = { .id = STR("") };
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
groups_make(struct report_work *w, struct report *out)
{
	size_t n = w->site.n_journey;
	struct report_group *group = ARENA_ARRAY(w->arena, struct report_group, n + 1);
	struct report_line *sum = ARENA_ARRAY(w->arena, struct report_line, n + 1);
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

static void
facts_set(struct report_work *w, struct report *out)
{
	const struct figures *f = &w->closed[w->chosen];
	const struct measure *m = measure_find(w->source->measures, MEASURE);

	out->as_of = day_words(w, f->closed);
	out->version = arena_printf(w->arena, "%.*s-%02x%02x%02x%02x", STR_FMT(out->chosen_id), f->digest[0],
		f->digest[1], f->digest[2], f->digest[3]);
	out->counted = m ? m->counted : STR("");
	if (!str_eq(w->source->language, STR("de")) && !str_eq(w->source->language, STR("ls")))
		out->counted_lang = STR("de"); /* the register is in German */
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
	struct report_work w = { .arena = a, .source = s };
	struct report_texts own = { .n_unit = 0 };
	enum err_code rc = s->texts ? ERR_OK
		: report_texts_read(a, s->catalogue, s->settings, s->language, &own, e);

	*out = (struct report){ .empty = true };
	w.texts = s->texts ? s->texts : &own;
	w.site = w.texts->site;
	w.words = w.texts->words;
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
	return report_tables_make(&w, department, out, e);
}
