/*
 * spelling.h - words that no dictionary knows, where hunspell is installed.
 *
 * Advice, so it keeps quiet rather than wrong: a word that several pages use is a term, a compound of
 * known words is known, and so is what stands in content/woerter.txt, a word a line.
 */
#ifndef SITE_SPELLING_H
#define SITE_SPELLING_H

#include "generator/build.h"

/*
 * After build_load(): look at the words of every page. hunspell is started at most three times a language,
 * and not at all when every word is known from the last check (kept beside page_memory.h's file). Without
 * hunspell, or without a dictionary, one line on stderr says so. Findings go to b->findings, sorted.
 */
void check_spelling(struct build *b, const struct build_options *o);

#endif
