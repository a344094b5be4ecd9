/* session.h - signed-in browsers: 30 minutes idle, 8 hours at most. */
#ifndef TRACKER_SESSION_H
#define TRACKER_SESSION_H

#include "tracker/store.h"

enum { SESSION_IDLE_SECONDS = 30 * 60, SESSION_SECONDS = 8 * 3600, SESSION_COOKIE = 64 };

struct session {
	unsigned char id[32]; /* SHA-256 of the cookie */
	int64_t person; /* its number in people.db, never used for another one */
	int64_t created, used;
	struct session *next;
};

struct sessions;
struct sessions *sessions_new(void);
void sessions_free(struct sessions *s);

/* Read those of people.db that are still valid. */
enum err_code sessions_load(struct sessions *s, struct db *people, int64_t now, struct err *e) MUST_CHECK;

/*
 * The session of `cookie` (its 64 hex digits), used at `now`; copied to *out. False: none, or it
 * has ended. *write: its use is worth writing down (session_use_job()).
 */
bool sessions_find(struct sessions *s, struct str cookie, int64_t now, struct session *out, bool *write);

/* A new cookie of 64 hex digits and a NUL, and its session, not added yet. */
enum err_code session_new(int64_t person, int64_t now, char cookie[SESSION_COOKIE + 1], struct session *out,
	struct err *e) MUST_CHECK;

/* In memory: after the store has it, and when the store has let it go. */
void sessions_add(struct sessions *s, const struct session *session);
void sessions_remove(struct sessions *s, const unsigned char id[32]);

/* In the transaction of a job that says `people`. ERR_CONFLICT: the person was removed meanwhile. */
enum err_code session_store(struct writer_tx *tx, const struct session *s, struct err *e) MUST_CHECK;
enum err_code session_forget(struct writer_tx *tx, const unsigned char id[32], struct err *e) MUST_CHECK;

/* Note when a stored one was used last; nothing when it is stored no more. */
enum err_code session_note_use(struct writer_tx *tx, const struct session *s, struct err *e) MUST_CHECK;

/* The token of forms and X-Token: follows from the cookie, and nothing follows from it. */
enum err_code session_token(struct str cookie, char out[65], struct err *e) MUST_CHECK;

#endif
