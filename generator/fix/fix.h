/*
 * fix.h - `check --fix`: mend what is safe to mend in the author's Markdown.
 *
 * Safe is what needs no knowledge of the subject: another way to write what stands there already. Every
 * byte outside of the places that are mended stays as it is. A fix is tried in memory first; it is
 * written only when the page then has no stop that it did not have before, and when its finding is gone.
 */
#ifndef FIX_FIX_H
#define FIX_FIX_H

#include "generator/build.h"

/* Whether findings of `rule` can be mended, as far as each place allows. */
bool fix_knows(const char *rule);

/* Mark the findings of b->findings that --fix would mend. */
void fix_mark(struct build *b);

struct fix_summary {
	size_t files, places;
};

/*
 * Mend the files of a work tree that has been loaded and checked, and say on `to` what was changed,
 * place by place. A file that changed on disk since it was read is left alone, which is said, too.
 * ERR_INVALID: the site is a commit. ERR_IO: a file cannot be written; those before it are.
 */
enum err_code fix_site(struct build *b, FILE *to, struct fix_summary *out, struct err *e) MUST_CHECK;

#endif
