/* fill.h - the parts of view.h's structs, filled from the model; for render.c alone. */
#ifndef GENERATOR_FILL_H
#define GENERATOR_FILL_H

#include "generator/render.h"
#include "generator/view.h"

/* One page while it is rendered. All text goes to `arena`. */
struct fill {
	const struct render *r;
	const struct model *m;
	const struct theme_language *theme;
	const struct page *page;     /* NULL: a list */
	const struct record *record; /* of `page` in `language`, fallback included; NULL for a list */
	int language;
	struct str address;          /* of this page, with its language */
	struct str root;
	struct str folder;           /* of the language: "" or "en/" */
	struct arena *arena;
};

/* The address of `address` (below the root, language included) as a link from this page. */
struct str fill_url(const struct fill *f, struct str address);

/* The same for a page or list in the reader's language. */
struct str fill_here(const struct fill *f, struct str address);

/* An interface text. */
struct str fill_text(const struct fill *f, const char *key, const char *otherwise);

void fill_frame(const struct fill *f, struct view_frame *v);

/* HTML of the body with its addresses, for a page that has one. */
struct str fill_body(const struct fill *f);

struct template_list fill_headings(const struct fill *f);
struct template_list fill_journeys(const struct fill *f);
struct template_list fill_modules(const struct fill *f);

/* The journey `page` with its stations; `current` (may be NULL) is the module whose page this is. */
void fill_journey(const struct fill *f, const struct page *page, const struct page *current,
	struct view_journey *v);

struct template_list fill_links(const struct fill *f, const struct schema_list *modules);
struct template_list fill_audience(const struct fill *f, const struct schema_list *ids);
void fill_review(const struct fill *f, struct view_page *v);
/* What the statement adds to the page about accessibility; NULL on all others. */
const struct view_statement *fill_statement(const struct fill *f);

/* "2. November 2026" in the language of the interface; "" for no date. */
struct str fill_date(const struct fill *f, struct date d);

void fill_module(const struct fill *f, struct view_module *v);

#endif
