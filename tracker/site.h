/* site.h - what of OUT is in memory: files, settings, catalogue; switched as one. */
#ifndef TRACKER_SITE_H
#define TRACKER_SITE_H

#include <stdatomic.h>

#include "common/arena.h"
#include "common/date.h"
#include "common/err.h"
#include "common/template.h"

struct MHD_Response;
struct duty;

enum site_coding { SITE_IDENTITY, SITE_GZIP, SITE_BROTLI, SITE_CODINGS };

/* One file below OUT/public. */
struct site_file {
	struct str path;        /* "/module/phishing/index.html" */
	const char *type;       /* media type, with charset for text */
	char etag[SITE_CODINGS][28]; /* quoted, NUL-terminated; differs per coding */
	struct str body[SITE_CODINGS]; /* p is NULL when there is no such variant */
	bool hashed;            /* its name has a hash of its content: may be kept for ever */
	bool media;             /* ranges are worth it */
	struct MHD_Response *response[SITE_CODINGS]; /* made when first asked for, by the HTTP thread */
};

/* A module, as far as the record needs it. */
struct site_module {
	struct str id;
	struct str title; /* in the default language */
	struct str version; /* the current one */
	int64_t edition;
	bool proof;       /* only `passed` may be said of it */
	bool attendance;  /* a session cannot report it */
	struct duty *duty; /* duty.h; none: it is voluntary for everybody */
	size_t n_duty;
	struct str by;    /* the module that replaces it, or empty */
	struct str url;   /* below the site's root */
	struct str *former; /* earlier versions, newest first */
	int64_t *former_edition;
	size_t n_former;
};

struct site_unit {
	struct str id, parent, name;
};

struct site_department {
	struct str id, name;
	struct str *unit; /* ids of the units below it, itself included */
	size_t n;
};

/* A page that is no module, under the name it gives itself in feedback. */
struct site_place {
	struct str name, url, title; /* url: below the site's root */
};

/* Everything of one release. Immutable but for the response and template caches; counted. */
struct site {
	atomic_int held;
	struct arena arena;
	struct str title, organisation, url, prefix; /* prefix: url's path without the last '/' */
	struct str origin;        /* scheme and host of url: "https://x.example" */
	struct str contact_name, contact_email;
	struct date_zone *zone;
	struct str revision;
	unsigned char digest[32]; /* SHA-256 of catalogue.json */
	struct str catalogue, settings; /* the files' text */
	struct str *language;     /* codes; the first is the default */
	size_t n_language;
	struct site_department *department;
	size_t n_department;
	struct site_unit *unit;
	size_t n_unit;
	struct site_place *place;
	size_t n_place;
	struct site_file *file;   /* hash table by path, `slots` a power of two */
	size_t slots, n_file;
	struct site_module *module; /* sorted by id */
	size_t n_module;
	struct page_set *pages;   /* compiled tracker pages, see page.h */
};

/*
 * Read all of `out` (OUT or TO/current): *result has one reference. ERR_NOTFOUND without manifest,
 * ERR_CONFLICT when it changed while it was read (try again), ERR_PARSE or ERR_INVALID for a
 * folder that `lernreise build` did not make.
 */
enum err_code site_load(const char *out, struct site **result, struct err *e) MUST_CHECK;

/* The same from DATA/site, without files to serve: for commands that run without --site. */
enum err_code site_load_kept(const char *folder, struct site **result, struct err *e) MUST_CHECK;

/* Keep catalogue.json and settings.json of `site` in `folder`, each by rename. */
enum err_code site_keep(const struct site *site, const char *folder, struct err *e) MUST_CHECK;

void site_hold(struct site *site);
void site_drop(struct site *site); /* NULL is fine; the last one frees it */

/* The file under `path` ("/module/phishing/index.html"), or NULL. */
struct site_file *site_find(const struct site *site, struct str path);

/* The site's 404.html in the language of `path`, where nothing is; NULL: it has none. */
struct site_file *site_find_404(const struct site *site, struct str path);
const struct site_module *site_module_find(const struct site *site, struct str id);

/* The place that calls itself `name`, or NULL. */
const struct site_place *site_place_find(const struct site *site, struct str name);

/* The name of the unit `id`, or `id` itself when there is none. */
struct str site_name_of_unit(const struct site *site, struct str id);

/* The department of `unit` (an id), or the empty slice. */
struct str site_department_of(const struct site *site, struct str unit);

#endif
