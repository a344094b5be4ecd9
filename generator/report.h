/*
 * report.h - findings for people and for other programs, and the rules for people.
 *
 * To add a table of rules to the documentation and to SARIF: one line in report_rules.c.
 */
#ifndef GENERATOR_REPORT_H
#define GENERATOR_REPORT_H

#include "common/buf.h"
#include "common/finding.h"
#include "generator/hash.h"

/* What is known of a rule beside its findings. */
struct report_rule {
	const char *id, *name;
	const char *criterion; /* NULL: none */
	enum severity severity;
	const char *why, *remedy;
};

/* What a run of `check` has found. */
struct report {
	const struct findings *all;      /* sorted */
	const struct findings *accepted; /* by `exceptions`; each says why in `accepted` */
};

/* The rule called `id`; false for those that no table describes. */
bool report_rule_find(const char *id, struct report_rule *out);

/* Whether an author may accept findings of `id` (front matter, `exceptions`). */
bool report_rule_acceptable(const char *id);

/* The ids of all rules that an exception may name, ending with NULL; the array lives in `arena`. */
const char *const *report_acceptable(struct arena *arena);

/* report_base.c: the table of what a site has to be, so that it can be built. Returns how many. */
size_t report_base_rules(const struct report_rule **out);

/* All rules in Markdown: docs/barrierefreiheit-pruefungen.md is what this prints. */
void report_rules_markdown(FILE *to);

/*
 * For people: what stops first, at most `limit` (0: all) of each severity; what is wrong, the sentence
 * itself, for whom it matters (once a rule), what to write instead; at the end how many there are.
 */
void report_text(const struct report *r, FILE *to, size_t limit);

/* One object a line, with the keys of CONTRACTS.md; `message` says the sentence and the reason, too. */
void report_json(const struct report *r, FILE *to);

/* SARIF 2.1.0 (OASIS Standard, 27 March 2020): one run; accepted findings are suppressed results. */
void report_sarif(const struct report *r, FILE *to);

/* GitLab's code quality report: an array of issues, each with a fingerprint of its own that
 * does not change when lines above it do. */
void report_codequality(const struct report *r, FILE *to);

/* By finding: what stays the same when lines above it move, and differs from all others. Lives in `a`. */
struct fingerprint {
	char hex[HASH_HEX + 1];
};
const struct fingerprint *report_fingerprints(const struct findings *all, struct arena *a);

/* For the formats of programs: what is wrong, the sentence, the reason, in one text; owned by the caller. */
void report_message(const struct finding *f, struct buf *out);

/* What to write instead, and whether --fix does it; appended to `out`. */
void report_remedy(const struct finding *f, struct buf *out);

#endif
