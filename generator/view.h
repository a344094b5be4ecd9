/*
 * view.h - what the theme's templates may name: the contract between render.c and themes/.
 *
 * Every struct has a field table of the same name (view_module -> view_module_fields) in view.c.
 * All text is in the arena of the page being rendered. Addresses are relative to the page
 * ("../../module/phishing/"), and end as CONTRACTS.md says.
 */
#ifndef GENERATOR_VIEW_H
#define GENERATOR_VIEW_H

#include "common/template.h"

/* A link in a list: navigation, breadcrumb, list pages. */
struct view_link {
	struct str url, title, description;
	bool current;  /* the page itself (aria-current="page") */
	bool within;   /* the page lies below it (aria-current="true") */
	struct str lang; /* BCP 47 when the text is in another language than the page, else empty */
};

/* The same page in another language. */
struct view_language {
	struct str url, code /* BCP 47 */, name /* in itself: "English" */;
	bool current;
	bool available; /* false: the link leads to a page with a notice in the default language */
};

/* One station of a journey, or a module in a list. */
struct view_station {
	struct str id, url, title, description, why;
	struct str lang;        /* as in view_link */
	int64_t number;         /* from 1 */
	int64_t minutes;        /* 0: unknown */
	bool optional, current, last;
	bool next_optional;     /* the following station is a side trip */
	bool mandatory;
};

/* A journey as a module page, the home page or a list shows it. */
struct view_journey {
	struct str id, url, title, description;
	struct str lang;
	struct str route, mark; /* colour ("blau", "gruen", "pflaume", "ocker", "petrol", "schiefer") and
				   shape ("raute", "balken", "scheibe", "dreieck", "winkel", "kreuz"):
				   by position among the journeys, see view_journey_sign */
	bool is_raute, is_balken, is_scheibe, is_dreieck, is_winkel, is_kreuz; /* the shape, for
				   templates: each has a picture of its own */
	int64_t minutes, total; /* sum of the stations; how many stations, side trips included */
	struct template_list stations; /* of view_station */
	/* the rest only on a module page that belongs to it */
	int64_t number;         /* "Station number von total" */
	const struct view_station *previous, *next; /* NULL at the ends */
};

struct view_competence {
	struct str id, name;
	struct str lang; /* as in view_link */
};

struct view_mandatory {
	struct str reason, every, due; /* every and due in words, may be empty */
};

/* A heading of the body, for the table of contents. */
struct view_heading {
	struct str id, title;
	int64_t level;
};

/* What every page has: the model of layout.html, and the first member of the others. */
struct view_frame {
	struct str lang;          /* BCP 47 of the interface */
	struct str body_lang;     /* BCP 47 of the body when it is not `lang` (fallback), else empty */
	struct str title;         /* of the page */
	struct str site_title, organisation, contact_name, contact_email;
	struct str description;
	struct str root;          /* to the site's root: "" on the home page, "../", "../../" … */
	struct str home;          /* to the home page of this language; "./" or "../" … */
	struct str canonical;     /* absolute */
	struct str style, script, icon; /* relative, with a hash of the content in the name */
	struct str style_trail;   /* trail.css; pages that show journeys ask for it */
	struct str style_tracker; /* tracker.css, in the frame of the tracker's pages only, else "" */
	struct str page;          /* the page's id as feedback names it: "module/phishing", "page/hilfe", "home" … */
	struct str path;          /* the source file, "" for generated pages */
	struct str edit_url;      /* "" when site.conf has none */
	bool is_home, is_module, is_journey, is_public, tracker, fallback, stick;
	struct template_list navigation; /* of view_link: journeys, modules …, my journey */
	struct template_list footer;     /* of view_link: content/pages in the order of their titles */
	struct template_list crumbs;     /* of view_link, from home to the parent */
	struct template_list languages;  /* of view_language; empty when there is one */
	bool has_languages;
	struct template_list alternates; /* of view_language with absolute urls, for hreflang */
	struct str my_journey;    /* address of "Meine Reise" */
	struct str help;          /* address of the help page, "" when the site has none */
	struct str report_action, feedback_action; /* "/-/melden", "/-/rueckmeldung" relative; "" without tracker */
	struct str sign_in;       /* "/-/anmelden" relative; "" without tracker */
	struct str me_api;        /* "/api/v1/me" relative; "" without tracker */
	struct str events_api, feedback_api, catalogue; /* relative addresses */
};

/* Something that is not accessible, in the accessibility statement. */
struct view_exception {
	struct str what, why, alternative;
	struct str until; /* a date in words, "" when not given */
};

/* A finding that an author has accepted on a page (front matter, `exceptions`). */
struct view_accepted {
	struct str url, title, rule, reason;
};

/* A barrier that was reported and is mended. */
struct view_mended {
	struct str url, title; /* of the page it was on; title is "" when the page is gone */
	struct str text, answer, day;
};

