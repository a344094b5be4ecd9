/*
 * text_rules.h - the rules on what authors write: one table for findings and for
 * docs/barrierefreiheit-pruefungen.md.
 */
#ifndef TEXT_RULES_H
#define TEXT_RULES_H

#include "common/finding.h"

enum text_rule_id {
	/* found while a page is read (markdown.c, inline.c): here for the documentation */
	TEXT_IMAGE_ALT,
	TEXT_HEADING_LEVEL,
	TEXT_HEADING_EMPTY,
	/* structure */
	TEXT_ALT_FILE,
	TEXT_ALT_PREFIX,
	TEXT_ALT_LONG,
	TEXT_BOLD_HEADING,
	TEXT_HEADING_EQUAL,
	TEXT_TYPED_LIST,
	TEXT_TABLE_HEADER,
	TEXT_LINK_GENERIC,
	TEXT_LINK_ADDRESS,
	TEXT_LINK_EQUAL,
	TEXT_DOWNLOAD,
	TEXT_MEDIA_BARE,
	TEXT_HIDDEN_QUIZ,
	TEXT_HIDDEN_DUTY,
	/* words */
	TEXT_SENSORY,
	TEXT_CAPITALS,
	TEXT_ABBREVIATION,
	TEXT_FOREIGN,
	TEXT_GENDER,
	TEXT_GENERIC_MASCULINE,
	/* sentences and pages */
	TEXT_SENTENCE,
	TEXT_READABILITY,
	/* Leichte Sprache */
	TEXT_EASY_SENTENCE,
	TEXT_EASY_STATEMENT,
	TEXT_EASY_LINE,
	TEXT_EASY_CONJUNCTIVE,
	TEXT_EASY_PASSIVE,
	TEXT_EASY_GENITIVE,
	TEXT_EASY_ABBREVIATION,
	TEXT_EASY_COMPOUND,
	TEXT_RULES
};

struct text_rule {
	const char *id;        /* as findings and exceptions name it */
	const char *name;      /* German, a short clause */
	const char *criterion; /* NULL: none */
	enum severity severity;
	const char *why;       /* for whom it matters */
	const char *remedy;    /* what to write instead */
};

/* By enum text_rule_id. */
extern const struct text_rule text_rules[TEXT_RULES];

#endif
