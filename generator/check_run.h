/* check_run.h - every rule on the whole site, as `check` and `publish` need it. */
#ifndef GENERATOR_CHECK_RUN_H
#define GENERATOR_CHECK_RUN_H

#include "generator/build.h"

/*
 * After build_load(): the rules on built pages, on texts and on the whole site; exceptions applied and
 * counted; each finding with its sentence. Findings are b->findings, sorted, and b->accepted.
 */
void check_run(struct build *b, const struct build_options *o);

#endif
