/*
 * check.h - rules on the whole site, on one thread, after the model is made.
 *
 * A rule that looks at one file alone belongs to the record (markdown.c, construct.c …). To add a rule
 * on the model: a function like those in check.c, one line in check_site(), one golden case.
 */
#ifndef GENERATOR_CHECK_H
#define GENERATOR_CHECK_H

#include "generator/model.h"

/* Ids that name something that does not exist, and circles of requirements; called by model_make(). */
void check_ids(const struct model *m, struct findings *all);

/* Add a finding at item `i` (-1: at its value) of `key` in the front matter of `r`. */
struct finding *meta_finding(const struct model *m, const struct record *r, const char *key, int64_t i,
	enum severity severity, const char *rule, struct findings *all, struct str message);

/* Symbolic links and other files that cannot be used. */
void check_files(const struct source *source, struct findings *all);

/* Everything else that needs the links: files nobody names, kinds without a list yet. */
void check_site(const struct model *m, struct findings *all);

#endif
