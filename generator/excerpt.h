/* excerpt.h - the sentence itself that a finding is about. */
#ifndef GENERATOR_EXCERPT_H
#define GENERATOR_EXCERPT_H

#include "generator/build.h"

enum { EXCERPT_CHARS_MAX = 160 };

/*
 * The sentence around line and column (from 1; column 0: the line) of `text`, in one line, without the
 * marks of quotes and lists in front of it, at most EXCERPT_CHARS_MAX characters, with "…" where it is
 * cut. In front matter and in files that are no Markdown the line stands for the sentence. Empty when
 * there is no such line. Lives in `arena`.
 */
struct str excerpt_at(struct arena *arena, struct str text, bool markdown, unsigned line, unsigned column);

/* Give each finding with a line in a file of the site its sentence. */
void excerpts_fill(struct build *b);

#endif
