/* tracker_out.h - OUT/tracker: what the service needs of the site (ARCHITECTURE.md). */
#ifndef GENERATOR_TRACKER_OUT_H
#define GENERATOR_TRACKER_OUT_H

#include "generator/emit.h"
#include "generator/render.h"

/* Add settings.json, frame.<language>.html and templates/ to the files of `e`. */
void tracker_out_add(struct emit *e, const struct render *r);

#endif
