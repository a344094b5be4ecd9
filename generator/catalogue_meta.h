/* catalogue_meta.h - front matter as members of a catalogue entry; for catalogue.c. */
#ifndef GENERATOR_CATALOGUE_META_H
#define GENERATOR_CATALOGUE_META_H

#include "common/json.h"
#include "generator/model.h"

/* Add what the front matter of `p` says and the entry does not have yet; what is not given is left out. */
void catalogue_meta_write(struct json_writer *w, const struct model *m, const struct page *p);

#endif
