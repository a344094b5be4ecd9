#include "tracker/page_fields.h"

static const struct template_field person_fields[] = {
	TEMPLATE_FIELD(TEXT, struct page_person, value), TEMPLATE_FIELD(TEXT, struct page_person, name),
	TEMPLATE_FIELD(TEXT, struct page_person, unit), TEMPLATE_FIELD(BOOL, struct page_person, first),
	TEMPLATE_FIELD(BOOL, struct page_person, companion), TEMPLATE_FIELD(BOOL, struct page_person, lead),
	TEMPLATE_FIELD(BOOL, struct page_person, hr), TEMPLATE_FIELD(BOOL, struct page_person, process),
	TEMPLATE_FIELD(BOOL, struct page_person, board), TEMPLATE_FIELD(BOOL, struct page_person, council),
	TEMPLATE_FIELD(BOOL, struct page_person, author), TEMPLATE_FIELD(BOOL, struct page_person, admin), TEMPLATE_END
};

const struct template_field page_sign_in_fields[] = {
	PAGE_FRAME_FIELDS(struct page_sign_in),
	TEMPLATE_FIELD(TEXT, struct page_sign_in, way), TEMPLATE_FIELD(BOOL, struct page_sign_in, wrong),
	TEMPLATE_FIELD(BOOL, struct page_sign_in, reporting),
	TEMPLATE_LIST_OF(struct page_sign_in, people, struct page_person, person_fields), TEMPLATE_END
};

static const struct template_field choice_fields[] = {
	TEMPLATE_FIELD(TEXT, struct page_choice, value), TEMPLATE_FIELD(TEXT, struct page_choice, title), TEMPLATE_END
};

const struct template_field page_report_fields[] = {
	PAGE_FRAME_FIELDS(struct page_report),
	TEMPLATE_FIELD(TEXT, struct page_report, module), TEMPLATE_FIELD(TEXT, struct page_report, title),
	TEMPLATE_FIELD(TEXT, struct page_report, url), TEMPLATE_FIELD(TEXT, struct page_report, version),
	TEMPLATE_FIELD(TEXT, struct page_report, day_text), TEMPLATE_FIELD(BOOL, struct page_report, known),
	TEMPLATE_FIELD(BOOL, struct page_report, attendance), TEMPLATE_FIELD(BOOL, struct page_report, proof),
	TEMPLATE_FIELD(BOOL, struct page_report, unknown), TEMPLATE_FIELD(BOOL, struct page_report, too_old),
	TEMPLATE_LIST_OF(struct page_report, modules, struct page_choice, choice_fields), TEMPLATE_END
};

static const struct template_field fact_fields[] = {
	TEMPLATE_FIELD(TEXT, struct page_fact, module), TEMPLATE_FIELD(TEXT, struct page_fact, title),
	TEMPLATE_FIELD(TEXT, struct page_fact, url), TEMPLATE_FIELD(TEXT, struct page_fact, day),
	TEMPLATE_FIELD(TEXT, struct page_fact, day_text), TEMPLATE_FIELD(TEXT, struct page_fact, recorded_text),
	TEMPLATE_FIELD(TEXT, struct page_fact, version), TEMPLATE_FIELD(NUMBER, struct page_fact, edition),
	TEMPLATE_FIELD(BOOL, struct page_fact, passed), TEMPLATE_FIELD(BOOL, struct page_fact, revoked),
	TEMPLATE_FIELD(BOOL, struct page_fact, mandatory), TEMPLATE_END
};

const struct template_field page_mine_fields[] = {
	PAGE_FRAME_FIELDS(struct page_mine),
	TEMPLATE_FIELD(TEXT, struct page_mine, pseudonym), TEMPLATE_FIELD(TEXT, struct page_mine, since_text),
	TEMPLATE_FIELD(TEXT, struct page_mine, until_text), TEMPLATE_FIELD(NUMBER, struct page_mine, count),
	TEMPLATE_FIELD(NUMBER, struct page_mine, voluntary), TEMPLATE_FIELD(BOOL, struct page_mine, erased),
	TEMPLATE_FIELD(BOOL, struct page_mine, nothing), TEMPLATE_FIELD(BOOL, struct page_mine, chosen_none),
	TEMPLATE_LIST_OF(struct page_mine, facts, struct page_fact, fact_fields), TEMPLATE_END
};

