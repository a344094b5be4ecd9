#include "tracker/report.h"

/*
 * Spreadsheet programs run what begins with one of these as a formula, also inside of quotes
 * (OWASP, "CSV Injection"); an apostrophe in front makes it text.
 */
static bool
cell_is_formula(struct str s)
{
	static const char starts[] = "=+-@\t\r\n";

	return s.n > 0 && memchr(starts, s.p[0], sizeof(starts) - 1) != NULL;
}

void
csv_cell(struct buf *out, struct str text)
{
	static const char special[] = ";\"\r\n";
	bool quoted = cell_is_formula(text);

	for (size_t i = 0; i < text.n && !quoted; i++)
		quoted = memchr(special, text.p[i], sizeof(special) - 1) != NULL;
	if (!quoted) {
		buf_add(out, text);
		return;
	}
	buf_add_char(out, '"');
	if (cell_is_formula(text))
		buf_add_char(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, text.p[i]);
	}
	buf_add_char(out, '"');
}

static void
cell_add(struct buf *out, struct str text)
{
	csv_cell(out, text);
	buf_add_char(out, ';');
}

/* What every line says of its figures, so that a line copied elsewhere still does. */
static void
facts_add(struct buf *out, const struct report *r, struct str counted)
{
	cell_add(out, r->as_of);
	cell_add(out, r->version);
	csv_cell(out, counted);
	buf_add(out, STR("\r\n"));
}

static void
facts_head_add(struct buf *out, const struct report *r)
{
	cell_add(out, r->word_as_of);
	cell_add(out, r->word_version);
	csv_cell(out, r->word_counted);
	buf_add(out, STR("\r\n"));
}

static void
row_add(struct buf *out, const struct report *r, struct str counted, const struct report_row *row)
{
	const struct report_value *value = row->values.item;

	cell_add(out, row->title);
	for (size_t i = 0; i < row->values.n; i++)
		cell_add(out, value[i].text);
	facts_add(out, r, counted);
}

static void
station_add(struct buf *out, const struct report *r, struct str journey, const struct report_row *row)
{
	cell_add(out, journey);
	row_add(out, r, r->counted, row);
}

static void
head_add(struct buf *out, const struct report *r)
{
	const struct report_period *period = r->periods.item;

	cell_add(out, r->word_journey);
	cell_add(out, r->word_station);
	for (size_t i = 0; i < r->periods.n; i++)
		cell_add(out, period[i].name);
	facts_head_add(out, r);
}

bool
report_table_csv(const struct report *r, struct str id, struct buf *out)
{
	const struct report_table *table = r->tables.item, *t = NULL;
	const struct report_row *row;
	const struct report_period *period;

	for (size_t i = 0; i < r->tables.n; i++) {
		if (str_eq(table[i].id, id))
			t = &table[i];
	}
	if (!t)
		return false;
	buf_add(out, STR("\xef\xbb\xbf"));
	cell_add(out, t->head);
	period = t->periods.item;
	for (size_t i = 0; i < t->periods.n; i++)
		cell_add(out, period[i].name);
	facts_head_add(out, r);
	row = t->rows.item;
	for (size_t i = 0; i < t->rows.n; i++)
		row_add(out, r, t->counted, &row[i]);
	if (t->sum)
		row_add(out, r, t->counted, t->sum);
	return true;
}

void
report_csv(const struct report *r, struct buf *out)
{
	const struct report_group *group = r->groups.item;
	struct report_row city;

	buf_add(out, STR("\xef\xbb\xbf"));
	if (r->empty)
		return;
	head_add(out, r);
	for (size_t i = 0; i < r->groups.n; i++) {
		const struct report_row *row = group[i].rows.item;

		for (size_t k = 0; k < group[i].rows.n; k++)
			station_add(out, r, group[i].title, &row[k]);
		station_add(out, r, group[i].title, group[i].sum);
	}
	city = *r->city;
	city.title = r->word_whole;
	station_add(out, r, r->city->title, &city);
}
