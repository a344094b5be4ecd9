/* page_fields.h - what the templates of the tracker's pages may name. */
#ifndef TRACKER_PAGE_FIELDS_H
#define TRACKER_PAGE_FIELDS_H

#include "tracker/page.h"

extern const struct template_field page_sign_in_fields[], page_report_fields[], page_mine_fields[],
	page_voice_fields[], page_voices_fields[], page_error_fields[], page_plain_fields[], page_figures_fields[];

#endif
