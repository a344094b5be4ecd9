/*
 * report.h - the report on published figures: one query, one struct, every channel made from it.
 *
 * Whatever a reader sees is a stored figure or a sum of stored figures, put through one display
 * rule (report_value_show()). Page, chart and CSV take their words and numbers from here alone, so
 * that they cannot differ.
 */
#ifndef TRACKER_REPORT_H
#define TRACKER_REPORT_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/template.h"
#include "tracker/figures.h"

enum { REPORT_PERIODS_MAX = 6 };

/* One number as readers see it. */
struct report_value {
	struct str text; /* "176", "unter 10", or a dash when nothing was counted */
	bool few;        /* below what is shown */
	bool none;       /* there was no such cell in the period */
};

/* One quarter that is shown or can be chosen. */
struct report_period {
	struct str id;         /* "2026Q3" */
	struct str name;       /* "3. Quartal 2026" */
	struct str short_name; /* "3/2026" */
	bool chosen;
};

/* One line of the table: a station, a journey's sum, the whole city. */
struct report_row {
	struct str title;
	struct str url;    /* below the site's root; empty when the site no longer has it */
	struct str root;   /* from the page to the site's root */
	struct template_list values; /* of struct report_value, one a period */
};

/* One bar of a chart, in units of its viewBox. */
struct report_bar {
	int64_t x, y, height, middle; /* left edge, top, height; middle for the text */
	int64_t text_y;
	bool few, none;
	struct str text;
	struct str first_line, second_line; /* `text` in two lines, where it is too wide for a bar */
};

/* A journey with its stations. */
struct report_group {
	struct str id, title, url, root;
	struct str route, mark;  /* its sign, as on the site's pages */
	bool rest;               /* stations that belong to no journey */
	struct template_list rows;   /* of struct report_row */
	const struct report_row *sum;
	int64_t columns;         /* of the table: title and periods */
	int64_t error;           /* mean distance of `sum` from what was counted */
	struct template_list bars;   /* of struct report_bar */
	struct str first_text, last_text; /* values of the first and the last bar */
	struct str axis_first, axis_last; /* names under the first and the last bar */
	int64_t axis_last_x;
	struct template_list points; /* of struct report_point: the chart as a table */
};

struct report_point {
	struct str period, text;
	bool few;
};

/* A department to choose. */
struct report_choice {
	struct str id, name;
	bool chosen;
};

/* A table of one measure: units or stations, by period. */
struct report_table {
	bool is_stations, is_departments, is_units;
	struct str id;         /* "stationen", "fachbereiche", "einheiten": ?tabelle= of the CSV */
	struct str head;       /* of the first column */
	struct str counted;    /* definition of the measure */
	struct template_list periods; /* of struct report_period */
	struct template_list rows;    /* of struct report_row */
	const struct report_row *sum; /* NULL: none, adding up would count people twice */
};

struct report {
	bool empty;             /* no period has been closed yet: only next_name and next_day are set */
	struct template_list choices; /* of struct report_period: all closed ones, newest first */
	struct template_list periods; /* of struct report_period: those shown, oldest first */
	struct template_list groups;  /* of struct report_group */
	const struct report_row *city;
	struct template_list tables; /* of struct report_table, those with figures: the chosen department by
				station and year, people of each department by quarter, of each unit by year */
	bool has_departments;
	struct template_list department_choices; /* of struct report_choice */
	struct str department_id, department_name; /* the chosen one; empty: the whole city */
	struct str chosen_id, chosen_name;
	struct str city_now, city_before; /* the whole city in the chosen quarter and the one before it */
	bool has_before;
	struct str before_name;
	struct str as_of;       /* the day the chosen period was closed, in words */
	struct str version;     /* data version: the period and the start of its digest */
	struct str counted;     /* definition of the measure */
	struct str counted_lang; /* BCP 47 of the definitions when readers read another language, else empty */
	struct str next_name, next_day; /* the next quarter and the day its figures come */
	struct str below;       /* "unter 10" */
	int64_t after;          /* days between the end of a quarter and its closing */
	int64_t error_city;
	int64_t csv_kilobytes;  /* size of the CSV, rounded up; set by the page's handler */
	struct str word_journey, word_station, word_whole, word_as_of, word_version, word_counted; /* heads */
};

/* What a report is made of. All borrowed. */
struct report_source {
	struct db *figures;             /* opened by report_open() */
	const struct measures *measures;
	struct str catalogue, settings; /* text of catalogue.json and OUT/tracker/settings.json */
	const struct report_texts *texts; /* what they say, NULL: read them now */
	struct str language;            /* of the reader */
	struct str root;                /* from the page to the site's root: "../" */
	int64_t shown_from;             /* smallest number that is shown */
	int64_t after;                  /* reporting.close_after_days */
	int64_t today;                  /* for the next quarter, before the first is closed */
};

/*
 * Open the connection that reports read: the figures and the days periods were closed, and nothing
 * else of the store (db_restrict.h). `path` is store.db.
 */
enum err_code report_open(struct db *db, const char *path, enum db_mode mode, struct err *e) MUST_CHECK;

/*
 * Make the report up to the quarter `until` ("2026Q3"; empty: the last closed one) in `a`, with the
 * stations of `department` (empty: of none). ERR_NOTFOUND when it is no closed quarter or the site
 * has no such department; ERR_PARSE when catalogue or settings cannot be read.
 */
enum err_code report_make(struct arena *a, const struct report_source *s, struct str until,
	struct str department, struct report *out, struct err *e) MUST_CHECK;

/*
 * The report as CSV: UTF-8 with a byte order mark, semicolons and CR LF, as a German spreadsheet
 * program opens it by double click. No cell can become a formula. An empty report is an empty file.
 */
void report_csv(const struct report *r, struct buf *out);

/* One of its other tables, the same way. False: there is none with the name `id`. */
bool report_table_csv(const struct report *r, struct str id, struct buf *out);

/* What a template may name: all members of struct report but those for CSV. */
extern const struct template_field report_fields[];

/* The display rule, for tests and other reports: what is below `shown_from` reads `below`. */
struct report_value report_value_show(struct arena *a, bool exists, int64_t value, int64_t shown_from,
	struct str below);

/* A cell for a spreadsheet: quoted when needed, harmless when it begins like a formula. */
void csv_cell(struct buf *out, struct str text);

#endif
