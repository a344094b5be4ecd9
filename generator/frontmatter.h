/* frontmatter.h - what stands between the two `---` lines: one table of keys a kind of page. */
#ifndef GENERATOR_FRONTMATTER_H
#define GENERATOR_FRONTMATTER_H

#include "common/schema.h"

enum page_kind {
	PAGE_HOME,
	PAGE_PLAIN, /* content/pages */
	PAGE_JOURNEY,
	PAGE_MODULE,
	PAGE_NEWS,
	PAGE_EVENT,
	PAGE_PROJECT,
	PAGE_TERM,
	PAGE_KINDS
};

/* "home", "page", "journey" …: as feedback, catalogue and messages name a kind. */
extern const char *const page_kind_names[PAGE_KINDS + 1];
/* The same in German, with an article, to begin a sentence with. */
extern const char *const page_kind_titles[PAGE_KINDS + 1];

enum level { LEVEL_NONE, LEVEL_BASIC, LEVEL_INTERMEDIATE, LEVEL_ADVANCED, LEVEL_HIGHLY_ADVANCED };

/* As front matter and catalogue write them; [0] is never written. */
extern const char *const level_names[];

/* Of projects: planned, running … */
extern const char *const status_names[];

enum completion_by { BY_CONFIRM, BY_QUIZ, BY_TASKS, BY_ATTENDANCE };
extern const char *const completion_names[];

struct completion {
	int by;           /* enum completion_by */
	int64_t at_least; /* percent; BY_QUIZ only, else 0 */
};

/* "12 months", "30 days": kept as a number and a unit. */
enum span_unit { SPAN_NONE, SPAN_DAYS, SPAN_WEEKS, SPAN_MONTHS, SPAN_YEARS };
extern const char *const span_names[]; /* plural, by enum span_unit */

struct span {
	int64_t n;
	int unit; /* enum span_unit; SPAN_NONE: not given */
};

struct mandatory {
	struct schema_list units, audience;
	struct str reason;
	struct span every, due;
};

struct station {
	struct str module, why;
	bool optional;
};

struct exception {
	struct str rule, reason;
};

/* A moment: seconds since 1970, UTC, and as it was written; text is empty when not given. */
struct moment {
	int64_t at;
	struct str text;
};

/* Everything the table of CONTENT.md knows; what a kind does not have stays zero. */
struct meta {
	struct str title, description, id;
	struct schema_list replaces, aliases;
	bool draft;
	struct date publish, expire;
	struct str owner;
	struct date reviewed;
	int64_t review_every; /* months, 0: never */
	struct schema_list exceptions; /* of struct exception */
	struct str licence, source, lang;
	/* module */
	int64_t duration; /* minutes, 0: unknown */
	int level;
	struct schema_list competences, audience, goals, requires, recommends;
	struct completion completion;
	bool proof;
	struct schema_list mandatory; /* of struct mandatory */
	int64_t edition;
	struct str edition_reason;
	/* journey */
	struct schema_list stations; /* of struct station */
	/* event, project */
	struct moment starts, ends;
	struct str place, online, recording;
	int status;
	struct str goal, approach, quarter;
};

/* The table of a kind; ends with name NULL. */
const struct schema_key *frontmatter_table(enum page_kind kind);

/*
 * Find the front matter of `text`: *yaml is what stands between the two `---` lines, *body the
 * rest, *body_line the line of the file that the body begins at (from 1). Without front matter
 * *yaml is empty and *body all of `text`. False, with a stop finding, when it never ends.
 */
bool frontmatter_cut(struct str text, struct str file, struct findings *all, struct str *yaml,
	struct str *body, unsigned *body_line);

/*
 * Read the front matter `yaml` of a page of `kind` into the zeroed `out`; text lives in the arena of
 * `c`. Mistakes become stop findings, keys without effect yet warnings. Returns whether there was
 * no stop.
 */
bool frontmatter_read(struct schema_context *c, enum page_kind kind, struct str yaml, struct meta *out);

/* The place of `key` (of item `i` of its list when `i` >= 0) in front matter `yaml`; 1:1 when it is not there. */
void frontmatter_place(struct str yaml, const char *key, int64_t i, unsigned *line, unsigned *column);

/* The table of all kinds as `lernreise --help-config` prints it. */
void frontmatter_help(FILE *to);

#endif
