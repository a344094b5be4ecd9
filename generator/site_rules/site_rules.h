/*
 * site_rules.h - rules on themes, on the site as a whole and on media: one table for findings and
 * for docs/barrierefreiheit-pruefungen.md.
 */
#ifndef SITE_RULES_H
#define SITE_RULES_H

#include "generator/report.h"

enum site_rule_id {
	/* style sheets of a theme: colours */
	THEME_CONTRAST,
	THEME_CONTRAST_MORE,
	THEME_CONTRAST_PARTS,
	THEME_PAIR_UNKNOWN,
	THEME_COLOUR_UNKNOWN,
	THEME_LINK_COLOUR,
	THEME_FORCED_PAIR,
	THEME_FORCED_ADJUST,
	THEME_FORCED_BUTTON,
	/* keyboard and pointer */
	THEME_FOCUS_REMOVED,
	THEME_FOCUS_FORCED,
	THEME_FOCUS_MISSING,
	THEME_FOCUS_CONTRAST,
	THEME_FOCUS_THIN,
	THEME_FOCUS_COVERED,
	THEME_TARGET,
	THEME_TARGET_LARGE,
	THEME_TARGET_UNSET,
	THEME_HOVER,
	/* space and motion */
	THEME_FIXED_WIDTH,
	THEME_FIXED_TRACK,
	THEME_FIXED_HEIGHT,
	THEME_FONT_UNIT,
	THEME_FONT_VIEW,
	THEME_FONT_SMALL,
	THEME_TEXT_SPACING,
	THEME_TEXT_CUT,
	THEME_JUSTIFY,
	THEME_CONTENT,
	THEME_MOTION,
	THEME_MOTION_ENDLESS,
	THEME_RULES,
	/* the site as a whole, from what its pages show */
	SITE_TITLE_EQUAL = THEME_RULES,
	SITE_HEADING_ONE,
	SITE_HEADING_LEVEL,
	SITE_SKIP,
	SITE_UNREACHABLE,
	SITE_WAYS,
	SITE_NAVIGATION,
	SITE_NAVIGATION_MISSING,
	SITE_HELP,
	SITE_LINK_EQUAL,
	SITE_LINK_ACROSS,
	SITE_LINK_NAME,
	SITE_LANGUAGES,
	/* recordings, and what they need */
	MEDIA_CAPTIONS,
	MEDIA_TRANSCRIPT,
	MEDIA_AUDIO,
	CAPTIONS_FORMAT,
	CAPTIONS_EMPTY,
	CAPTIONS_TIMES,
	CAPTIONS_FAST,
	CAPTIONS_GAP,
	CAPTIONS_LANGUAGE,
	DOWNLOAD_SIZE,
	SPELLING,
	SITE_RULES
};

/* By enum site_rule_id. */
extern const struct report_rule site_rules[SITE_RULES];

/* Add a finding of `rule` whose message is made like printf; severity, criterion and remedy are the table's. */
struct finding *site_found(struct findings *all, enum site_rule_id rule, struct str file, unsigned line,
	unsigned column, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

#endif
