/* page.h - one page while it is mended; for the files of fix/ and their tests. */
#ifndef FIX_PAGE_H
#define FIX_PAGE_H

#include "generator/build.h"
#include "generator/place.h"

/* Put `with` in place of the `n` bytes at `at`. */
struct fix_edit {
	size_t at, n;
	struct str with;
	const char *rule;
	size_t group; /* edits of one finding: all of them or none */
};

/* A heading that stands in no quote. */
struct fix_heading {
	size_t at;  /* its line */
	int level;
	bool underlined; /* written with a line of = or - below */
};

/* What has been changed, for people. */
struct fix_change {
	const char *rule;
	unsigned line; /* in the file as it is afterwards */
	struct str before, after;
};

struct fix_page {
	struct arena *arena;
	const struct build *build;
	const struct record *record; /* as it was read; for its place, language, links and exceptions */
	struct str text;             /* of the file, without a byte order mark */
	size_t body;                 /* where the front matter has ended */
	unsigned body_line;
	struct place place;
	VEC(struct fix_edit, edit);
	VEC(struct fix_heading, heading);
	VEC(struct fix_change, change);
	size_t group;
};

/* Begin with the bytes of a file; false when it is no page that can be read. */
bool fix_page_open(struct fix_page *p, struct arena *arena, const struct build *b, const struct record *r, struct str text);

/* Add the edits that mend `f`; false when this place is not safe to mend. */
bool fix_plan(struct fix_page *p, const struct finding *f);

/* Mend until nothing more can be; the result is p->text, what was done p->change. */
void fix_page_mend(struct fix_page *p);

/* For the rules: note an edit; the group is that of the finding in hand. */
void fix_edit_add(struct fix_page *p, size_t at, size_t n, struct str with);

/* The line around byte `at`: where it begins, its bytes without the end, and what ends it ("" at the end of the text). */
struct fix_line {
	size_t at;
	struct str text, end;
};
struct fix_line fix_line_at(const struct fix_page *p, size_t at);

/* How many bytes of blanks and ">" a line begins with. */
size_t fix_prefix(struct str line);

/* The rules by topic: each adds edits for the finding at byte `at`, or returns false. */
typedef bool fix_fn(struct fix_page *p, const struct finding *f, size_t at);
fix_fn fix_alt_prefix, fix_download, fix_gender, fix_compound, fix_abbreviation;        /* fix_words.c */
fix_fn fix_bold_heading, fix_heading_empty, fix_heading_level, fix_typed_list, fix_easy_line, fix_construct_id,
	fix_alert_title; /* fix_blocks.c */

#endif
