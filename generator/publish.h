/* publish.h - for a post-receive hook: build a commit beside the live site, then switch. */
#ifndef GENERATOR_PUBLISH_H
#define GENERATOR_PUBLISH_H

#include "generator/build.h"

/*
 * Build `repo` (at o->rev or HEAD) into `to`/releases/<commit>-<n> and let `to`/current point there, by
 * one rename; what the pusher should know is printed. A failed build leaves the live site as it is.
 * Unchanged files are hard links to the release before; all but the last few releases are removed.
 */
bool publish(const char *repo, const char *to, const struct build_options *o);

#endif
