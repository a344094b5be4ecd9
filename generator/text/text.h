/*
 * text.h - one page's Markdown while the text rules look at it; for the files of text/ alone.
 *
 * A passage is what is read in one go: a paragraph, a heading, a table's cell. Its words keep their
 * places in the file, so that a finding points at the word itself.
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <cmark-gfm.h>

#include "common/conf.h"
#include "generator/place.h"
#include "generator/text/text_rules.h"
#include "generator/vec.h"

enum text_language { TEXT_GERMAN, TEXT_EASY, TEXT_ENGLISH, TEXT_OTHER };

struct word {
	struct str text;
	size_t at;      /* offset in the body */
	struct str gap; /* what stands behind it, up to the next word */
	bool ends;      /* a sentence ends here */
};

struct passage {
	cmark_node *node;
	struct str text; /* plain; lines of the source end in '\n' where lines matter, else in ' ' */
	struct word *word;
	size_t n;
	bool heading, cell, title; /* title: begins with a construct's marker line */
};

/* What is counted over a page. */
struct tally {
	size_t words, sentences, syllables, long_words; /* long: more than 6 letters */
};

struct seen_link {
	struct str text, url;
};

struct text_page {
	struct arena *arena;
	struct findings *all;
	struct str path, body;
	struct place place;
	enum text_language language;
	int gender; /* enum conf_gender */
	cmark_node *block; /* the block something was found in last … */
	size_t cursor;     /* … and where that ends: the next one of the same text stands behind it */
	struct tally tally;
	size_t crowded, crowded_at; /* Leichte Sprache: sentences that begin within a line; the first one */
	VEC(struct seen_link, link);
	VEC(struct str, heading);
	VEC(struct str, explained); /* abbreviations told already, explained or not */
};

/* Add a finding of `rule` at byte `at` of the body; the message is made like printf. An exception
 * in the page's front matter keeps it away. */
void text_found(struct text_page *p, enum text_rule_id rule, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The words of a leaf block. */
void passage_read(struct text_page *p, cmark_node *node, struct passage *out);

/* The words of a text that is no Markdown and begins at byte `at` of the body. */
void passage_plain(struct text_page *p, struct str text, size_t at, bool heading, struct passage *out);

/* Plain text of a node and all in it; pictures' alternatives included only when it is one. */
struct str node_text(struct text_page *p, cmark_node *node);

/* The first byte of a block in the body. */
size_t block_at(const struct text_page *p, cmark_node *node);

/* Where `part` stands in the block that `node` belongs to; the block's begin when it is not found. */
size_t node_find(struct text_page *p, cmark_node *node, struct str part);

/* How many letters; whether all of them are capitals; lower case of ASCII and of ÄÖÜ, in the arena. */
size_t word_letters(struct str word);
bool word_capitals(struct str word);
struct str word_lower(struct text_page *p, struct str word);

/* Vowel groups: a fair count of German syllables. */
size_t word_syllables(struct str word);

/* Whether `word` is in `list`, which ends with NULL. */
bool word_among(struct str word, const char *const list[]);

/* The rules, by what they look at. */
void rule_node(struct text_page *p, cmark_node *node);             /* links, pictures, tables, quotes */
void rule_block(struct text_page *p, const struct passage *s);     /* bold headings, typed lists */
void rule_words(struct text_page *p, const struct passage *s);     /* German: wording */
void rule_english(struct text_page *p, const struct passage *s);   /* English: wording */
void rule_sentences(struct text_page *p, const struct passage *s); /* German: length; counts */
void rule_easy(struct text_page *p, const struct passage *s);      /* Leichte Sprache */
void rule_page(struct text_page *p);                               /* at the end: readability */
void rule_easy_page(struct text_page *p);

#endif
