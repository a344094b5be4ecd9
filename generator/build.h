/* build.h - from a source to findings, and from there to an output folder. */
#ifndef GENERATOR_BUILD_H
#define GENERATOR_BUILD_H

#include "generator/cache.h"
#include "generator/jobs.h"
#include "generator/model.h"
#include "generator/render.h"

struct build_options {
	const char *site;    /* folder */
	const char *rev;     /* NULL: work tree, or HEAD of a bare repository */
	const char *out;     /* NULL: nothing is written (check) */
	const char *published; /* file of the tracker's `export public`, or NULL */
	bool live;           /* the result is for the public: what a statement lacks stops it */
	struct date day;     /* year 0: today in the site's time zone */
	bool drafts, full, stick;
	unsigned jobs;       /* 0: as many as there are processors */
};

/* Everything a build holds. Zero before build_load(). */
struct build {
	struct arena arena;
	struct arena worker[JOBS_MAX];
	struct source_reader reader[JOBS_MAX];
	struct findings worker_findings[JOBS_MAX];
	unsigned jobs;
	struct source source;
	struct site site;
	struct theme theme;
	struct cache cache;
	struct model model;
	struct findings findings; /* sorted after build_load() */
	struct findings accepted; /* those that `exceptions` accept */
	bool opened;              /* the source is open */
};

/* What build_write() did. */
struct build_summary {
	size_t pages, written, removed;
};

/*
 * Read and check the whole site. An error means that there is no site to check; mistakes of authors are
 * b->findings instead. Call build_free() in any case.
 */
enum err_code build_load(struct build *b, const struct build_options *o, struct err *e) MUST_CHECK;

/*
 * Render and write the site to o->out, if no finding stops it: then *stopped is set, the reasons are in
 * b->findings, and nothing is written. After build_load().
 */
enum err_code build_write(struct build *b, const struct build_options *o, bool *stopped,
	struct build_summary *summary, struct err *e) MUST_CHECK;

/* Free all that build_load() and build_write() made; `b` itself is the caller's. */
void build_free(struct build *b);

#endif
