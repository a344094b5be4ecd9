/*
 * view.c - the field tables of view.h.
 *
 * A table names each member once, where it lies in its struct. The frame is the first member of a
 * page, and a page the first of a journey page and a module: so the same offsets serve all four,
 * and templates name the frame's fields without a prefix.
 */
#include "generator/view.h"

#include <string.h>

_Static_assert(offsetof(struct view_page, frame) == 0, "the frame comes first");
_Static_assert(offsetof(struct view_journey_page, page) == 0, "the page comes first");
_Static_assert(offsetof(struct view_module, page) == 0, "the page comes first");

#define LIST_OF_TEXT(struct_, member)                                                              \
	{                                                                                          \
#member, TEMPLATE_LIST, offsetof(struct_, member), NULL, sizeof(struct str)        \
	}

static const struct template_field link_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_link, url),
	TEMPLATE_FIELD(TEXT, struct view_link, title),
	TEMPLATE_FIELD(TEXT, struct view_link, description),
	TEMPLATE_FIELD(TEXT, struct view_link, lang),
	TEMPLATE_FIELD(BOOL, struct view_link, current),
	TEMPLATE_FIELD(BOOL, struct view_link, within),
	TEMPLATE_END,
};

static const struct template_field language_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_language, url),
	TEMPLATE_FIELD(TEXT, struct view_language, code),
	TEMPLATE_FIELD(TEXT, struct view_language, name),
	TEMPLATE_FIELD(BOOL, struct view_language, current),
	TEMPLATE_FIELD(BOOL, struct view_language, available),
	TEMPLATE_END,
};

static const struct template_field station_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_station, id),
	TEMPLATE_FIELD(TEXT, struct view_station, url),
	TEMPLATE_FIELD(TEXT, struct view_station, title),
	TEMPLATE_FIELD(TEXT, struct view_station, description),
	TEMPLATE_FIELD(TEXT, struct view_station, why),
	TEMPLATE_FIELD(TEXT, struct view_station, lang),
	TEMPLATE_FIELD(NUMBER, struct view_station, number),
	TEMPLATE_FIELD(NUMBER, struct view_station, minutes),
	TEMPLATE_FIELD(BOOL, struct view_station, optional),
	TEMPLATE_FIELD(BOOL, struct view_station, current),
	TEMPLATE_FIELD(BOOL, struct view_station, last),
	TEMPLATE_FIELD(BOOL, struct view_station, next_optional),
	TEMPLATE_FIELD(BOOL, struct view_station, mandatory),
	TEMPLATE_END,
};

static const struct template_field journey_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_journey, id),
	TEMPLATE_FIELD(TEXT, struct view_journey, url),
	TEMPLATE_FIELD(TEXT, struct view_journey, title),
	TEMPLATE_FIELD(TEXT, struct view_journey, description),
	TEMPLATE_FIELD(TEXT, struct view_journey, lang),
	TEMPLATE_FIELD(TEXT, struct view_journey, route),
	TEMPLATE_FIELD(TEXT, struct view_journey, mark),
	TEMPLATE_FIELD(BOOL, struct view_journey, is_raute),
	TEMPLATE_FIELD(BOOL, struct view_journey, is_balken),
	TEMPLATE_FIELD(BOOL, struct view_journey, is_scheibe),
	TEMPLATE_FIELD(BOOL, struct view_journey, is_dreieck),
	TEMPLATE_FIELD(BOOL, struct view_journey, is_winkel),
	TEMPLATE_FIELD(BOOL, struct view_journey, is_kreuz),
	TEMPLATE_FIELD(NUMBER, struct view_journey, minutes),
	TEMPLATE_FIELD(NUMBER, struct view_journey, total),
	TEMPLATE_LIST_OF(struct view_journey, stations, struct view_station, station_fields),
	TEMPLATE_FIELD(NUMBER, struct view_journey, number),
	TEMPLATE_OBJECT_OF(struct view_journey, previous, station_fields),
	TEMPLATE_OBJECT_OF(struct view_journey, next, station_fields),
	TEMPLATE_END,
};

