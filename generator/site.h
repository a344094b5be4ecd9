/* site.h - site.conf and the tables of a site: what all of its pages share. */
#ifndef GENERATOR_SITE_H
#define GENERATOR_SITE_H

#include "common/buf.h"
#include "common/conf.h"
#include "generator/source.h"
#include "generator/statement.h"
#include "generator/tsv.h"

struct site {
	struct site_conf conf;
	bool service;                 /* pages may point at the tracker: not without one, nor on a stick */
	struct str url_path;          /* the path of url: "/" or "/lernen/" */
	struct str *language;         /* BCP 47, as in conf.languages */
	struct str *language_name;    /* in itself: "English" */
	size_t n_language;
	struct tsv units, competences; /* columns id, parent, name; id, name. Empty without the file */
	bool has_units, has_competences;
	struct statement statement;   /* of accessibility */
	struct buf units_text, competences_text;
};

enum { UNIT_ID, UNIT_PARENT, UNIT_NAME };
enum { COMPETENCE_ID, COMPETENCE_NAME };

/* Read site.conf and the tables of `source`. Mistakes are stop findings; where site.conf cannot be used,
 * defaults stand in, so that the rest of the site is checked all the same. Call site_release() in any
 * case; text lives in `arena` or in the site. */
void site_open(struct site *s, struct arena *arena, struct source *source, struct source_reader *reader,
	struct findings *all);
void site_release(struct site *s);

/* The name of an audience or unit; the id itself when it has none. */
struct str site_audience_name(const struct site *s, struct str id);
struct str site_unit_name(const struct site *s, struct str id);

#endif
