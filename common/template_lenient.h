/*
 * template_lenient.h - Mustache over JSON data, as its specification says: for tests only.
 *
 * Shares the parser, and with it all rules about white space, with the strict engine; looks
 * names up while rendering, and passes over what is missing.
 */
#ifndef COMMON_TEMPLATE_LENIENT_H
#define COMMON_TEMPLATE_LENIENT_H

#include <jansson.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/str.h"

/* Append `text` rendered with `data` to `out`; `partials` is an object of texts, or NULL. */
enum err_code template_lenient_render(struct str text, const json_t *partials, const json_t *data,
	struct buf *out, struct err *e) MUST_CHECK;

#endif
