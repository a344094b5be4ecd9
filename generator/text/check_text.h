/* check_text.h - rules on what authors write: structure, wording, readability (text_rules.h). */
#ifndef TEXT_CHECK_TEXT_H
#define TEXT_CHECK_TEXT_H

#include "common/conf.h"
#include "generator/build.h"

/* After build_load(): look at every page of the site on b->jobs threads; findings are added to
 * b->findings, which stay sorted. */
void check_text(struct build *b);

/*
 * Look at the front matter `yaml` (may be empty) and the body of the file `path`, which begins at its
 * line `first_line`. `language` is site.conf's code.
 * Exceptions are not heeded here. Any thread; everything is put into `arena`.
 */
void check_text_page(struct arena *arena, struct str path, struct str yaml, struct str body, unsigned first_line,
	struct str language, int gender, struct findings *all);

#endif
