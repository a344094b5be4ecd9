/* check_html.h - the command `lernreise check-html`. */
#ifndef A11Y_CHECK_HTML_H
#define A11Y_CHECK_HTML_H

#include "common/buf.h"
#include "common/err.h"

/*
 * `lernreise check-html [--format text|json] FILE…`; argv[0] is "check-html". Exit status: 0, or
 * 1 when a file could not be checked or has a finding that stops, 2 after wrong usage.
 */
int check_html_command(int argc, char **argv);

/*
 * Make the bytes of an HTML file UTF-8 without a byte order mark. `bytes` is replaced when it has
 * to be converted. The encoding is that of a byte order mark, else that which the page declares in
 * its first 1024 bytes, else UTF-8. ERR_INVALID with the reason when that is not known, when the
 * bytes do not fit it, or when they are no HTML at all.
 */
enum err_code html_decode(struct buf *bytes, struct err *e) MUST_CHECK;

#endif
