/*
 * page.h - the tracker's pages: the theme's tracker/ templates inside the site's frame
 * (ARCHITECTURE.md), compiled when a site is taken over.
 */
#ifndef TRACKER_PAGE_H
#define TRACKER_PAGE_H

#include "tracker/response.h"

struct page_set;

/* What every page has; the first member of each model, its fields are named without "frame.". */
struct page_frame {
	struct str lang, site_title, path; /* path: "/-/ich" */
	struct str root;                   /* "../": to the home page of the language */
	struct str name, unit, token;      /* of who is signed in */
	bool demo, signed_in;
	bool sees_reports, clears, administrates; /* roles, for the menu */
};

enum page_id {
	PAGE_SIGN_IN, PAGE_SIGN_OUT, PAGE_REPORT, PAGE_REPORTED, PAGE_MINE, PAGE_VOICE, PAGE_THANKS, PAGE_VOICES,
	PAGE_ERROR, PAGE_FIGURES, PAGES
};

struct page_person {
	struct str value, name, unit;
	bool first, companion, lead, hr, process, board, council, author, admin; /* roles */
};

struct page_sign_in { /* anmelden.html */
	struct page_frame frame;
	struct str way;                /* where to go on to */
	bool wrong, reporting;         /* the chosen person is not offered; on the way to report something */
	struct template_list people;   /* of page_person, --demo only */
};

struct page_report { /* melden.html, gemeldet.html */
	struct page_frame frame;
	struct str module, title, url, version, day_text;
	bool known, attendance, proof, unknown; /* unknown: a module was named that there is not */
	bool too_old;                  /* the page is of a version that nobody knows */
	struct template_list modules;  /* of page_choice: without a module, choose one */
};

struct page_choice {
	struct str value, title;
};

struct page_fact {
	struct str module, title, url, day, day_text, recorded_text, version;
	int64_t edition;
	bool passed, revoked, mandatory; /* mandatory: stays, see `kept` */
};

struct page_mine { /* ich.html */
	struct page_frame frame;
	struct str pseudonym, since_text, until_text; /* of the session */
	struct template_list facts;    /* of page_fact */
	int64_t count, voluntary;      /* facts; those that can be erased */
	bool erased, nothing, chosen_none; /* the last: asked to erase, and chose nothing */
};

struct page_voice { /* rueckmeldung.html: what was wrong; danke.html */
	struct page_frame frame;
	struct str kind, page, heading, question, text;
	bool too_long, empty, barrier;
};

struct page_voice_item {
	struct str id, place, url, heading, question, answer, text, department, day_text, cleared;
	bool linked; /* `url` is an address; the home page's is empty */
	bool barrier, pulse, feedback, assessment, is_open, in_work, done, rejected;
	int64_t number;
};

struct page_voices { /* rueckmeldungen.html */
	struct page_frame frame;
	struct template_list items;    /* of page_voice_item */
	int64_t total, open;
	bool saved, only_open, only_barriers;
	struct str more;               /* address of the next page, empty on the last */
};

struct page_error_view { /* fehler.html */
	struct page_frame frame;
	int64_t status;
	struct str reason, id;
	bool not_found, not_allowed, busy, too_many, too_large, malformed, other;
};

/* Field tables with the members of the frame in front: PAGE_FIELD_FRAME(struct page_x), … */
#define PAGE_FIELD(type_, struct_, member_) TEMPLATE_FIELD(type_, struct_, member_)
#define PAGE_FRAME_ONE(type_, struct_, member_)                                                    \
	{ #member_, TEMPLATE_##type_, offsetof(struct_, frame.member_), NULL, 0 }
#define PAGE_FRAME_FIELDS(struct_)                                                                 \
	PAGE_FRAME_ONE(TEXT, struct_, lang), PAGE_FRAME_ONE(TEXT, struct_, site_title),            \
	PAGE_FRAME_ONE(TEXT, struct_, path), PAGE_FRAME_ONE(TEXT, struct_, root),                  \
	PAGE_FRAME_ONE(TEXT, struct_, name), PAGE_FRAME_ONE(TEXT, struct_, unit),                  \
	PAGE_FRAME_ONE(TEXT, struct_, token), PAGE_FRAME_ONE(BOOL, struct_, demo),                 \
	PAGE_FRAME_ONE(BOOL, struct_, signed_in), PAGE_FRAME_ONE(BOOL, struct_, sees_reports),     \
	PAGE_FRAME_ONE(BOOL, struct_, clears), PAGE_FRAME_ONE(BOOL, struct_, administrates)

/* Compile all pages in all languages of `site` from ROOT/tracker. *out is NULL when the theme has none. */
enum err_code page_set_open(struct site *site, const char *root, struct page_set **out,
	struct err *e) MUST_CHECK;
void page_set_close(struct page_set *set); /* NULL is fine */

/* Fill the frame of `model` (a struct that begins with one) from the request, render the page. */
enum err_code page_render(struct request *r, struct response *res, unsigned status, enum page_id id,
	void *model, struct err *e) MUST_CHECK;

/* The error page; false when it cannot be had. */
bool page_error(struct request *r, struct response *res, unsigned status, const char *reason);

/* "24. November 2026" in German, ISO otherwise; in the request's arena. */
struct str page_day(const struct request *r, int64_t day);

#endif
