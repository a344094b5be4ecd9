/* finding.h - what authors and operators are told: place, reason, remedy; all of them, in order. */
#ifndef COMMON_FINDING_H
#define COMMON_FINDING_H

#include <stdio.h>

#include "common/arena.h"
#include "common/str.h"

enum severity {
	SEVERITY_STOP,   /* the build fails */
	SEVERITY_WARN,   /* it is built all the same */
	SEVERITY_ADVICE  /* style; never in the way */
};

/* One finding. All text lives in the arena of the list that holds it. */
struct finding {
	const char *rule; /* stable id in lower-case-with-hyphens, static text */
	enum severity severity;
	struct str file;       /* path in the site, "site.conf", …; empty when it is about no file */
	unsigned line, column; /* from 1, columns in characters; 0 when unknown */
	struct str message;    /* one sentence without a line break: what is wrong */
	struct str remedy;     /* what to do instead; may be empty */
	const char *criterion; /* e.g. "WCAG 1.1.1 (A)"; NULL when none; static text */
	struct str excerpt;    /* the sentence itself, as it stands in the file; may be empty */
	struct str fix;        /* what --fix would write, where only who found it knows; may be empty */
	bool fixable;          /* `check --fix` would mend it */
	struct str accepted;   /* why it is accepted on its page; empty: it is not */
};

/* A growing list. Starts as { .arena = a }; one thread at a time. */
struct findings {
	struct arena *arena;
	struct finding *item;
	size_t n, cap;
};

/* Add a finding whose message is made like printf; returns it, so that the caller
 * can set remedy and criterion. The pointer is valid until the next addition. */
struct finding *finding_add(struct findings *all, enum severity severity, const char *rule,
	struct str file, unsigned line, unsigned column, const char *fmt, ...)
	__attribute__((format(printf, 7, 8)));

/* Set the remedy of `f` like printf. */
void finding_remedy(struct findings *all, struct finding *f, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Copy every finding of `from` to the end of `all`. */
void findings_append(struct findings *all, const struct findings *from);

/* Sort by file, line, column, rule: the same list whatever order threads added in. */
void findings_sort(struct findings *all);

/* How many of them have that severity. */
size_t findings_count(const struct findings *all, enum severity severity);

/* Print the place as `file:line:column: `, as much of it as is known; nothing without one. */
void finding_place_print(const struct finding *f, FILE *to);

/* Print at most `limit` (0: all) as `file:line:column: message (remedy) [rule]`, then how many are left. */
void findings_print(const struct findings *all, FILE *to, size_t limit);

/* The nearest of `names` (ends with NULL) to `word` if it is near enough to suggest, else NULL.
 * Near: an edit distance of at most a third of the word, 1 at least. */
const char *finding_suggest(struct str word, const char *const names[]);

#endif
