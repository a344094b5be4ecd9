/*
 * model.h - all records together: what exists, at which address, and what belongs to what.
 *
 * Built on one thread, read by many. Every address here is below the site's root, without a slash at
 * its start, and without the language: address_in() adds that.
 */
#ifndef GENERATOR_MODEL_H
#define GENERATOR_MODEL_H

#include <stdatomic.h>

#include "generator/map.h"
#include "generator/published.h"
#include "generator/record.h"
#include "generator/site.h"
#include "generator/theme.h"

/* One page in all of its languages. */
struct page {
	enum page_kind kind;
	struct str id;
	struct str address;          /* "module/phishing/"; "" for home */
	const struct record **variant; /* by language; NULL: falls back to `main` */
	const struct record *main;   /* in the site's default language */
	bool hidden;                 /* draft, not yet or no longer; it has no address then */
	bool expired;
	VEC(size_t, journey);        /* PAGE_MODULE: pages of the journeys it is a station of */
	VEC(size_t, station);        /* PAGE_JOURNEY: pages of its stations that are shown … */
	VEC(size_t, station_meta);   /* … and their index in meta.stations */
};

/* A file of content/ that is no page. */
struct asset {
	size_t file;        /* index in the source */
	struct str address; /* "module/phishing/bild.png", "files/x.pdf" */
	atomic_bool used;   /* some page names it */
};

/* Pages that come from no file. */
enum list_page { LIST_JOURNEYS, LIST_MODULES, LIST_MY, LIST_PAGES };

enum target_kind {
	TARGET_BAD,      /* has a stop finding */
	TARGET_OUTSIDE,  /* as written */
	TARGET_PAGE,
	TARGET_LIST,
	TARGET_FILE,
	TARGET_ADDRESS   /* something else below the root, e.g. "-/melden" */
};

/* Where a link of a record leads. */
struct target {
	enum target_kind kind;
	size_t index;      /* page, asset or enum list_page */
	int language;      /* PAGE, LIST: -1 that of the reader */
	struct str anchor; /* without "#", may be empty */
	struct str address; /* ADDRESS */
};

struct model {
	struct arena *arena;
	const struct site *site;
	const struct theme *theme;
	const struct source *source;
	struct date day;
	bool drafts;
	struct published published; /* of --public; empty without */
	struct record *record; /* in order of their paths */
	size_t n_record;
	struct target **target; /* by record, then by link: see links.h */
	struct page *page;     /* in order of kind and id */
	size_t n_page;
	size_t first[PAGE_KINDS + 1]; /* where each kind begins in `page` */
	struct asset *asset;
	size_t n_asset;
	struct map by_id[PAGE_KINDS]; /* id -> page */
	struct map by_path;    /* path of a page's file -> record */
	struct map asset_by_path;
	struct map by_address; /* "module/phishing/" -> struct place, see model.c */
	struct str list[LIST_PAGES]; /* addresses */
	size_t *footer;        /* plain pages in the order of their titles */
	size_t n_footer;
};

/*
 * Put pages together out of `record` (n_record of them, findings already looked at). Mistakes are stop
 * findings: equal ids, addresses taken, a missing default language, unknown ids, cycles.
 */
void model_make(struct model *m, struct findings *all);

/* The record that shows `page` in `language`; never NULL. */
const struct record *page_record(const struct page *page, int language);

/* The page that `r` is a part of, or NULL. */
const struct page *model_page_of(const struct model *m, const struct record *r);

/* The page of `kind` called `id`, or NULL. */
const struct page *model_find(const struct model *m, enum page_kind kind, struct str id);

/* The folder below the root that `language` lives in: "" or "en/". */
struct str model_language_folder(const struct model *m, int language);

/* Look `address` (below the root, without language) up. False: nothing is there. */
bool model_address(const struct model *m, struct str address, struct target *out);

#endif
