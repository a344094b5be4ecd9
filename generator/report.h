/*
 * report.h - findings for other programs, and the rules for people.
 *
 * To add a table of rules to the documentation and to SARIF: one line in report_rules.c.
 */
#ifndef GENERATOR_REPORT_H
#define GENERATOR_REPORT_H

#include "common/finding.h"

/* What is known of a rule beside its findings. */
struct report_rule {
	const char *id, *name;
	const char *criterion; /* NULL: none */
	enum severity severity;
	const char *why, *remedy;
};

/* The rule called `id`; false for those that no table describes. */
bool report_rule_find(const char *id, struct report_rule *out);

/* All rules in Markdown: docs/barrierefreiheit-pruefungen.md is what this prints. */
void report_rules_markdown(FILE *to);

/* SARIF 2.1.0 (OASIS Standard, 27 March 2020): one run, columns in code points. */
void report_sarif(const struct findings *all, FILE *to);

/* GitLab's code quality report: an array of issues, each with a fingerprint of its own that
 * does not change when lines above it do. */
void report_codequality(const struct findings *all, FILE *to);

#endif
