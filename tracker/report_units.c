#include "tracker/report_table.h"
#include "tracker/report_work.h"

static struct table_plan
plan_make(const struct report_work *w, struct str measure, const struct period *period, size_t n)
{
	return (struct table_plan){ .source = w->source, .measure = measure, .period = period, .n_period = n,
		.below = w->words.text[WORD_BELOW] };
}

static struct template_list
table_periods(struct report_work *w, const struct period *period, size_t n)
{
	struct report_period *out = ARENA_ARRAY(w->arena, struct report_period, n + 1);

	for (size_t i = 0; i < n; i++)
		out[i] = report_period_words(w, period[i]);
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
stations_make(struct report_work *w, struct str department, struct report_table *out, struct err *e)
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
departments_make(struct report_work *w, const struct report_unit *unit, size_t n, struct report_table *out,
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
units_make(struct report_work *w, const struct report_unit *unit, size_t n, struct report_table *out, struct err *e)
{
	struct table_plan plan = plan_make(w, STR("unit-year"), w->year, w->n_year);

	plan.name = names_of(w->arena, unit, n);
	plan.n_name = n;
	*out = (struct report_table){ .is_units = true, .id = STR("einheiten"),
		.head = w->words.text[WORD_UNIT], .periods = table_periods(w, w->year, w->n_year) };
	return report_table_fill(w->arena, &plan, out, e);
}

static enum err_code
choices_make(struct report_work *w, struct str department, const struct report_unit *unit, size_t n,
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

enum err_code
report_tables_make(struct report_work *w, struct str department, struct report *out, struct err *e)
{
	const struct report_texts *t = w->texts;
	struct report_table *table = ARENA_ARRAY(w->arena, struct report_table, 3);
	size_t n = 0;
	enum err_code rc = choices_make(w, department, t->department, t->n_department, out, e);

	if (rc == ERR_OK && department.n > 0) {
		rc = stations_make(w, department, &table[n], e);
		n += table[n].rows.n > 0;
	}
	if (rc == ERR_OK) {
		rc = departments_make(w, t->department, t->n_department, &table[n], e);
		n += table[n].rows.n > 0;
	}
	if (rc == ERR_OK) {
		rc = units_make(w, t->unit, t->n_unit, &table[n], e);
		n += table[n].rows.n > 0;
	}
	out->tables = (struct template_list){ table, n };
	return rc;
}
