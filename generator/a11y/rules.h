/*
 * rules.h - the accessibility rules for HTML: 37 rules of the W3C's ACT Rules Community Group
 * (https://www.w3.org/WAI/standards-guidelines/act/rules/) that HTML alone decides.
 */
#ifndef A11Y_RULES_H
#define A11Y_RULES_H

#include "common/finding.h"
#include "generator/a11y/name.h"

enum outcome { OUTCOME_INAPPLICABLE, OUTCOME_PASSED, OUTCOME_FAILED };

/* One rule looking at one page. */
struct run {
	const struct rule *rule;
	struct dom_doc *doc;       /* the page, or a frame in it */
	struct findings *findings;
	struct str file;
	enum outcome outcome;
	unsigned failed;
	bool done;                 /* of the rules that look at one element only */
	struct buf a, b;           /* for the rule's own use */
};

typedef void rule_element_fn(struct run *r, const struct dom_node *n);

struct rule {
	const char *id;        /* of the ACT rule */
	const char *name;      /* German, a short clause */
	const char *criterion; /* "WCAG 1.1.1 (A)"; of WAI-ARIA where WCAG does not ask for it */
	enum severity severity;
	const char *why;       /* for whom it matters, one or two sentences */
	const char *remedy;    /* what to do, one sentence */
	rule_element_fn *element; /* called for each element of each document */
};

enum { RULES = 37 };
extern const struct rule rules[RULES];

/* The rule's target meets its expectation. */
void run_pass(struct run *r);

/* The target `n` does not; the place is that of `attr` when it has it (may be NULL). */
void run_fail(struct run *r, const struct dom_node *n, const char *attr, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * Check one page: UTF-8 text without a byte order mark, at most DOM_BYTES_MAX bytes. `outcome[i]`
 * is that of rules[i] (may be NULL); findings are added with `file` as their file. One thread at
 * a time for one list of findings; different pages may be checked in different threads.
 * ERR_INVALID or ERR_PARSE when the page cannot be checked; then nothing was added.
 */
enum err_code page_check(struct str html, struct str file, struct findings *findings,
	enum outcome outcome[RULES], struct err *e) MUST_CHECK;

/* Looks at a page that has been prepared (styles, roles, names) and adds findings of its own to `found`. */
typedef void page_seen_fn(struct dom_doc *page, struct findings *found, void *data);

/* page_check(), which also shows the page to `seen`, after the rules; NULL: to nobody. */
enum err_code page_check_seen(struct str html, struct str file, struct findings *findings,
	enum outcome outcome[RULES], page_seen_fn *seen, void *data, struct err *e) MUST_CHECK;

/* Compute style, roles and labels of one document, as rules need them; false when out of steps. */
bool page_prepare(struct dom_doc *d);

rule_element_fn rule_button_name, rule_field_name, rule_heading_name, rule_iframe_name,
	rule_image_button_name, rule_image_name, rule_link_name, rule_menuitem_name,
	rule_object_name, rule_svg_name, rule_summary_name;
rule_element_fn rule_aria_defined, rule_aria_prohibited, rule_aria_value, rule_aria_permitted,
	rule_aria_required, rule_role_valid;
rule_element_fn rule_context, rule_owned;
rule_element_fn rule_decorative, rule_hidden_focus, rule_children_focus, rule_iframe_focus;
rule_element_fn rule_lang_valid, rule_page_lang_valid, rule_page_lang;
rule_element_fn rule_page_title, rule_refresh, rule_refresh_strict, rule_viewport;
rule_element_fn rule_headers, rule_header_cells;
rule_element_fn rule_letter_spacing, rule_line_height, rule_word_spacing;
rule_element_fn rule_label_in_name;
rule_element_fn rule_autocomplete;

#endif
