/* check_theme.h - the rules on style sheets (site_rules.h) for every theme of a site. */
#ifndef SITE_CHECK_THEME_H
#define SITE_CHECK_THEME_H

#include "generator/build.h"
#include "generator/site_rules/theme_sheet.h"

/* Look at each folder below themes/, and at the program's own theme when the site uses it. Findings go to
 * b->findings, which stay sorted. After build_load(). */
void check_themes(struct build *b);

/* Look at one theme whose sheets and templates have been added; findings go to t->all. */
void check_theme(struct theme_look *t);

#endif
