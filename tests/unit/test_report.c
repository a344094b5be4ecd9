/* The report: display rule, sums of stored figures, one struct for page and CSV, no other store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/report.h"

static struct err e;

static const char catalogue[] =
	"{\"format\":1,\"modules\":["
	"{\"id\":\"phishing\",\"title\":{\"de\":\"Phishing erkennen\",\"en\":\"Spot phishing\"},"
	"\"url\":\"module/phishing/\",\"replaces\":[\"mail-alt\"]},"
	"{\"id\":\"passwort\",\"title\":{\"de\":\"=Passwörter; \\\"gut\\\"\"},\"url\":\"module/passwort/\",\"replaces\":[]},"
	"{\"id\":\"neu\",\"title\":{\"de\":\"Neu\"},\"url\":\"module/neu/\",\"replaces\":[]},"
	"{\"id\":\"einzeln\",\"title\":{\"de\":\"Einzeln\"},\"url\":\"module/einzeln/\",\"replaces\":[]}],"
	"\"journeys\":[{\"id\":\"sicher\",\"url\":\"reisen/sicher/\",\"title\":{\"de\":\"Sicher\"},"
	"\"stations\":[{\"module\":\"phishing\"},{\"module\":\"passwort\"},{\"module\":\"neu\"}]},"
	"{\"id\":\"zwei\",\"url\":\"reisen/zwei/\",\"title\":{\"de\":\"Zwei\"},\"stations\":[{\"module\":\"passwort\"}]}]}";

static const char settings[] =
	"{\"texts\":{\"de\":{\"report_below\":\"unter {n}\",\"report_quarter\":\"{n}. Quartal {year}\","
	"\"report_quarter_short\":\"{n}/{year}\",\"report_day\":\"{n}. {month} {year}\","
	"\"report_months\":\"Januar Februar März April Mai Juni Juli August September Oktober November Dezember\","
	"\"report_rest\":\"Weitere Stationen\",\"report_city\":\"Ganze Stadt\",\"report_whole\":\"alle Stationen\","
	"\"report_journey\":\"Reise\",\"report_station\":\"Station\",\"report_as_of\":\"Stand\","
	"\"report_version\":\"Datenfassung\",\"report_counted\":\"Gezählt\",\"report_department\":\"Fachbereich\",\"report_unit\":\"Einheit\"}}}";

struct setup {
	char path[64];
	struct db writer, figures;
	struct arena arena;
	struct measures measures;
};

static void
sql(struct db *db, const char *text)
{
	char *message = NULL;

	if (sqlite3_exec(db->handle, text, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", text, message);
}

static int
setup(void **state)
{
	struct setup *s = calloc(1, sizeof(*s));
	int fd;

	snprintf(s->path, sizeof(s->path), "/tmp/test_report.XXXXXX");
	fd = mkstemp(s->path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(db_open(&s->writer, s->path, DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(db_migrate(&s->writer, sql_migrate, "store/", &e), ERR_OK);
	assert_int_equal(report_open(&s->figures, s->path, DB_READER, &e), ERR_OK);
	assert_int_equal(measures_load(&s->arena, 3.5, &s->measures, &e), ERR_OK);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	struct setup *s = *state;
	char path[80];

	db_close(&s->figures);
	db_close(&s->writer);
	arena_reset(&s->arena);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", s->path, ends[i]);
		unlink(path);
	}
	free(s);
	return 0;
}

/* Store figures as close does, without noise: pairs of item and value up to NULL. */
static void
period_put(struct setup *s, const char *id, const struct figure *item, size_t n)
{
	struct figure copy[8];
	struct figures f = { .item = copy, .n = n };

	assert_true(period_parse(str_of(id), &f.period));
	for (size_t i = 0; i < n; i++) {
		copy[i] = item[i];
		copy[i].measure = STR("module-quarter");
	}
	figures_digest(&f, f.digest);
	sql(&s->writer, "BEGIN");
	assert_int_equal(figures_store(&s->writer, &f, period_due(f.period, 3), &e), ERR_OK);
	sql(&s->writer, "COMMIT");
}

static struct report_source
source(struct setup *s)
{
	return (struct report_source){ .figures = &s->figures, .measures = &s->measures,
		.catalogue = str_of(catalogue), .settings = str_of(settings), .language = STR("de"),
		.root = STR("../"), .shown_from = 10, .after = 3, .today = 20781 /* 2026-11-24 */ };
}

static void
text_is(struct str s, const char *want)
{
	if (!str_eq(s, str_of(want)))
		fail_msg("'%.*s' instead of '%s'", STR_FMT(s), want);
}

static void
value_is(const struct report_row *row, size_t i, const char *want)
{
	assert_true(i < row->values.n);
	text_is(((const struct report_value *)row->values.item)[i].text, want);
}

