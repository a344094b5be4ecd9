/*
 * statement.h - the accessibility statement: what a person entered in content/accessibility.yaml.
 *
 * What it has to say follows the model of Commission Implementing Decision (EU) 2018/1523, Annex, and
 * NBGG § 9b: status, what is not accessible and why, alternatives, how and when it was evaluated,
 * whom to write to, and the enforcement procedure. What was measured is added while rendering.
 */
#ifndef GENERATOR_STATEMENT_H
#define GENERATOR_STATEMENT_H

#include "common/schema.h"
#include "generator/source.h"

/* [0] of each: nobody has entered it yet. */
enum statement_status { STATUS_MISSING, STATUS_FULL, STATUS_PARTIAL, STATUS_NONE };
enum statement_method { METHOD_MISSING, METHOD_SELF, METHOD_THIRD_PARTY };
enum statement_reason { REASON_MISSING, REASON_NOT_YET, REASON_BURDEN, REASON_OUT_OF_SCOPE };

/* As the file and statement.json write them. */
extern const char *const statement_status_names[], *const statement_method_names[],
	*const statement_reason_names[];

/* Something that is not accessible. Texts are by language: struct schema_pair, code and text. */
struct statement_exception {
	struct schema_list what, why, alternative;
	int reason;
	struct date until; /* when it will be mended; year 0: not said */
};

struct statement {
	bool given; /* the file is there */
	int status, method;
	struct date evaluated, prepared, reviewed;
	struct schema_list exceptions; /* of struct statement_exception */
	int64_t answer_days;
	struct {
		struct schema_list name; /* by language */
		struct str address, email, phone, url;
	} enforcement;
};

/* Path of the file, in the site. */
extern const struct str statement_path;

/* Read the file of `source`, if there is one; mistakes are stop findings. Text lives in `arena`. */
void statement_open(struct statement *s, struct arena *arena, struct source *source,
	struct source_reader *reader, struct findings *all);

/*
 * A finding for each thing that the statement must say and does not: with SEVERITY_WARN while
 * writing, with SEVERITY_STOP before publishing. Without the file there is nothing to check.
 */
void statement_check(const struct statement *s, enum severity severity, struct findings *all);

/* A finding when the site is said to comply in full and `accepted` findings or exceptions say otherwise. */
void statement_status_check(const struct statement *s, size_t accepted, enum severity severity, struct findings *all);

/* A warning when nobody has looked at the statement for a year. */
void statement_age_check(const struct statement *s, struct date today, struct findings *all);

/* The text for the language `code`, or that of the first one given; "" when there is none. */
struct str statement_text(const struct schema_list *by_language, struct str code);

#endif
