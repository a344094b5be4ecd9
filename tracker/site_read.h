/* site_read.h - settings.json and catalogue.json, as far as the tracker uses them. */
#ifndef TRACKER_SITE_READ_H
#define TRACKER_SITE_READ_H

#include "tracker/site.h"

/* Read site->settings and site->catalogue into the other members. ERR_PARSE, ERR_INVALID. */
enum err_code site_read(struct site *site, struct err *e) MUST_CHECK;

#endif
