/* voice.h - feedback, pulse, barriers, self-assessments: words without any link to who sent them. */
#ifndef TRACKER_VOICE_H
#define TRACKER_VOICE_H

#include "tracker/site.h"
#include "tracker/writer.h"

enum voice_kind { VOICE_FEEDBACK, VOICE_PULSE, VOICE_BARRIER, VOICE_ASSESSMENT };
enum voice_status { VOICE_OPEN, VOICE_IN_WORK, VOICE_DONE, VOICE_REJECTED };
enum { VOICE_TEXT_MAX = 4000, VOICE_LINE_MAX = 200, VOICE_SEEN_DAYS = 7 };

struct voice {
	unsigned char id[16];   /* random; the row's key */
	unsigned char seen[32]; /* hash of the id that the client chose */
	enum voice_kind kind;
	struct str module, page; /* one of both */
	struct str heading, question, text, department;
	struct str answer;      /* JSON text, empty when none was given */
	int64_t day;
};

/* "feedback", "pulse", "barrier", "assessment"; false: none of them. */
bool voice_kind_read(struct str s, enum voice_kind *out);
const char *voice_kind_name(int64_t kind);

/*
 * Check what a client sent against the site and fill what follows from it: keys, department.
 * `client_id`: its UUID, version 4; `unit`: an id of a unit, may be empty. ERR_INVALID with a
 * sentence for the client.
 */
enum err_code voice_check(struct voice *v, const struct site *site, struct str client_id, struct str unit,
	struct err *e) MUST_CHECK;

/* A new UUID of version 4 for a form that has none, in text and with its NUL. */
enum err_code voice_id_make(char out[37], struct err *e) MUST_CHECK;

/* Record it, in the writer's transaction. *again: the client's id came before, nothing was added. */
enum err_code voice_add(struct db *db, const struct voice *v, bool *again, struct err *e) MUST_CHECK;

/* Delete what has had its time (privacy.md): returns how many rows and texts went. */
enum err_code voice_expire(struct db *db, int64_t today, int64_t *rows, struct err *e) MUST_CHECK;

#endif
