/* catalogue.h - catalogue.json: what other systems may know of the site (CONTRACTS.md). */
#ifndef GENERATOR_CATALOGUE_H
#define GENERATOR_CATALOGUE_H

#include "common/buf.h"
#include "generator/model.h"

/* The catalogue of the build before, as far as this one needs it. */
struct catalogue;

/* Read `text`; one that is empty or cannot be read counts as none. Lives in `arena`. */
const struct catalogue *catalogue_read(struct arena *arena, struct str text);

/* Stop findings for ids that were published and are gone without `replaces`. */
void catalogue_check(const struct catalogue *old, const struct model *m, struct findings *all);

/* Append this build's catalogue; former versions are taken over from `old`. */
void catalogue_write(const struct catalogue *old, const struct model *m, struct buf *out);

#endif