static const struct template_field competence_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_competence, id),
	TEMPLATE_FIELD(TEXT, struct view_competence, name),
	TEMPLATE_FIELD(TEXT, struct view_competence, lang),
	TEMPLATE_END,
};

static const struct template_field mandatory_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_mandatory, reason),
	TEMPLATE_FIELD(TEXT, struct view_mandatory, every),
	TEMPLATE_FIELD(TEXT, struct view_mandatory, due),
	TEMPLATE_END,
};

static const struct template_field heading_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_heading, id),
	TEMPLATE_FIELD(TEXT, struct view_heading, title),
	TEMPLATE_FIELD(NUMBER, struct view_heading, level),
	TEMPLATE_END,
};

static const struct template_field exception_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_exception, what),
	TEMPLATE_FIELD(TEXT, struct view_exception, why),
	TEMPLATE_FIELD(TEXT, struct view_exception, alternative),
	TEMPLATE_FIELD(TEXT, struct view_exception, until),
	TEMPLATE_END,
};

static const struct template_field accepted_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_accepted, url),
	TEMPLATE_FIELD(TEXT, struct view_accepted, title),
	TEMPLATE_FIELD(TEXT, struct view_accepted, rule),
	TEMPLATE_FIELD(TEXT, struct view_accepted, reason),
	TEMPLATE_END,
};

static const struct template_field mended_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_mended, url),
	TEMPLATE_FIELD(TEXT, struct view_mended, title),
	TEMPLATE_FIELD(TEXT, struct view_mended, text),
	TEMPLATE_FIELD(TEXT, struct view_mended, answer),
	TEMPLATE_FIELD(TEXT, struct view_mended, day),
	TEMPLATE_END,
};

static const struct template_field statement_fields[] = {
	TEMPLATE_FIELD(BOOL, struct view_statement, is_full),
	TEMPLATE_FIELD(BOOL, struct view_statement, is_partial),
	TEMPLATE_FIELD(BOOL, struct view_statement, is_none),
	TEMPLATE_FIELD(BOOL, struct view_statement, by_self),
	TEMPLATE_FIELD(BOOL, struct view_statement, by_third_party),
	TEMPLATE_FIELD(BOOL, struct view_statement, has_not_yet),
	TEMPLATE_FIELD(BOOL, struct view_statement, has_burden),
	TEMPLATE_FIELD(BOOL, struct view_statement, has_out_of_scope),
	TEMPLATE_FIELD(BOOL, struct view_statement, has_accepted),
	TEMPLATE_FIELD(BOOL, struct view_statement, has_mended),
	TEMPLATE_LIST_OF(struct view_statement, not_yet, struct view_exception, exception_fields),
	TEMPLATE_LIST_OF(struct view_statement, burden, struct view_exception, exception_fields),
	TEMPLATE_LIST_OF(struct view_statement, out_of_scope, struct view_exception, exception_fields),
	TEMPLATE_LIST_OF(struct view_statement, accepted, struct view_accepted, accepted_fields),
	TEMPLATE_LIST_OF(struct view_statement, mended, struct view_mended, mended_fields),
	TEMPLATE_FIELD(BOOL, struct view_statement, checked),
	TEMPLATE_FIELD(NUMBER, struct view_statement, pages),
	TEMPLATE_FIELD(NUMBER, struct view_statement, rules),
	TEMPLATE_FIELD(TEXT, struct view_statement, evaluated),
	TEMPLATE_FIELD(TEXT, struct view_statement, prepared),
	TEMPLATE_FIELD(TEXT, struct view_statement, reviewed),
	TEMPLATE_FIELD(TEXT, struct view_statement, built),
	TEMPLATE_FIELD(NUMBER, struct view_statement, answer_days),
	TEMPLATE_FIELD(TEXT, struct view_statement, enforcement),
	TEMPLATE_FIELD(TEXT, struct view_statement, address),
	TEMPLATE_FIELD(TEXT, struct view_statement, email),
	TEMPLATE_FIELD(TEXT, struct view_statement, phone),
	TEMPLATE_FIELD(TEXT, struct view_statement, link),
	TEMPLATE_FIELD(TEXT, struct view_statement, json),
	TEMPLATE_END,
};

