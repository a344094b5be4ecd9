/*
 * check_pages.h - the accessibility rules (a11y/rules.h) on every page that a build would write, and
 * on the tracker's pages.
 */
#ifndef GENERATOR_CHECK_PAGES_H
#define GENERATOR_CHECK_PAGES_H

#include "generator/build.h"

/*
 * After build_load(). Pages are made in memory and looked at on b->jobs threads; nothing is written but
 * the memory of pages without fault (page_memory.h). Findings go to b->findings, sorted, those that their
 * page accepts to b->accepted. False, and nothing done, when site.conf or the theme cannot be used; a
 * page whose file cannot be read is passed over.
 */
bool check_pages(struct build *b, const struct build_options *o);

#endif
