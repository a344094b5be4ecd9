/*
 * page_facts.h - what a page tells the rules on the whole site: its title and its links, as one flat text
 * that can be kept from one check to the next.
 *
 *   facts = title LF *( link LF )
 *   title = "T" text
 *   link  = "L" region TAB line TAB column TAB language TAB href TAB name
 *   "S" alone: the page has a search
 */
#ifndef SITE_PAGE_FACTS_H
#define SITE_PAGE_FACTS_H

#include "generator/a11y/rules.h"
#include "generator/vec.h"

/* Where a link stands. */
enum region {
	REGION_HEADER = 'h', /* of the page, outside of a navigation */
	REGION_NAV = 'n',    /* a navigation outside of main */
	REGION_MAIN = 'm',
	REGION_FOOTER = 'f',
	REGION_OTHER = 'o'   /* between them */
};

struct fact_link {
	enum region region;
	unsigned line, column;
	struct str language; /* of hreflang or lang; "" without */
	struct str href, name;
};

/* All borrowed from the text. */
struct page_facts {
	struct str title;
	bool search;
	VEC(struct fact_link, link);
};

/* Append the facts of a page that has been prepared (roles, names) to `out`. */
void page_facts_take(struct dom_doc *page, struct buf *out);

/* Rules that one page decides: headings, skip link. Findings have the page's lines. */
void page_facts_check(const struct dom_doc *page, struct findings *found);

/* Read facts; false when `text` is none. */
bool page_facts_read(struct arena *a, struct str text, struct page_facts *out);

#endif