#define FRAME_FIELDS                                                                               \
	TEMPLATE_FIELD(TEXT, struct view_frame, lang),                                             \
		TEMPLATE_FIELD(TEXT, struct view_frame, body_lang),                                \
		TEMPLATE_FIELD(TEXT, struct view_frame, title),                                    \
		TEMPLATE_FIELD(TEXT, struct view_frame, site_title),                               \
		TEMPLATE_FIELD(TEXT, struct view_frame, organisation),                             \
		TEMPLATE_FIELD(TEXT, struct view_frame, contact_name),                             \
		TEMPLATE_FIELD(TEXT, struct view_frame, contact_email),                            \
		TEMPLATE_FIELD(TEXT, struct view_frame, description),                              \
		TEMPLATE_FIELD(TEXT, struct view_frame, root),                                     \
		TEMPLATE_FIELD(TEXT, struct view_frame, home),                                     \
		TEMPLATE_FIELD(TEXT, struct view_frame, canonical),                                \
		TEMPLATE_FIELD(TEXT, struct view_frame, style),                                    \
		TEMPLATE_FIELD(TEXT, struct view_frame, script),                                   \
		TEMPLATE_FIELD(TEXT, struct view_frame, icon),                                     \
		TEMPLATE_FIELD(TEXT, struct view_frame, style_trail),                              \
		TEMPLATE_FIELD(TEXT, struct view_frame, style_tracker),                            \
		TEMPLATE_FIELD(TEXT, struct view_frame, page),                                     \
		TEMPLATE_FIELD(TEXT, struct view_frame, path),                                     \
		TEMPLATE_FIELD(TEXT, struct view_frame, edit_url),                                 \
		TEMPLATE_FIELD(BOOL, struct view_frame, is_home),                                  \
		TEMPLATE_FIELD(BOOL, struct view_frame, is_module),                                \
		TEMPLATE_FIELD(BOOL, struct view_frame, is_journey),                               \
		TEMPLATE_FIELD(BOOL, struct view_frame, is_public),                                \
		TEMPLATE_FIELD(BOOL, struct view_frame, tracker),                                  \
		TEMPLATE_FIELD(BOOL, struct view_frame, fallback),                                 \
		TEMPLATE_FIELD(BOOL, struct view_frame, stick),                                    \
		TEMPLATE_FIELD(BOOL, struct view_frame, has_languages),                            \
		TEMPLATE_LIST_OF(struct view_frame, navigation, struct view_link, link_fields),    \
		TEMPLATE_LIST_OF(struct view_frame, footer, struct view_link, link_fields),        \
		TEMPLATE_LIST_OF(struct view_frame, crumbs, struct view_link, link_fields),        \
		TEMPLATE_LIST_OF(                                                                  \
			struct view_frame, languages, struct view_language, language_fields),      \
		TEMPLATE_LIST_OF(                                                                  \
			struct view_frame, alternates, struct view_language, language_fields),     \
		TEMPLATE_FIELD(TEXT, struct view_frame, my_journey),                               \
		TEMPLATE_FIELD(TEXT, struct view_frame, help),                                     \
		TEMPLATE_FIELD(TEXT, struct view_frame, report_action),                            \
		TEMPLATE_FIELD(TEXT, struct view_frame, feedback_action),                          \
		TEMPLATE_FIELD(TEXT, struct view_frame, sign_in),                                  \
		TEMPLATE_FIELD(TEXT, struct view_frame, me_api),                                   \
		TEMPLATE_FIELD(TEXT, struct view_frame, events_api),                               \
		TEMPLATE_FIELD(TEXT, struct view_frame, feedback_api),                             \
		TEMPLATE_FIELD(TEXT, struct view_frame, catalogue)

