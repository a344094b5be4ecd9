/* markdown.h - Markdown to HTML with the places that a page fills in later. */
#ifndef GENERATOR_MARKDOWN_H
#define GENERATOR_MARKDOWN_H

#include "generator/record.h"
#include "generator/theme.h"

/* Once, before any thread reads Markdown. */
void markdown_start(void);

/*
 * Read `body`, which begins at line `first_line` of the record's file, into `out` (html, links,
 * headings, questions, anchors, findings), all in `arena`. `body` is UTF-8 without control
 * characters but tab and line ends. `tracker`: the site has a service. Any thread.
 */
void markdown_read(struct arena *arena, struct str body, unsigned first_line,
	const struct theme_language *theme, bool tracker, struct record *out);

/* Free what this thread keeps for reading; the end of a thread does so by itself. */
void markdown_stop_thread(void);

#endif
