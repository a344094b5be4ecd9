/* stage_site.h - a small site in a temporary folder, built once, for fuzz targets. */
#ifndef TESTS_FUZZ_STAGE_SITE_H
#define TESTS_FUZZ_STAGE_SITE_H

#include "common/err.h"
#include "common/str.h"

struct theme;

/* The folder, gone with the process; the site is built in its "out". */
const char *stage_folder(void);

/* The site's theme, compiled. */
const struct theme *stage_theme(void);

/* A path in the folder; valid until the process ends. */
const char *stage_place(const char *name);

/* A failure here is the stage's own, not a finding: it ends the process. */
void stage_must(enum err_code rc, const struct err *e);

/* The next line of `in` (without its end); for inputs with several parts. */
struct str stage_line(struct str *in);

/* Abort with the place where a promise was broken. */
#define STAGE_CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

#endif
