/* site_type.h - what the name of a file says about how it is served. */
#ifndef TRACKER_SITE_TYPE_H
#define TRACKER_SITE_TYPE_H

#include "common/str.h"

/* The media type of `path`, static text; *media: ranges of it are worth serving. */
const char *site_type(struct str path, bool *media);

/* Whether the name carries a hash of the content: "/theme/style-0123abcd.css". */
bool site_name_hashed(struct str path);

#endif
