/*
 * render.h - pages out of the model: view structs filled, templates rendered, in parallel.
 */
#ifndef GENERATOR_RENDER_H
#define GENERATOR_RENDER_H

#include "common/buf.h"
#include "generator/model.h"

/* One page to write. Which of them there are is known before any is rendered. */
struct output {
	enum theme_page template;
	const struct page *page; /* NULL: a list */
	enum list_page list;     /* when `page` is NULL and it is no 404 */
	int language;
	struct str address;      /* below the root with the language: "en/module/x/"; "" for home */
	struct str path;         /* "en/module/x/index.html", "en/404.html" */
};

/* What rendering shares; read-only. */
struct render {
	const struct model *model;
	bool stick;
	bool checked; /* every page has passed the accessibility rules (publish) */
	VEC(struct output, output);
};

/* List all pages to write. */
void render_plan(struct render *r);

/* Append page `i` to `out`; `arena` is for its views and may be reset afterwards. Any thread. */
void render_page(const struct render *r, size_t i, struct arena *arena, struct buf *out);

/* The address of the accessibility statement for machines; "" when the site has none. */
struct str render_statement_address(const struct model *m);

/* Append the accessibility statement as JSON: what was entered, measured and mended. */
void render_statement_json(const struct render *r, struct buf *out);

/* Append the frame of the tracker's pages in `language`: a template with the layout's blocks. */
void render_frame(const struct render *r, int language, struct arena *arena, struct buf *out);

#endif
