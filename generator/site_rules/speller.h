/* speller.h - hunspell as a process: which of some words it does not know. */
#ifndef SITE_SPELLER_H
#define SITE_SPELLER_H

#include "common/buf.h"
#include "common/err.h"

/*
 * Ask for all of `words` (one a line, UTF-8) with the dictionary `dictionary` ("de_DE"); those that it does
 * not know are appended to `unknown`, one a line. ERR_NOTFOUND when there is no hunspell or no such
 * dictionary, ERR_IO when it fails or takes too long.
 */
enum err_code speller_ask(const char *dictionary, struct str words, struct buf *unknown, struct err *e) MUST_CHECK;

#endif
