#include <string.h>

#include "generator/a11y/aria.h"
#include "generator/a11y/dom.h"

const uint64_t aria_global = ARIA(ATOMIC) | ARIA(BUSY) | ARIA(CONTROLS) | ARIA(CURRENT) |
	ARIA(DESCRIBEDBY) | ARIA(DETAILS) | ARIA(DISABLED) | ARIA(DROPEFFECT) | ARIA(ERRORMESSAGE) |
	ARIA(FLOWTO) | ARIA(GRABBED) | ARIA(HASPOPUP) | ARIA(HIDDEN) | ARIA(INVALID) |
	ARIA(KEYSHORTCUTS) | ARIA(LABEL) | ARIA(LABELLEDBY) | ARIA(LIVE) | ARIA(OWNS) |
	ARIA(RELEVANT) | ARIA(ROLEDESCRIPTION) | ARIA(BRAILLELABEL) |
	ARIA(BRAILLEROLEDESCRIPTION) | ARIA(DESCRIPTION);

const uint64_t aria_exposing = ARIA(ATOMIC) | ARIA(BUSY) | ARIA(CONTROLS) | ARIA(CURRENT) |
	ARIA(DESCRIBEDBY) | ARIA(DETAILS) | ARIA(DISABLED) | ARIA(DROPEFFECT) | ARIA(ERRORMESSAGE) |
	ARIA(FLOWTO) | ARIA(GRABBED) | ARIA(HASPOPUP) | ARIA(INVALID) | ARIA(KEYSHORTCUTS) |
	ARIA(LABEL) | ARIA(LABELLEDBY) | ARIA(LIVE) | ARIA(OWNS) | ARIA(RELEVANT) |
	ARIA(ROLEDESCRIPTION);

const struct aria_attribute aria_attributes[ARIA_ATTRS] = {
	[A_ACTIVEDESCENDANT] = { "aria-activedescendant", TYPE_ID, NULL },
	[A_ATOMIC] = { "aria-atomic", TYPE_BOOL, NULL },
	[A_AUTOCOMPLETE] = { "aria-autocomplete", TYPE_TOKEN, "inline list both none" },
	[A_BUSY] = { "aria-busy", TYPE_BOOL, NULL },
	[A_CHECKED] = { "aria-checked", TYPE_TRISTATE, NULL },
	[A_COLCOUNT] = { "aria-colcount", TYPE_INTEGER, NULL },
	[A_COLINDEX] = { "aria-colindex", TYPE_INTEGER, NULL },
	[A_COLSPAN] = { "aria-colspan", TYPE_INTEGER, NULL },
	[A_CONTROLS] = { "aria-controls", TYPE_IDS, NULL },
	[A_CURRENT] = { "aria-current", TYPE_TOKEN, "page step location date time true false" },
	[A_DESCRIBEDBY] = { "aria-describedby", TYPE_IDS, NULL },
	[A_DETAILS] = { "aria-details", TYPE_IDS, NULL },
	[A_DISABLED] = { "aria-disabled", TYPE_BOOL, NULL },
	[A_DROPEFFECT] = { "aria-dropeffect", TYPE_TOKENS, "copy execute link move none popup" },
	[A_ERRORMESSAGE] = { "aria-errormessage", TYPE_IDS, NULL },
	[A_EXPANDED] = { "aria-expanded", TYPE_BOOL_UNDEFINED, NULL },
	[A_FLOWTO] = { "aria-flowto", TYPE_IDS, NULL },
	[A_GRABBED] = { "aria-grabbed", TYPE_BOOL_UNDEFINED, NULL },
	[A_HASPOPUP] = { "aria-haspopup", TYPE_TOKEN, "false true menu listbox tree grid dialog" },
	[A_HIDDEN] = { "aria-hidden", TYPE_BOOL_UNDEFINED, NULL },
	[A_INVALID] = { "aria-invalid", TYPE_TOKEN, "grammar false spelling true" },
	[A_KEYSHORTCUTS] = { "aria-keyshortcuts", TYPE_STRING, NULL },
	[A_LABEL] = { "aria-label", TYPE_STRING, NULL },
	[A_LABELLEDBY] = { "aria-labelledby", TYPE_IDS, NULL },
	[A_LEVEL] = { "aria-level", TYPE_INTEGER, NULL },
	[A_LIVE] = { "aria-live", TYPE_TOKEN, "assertive off polite" },
	[A_MODAL] = { "aria-modal", TYPE_BOOL, NULL },
	[A_MULTILINE] = { "aria-multiline", TYPE_BOOL, NULL },
	[A_MULTISELECTABLE] = { "aria-multiselectable", TYPE_BOOL, NULL },
	[A_ORIENTATION] = { "aria-orientation", TYPE_TOKEN, "horizontal undefined vertical" },
	[A_OWNS] = { "aria-owns", TYPE_IDS, NULL },
	[A_PLACEHOLDER] = { "aria-placeholder", TYPE_STRING, NULL },
	[A_POSINSET] = { "aria-posinset", TYPE_INTEGER, NULL },
	[A_PRESSED] = { "aria-pressed", TYPE_TRISTATE, NULL },
	[A_READONLY] = { "aria-readonly", TYPE_BOOL, NULL },
	[A_RELEVANT] = { "aria-relevant", TYPE_TOKENS, "additions all removals text" },
	[A_REQUIRED] = { "aria-required", TYPE_BOOL, NULL },
	[A_ROLEDESCRIPTION] = { "aria-roledescription", TYPE_STRING, NULL },
	[A_ROWCOUNT] = { "aria-rowcount", TYPE_INTEGER, NULL },
	[A_ROWINDEX] = { "aria-rowindex", TYPE_INTEGER, NULL },
	[A_ROWSPAN] = { "aria-rowspan", TYPE_INTEGER, NULL },
	[A_SELECTED] = { "aria-selected", TYPE_BOOL_UNDEFINED, NULL },
	[A_SETSIZE] = { "aria-setsize", TYPE_INTEGER, NULL },
	[A_SORT] = { "aria-sort", TYPE_TOKEN, "ascending descending none other" },
	[A_VALUEMAX] = { "aria-valuemax", TYPE_NUMBER, NULL },
	[A_VALUEMIN] = { "aria-valuemin", TYPE_NUMBER, NULL },
	[A_VALUENOW] = { "aria-valuenow", TYPE_NUMBER, NULL },
	[A_VALUETEXT] = { "aria-valuetext", TYPE_STRING, NULL },
	[A_BRAILLELABEL] = { "aria-braillelabel", TYPE_STRING, NULL },
	[A_BRAILLEROLEDESCRIPTION] = { "aria-brailleroledescription", TYPE_STRING, NULL },
	[A_COLINDEXTEXT] = { "aria-colindextext", TYPE_STRING, NULL },
	[A_DESCRIPTION] = { "aria-description", TYPE_STRING, NULL },
	[A_ROWINDEXTEXT] = { "aria-rowindextext", TYPE_STRING, NULL },
};

uint64_t
aria_attr_bit(struct str name)
{
	for (int i = 0; i < ARIA_ATTRS; i++) {
		/* They all begin with "aria-": compare what differs first. */
		if (name.n > 6 && aria_attributes[i].name[5] == name.p[5] &&
		    str_eq(name, str_of(aria_attributes[i].name)))
			return UINT64_C(1) << i;
	}
	return 0;
}