const struct template_field page_voice_fields[] = {
	PAGE_FRAME_FIELDS(struct page_voice),
	TEMPLATE_FIELD(TEXT, struct page_voice, kind), TEMPLATE_FIELD(TEXT, struct page_voice, page),
	TEMPLATE_FIELD(TEXT, struct page_voice, heading), TEMPLATE_FIELD(TEXT, struct page_voice, question),
	TEMPLATE_FIELD(TEXT, struct page_voice, text), TEMPLATE_FIELD(BOOL, struct page_voice, too_long),
	TEMPLATE_FIELD(BOOL, struct page_voice, empty), TEMPLATE_FIELD(BOOL, struct page_voice, barrier),
	TEMPLATE_END
};

static const struct template_field voice_item_fields[] = {
	TEMPLATE_FIELD(TEXT, struct page_voice_item, id), TEMPLATE_FIELD(TEXT, struct page_voice_item, place),
	TEMPLATE_FIELD(TEXT, struct page_voice_item, url), TEMPLATE_FIELD(TEXT, struct page_voice_item, heading),
	TEMPLATE_FIELD(TEXT, struct page_voice_item, question), TEMPLATE_FIELD(TEXT, struct page_voice_item, answer),
	TEMPLATE_FIELD(TEXT, struct page_voice_item, text), TEMPLATE_FIELD(TEXT, struct page_voice_item, department),
	TEMPLATE_FIELD(TEXT, struct page_voice_item, day_text), TEMPLATE_FIELD(TEXT, struct page_voice_item, cleared),
	TEMPLATE_FIELD(BOOL, struct page_voice_item, barrier), TEMPLATE_FIELD(BOOL, struct page_voice_item, pulse),
	TEMPLATE_FIELD(BOOL, struct page_voice_item, feedback), TEMPLATE_FIELD(BOOL, struct page_voice_item, assessment),
	TEMPLATE_FIELD(BOOL, struct page_voice_item, is_open), TEMPLATE_FIELD(BOOL, struct page_voice_item, in_work),
	TEMPLATE_FIELD(BOOL, struct page_voice_item, done), TEMPLATE_FIELD(BOOL, struct page_voice_item, rejected),
	TEMPLATE_FIELD(BOOL, struct page_voice_item, linked),
	TEMPLATE_FIELD(NUMBER, struct page_voice_item, number), TEMPLATE_END
};

const struct template_field page_voices_fields[] = {
	PAGE_FRAME_FIELDS(struct page_voices),
	TEMPLATE_FIELD(NUMBER, struct page_voices, total), TEMPLATE_FIELD(NUMBER, struct page_voices, open),
	TEMPLATE_FIELD(BOOL, struct page_voices, saved), TEMPLATE_FIELD(BOOL, struct page_voices, only_open),
	TEMPLATE_FIELD(BOOL, struct page_voices, only_barriers),
	TEMPLATE_FIELD(TEXT, struct page_voices, more),
	TEMPLATE_LIST_OF(struct page_voices, items, struct page_voice_item, voice_item_fields), TEMPLATE_END
};

const struct template_field page_error_fields[] = {
	PAGE_FRAME_FIELDS(struct page_error_view),
	TEMPLATE_FIELD(NUMBER, struct page_error_view, status), TEMPLATE_FIELD(TEXT, struct page_error_view, reason),
	TEMPLATE_FIELD(TEXT, struct page_error_view, id), TEMPLATE_FIELD(BOOL, struct page_error_view, not_found),
	TEMPLATE_FIELD(BOOL, struct page_error_view, not_allowed), TEMPLATE_FIELD(BOOL, struct page_error_view, busy),
	TEMPLATE_FIELD(BOOL, struct page_error_view, too_many), TEMPLATE_FIELD(BOOL, struct page_error_view, other),
	TEMPLATE_FIELD(BOOL, struct page_error_view, too_large), TEMPLATE_FIELD(BOOL, struct page_error_view, malformed),
	TEMPLATE_END
};

/* A page that has nothing but its frame. */
struct page_plain {
	struct page_frame frame;
};

const struct template_field page_plain_fields[] = { PAGE_FRAME_FIELDS(struct page_plain), TEMPLATE_END };
