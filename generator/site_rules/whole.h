/*
 * whole.h - the site as its pages show it: every page's facts, and where their links lead. For the rules
 * on the whole site.
 */
#ifndef SITE_WHOLE_H
#define SITE_WHOLE_H

#include "generator/build.h"
#include "generator/site_rules/page_facts.h"
#include "generator/site_rules/site_rules.h"

enum { TARGET_NONE = -1 };

struct whole_link {
	const struct fact_link *fact;
	int64_t page;   /* index of the page it leads to, or TARGET_NONE */
	struct str key; /* the same for the same target: "#a", "https://…", the address below the root */
};

struct whole_page {
	const struct output *output;
	const struct record *own; /* its file, when it is in the page's language; NULL: another one stands in, or a list */
	struct page_facts facts;
	struct whole_link *link;  /* one for each of facts.link */
	bool counts;              /* part of the site that people look for: not 404 */
};

struct whole {
	struct build *build;
	const struct render *render;
	struct findings *all;
	struct whole_page *page; /* one for each output */
	size_t n;
	struct map by_address;   /* address with the language -> page */
};

/*
 * Look at the site as a whole. `facts[i]` are those of output `i` (page_facts.h); empty ones are left out.
 * Findings go to `all`, with their places.
 */
void check_whole(struct build *b, const struct render *render, const struct str *facts, struct findings *all);

/* Resolve all links. */
void whole_links_resolve(struct whole *w);

/* Add a finding at a link of page `i`: its template or Markdown. */
void whole_found_at(struct whole *w, enum site_rule_id rule, size_t i, const struct fact_link *link, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Add a finding on page `i` as a whole: at `key` of its front matter ("title"), or its address. */
void whole_found(struct whole *w, enum site_rule_id rule, size_t i, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* The rules. */
void whole_titles(struct whole *w);
void whole_languages(struct whole *w);
void whole_ways(struct whole *w);
void whole_navigation(struct whole *w);
void whole_names(struct whole *w);
void whole_downloads(struct whole *w);

#endif
