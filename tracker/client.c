#include "tracker/client.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <openssl/crypto.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/pseudonym.h"
#include "tracker/role.h"

enum { KEY_BYTES = 8, SECRET_BYTES = 32, NAME_MAX_BYTES = 64 };

struct client {
	char name[NAME_MAX_BYTES + 1], key[2 * KEY_BYTES + 1];
	unsigned char secret[32];
	unsigned role;
};

struct clients {
	pthread_mutex_t mutex;
	struct client *item;
	size_t n;
};

struct clients *
clients_new(void)
{
	struct clients *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	pthread_mutex_init(&c->mutex, NULL);
	return c;
}

void
clients_free(struct clients *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->mutex);
	free(c->item);
	free(c);
}

static void
field_copy(char *out, size_t size, struct str s)
{
	size_t n = s.n < size - 1 ? s.n : size - 1;

	memcpy(out, s.p, n);
	out[n] = '\0';
}

enum err_code
clients_load(struct clients *c, struct db *store, struct err *e)
{
	struct client *item = NULL;
	size_t n = 0, cap = 0;
	struct db_rows r = { 0 };
	enum err_code rc = db_query(store, SQL_client_all, NULL, 0, &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		if (!db_is_null(&r, 5) || db_text(&r, 2).n != 32)
			continue;
		if (n == cap) {
			cap = cap ? 2 * cap : 8;
			item = realloc(item, cap * sizeof(*item));
			if (!item)
				abort();
		}
		field_copy(item[n].name, sizeof(item[n].name), db_text(&r, 0));
		field_copy(item[n].key, sizeof(item[n].key), db_text(&r, 1));
		memcpy(item[n].secret, db_text(&r, 2).p, 32);
		item[n++].role = db_int(&r, 3) == 0 ? ROLE_CLIENT_EVENTS : ROLE_CLIENT_REPORTS;
	}
	db_end(&r);
	if (rc != ERR_OK) {
		free(item);
		return rc;
	}
	pthread_mutex_lock(&c->mutex);
	free(c->item);
	c->item = item;
	c->n = n;
	pthread_mutex_unlock(&c->mutex);
	return ERR_OK;
}

unsigned
clients_check(struct clients *c, struct str credential, char name[65])
{
	static const unsigned char nobody[32] = { 0 };
	const unsigned char *want = nobody;
	unsigned char have[32];
	struct str key, secret = str_cut(credential, ':', &key);
	const struct client *found = NULL;
	unsigned role = 0;
	struct err ignored;

	if (secret.n == 0 || sha256(secret, have, &ignored) != ERR_OK)
		return 0;
	pthread_mutex_lock(&c->mutex);
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(key, str_of(c->item[i].key)))
			found = &c->item[i];
	if (found)
		want = found->secret;
	if (CRYPTO_memcmp(want, have, sizeof(have)) == 0 && found) {
		role = found->role;
		memcpy(name, found->name, sizeof(found->name));
	}
	pthread_mutex_unlock(&c->mutex);
	return role;
}

struct adding {
	struct str name;
	char key[2 * KEY_BYTES + 1];
	unsigned char hash[32];
	int64_t scope, today;
};

static enum err_code
adding_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct adding *x = job->owner;
	enum err_code rc = DB_RUN(&tx->store, SQL_client_add, e, DB_S(x->name), DB_S(str_of(x->key)),
		DB_B(((struct str){ (const char *)x->hash, sizeof(x->hash) })), DB_I(x->scope), DB_I(x->today));

	if (rc == ERR_CONFLICT)
		return err_set(e, ERR_CONFLICT, "there is a client \"%.*s\" already (a revoked one keeps its name, too)",
			STR_FMT(x->name));
	return rc == ERR_OK ? audit_add(tx, STR("operator"), STR("client add"), x->name, e) : rc;
}

static bool
name_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
			|| c == '_' || c == '.'))
			return false;
	}
	return s.n > 0 && s.n <= NAME_MAX_BYTES;
}

enum err_code
client_add(struct store *s, struct str name, struct str scope, FILE *out, struct err *e)
{
	unsigned char random[KEY_BYTES + SECRET_BYTES];
	char secret[2 * SECRET_BYTES + 1];
	struct adding x = { .name = name, .today = time(NULL) / 86400 };
	enum err_code rc;

	if (!name_valid(name))
		return err_set(e, ERR_INVALID, "a client's name is 1 to %d letters, digits, '-', '_' or '.'",
			NAME_MAX_BYTES);
	if (!str_eq(scope, STR("events")) && !str_eq(scope, STR("reports")))
		return err_set(e, ERR_INVALID, "the scope is events or reports");
	x.scope = str_eq(scope, STR("reports"));
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return err_set(e, ERR_IO, "the kernel gave no random bytes: %s", strerror(errno));
	hex_write(random, KEY_BYTES, x.key);
	hex_write(random + KEY_BYTES, SECRET_BYTES, secret);
	rc = sha256(str_of(secret), x.hash, e);
	if (rc == ERR_OK)
		rc = writer_run(s->writer, adding_run, &x, e);
	if (rc == ERR_OK)
		fprintf(out, "%s:%s\n", x.key, secret);
	explicit_bzero(secret, sizeof(secret));
	explicit_bzero(random, sizeof(random));
	return rc;
}

static enum err_code
revoking_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct str *name = job->owner;
	enum err_code rc = DB_RUN(&tx->store, SQL_client_revoke, e, DB_S(*name), DB_I(tx->now / 86400));

	if (rc != ERR_OK)
		return rc;
	if (db_changes(&tx->store) == 0)
		return err_set(e, ERR_NOTFOUND, "there is no valid client \"%.*s\"", STR_FMT(*name));
	return audit_add(tx, STR("operator"), STR("client revoke"), *name, e);
}

enum err_code
client_revoke(struct store *s, struct str name, struct err *e)
{
	return writer_run(s->writer, revoking_run, &name, e);
}

enum err_code
client_list(struct db *store, FILE *out, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(store, SQL_client_all, NULL, 0, &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		char created[11], revoked[11];

		date_format(date_of_days(db_int(&r, 4)), created);
		date_format(date_of_days(db_int(&r, 5)), revoked);
		fprintf(out, "%-24.*s %.*s  %-7s  since %s%s%s\n", STR_FMT(db_text(&r, 0)), STR_FMT(db_text(&r, 1)),
			db_int(&r, 3) == 0 ? "events" : "reports", created, db_is_null(&r, 5) ? "" : "  revoked ",
			db_is_null(&r, 5) ? "" : revoked);
	}
	db_end(&r);
	return rc;
}
