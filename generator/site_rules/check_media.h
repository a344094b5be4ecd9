/* check_media.h - the rules on captions (WebVTT) that pages of a site name. */
#ifndef SITE_CHECK_MEDIA_H
#define SITE_CHECK_MEDIA_H

#include "generator/build.h"

/* After build_load(): read every captions file that a page links to. Findings go to b->findings, which
 * stay sorted. */
void check_media(struct build *b);

#endif