/* What the accessibility statement says beside the page's own text; see statement.h. */
struct view_statement {
	bool is_full, is_partial, is_none, by_self, by_third_party;
	bool has_not_yet, has_burden, has_out_of_scope, has_accepted, has_mended; /* the lists below */
	struct template_list not_yet, burden, out_of_scope; /* of view_exception */
	struct template_list accepted; /* of view_accepted */
	struct template_list mended;   /* of view_mended */
	bool checked;                  /* this very build has been checked by the rules (publish) */
	int64_t pages, rules;          /* pages of the site, rules they are checked by before publishing */
	struct str evaluated, prepared, reviewed, built; /* dates in words, "" when not given */
	int64_t answer_days;
	struct str enforcement, address, email, phone, link;
	struct str json;               /* address of the same as JSON */
};

struct view_page { /* page.html, home.html, journeys.html, modules.html, my.html, 404.html */
	struct view_frame frame; /* its fields are named without "frame." */
	struct str body;         /* HTML */
	struct str intro, sections; /* HTML: the body before its first <h2>, and from there on; see
				   view_body_split */
	struct template_list contents; /* of view_heading, level 2 and 3 */
	bool has_contents;             /* there are enough of them for a table of contents */
	bool has_journeys, has_modules; /* around a list: one without items is a barrier */
	struct str owner, reviewed, review_next; /* unit name; dates in words; "" when not given */
	bool stale;              /* review_next has passed */
	struct str licence;      /* SPDX id, "" when not given */
	const struct view_statement *statement; /* on the page about accessibility, else NULL */
	struct template_list journeys; /* home, journeys, my: of view_journey with all stations */
	struct template_list modules;  /* modules, my: of view_station */
};

struct view_journey_page { /* journey.html */
	struct view_page page;
	const struct view_journey *journey;
	struct template_list audience; /* of struct str: names */
};

struct view_module { /* module.html */
	struct view_page page;
	struct str id, version;
	int64_t edition, minutes;
	struct str edition_reason, level; /* level in words */
	bool is_basic;
	struct template_list goals; /* of struct str (HTML-free text) */
	bool has_goals;          /* there is at least one of them */
	struct template_list competences; /* of view_competence */
	struct template_list audience;    /* of struct str */
	struct template_list requires, recommends; /* of view_link */
	struct template_list mandatory;   /* of view_mandatory */
	bool is_mandatory;                /* there is at least one of them */
	bool by_confirm, by_quiz, by_tasks, by_attendance; /* completion */
	int64_t at_least;        /* percent, by_quiz */
	bool has_quiz;
	bool has_feedback;       /* the text asks a FEEDBACK question itself */
	const struct view_journey *journey; /* the first journey it belongs to; NULL: none */
	struct template_list other_journeys; /* of view_link */
	bool has_related;        /* competences, requires, recommends or other_journeys */
};

extern const struct template_field view_frame_fields[], view_page_fields[],
	view_journey_page_fields[], view_module_fields[];

/* Divide a body's HTML before its first <h2>; both parts borrow from it and may be empty. */
void view_body_split(struct str body, struct str *intro, struct str *sections);

/* Give a journey its sign: colour and shape number `position` (from 0); they repeat after six. */
void view_journey_sign(struct view_journey *journey, size_t position);

/*
 * Constructs inside Markdown: construct/<kind>.html. Their HTML is part of the page record, so it
 * may depend on the blob, the theme and the language only.
 */
struct view_option {
	struct str html, feedback; /* HTML; feedback may be empty */
	bool right;
	int64_t number; /* from 1 */
	struct str letter; /* "a", "b" …: the value of the form field */
};

struct view_track { /* captions of a recording */
	struct str url, language, label; /* url: a placeholder; language may be empty */
	bool first;
};

struct view_construct {
	struct str kind;      /* "quiz", "note", "goals" … */
	struct str id;        /* "" when the kind has none */
	struct str title;     /* plain text, may be empty */
	struct str html;      /* what stands inside, without the parts below */
	int64_t number;       /* quizzes are numbered through the page, from 1 */
	int64_t level;        /* heading level that fits the place, 2 to 6 */
	bool is_h2, is_h3, is_h4, is_h5; /* the same, for tags */
	bool many;            /* QUIZ: choose any */
	struct str hint, explanation; /* QUIZ: HTML */
	struct template_list options; /* QUIZ: of view_option */
	struct template_list items;   /* GOALS, KEYPOINTS: of view_option (html only) */
	struct str media;             /* VIDEO, AUDIO: a placeholder for the recording's address */
	struct template_list tracks;  /* VIDEO: of view_track */
	struct str feedback_action;   /* FEEDBACK: a placeholder that render.c resolves … */
	struct str about;             /* … and one for view_frame.page, the form's field "page" */
	bool tracker;
};

extern const struct template_field view_construct_fields[];

#endif
