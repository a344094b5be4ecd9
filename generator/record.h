/*
 * record.h - what one Markdown file gives by itself: the page record.
 *
 * It depends on the file's bytes, its path, the theme and the program only; so it can be made in
 * parallel and kept by object id. Everything that needs another file is the model's business.
 */
#ifndef GENERATOR_RECORD_H
#define GENERATOR_RECORD_H

#include "generator/frontmatter.h"
#include "generator/vec.h"

enum record_link_kind {
	LINK_PAGE,     /* href */
	LINK_IMAGE,    /* src */
	LINK_FEEDBACK, /* the address feedback goes to; has no url */
	LINK_ABOUT     /* no link: what the page is called in feedback */
};

struct record_link {
	enum record_link_kind kind;
	struct str url;        /* as written, entities and backslashes resolved */
	unsigned line, column; /* of its first character */
};

/* An address stands in `html` before byte `at`. */
struct record_cut {
	size_t at;
	size_t link;
};

struct record_heading {
	struct str id, title; /* title: plain text */
	int level;
	bool inside; /* of a construct: not in the table of contents */
};

/* Something with a key that can be answered or ticked. */
struct record_question {
	struct str id;
	const char *kind; /* lower case, static */
};

struct record {
	/* from the path */
	struct str path;      /* of the file, in the site */
	struct str folder;    /* its folder, with "/" at the end */
	enum page_kind kind;
	struct str id;        /* meta.id, or from the file's name */
	struct str date;      /* news: YYYY-MM-DD from the name */
	int language;         /* index into site.conf's languages */
	/* from the content */
	char object[41];      /* git object id */
	bool usable;          /* front matter and text could be read (findings may still stop) */
	struct meta meta;
	struct str html;      /* of the body, without the addresses at the cuts */
	VEC(struct record_link, link);
	VEC(struct record_cut, cut);
	VEC(struct record_heading, heading);
	VEC(struct record_question, question);
	VEC(struct str, anchor); /* every id in the body: headings, constructs, footnotes */
	bool has_goals;       /* a GOALS construct */
	struct findings findings;
};

/* Some of what cmark-gfm does with one line takes the square of its length. */
enum { RECORD_BYTES_MAX = 2 * 1024 * 1024, RECORD_LINE_MAX = 16 * 1024 };

/*
 * Whether `path` is a page of the site; fills kind, id, date, language, path and folder of the zeroed
 * `r`. `languages` has site.conf's codes. False: no page (a picture, a table …), or a Markdown file
 * that cannot be one, which is a stop finding in `all`.
 */
bool record_place(struct record *r, struct arena *arena, struct str path,
	const struct schema_list *languages, struct findings *all);

struct theme_language;

/*
 * Read the bytes `text` of a file into `r`, whose place is known. All text of the record lives in
 * `arena` afterwards. Findings go to r->findings. Any thread.
 */
void record_read(struct record *r, struct arena *arena, struct str text,
	const struct theme_language *theme, bool tracker);

#endif
