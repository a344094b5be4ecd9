/*
 * theme_sheet.h - a theme's style sheets as the rules see them: every property with its place, and
 * the conditions under which it holds. For the files of site_rules/ alone.
 *
 * Syntax is css.h's (https://www.w3.org/TR/css-syntax-3/); nested rules are unfolded
 * (https://www.w3.org/TR/css-nesting-1/).
 */
#ifndef SITE_THEME_SHEET_H
#define SITE_THEME_SHEET_H

#include "generator/a11y/css.h"
#include "generator/map.h"
#include "generator/place.h"
#include "generator/site_rules/site_rules.h"
#include "generator/vec.h"

struct sheet {
	struct str path, text;
	struct place place;
};

/* @media around a rule, and what stands around that. */
struct sheet_media {
	struct str query;
	const struct sheet_media *outer;
};

struct sheet_decl {
	struct str name, value; /* as written; value without "!important" */
	bool important;
	size_t at;              /* byte of the name in the sheet */
};

struct sheet_rule {
	struct sheet *sheet;
	struct str selectors; /* the list, with :is() and nesting as written */
	size_t at;
	const struct sheet_media *media; /* NULL: always */
	bool print;                      /* for paper only */
	VEC(struct sheet_decl, decl);
	VEC(struct subject *, subject);
};

/* What one selector selects, by the last part of it. */
struct subject {
	const struct sheet_rule *rule;
	struct str text;      /* the whole selector */
	struct str compound;  /* its last part */
	struct str tag;       /* "" when it names none */
	struct str pseudo;    /* "before" …, "" when none */
	VEC(struct str, name); /* classes */
	bool focus, hover;    /* the last part has :focus, :focus-visible; :hover */
	bool unfocused;       /* … or :not(:focus-visible) */
	bool simple;          /* one part only, which names a tag and no class */
	unsigned specificity;
};

/* A start tag in a template. */
struct theme_tag {
	const struct template_file *file;
	size_t at;
	struct str name, text; /* text: between the brackets */
	VEC(struct str, class);
};

struct template_file {
	struct str path, text;
};

/* One theme. Zero but for `arena` and `all` before theme_sheet_add(). */
struct theme_look {
	struct arena *arena;
	struct findings *all;
	VEC(struct sheet *, sheet);
	VEC(struct sheet_rule *, rule); /* in order: later ones win */
	VEC(struct theme_tag, tag);
};

/* Add a style sheet; all of it is kept by reference. */
void theme_sheet_add(struct theme_look *t, struct str path, struct str text);

/* Add a template: its tags tell which classes are on what. */
void theme_template_add(struct theme_look *t, struct str path, struct str text);

/* The last declaration of `name` in the rule, or NULL. */
const struct sheet_decl *rule_decl(const struct sheet_rule *r, const char *name);

/* Whether the subject is one of `tags` (ends with NULL), or has a class that the templates put on one. */
bool subject_is(const struct theme_look *t, const struct subject *s, const char *const tags[]);

/* Whether the templates put the subject's classes only on `tags`. False when they do not use them. */
bool subject_only(const struct theme_look *t, const struct subject *s, const char *const tags[]);

/* Whether `word` is among the class names. */
bool subject_has_class(const struct subject *s, struct str word);

/* Add a finding at byte `at` of the sheet. */
void theme_found(struct theme_look *t, enum site_rule_id rule, struct sheet *sheet, size_t at, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Whether `word` stands in `list`, which ends with NULL; without regard to ASCII case. */
bool css_among(struct str word, const char *const list[]);

#endif
