/*
 * aria.h - what WAI-ARIA 1.2 (https://www.w3.org/TR/wai-aria-1.2/), its Graphics Module 1.0 and
 * Digital Publishing WAI-ARIA 1.1 say about roles, states and properties, as tables.
 */
#ifndef A11Y_ARIA_H
#define A11Y_ARIA_H

#include <stdbool.h>
#include <stdint.h>

#include "common/str.h"

/* Every defined aria-* attribute, in the order of aria_table.c. The last five are of ARIA 1.3. */
enum aria_attr {
	A_ACTIVEDESCENDANT, A_ATOMIC, A_AUTOCOMPLETE, A_BUSY, A_CHECKED, A_COLCOUNT, A_COLINDEX,
	A_COLSPAN, A_CONTROLS, A_CURRENT, A_DESCRIBEDBY, A_DETAILS, A_DISABLED, A_DROPEFFECT,
	A_ERRORMESSAGE, A_EXPANDED, A_FLOWTO, A_GRABBED, A_HASPOPUP, A_HIDDEN, A_INVALID,
	A_KEYSHORTCUTS, A_LABEL, A_LABELLEDBY, A_LEVEL, A_LIVE, A_MODAL, A_MULTILINE,
	A_MULTISELECTABLE, A_ORIENTATION, A_OWNS, A_PLACEHOLDER, A_POSINSET, A_PRESSED, A_READONLY,
	A_RELEVANT, A_REQUIRED, A_ROLEDESCRIPTION, A_ROWCOUNT, A_ROWINDEX, A_ROWSPAN, A_SELECTED,
	A_SETSIZE, A_SORT, A_VALUEMAX, A_VALUEMIN, A_VALUENOW, A_VALUETEXT,
	A_BRAILLELABEL, A_BRAILLEROLEDESCRIPTION, A_COLINDEXTEXT, A_DESCRIPTION, A_ROWINDEXTEXT,
	ARIA_ATTRS
};

#define ARIA(name) (UINT64_C(1) << A_##name)

enum aria_type {
	TYPE_STRING, TYPE_BOOL, TYPE_BOOL_UNDEFINED, TYPE_TRISTATE, TYPE_TOKEN, TYPE_TOKENS,
	TYPE_INTEGER, TYPE_NUMBER, TYPE_ID, TYPE_IDS
};

struct aria_attribute {
	const char *name;
	enum aria_type type;
	const char *tokens; /* of TYPE_TOKEN and TYPE_TOKENS, between spaces */
};

enum role_flag {
	ROLE_NAME_FROM_CONTENT = 1u << 0,
	ROLE_CHILDREN_PRESENTATIONAL = 1u << 1,
	ROLE_WIDGET = 1u << 2,
	ROLE_OTHER_MODULE = 1u << 3 /* Graphics or Digital Publishing */
};

struct aria_role {
	const char *name;
	unsigned flags;
	uint64_t supported;  /* not global: own, inherited and required ones */
	uint64_t required;   /* without a default */
	uint64_t prohibited;
	const char *context; /* required context roles between spaces, NULL when none */
	const char *owned;   /* required owned elements, "group>" before roles that may be grouped */
	const char *parent;  /* the role a Digital Publishing role inherits from, else NULL */
};

/* States and properties that every role has unless it prohibits them. */
extern const uint64_t aria_global;

/* The global ones that make a user agent ignore role="none" (ARIA 1.2, section 7.1). */
extern const uint64_t aria_exposing;

extern const struct aria_attribute aria_attributes[ARIA_ATTRS];

/* ARIA(…) of the attribute `name` ("aria-label"), 0 when no specification defines it. */
uint64_t aria_attr_bit(struct str name);

/* The role of that name (any case), NULL when there is none or it is abstract. */
const struct aria_role *aria_role_find(struct str name);

/* Whether `role` is among the names in `list` (between spaces; NULL is empty). */
bool role_in(const struct aria_role *role, const char *list);

static inline bool
role_is(const struct aria_role *role, const char *name)
{
	return role && strcmp(role->name, name) == 0;
}

#endif
