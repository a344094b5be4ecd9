/* new.h - a file to begin with, which builds as it is. */
#ifndef GENERATOR_NEW_H
#define GENERATOR_NEW_H

#include <stdbool.h>

#include "common/date.h"
#include "common/err.h"

/* Whether there is a template for `kind`: module, journey, news, event, term. */
bool new_kind(const char *kind);

/* Write it below `site`/content; `day` for news and events, year 0: today. ERR_CONFLICT: the file is there
 * already; ERR_INVALID: `id` is no id. */
enum err_code new_write(const char *site, const char *kind, const char *id, struct date day, struct err *e) MUST_CHECK;

#endif
