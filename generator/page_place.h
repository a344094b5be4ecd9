/*
 * page_place.h - from a tag on a built page back to what a person wrote: a template, or Markdown.
 *
 * Pages carry no trace of where their parts come from, and need none as long as nothing is wrong.
 * When something is, the tag itself is looked up: literally in the theme's templates, and by its
 * attributes and the text behind it in the page's own Markdown.
 */
#ifndef GENERATOR_PAGE_PLACE_H
#define GENERATOR_PAGE_PLACE_H

#include "generator/theme.h"

struct page_place {
	struct str file;       /* path in the site */
	unsigned line, column; /* 0: somewhere in it */
};

/*
 * What stands at line and column (in characters) of `html`, searched in the templates of `theme`, whose
 * folder is `folder` ("themes/default/"), and in `text`, the Markdown of the file `path` (both may be
 * empty; without text, `path` may be the template that is looked through first). *out is left alone, and false returned, when neither has it.
 */
bool page_place(const struct theme *theme, struct str folder, struct str path, struct str text,
	struct str html, unsigned line, unsigned column, struct arena *arena, struct page_place *out);

#endif