static void
test_rule(void **state)
{
	static const struct {
		int64_t value, from;
		const char *text;
	} cases[] = { { 10, 10, "10" }, { 9, 10, "unter 10" }, { 0, 10, "unter 10" }, { -5, 10, "unter 10" },
		{ 19, 20, "unter 10" }, { 20, 20, "20" }, { 1234, 10, "1234" } };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct report_value v =
			report_value_show(&a, true, cases[i].value, cases[i].from, STR("unter 10"));

		text_is(v.text, cases[i].text);
		assert_int_equal(v.few, cases[i].value < cases[i].from);
	}
	text_is(report_value_show(&a, false, 100, 10, STR("unter 10")).text, "–");
	arena_reset(&a);
}

static void
test_empty(void **state)
{
	struct setup *s = *state;
	struct report_source from = source(s);
	struct report r;
	struct buf csv = { 0 };

	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	assert_true(r.empty);
	text_is(r.next_name, "4. Quartal 2026");
	text_is(r.next_day, "4. Januar 2027");
	assert_int_equal(report_make(&s->arena, &from, STR("2026Q3"), STR(""), &r, &e), ERR_NOTFOUND);
	from.today = 20703; /* 2026-09-07 */
	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	text_is(r.next_name, "3. Quartal 2026");
	from.today = 20728; /* 2 October: the quarter before is not due yet */
	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	text_is(r.next_name, "3. Quartal 2026");
	text_is(r.next_day, "4. Oktober 2026");
	report_csv(&r, &csv);
	text_is(buf_str(&csv), "\xef\xbb\xbf");
	buf_release(&csv);
}

static void
two_quarters(struct setup *s)
{
	static const struct figure q2[] = { { .item = STR_INIT("mail-alt"), .value = 31 },
		{ .item = STR_INIT("passwort"), .value = 9 }, { .item = STR_INIT("weg"), .value = -2 } };
	static const struct figure q3[] = { { .item = STR_INIT("einzeln"), .value = 12 },
		{ .item = STR_INIT("passwort"), .value = -1 }, { .item = STR_INIT("phishing"), .value = 40 } };

	period_put(s, "2026Q2", q2, 3);
	period_put(s, "2026Q3", q3, 3);
}

static void
test_sums(void **state)
{
	struct setup *s = *state;
	struct report_source from = source(s);
	struct report r;
	const struct report_group *g;
	const struct report_row *row;

	two_quarters(s);
	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	text_is(r.chosen_name, "3. Quartal 2026");
	text_is(r.as_of, "4. Oktober 2026");
	assert_true(str_starts(r.version, STR("2026Q3-")));
	assert_int_equal(r.groups.n, 3);
	g = r.groups.item;
	row = g[0].rows.item;
	text_is(row[0].title, "Phishing erkennen");
	value_is(&row[0], 0, "31"); /* under the id it had then */
	value_is(&row[0], 1, "40");
	value_is(&row[1], 0, "unter 10");
	value_is(&row[1], 1, "unter 10");
	value_is(&row[2], 1, "–");
	value_is(g[0].sum, 0, "40");
	value_is(g[0].sum, 1, "39"); /* 40 - 1: sums use stored values, then the rule */
	value_is(g[1].sum, 1, "unter 10");
	text_is(g[2].title, "Weitere Stationen");
	row = g[2].rows.item;
	text_is(row[0].title, "Einzeln");
	text_is(row[1].title, "weg");
	value_is(&row[1], 0, "unter 10");
	value_is(&row[1], 1, "–");
	value_is(r.city, 0, "38"); /* 31 + 9 - 2; a station of two journeys counts once */
	value_is(r.city, 1, "51");
	assert_int_equal(report_make(&s->arena, &from, STR("2026Q2"), STR(""), &r, &e), ERR_OK);
	assert_int_equal(r.periods.n, 1);
	assert_false(r.has_before);
	text_is(r.city_now, "38");
	assert_int_equal(report_make(&s->arena, &from, STR("2026Q1"), STR(""), &r, &e), ERR_NOTFOUND);
}

static void
test_chart(void **state)
{
	struct setup *s = *state;
	struct report_source from = source(s);
	struct report r;
	const struct report_group *g;
	const struct report_bar *bar, *other;

	two_quarters(s);
	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	g = r.groups.item;
	bar = g[0].bars.item;
	other = g[1].bars.item;
	assert_int_equal(bar[0].height, 108); /* 40 is the largest shown of all charts */
	assert_int_equal(bar[1].height, 105);
	assert_int_equal(bar[0].y + bar[0].height, 140);
	assert_int_equal(other[0].height, other[1].height); /* 9 and -1: a stub tells no more than the text */
	text_is(other[0].first_line, "unter");
	text_is(other[0].second_line, "10");
	text_is(bar[0].first_line, "");
	text_is(bar[0].second_line, "40");
}