#define PAGE_FIELDS                                                                                \
	FRAME_FIELDS, TEMPLATE_FIELD(HTML, struct view_page, body),                                \
		TEMPLATE_FIELD(HTML, struct view_page, intro),                                     \
		TEMPLATE_FIELD(HTML, struct view_page, sections),                                  \
		TEMPLATE_LIST_OF(struct view_page, contents, struct view_heading, heading_fields), \
		TEMPLATE_FIELD(BOOL, struct view_page, has_contents),                              \
		TEMPLATE_FIELD(BOOL, struct view_page, has_journeys),                              \
		TEMPLATE_FIELD(BOOL, struct view_page, has_modules),                               \
		TEMPLATE_FIELD(TEXT, struct view_page, owner),                                     \
		TEMPLATE_FIELD(TEXT, struct view_page, reviewed),                                  \
		TEMPLATE_FIELD(TEXT, struct view_page, review_next),                               \
		TEMPLATE_FIELD(BOOL, struct view_page, stale),                                     \
		TEMPLATE_OBJECT_OF(struct view_page, statement, statement_fields),                 \
		TEMPLATE_FIELD(TEXT, struct view_page, licence),                                   \
		TEMPLATE_LIST_OF(struct view_page, journeys, struct view_journey, journey_fields), \
		TEMPLATE_LIST_OF(struct view_page, modules, struct view_station, station_fields)

const struct template_field view_frame_fields[] = { FRAME_FIELDS, TEMPLATE_END };
const struct template_field view_page_fields[] = { PAGE_FIELDS, TEMPLATE_END };

const struct template_field view_journey_page_fields[] = {
	PAGE_FIELDS,
	TEMPLATE_OBJECT_OF(struct view_journey_page, journey, journey_fields),
	LIST_OF_TEXT(struct view_journey_page, audience),
	TEMPLATE_END,
};

const struct template_field view_module_fields[] = {
	PAGE_FIELDS,
	TEMPLATE_FIELD(TEXT, struct view_module, id),
	TEMPLATE_FIELD(TEXT, struct view_module, version),
	TEMPLATE_FIELD(NUMBER, struct view_module, edition),
	TEMPLATE_FIELD(NUMBER, struct view_module, minutes),
	TEMPLATE_FIELD(TEXT, struct view_module, edition_reason),
	TEMPLATE_FIELD(TEXT, struct view_module, level),
	TEMPLATE_FIELD(BOOL, struct view_module, is_basic),
	LIST_OF_TEXT(struct view_module, goals),
	TEMPLATE_FIELD(BOOL, struct view_module, has_goals),
	TEMPLATE_LIST_OF(
		struct view_module, competences, struct view_competence, competence_fields),
	LIST_OF_TEXT(struct view_module, audience),
	TEMPLATE_LIST_OF(struct view_module, requires, struct view_link, link_fields),
	TEMPLATE_LIST_OF(struct view_module, recommends, struct view_link, link_fields),
	TEMPLATE_LIST_OF(struct view_module, mandatory, struct view_mandatory, mandatory_fields),
	TEMPLATE_FIELD(BOOL, struct view_module, is_mandatory),
	TEMPLATE_FIELD(BOOL, struct view_module, by_confirm),
	TEMPLATE_FIELD(BOOL, struct view_module, by_quiz),
	TEMPLATE_FIELD(BOOL, struct view_module, by_tasks),
	TEMPLATE_FIELD(BOOL, struct view_module, by_attendance),
	TEMPLATE_FIELD(NUMBER, struct view_module, at_least),
	TEMPLATE_FIELD(BOOL, struct view_module, has_quiz),
	TEMPLATE_FIELD(BOOL, struct view_module, has_feedback),
	TEMPLATE_OBJECT_OF(struct view_module, journey, journey_fields),
	TEMPLATE_LIST_OF(struct view_module, other_journeys, struct view_link, link_fields),
	TEMPLATE_FIELD(BOOL, struct view_module, has_related),
	TEMPLATE_END,
};

