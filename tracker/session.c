#include "tracker/session.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/buf.h"
#include "sql_query.h"
#include "tracker/pseudonym.h"

enum { SLOTS = 4096, WRITE_SECONDS = 300 };

struct sessions {
	pthread_mutex_t mutex;
	struct session *slot[SLOTS]; /* by the first bytes of the id, which are random */
};

struct sessions *
sessions_new(void)
{
	struct sessions *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	pthread_mutex_init(&s->mutex, NULL);
	return s;
}

void
sessions_free(struct sessions *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		while (s->slot[i]) {
			struct session *next = s->slot[i]->next;

			free(s->slot[i]);
			s->slot[i] = next;
		}
	}
	pthread_mutex_destroy(&s->mutex);
	free(s);
}

static struct session **
slot_of(struct sessions *s, const unsigned char id[32])
{
	return &s->slot[(id[0] | id[1] << 8) % SLOTS];
}

static bool
session_over(const struct session *x, int64_t now)
{
	return now - x->created >= SESSION_SECONDS || now - x->used >= SESSION_IDLE_SECONDS || now < x->created - 300;
}

void
sessions_add(struct sessions *s, const struct session *session)
{
	struct session *x = malloc(sizeof(*x)), **slot;

	if (!x)
		abort();
	*x = *session;
	pthread_mutex_lock(&s->mutex);
	slot = slot_of(s, x->id);
	x->next = *slot;
	*slot = x;
	pthread_mutex_unlock(&s->mutex);
}

void
sessions_remove(struct sessions *s, const unsigned char id[32])
{
	pthread_mutex_lock(&s->mutex);
	for (struct session **at = slot_of(s, id); *at; at = &(*at)->next) {
		struct session *x = *at;

		if (memcmp(x->id, id, 32) != 0)
			continue;
		*at = x->next;
		free(x);
		break;
	}
	pthread_mutex_unlock(&s->mutex);
}

bool
sessions_find(struct sessions *s, struct str cookie, int64_t now, struct session *out, bool *write)
{
	unsigned char id[32];
	struct err ignored;
	bool found = false;

	*write = false;
	if (cookie.n != SESSION_COOKIE || sha256(cookie, id, &ignored) != ERR_OK)
		return false;
	pthread_mutex_lock(&s->mutex);
	for (struct session **at = slot_of(s, id); *at; ) {
		struct session *x = *at;

		if (session_over(x, now)) { /* swept while passing by */
			*at = x->next;
			free(x);
			continue;
		}
		at = &x->next;
		if (memcmp(x->id, id, 32) != 0)
			continue;
		*write = now - x->used >= WRITE_SECONDS;
		x->used = *write || now - x->used > 60 ? now : x->used;
		*out = *x;
		found = true;
	}
	pthread_mutex_unlock(&s->mutex);
	return found;
}

static struct session
session_row(const struct db_rows *r)
{
	struct session x = { .person = db_int(r, 1), .created = db_int(r, 2), .used = db_int(r, 3) };

	if (db_text(r, 0).n == 32)
		memcpy(x.id, db_text(r, 0).p, 32);
	return x;
}

enum err_code
sessions_load(struct sessions *s, struct db *people, int64_t now, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(people, SQL_session_all,
		DB_VALUES(DB_I(now - SESSION_SECONDS), DB_I(now - SESSION_IDLE_SECONDS)), &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		struct session x = session_row(&r);

		sessions_remove(s, x.id);
		sessions_add(s, &x);
	}
	db_end(&r);
	return rc;
}

enum err_code
session_new(int64_t person, int64_t now, char cookie[SESSION_COOKIE + 1], struct session *out, struct err *e)
{
	unsigned char random[SESSION_COOKIE / 2];

	*out = (struct session){ .person = person, .created = now, .used = now };
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return err_set(e, ERR_IO, "the kernel gave no random bytes: %s", strerror(errno));
	hex_write(random, sizeof(random), cookie);
	return sha256(str_of(cookie), out->id, e);
}

enum err_code
session_store(struct writer_tx *tx, const struct session *s, struct err *e)
{
	return DB_RUN(&tx->people, SQL_session_put, e, DB_B(((struct str){ (const char *)s->id, 32 })),
		DB_I(s->person), DB_I(s->created), DB_I(s->used));
}

enum err_code
session_note_use(struct writer_tx *tx, const struct session *s, struct err *e)
{
	return DB_RUN(&tx->people, SQL_session_use, e, DB_B(((struct str){ (const char *)s->id, 32 })), DB_I(s->used));
}

enum err_code
session_forget(struct writer_tx *tx, const unsigned char id[32], struct err *e)
{
	return DB_RUN(&tx->people, SQL_session_delete, e, DB_B(((struct str){ (const char *)id, 32 })));
}

enum err_code
session_token(struct str cookie, char out[65], struct err *e)
{
	unsigned char digest[32];
	struct buf b = { 0 };
	enum err_code rc;

	buf_add(&b, STR("token "));
	buf_add(&b, cookie);
	rc = sha256(buf_str(&b), digest, e);
	buf_release(&b);
	hex_write(digest, 32, out);
	return rc;
}