static void
test_csv(void **state)
{
	struct setup *s = *state;
	struct report_source from = source(s);
	struct report r;
	struct buf csv = { 0 };
	struct str rest, line;

	two_quarters(s);
	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	report_csv(&r, &csv);
	rest = str_cut(buf_str(&csv), '\n', &line);
	text_is(line, "\xef\xbb\xbfReise;Station;2. Quartal 2026;3. Quartal 2026;Stand;Datenfassung;Gezählt\r");
	rest = str_cut(rest, '\n', &line);
	assert_true(str_starts(line, STR("Sicher;Phishing erkennen;31;40;4. Oktober 2026;2026Q3-")));
	rest = str_cut(rest, '\n', &line);
	assert_true(str_starts(line, STR("Sicher;\"'=Passwörter; \"\"gut\"\"\";unter 10;unter 10;")));
	rest = str_cut(rest, '\n', &line);
	assert_true(str_starts(line, STR("Sicher;Neu;–;–;")));
	rest = str_cut(rest, '\n', &line);
	assert_true(str_starts(line, STR("Sicher;alle Stationen;40;39;")));
	assert_true(str_find(rest, STR("\nGanze Stadt;alle Stationen;38;51;")) != SIZE_MAX);
	buf_release(&csv);
}

static void
test_cells(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = { { "a b", "a b" }, { "", "" }, { "a;b", "\"a;b\"" }, { "say \"x\"", "\"say \"\"x\"\"\"" },
		{ "=1+1", "\"'=1+1\"" }, { "+1", "\"'+1\"" }, { "-1", "\"'-1\"" }, { "@x", "\"'@x\"" },
		{ "\tx", "\"'\tx\"" }, { "a\r\nb", "\"a\r\nb\"" }, { "–", "–" }, { "a=b", "a=b" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = { 0 };

		csv_cell(&b, str_of(cases[i].in));
		text_is(buf_str(&b), cases[i].out);
		buf_release(&b);
	}
}

/* A report that looks into any other store fails: planted here with statements the program has. */
static void
test_no_other_store(void **state)
{
	struct setup *s = *state;
	static const char *const planted[] = { "SELECT count(*) FROM fact", "SELECT pseudonym FROM person",
		"SELECT 1 FROM figure f WHERE EXISTS (SELECT 1 FROM voice)", "SELECT name FROM sqlite_schema",
		"ATTACH 'people.db' AS people", "PRAGMA query_only=OFF", "SELECT * FROM session", "DELETE FROM figure" };
	struct db_rows r = { 0 };
	int64_t n = 0;

	assert_int_equal(db_query(&s->figures, SQL_figure_count_city_module, DB_VALUES(DB_I(0), DB_I(1)), &r, &e),
		ERR_DB);
	assert_non_null(strstr(e.msg, "not authorized") ? e.msg : strstr(e.msg, "prohibited"));
	db_end(&r);
	for (size_t i = 0; i < sizeof(planted) / sizeof(planted[0]); i++) {
		print_message("  %s\n", planted[i]);
		assert_int_equal(db_run(&s->figures, planted[i], NULL, 0, &e), ERR_DB);
	}
	assert_int_equal(db_number(&s->figures, SQL_figure_period_last, NULL, 0, &n, &e), ERR_OK);
	/* The same statements run where they may: it is the restriction that refuses them. */
	assert_int_equal(db_run(&s->writer, planted[0], NULL, 0, &e), ERR_OK);
	assert_int_equal(db_run(&s->writer, planted[1], NULL, 0, &e), ERR_OK);
}

/* Every number in the CSV is a stored figure or a sum of stored figures of its column. */
static void
test_only_figures(void **state)
{
	struct setup *s = *state;
	struct report_source from = source(s);
	struct figure one[] = { { .item = STR_INIT("passwort"), .value = 17 },
		{ .item = STR_INIT("phishing"), .value = 100 } };
	struct report r;
	const struct report_group *g;

	period_put(s, "2026Q3", one, 2);
	assert_int_equal(report_make(&s->arena, &from, STR(""), STR(""), &r, &e), ERR_OK);
	g = r.groups.item;
	value_is(g[0].sum, 0, "117");
	value_is(g[1].sum, 0, "17");
	value_is(r.city, 0, "117");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rule),
		cmocka_unit_test(test_cells),
		cmocka_unit_test_setup_teardown(test_empty, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sums, setup, teardown),
		cmocka_unit_test_setup_teardown(test_chart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_csv, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_other_store, setup, teardown),
		cmocka_unit_test_setup_teardown(test_only_figures, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
