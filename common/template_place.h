/*
 * template_place.h - inside the template engine: where in the HTML a piece of template stands.
 *
 * A small walk through the HTML that literals spell out (the states of the HTML standard,
 * section 13.2.5, as far as templates need them) decides how a value has to be escaped.
 */
#ifndef COMMON_TEMPLATE_PLACE_H
#define COMMON_TEMPLATE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"

enum place_state {
	PLACE_TEXT,       /* between tags */
	PLACE_COMMENT,    /* <!-- … -->, <!DOCTYPE …> and the like */
	PLACE_RAW,        /* in <script> or <style> */
	PLACE_PLAIN,      /* in <title> or <textarea>: text, no tags */
	PLACE_TAG_OPEN,   /* after < */
	PLACE_TAG_NAME,
	PLACE_TAG,        /* in a tag, between attributes */
	PLACE_ATTRIBUTE,  /* in an attribute's name */
	PLACE_EQUALS,     /* after = */
	PLACE_DOUBLE,     /* in a value in double quotes */
	PLACE_SINGLE,
	PLACE_UNQUOTED
};

/* What an attribute's value is to a browser. */
enum place_attribute { PLACE_PLAIN_VALUE, PLACE_URL, PLACE_CODE };

/* How far a URL has come: a scheme may still begin; past it; in the query. */
enum place_url { PLACE_URL_START, PLACE_URL_PATH, PLACE_URL_QUERY };

struct place {
	enum place_state state;
	enum place_attribute attribute;
	enum place_url url;
	bool closing;       /* the tag is an end tag */
	unsigned dashes;    /* COMMENT: dashes just before; RAW, PLAIN: bytes of the end tag seen */
	bool declaration;   /* COMMENT: ends with the first > */
	char tag[12];       /* lower case, cut off */
	char name[16];      /* of the attribute, lower case, cut off */
	unsigned tag_n, name_n;
};

/* Walk on through `literal`. */
void place_advance(struct place *p, struct str literal);

/* A value has been put at this place. */
void place_value(struct place *p);

/* Join the places two ways lead to (a section that is left out or not); false when a value could
 * not be escaped for both: a tag or a quote is open in one of them only. */
bool place_join(struct place *p, const struct place *other);

#endif
