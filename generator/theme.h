/* theme.h - the templates, texts and assets of the site's theme, compiled for each language. */
#ifndef GENERATOR_THEME_H
#define GENERATOR_THEME_H

#include "common/finding.h"
#include "common/template.h"
#include "generator/hash.h"
#include "generator/map.h"
#include "generator/site.h"
#include "generator/source.h"

enum theme_page {
	THEME_HOME,
	THEME_PAGE,
	THEME_JOURNEYS,
	THEME_MODULES,
	THEME_JOURNEY,
	THEME_MODULE,
	THEME_MY,
	THEME_404,
	THEME_LAYOUT, /* the frame for the tracker */
	THEME_PAGES
};

enum { THEME_CONSTRUCTS = 32 };

/* Everything in one language. Read-only after theme_open(), for all threads. */
struct theme_language {
	struct template_set *set;
	const struct template *page[THEME_PAGES];
	const struct template *construct[THEME_CONSTRUCTS]; /* by construct_kind.number; NULL: none */
	const struct template *table; /* what stands around a table; NULL: nothing */
	struct template_source *text; /* interface texts, fallbacks included, in order of their keys */
	size_t n_text;
	const struct map *reserved;   /* ids that the templates use themselves */
};

/* A file that goes to the site. */
struct theme_asset {
	struct str name;    /* below assets/ */
	struct str address; /* theme/<name>-<8 hex>.<ext> */
	struct str bytes;
};

struct theme {
	struct arena *arena;
	struct theme_language *language; /* as in site.conf */
	size_t n;
	struct theme_asset *asset;
	size_t n_asset;
	struct template_source *file; /* every template, "tracker/…" included, in order of their names */
	size_t n_file;
	struct hash hash;             /* of everything that pages can depend on */
	struct map reserved;
};

/* Load the theme that site.conf names, from the site or, when it has no such folder, from the program;
 * compile it for every language. Mistakes become stop findings. Call theme_close() in any case. */
void theme_open(struct theme *t, struct arena *arena, struct source *source, struct source_reader *reader,
	const struct site *site, struct findings *all);
void theme_close(struct theme *t);

/* The interface text `key`, or `otherwise`. */
struct str theme_text(const struct theme_language *l, const char *key, const char *otherwise);

/* The address of the asset `name` ("style.css"), "" when the theme has none. */
struct str theme_asset_address(const struct theme *t, const char *name);

#endif
