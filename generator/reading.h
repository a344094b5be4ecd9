/*
 * reading.h - one Markdown body while it is being read; shared by markdown.c, inline.c, construct.c
 * and quiz.c, and by nobody else.
 *
 * Places that are filled in late travel through cmark as text that no author can write:
 *   _L<n>_   as an address (between quotes in HTML): link n of the record
 *   BEGIN <n> END_ID in a heading: its id, heading n; DEL and END_DEL: struck-out text.
 * Those marks are control characters, which record.c refuses in a file.
 */
#ifndef GENERATOR_READING_H
#define GENERATOR_READING_H

#include <cmark-gfm.h>
#include <cmark-gfm-extension_api.h>

#include "common/buf.h"
#include "generator/place.h"
#include "generator/record.h"
#include "generator/theme.h"
#include "generator/view.h"

#define MARK_ID "\x02"
#define MARK_ID_END "\x03"
#define MARK_DEL "\x04"
#define MARK_DEL_END "\x05"

/* A block quote that begins with a marker. */
struct construct {
	const struct construct_kind *kind;
	cmark_node *node;  /* the block quote */
	struct view_construct view;
	unsigned line, column;
};

struct reading {
	struct arena *arena;     /* the record's */
	struct record *record;
	struct findings *all;    /* the record's */
	struct place place;      /* lines of the body */
	cmark_mem *mem;
	cmark_llist *extensions;
	const struct theme_language *theme;
	bool tracker;
	VEC(struct construct, construct);
	VEC(cmark_node *, table);
	struct map *ids;         /* taken in this body */
	int64_t quizzes;
	int last_level;          /* of the heading before */
	cmark_node *block;       /* the block that `cursor` is in … */
	cmark_node *tilde_block; /* the block that was looked at for escaped tildes … */
	bool tilde_escaped;      /* … and whether it has one */
	size_t cursor;           /* … where to look for the next address */
	bool has_footnotes;
};

/* The line in the file that `node` begins at. */
unsigned reading_line(const struct reading *r, cmark_node *node);

/* Add a stop finding about `node` (line, and the column of its first character). */
struct finding *reading_stop(struct reading *r, cmark_node *node, const char *rule, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Plain text of `node` and all below, in the record's arena. */
struct str reading_text(struct reading *r, cmark_node *node);

/* HTML of the children of `parent` from `first` up to before `end` (NULL: all that follow);
 * they are taken out of the tree. In the record's arena. */
struct str reading_html(struct reading *r, cmark_node *first, cmark_node *end);

/* A new link of the record; returns the placeholder to write where its address goes. */
struct str reading_link(struct reading *r, enum record_link_kind kind, struct str url, unsigned line,
	unsigned column);

/* Take `id` for something at `line`: a stop finding when it is taken already. */
void reading_take_id(struct reading *r, struct str id, unsigned line, unsigned column);

/* inline.c: bare addresses become links, ~~ struck-out text, in the text node `text`. */
void inline_text(struct reading *r, cmark_node *text);
/* inline.c: note the address of a link or image and put the placeholder in its place. */
void inline_link(struct reading *r, cmark_node *link);

/* construct.c: if the block quote `quote` begins with a marker, note it. */
void construct_find(struct reading *r, cmark_node *quote);
/* construct.c: make HTML of all constructs, the innermost first. */
void construct_render_all(struct reading *r);
/* construct.c: a marker where none can be. */
void construct_misplaced(struct reading *r, cmark_node *text);

/* quiz.c: options, hint and explanation out of the quote; findings when it is no sound quiz. */
void quiz_read(struct reading *r, struct construct *c);

/* media.c: what the list of a VIDEO or AUDIO construct names; findings when captions or transcript are missing. */
void media_note(struct reading *r, struct construct *c);

#endif