static const struct template_field option_fields[] = {
	TEMPLATE_FIELD(HTML, struct view_option, html),
	TEMPLATE_FIELD(HTML, struct view_option, feedback),
	TEMPLATE_FIELD(BOOL, struct view_option, right),
	TEMPLATE_FIELD(NUMBER, struct view_option, number),
	TEMPLATE_FIELD(TEXT, struct view_option, letter),
	TEMPLATE_END,
};

static const struct template_field track_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_track, url),
	TEMPLATE_FIELD(TEXT, struct view_track, language),
	TEMPLATE_FIELD(TEXT, struct view_track, label),
	TEMPLATE_FIELD(BOOL, struct view_track, first),
	TEMPLATE_END,
};

const struct template_field view_construct_fields[] = {
	TEMPLATE_FIELD(TEXT, struct view_construct, kind),
	TEMPLATE_FIELD(TEXT, struct view_construct, id),
	TEMPLATE_FIELD(TEXT, struct view_construct, title),
	TEMPLATE_FIELD(HTML, struct view_construct, html),
	TEMPLATE_FIELD(NUMBER, struct view_construct, number),
	TEMPLATE_FIELD(NUMBER, struct view_construct, level),
	TEMPLATE_FIELD(BOOL, struct view_construct, is_h2),
	TEMPLATE_FIELD(BOOL, struct view_construct, is_h3),
	TEMPLATE_FIELD(BOOL, struct view_construct, is_h4),
	TEMPLATE_FIELD(BOOL, struct view_construct, is_h5),
	TEMPLATE_FIELD(BOOL, struct view_construct, many),
	TEMPLATE_FIELD(HTML, struct view_construct, hint),
	TEMPLATE_FIELD(HTML, struct view_construct, explanation),
	TEMPLATE_LIST_OF(struct view_construct, options, struct view_option, option_fields),
	TEMPLATE_LIST_OF(struct view_construct, items, struct view_option, option_fields),
	TEMPLATE_FIELD(TEXT, struct view_construct, media),
	TEMPLATE_LIST_OF(struct view_construct, tracks, struct view_track, track_fields),
	TEMPLATE_FIELD(TEXT, struct view_construct, feedback_action),
	TEMPLATE_FIELD(TEXT, struct view_construct, about),
	TEMPLATE_FIELD(BOOL, struct view_construct, tracker),
	TEMPLATE_END,
};

void
view_journey_sign(struct view_journey *journey, size_t position)
{
	static const struct str route[] = { STR_INIT("blau"), STR_INIT("gruen"),
		STR_INIT("pflaume"), STR_INIT("ocker"), STR_INIT("petrol"), STR_INIT("schiefer") };
	static const struct str mark[] = { STR_INIT("raute"), STR_INIT("balken"),
		STR_INIT("scheibe"), STR_INIT("dreieck"), STR_INIT("kreuz"), STR_INIT("winkel") };
	size_t i = position % (sizeof(mark) / sizeof(mark[0]));

	journey->route = route[i];
	journey->mark = mark[i];
	journey->is_raute = i == 0;
	journey->is_balken = i == 1;
	journey->is_scheibe = i == 2;
	journey->is_dreieck = i == 3;
	journey->is_kreuz = i == 4;
	journey->is_winkel = i == 5;
}

void
view_body_split(struct str body, struct str *intro, struct str *sections)
{
	/* A body comes from cmark: "<h2" is a tag there, text has "&lt;h2". */
	const char *at = body.n > 0 ? memmem(body.p, body.n, "<h2", 3) : NULL;
	size_t n = at != NULL ? (size_t)(at - body.p) : body.n;

	*intro = (struct str){ body.p, n };
	*sections = (struct str){ n < body.n ? body.p + n : NULL, body.n - n };
}
