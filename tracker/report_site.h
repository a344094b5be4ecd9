/* report_site.h - what a report needs of the site: titles, journeys, words. */
#ifndef TRACKER_REPORT_SITE_H
#define TRACKER_REPORT_SITE_H

#include "common/arena.h"
#include "common/err.h"

struct report_module {
	struct str id, title, url;
	struct str by; /* the module that replaced it in the end, or empty */
};

struct report_journey {
	struct str id, title, url;
	struct str *station; /* ids of modules */
	size_t n;
};

struct report_site {
	struct report_module *module; /* sorted by id */
	size_t n_module;
	struct report_journey *journey; /* in the site's order */
	size_t n_journey;
};

/* Read `catalogue` (catalogue.json), titles in `language` where there are such. ERR_PARSE. */
enum err_code report_site_read(struct arena *a, struct str catalogue, struct str language,
	struct report_site *out, struct err *e) MUST_CHECK;

const struct report_module *report_module_find(const struct report_site *s, struct str id);

struct report_unit {
	struct str id, name;
};

/* The departments and units of `settings` (settings.json), in the site's order. ERR_PARSE. */
enum err_code report_units_read(struct arena *a, struct str settings, struct report_unit **department,
	size_t *n_department, struct report_unit **unit, size_t *n_unit, struct err *e) MUST_CHECK;

/* Interface texts that go into values, file names and CSV; their keys in the theme's texts. */
enum word {
	WORD_BELOW,         /* report_below: "unter {n}" */
	WORD_QUARTER,       /* report_quarter: "{n}. Quartal {year}" */
	WORD_QUARTER_SHORT, /* report_quarter_short: "{n}/{year}" */
	WORD_DAY,           /* report_day: "{n}. {month} {year}" */
	WORD_MONTHS,        /* report_months: twelve names, separated by spaces */
	WORD_REST,          /* report_rest: stations without a journey */
	WORD_CITY,          /* report_city: the whole city */
	WORD_WHOLE,         /* report_whole: all stations of a journey */
	WORD_JOURNEY,       /* heads of the CSV */
	WORD_STATION,
	WORD_AS_OF,
	WORD_VERSION,
	WORD_COUNTED,
	WORD_DEPARTMENT,    /* report_department, report_unit: heads of tables */
	WORD_UNIT,
	WORDS
};

struct words {
	struct str text[WORDS];
};

/* The words of `language` in `settings` (settings.json). ERR_PARSE, ERR_INVALID for a missing one. */
enum err_code words_read(struct arena *a, struct str settings, struct str language, struct words *out,
	struct err *e) MUST_CHECK;

/* All of these: what a report needs of one site in one language. */
struct report_texts {
	struct report_site site;
	struct words words;
	struct report_unit *department, *unit;
	size_t n_department, n_unit;
};

/* Read `catalogue` and `settings` into `a`. ERR_PARSE, ERR_INVALID. */
enum err_code report_texts_read(struct arena *a, struct str catalogue, struct str settings, struct str language,
	struct report_texts *out, struct err *e) MUST_CHECK;

/* One word with {n}, {year} and {month} filled in. */
struct str word_fill(struct arena *a, struct str word, int64_t n, int64_t year, struct str month);

#endif
