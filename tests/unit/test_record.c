/* The record: schema, writer, facts, feedback, sessions, clients, people, audit, erasures, backups. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/file.h"
#include "common/yaml.h"
#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/client.h"
#include "tracker/copy.h"
#include "tracker/fact.h"
#include "tracker/mine.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"
#include "tracker/retention.h"
#include "tracker/role.h"
#include "tracker/session.h"
#include "tracker/voice.h"

enum { DAY = 20000 };

static char folder[] = "/tmp/test_recordXXXXXX";

static const char *
place(const char *name)
{
	static char path[4][256];
	static unsigned i;
	char *p = path[i++ % 4];

	snprintf(p, 256, "%s/%s", folder, name);
	return p;
}

static int64_t
count(struct db *db, const char *sql)
{
	struct err e = { 0 };
	int64_t n = -1;

	assert_int_equal(db_number(db, sql, NULL, 0, &n, &e), ERR_OK);
	return n;
}

static void
reader(struct store *s, int kind, struct db *db)
{
	struct err e = { 0 };

	if (store_read(&s->data, kind, db, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

static void
opened(struct store *s, const char *name)
{
	struct err e = { 0 };

	if (store_open(s, place(name), NULL, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

/* ---- every column has a line in purposes.yaml, and the other way round ---- */

static unsigned
columns_compare(struct db *db, const struct yaml_node *tables)
{
	static const char sql[] = "SELECT t.name, c.name FROM pragma_table_list AS t JOIN "
		"pragma_table_info(t.name) AS c WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
	struct db_rows r = { 0 };
	struct err e = { 0 };
	unsigned n = 0;
	enum err_code rc = db_query(db, sql, NULL, 0, &r, &e);

	while (rc == ERR_OK && db_next(&r, &rc, &e)) {
		const struct yaml_node *table = yaml_find(tables, db_text(&r, 0));
		const struct yaml_node *columns = yaml_find(table, STR("columns"));
		static const char *const needed[] = { "holds", "basis", "retention", "seen_by", NULL };

		if (!yaml_find(columns, db_text(&r, 1)))
			fail_msg("purposes.yaml does not describe %.*s.%.*s", STR_FMT(db_text(&r, 0)), STR_FMT(db_text(&r, 1)));
		for (size_t i = 0; needed[i]; i++)
			assert_non_null(yaml_find(table, str_of(needed[i])));
		n++;
	}
	db_end(&r);
	return n;
}

static unsigned
columns_described(const struct yaml_node *tables)
{
	unsigned n = 0;

	for (size_t i = 0; i < tables->n; i++)
		n += (unsigned)yaml_find(tables->item[i], STR("columns"))->n;
	return n;
}

static void
test_purposes(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct yaml_node *root = NULL;
	struct buf text = { 0 };
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	static const int kind[] = { DB_STORE, DB_PEOPLE };

	(void)state;
	assert_int_equal(file_read("tracker/purposes.yaml", &text, &e), ERR_OK);
	assert_true(yaml_parse(&a, buf_str(&text), STR("purposes.yaml"), 1, true, &all, &root));
	opened(&s, "purposes");
	for (size_t i = 0; i < 2; i++) {
		const struct yaml_node *tables = yaml_find(root, kind[i] == DB_STORE ? STR("store") : STR("people"));

		reader(&s, kind[i], &db);
		assert_int_equal(columns_compare(&db, tables), columns_described(tables));
		db_close(&db);
	}
	store_close(&s);
	arena_reset(&a);
	buf_release(&text);
}

/* ---- facts ---- */

static struct fact
fact_make(unsigned person, int64_t version, int64_t day, enum fact_verb verb)
{
	struct fact f = { .module = 1, .version = version, .day = day, .verb = verb };

	memcpy(f.person, &person, sizeof(person));
	return f;
}

/* A dictionary to point at, then `n` facts from `owner`. */
struct facts {
	const struct fact *fact;
	size_t n;
	int64_t today;
};

static const char dictionary[] = "INSERT INTO module(id, name, first_seen, last_seen) VALUES (1, 'phishing', 1, 1) "
	"ON CONFLICT DO NOTHING";
static const char versions[] = "INSERT INTO version(id, module, name, edition) VALUES (1, 1, 'a', 1), (2, 1, 'b', 2) "
	"ON CONFLICT DO NOTHING";

static enum err_code
facts_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct facts *x = job->owner;
	enum err_code rc = db_run(&tx->store, dictionary, NULL, 0, e);

	if (rc == ERR_OK)
		rc = db_run(&tx->store, versions, NULL, 0, e);
	for (size_t i = 0; i < x->n && rc == ERR_OK; i++)
		rc = fact_add(tx, &x->fact[i], x->today, e);
	return rc;
}

static void
facts_write(struct store *s, const struct fact *fact, size_t n, int64_t today)
{
	struct facts x = { fact, n, today };
	struct err e = { 0 };

	if (writer_run(s->writer, facts_run, &x, &e) != ERR_OK)
		fail_msg("%s", e.msg);
}

static void
test_fact_once(void **state)
{
	const struct fact fact[] = { fact_make(1, 1, DAY, FACT_COMPLETED), fact_make(1, 1, DAY, FACT_COMPLETED),
		fact_make(1, 2, DAY, FACT_COMPLETED), fact_make(1, 1, DAY + 1, FACT_COMPLETED),
		fact_make(1, 1, DAY, FACT_REVOKED), fact_make(2, 1, DAY, FACT_COMPLETED) };
	struct store s;
	struct db db = { 0 };

	(void)state;
	opened(&s, "once");
	facts_write(&s, fact, 6, DAY);
	facts_write(&s, fact, 6, DAY + 5); /* the day of recording is no part of the fact */
	reader(&s, DB_STORE, &db);
	assert_int_equal(count(&db, "SELECT count(*) FROM fact"), 5);
	assert_int_equal(count(&db, "SELECT count(*) FROM person"), 2);
	assert_int_equal(count(&db, "SELECT max(recorded) FROM fact"), DAY);
	db_close(&db);
	store_close(&s);
	opened(&s, "once"); /* and over a restart */
	facts_write(&s, fact, 6, DAY + 9);
	reader(&s, DB_STORE, &db);
	assert_int_equal(count(&db, "SELECT count(*) FROM fact"), 5);
	db_close(&db);
	store_close(&s);
}

static enum err_code
failing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct fact f = fact_make(77, 1, DAY, FACT_COMPLETED);
	enum err_code rc = fact_add(tx, &f, DAY, e);

	(void)job;
	return rc == ERR_OK ? err_set(e, ERR_INVALID, "no") : rc;
}

static void
test_job_undone_alone(void **state)
{
	const struct fact f = fact_make(1, 1, DAY, FACT_COMPLETED);
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };

	(void)state;
	opened(&s, "alone");
	facts_write(&s, &f, 1, DAY);
	assert_int_equal(writer_run(s.writer, failing_run, NULL, &e), ERR_INVALID);
	assert_string_equal(e.msg, "no");
	reader(&s, DB_STORE, &db);
	assert_int_equal(count(&db, "SELECT count(*) FROM fact"), 1);
	assert_int_equal(count(&db, "SELECT count(*) FROM person"), 1);
	db_close(&db);
	store_close(&s);
}

/* ---- the folder and its key ---- */

static void
test_key(void **state)
{
	const struct fact f = fact_make(1, 1, DAY, FACT_COMPLETED);
	struct buf right = { 0 };
	struct err e = { 0 };
	struct store s, other;
	struct stat st;
	char wrong[PSEUDONYM_KEY_SIZE] = "another key, just as long as it";

	(void)state;
	opened(&s, "key");
	assert_int_equal(store_open(&other, place("key"), NULL, &e), ERR_BUSY);
	facts_write(&s, &f, 1, DAY);
	store_close(&s);
	assert_int_equal(stat(place("key/pseudonym.key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(st.st_size, PSEUDONYM_KEY_SIZE);
	assert_int_equal(file_read(place("key/pseudonym.key"), &right, &e), ERR_OK);
	unlink(place("key/pseudonym.key"));
	assert_int_equal(store_open(&s, place("key"), NULL, &e), ERR_INVALID);
	assert_int_equal(stat(place("key/pseudonym.key"), &st), -1); /* no new one is made */
	assert_int_equal(file_write(place("key/pseudonym.key"), (struct str){ wrong, sizeof(wrong) }, &e), ERR_OK);
	chmod(place("key/pseudonym.key"), 0600);
	assert_int_equal(store_open(&s, place("key"), NULL, &e), ERR_INVALID);
	assert_int_equal(file_write(place("key/pseudonym.key"), buf_str(&right), &e), ERR_OK);
	chmod(place("key/pseudonym.key"), 0644);
	assert_int_equal(store_open(&s, place("key"), NULL, &e), ERR_INVALID);
	chmod(place("key/pseudonym.key"), 0600);
	opened(&s, "key");
	store_close(&s);
	buf_release(&right);
}

static void
test_foreign(void **state)
{
	struct err e = { 0 };
	struct store s;

	(void)state;
	assert_int_equal(mkdir(place("foreign"), 0700), 0);
	assert_int_equal(file_write(place("foreign/letter.odt"), STR("x"), &e), ERR_OK);
	assert_int_equal(store_open(&s, place("foreign"), NULL, &e), ERR_INVALID);
	assert_int_equal(access(place("foreign/lock"), F_OK), -1);
}

/* RFC 4231 has no test with LF inside; the value below is of Python's hmac module. */
static void
test_pseudonym(void **state)
{
	unsigned char key[PSEUDONYM_KEY_SIZE], out[PSEUDONYM_SIZE], again[PSEUDONYM_SIZE];
	struct pseudonym_maker *m = NULL;
	struct err e = { 0 };
	char hex[33];

	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	assert_int_equal(pseudonym_maker_new(key, &m, &e), ERR_OK);
	assert_int_equal(pseudonym_make(m, STR("https://login.example"), STR("p1"), out, &e), ERR_OK);
	hex_write(out, sizeof(out), hex);
	assert_string_equal(hex, "a40c4cf517e6ef7d7adc8924d31595cb");
	assert_int_equal(pseudonym_make(m, STR("a"), STR("bc"), out, &e), ERR_OK);
	assert_int_equal(pseudonym_make(m, STR("ab"), STR("c"), again, &e), ERR_OK);
	assert_memory_not_equal(out, again, sizeof(out));
	pseudonym_maker_free(m);
}

/* ---- feedback ---- */

struct voicing {
	struct voice voice;
	bool again;
};

static enum err_code
voicing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct voicing *x = job->owner;

	return voice_add(&tx->store, &x->voice, &x->again, e);
}

static void
test_voice(void **state)
{
	struct voicing x = { .voice = { .kind = VOICE_BARRIER, .page = STR_INIT("home"), .text = STR_INIT("x"), .day = DAY } };
	struct site site = { 0 };
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	int64_t rows;

	(void)state;
	opened(&s, "voice");
	assert_int_equal(voice_check(&x.voice, &site, STR("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), STR(""), &e), ERR_INVALID);
	assert_int_equal(voice_check(&x.voice, &site, STR("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), STR("fb"), &e), ERR_INVALID);
	assert_int_equal(voice_check(&x.voice, &site, STR("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), STR(""), &e), ERR_OK);
	assert_int_equal(writer_run(s.writer, voicing_run, &x, &e), ERR_OK);
	assert_false(x.again);
	assert_int_equal(voice_check(&x.voice, &site, STR("6BA7B810-9dad-41d1-80b4-00c04fd430c8"), STR(""), &e), ERR_OK);
	assert_int_equal(writer_run(s.writer, voicing_run, &x, &e), ERR_OK);
	assert_true(x.again);
	reader(&s, DB_STORE, &db);
	assert_int_equal(count(&db, "SELECT count(*) FROM voice"), 1);
	assert_int_equal(count(&db, "SELECT count(*) FROM voice_seen"), 1);
	db_close(&db);
	store_close(&s);
	assert_int_equal(db_open(&db, place("voice/store.db"), DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(voice_expire(&db, DAY + VOICE_SEEN_DAYS, &rows, &e), ERR_OK);
	assert_int_equal(rows, 0);
	assert_int_equal(voice_expire(&db, DAY + VOICE_SEEN_DAYS + 1, &rows, &e), ERR_OK);
	assert_int_equal(rows, 1);
	assert_int_equal(voice_expire(&db, DAY + 366, &rows, &e), ERR_OK);
	assert_int_equal(count(&db, "SELECT count(*) FROM voice"), 0);
	db_close(&db);
}

/* ---- people and clients ---- */

static void
test_people(void **state)
{
	struct arena a = { 0 };
	struct person p;
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	FILE *out = fopen("/dev/null", "w");

	(void)state;
	opened(&s, "people");
	assert_int_equal(people_import(&s, STR("iss,sub,name,unit,from,to,roles,audiences\n"
		"demo,a,\"Erfunden, Anna\",fb1,2020-01-01,2020-12-31,learner,\n"
		"demo,a,\"Erfunden, Anna\",fb2,2021-01-01,,hr lead,leads\r\n"), out, &e), ERR_OK);
	reader(&s, DB_PEOPLE, &db);
	assert_int_equal(people_find(&db, &a, STR("demo"), STR("a"), date_to_days((struct date){ 2020, 6, 1 }), &p, &e), ERR_OK);
	assert_true(str_eq(p.unit, STR("fb1")));
	assert_int_equal(people_find(&db, &a, STR("demo"), STR("a"), date_to_days((struct date){ 2026, 6, 1 }), &p, &e), ERR_OK);
	assert_true(str_eq(p.unit, STR("fb2")) && str_eq(p.name, STR("Erfunden, Anna")));
	assert_int_equal(p.role_bits, ROLE_LEARNER | ROLE_HR | ROLE_LEAD);
	assert_int_equal(people_find(&db, &a, STR("demo"), STR("b"), DAY, &p, &e), ERR_NOTFOUND);
	/* one wrong line changes nothing */
	assert_int_equal(people_import(&s, STR("iss,sub,name,unit,from,to,roles,audiences\ndemo,b,B,,,,king,\n"), out, &e),
		ERR_INVALID);
	assert_int_equal(people_import(&s, STR("iss;sub\n"), out, &e), ERR_INVALID);
	assert_int_equal(people_find(&db, &a, STR("demo"), STR("a"), DAY, &p, &e), ERR_OK);
	db_close(&db);
	store_close(&s);
	fclose(out);
	arena_reset(&a);
}

/* Stored, forgotten, and then a use is noted that was on its way: a cookie that was signed out stays so. */
static enum err_code
session_forgotten_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct session *s = job->owner;
	enum err_code rc = session_store(tx, s, e);

	if (rc == ERR_OK)
		rc = session_note_use(tx, s, e);
	if (rc == ERR_OK)
		rc = session_forget(tx, s->id, e);
	return rc == ERR_OK ? session_note_use(tx, s, e) : rc;
}

static void
test_session_forgotten(void **state)
{
	char cookie[SESSION_COOKIE + 1];
	struct session session;
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	FILE *out = fopen("/dev/null", "w");

	(void)state;
	opened(&s, "forgotten");
	assert_int_equal(people_import(&s, STR("iss,sub,name,unit,from,to,roles,audiences\n"
		"demo,a,\"Erfunden, Anna\",fb1,2020-01-01,,learner,\n"), out, &e), ERR_OK);
	reader(&s, DB_PEOPLE, &db);
	assert_int_equal(session_new(count(&db, "SELECT id FROM person"), 1000000, cookie, &session, &e), ERR_OK);
	assert_int_equal(writer_run(s.writer, session_forgotten_run, &session, &e), ERR_OK);
	assert_int_equal(count(&db, "SELECT count(*) FROM session"), 0);
	db_close(&db);
	store_close(&s);
	fclose(out);
}

static enum err_code
day_ahead_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	return DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("retention_day")), DB_I(*(const int64_t *)job->owner));
}

/* A clock that is behind for a while (1970 until the network sets it) is no leap ahead afterwards. */
static void
test_retention_day(void **state)
{
	static const char get[] = "SELECT value FROM meta WHERE name = 'retention_day'";
	int64_t today = time(NULL) / 86400, later = today + 10;
	struct retention n;
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };

	(void)state;
	opened(&s, "retention");
	assert_int_equal(writer_run(s.writer, day_ahead_run, &later, &e), ERR_OK);
	assert_int_equal(retention_run(&s, NULL, today, RETENTION_DAILY, &n, &e), ERR_OK);
	reader(&s, DB_STORE, &db);
	assert_int_equal(count(&db, get), later);
	assert_int_equal(retention_run(&s, NULL, today, RETENTION_BY_HAND, &n, &e), ERR_OK);
	assert_in_range(count(&db, get), today, today + 1);
	db_close(&db);
	store_close(&s);
}

static void
test_client(void **state)
{
	struct clients *c = clients_new();
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	char *text = NULL, name[65], wrong[200];
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	struct str credential;

	(void)state;
	opened(&s, "client");
	assert_int_equal(client_add(&s, STR("moodle"), STR("events"), out, &e), ERR_OK);
	assert_int_equal(client_add(&s, STR("moodle"), STR("events"), out, &e), ERR_CONFLICT);
	assert_int_equal(client_add(&s, STR("a b"), STR("events"), out, &e), ERR_INVALID);
	assert_int_equal(client_add(&s, STR("x"), STR("all"), out, &e), ERR_INVALID);
	fclose(out);
	credential = str_trim((struct str){ text, n });
	reader(&s, DB_STORE, &db);
	assert_int_equal(clients_load(c, &db, &e), ERR_OK);
	assert_int_equal(clients_check(c, credential, name), ROLE_CLIENT_EVENTS);
	assert_string_equal(name, "moodle");
	snprintf(wrong, sizeof(wrong), "%.*s0", STR_FMT(credential));
	assert_int_equal(clients_check(c, str_of(wrong), name), 0);
	assert_int_equal(clients_check(c, STR(":"), name), 0);
	assert_int_equal(clients_check(c, STR(""), name), 0);
	assert_int_equal(client_revoke(&s, STR("moodle"), &e), ERR_OK);
	assert_int_equal(client_revoke(&s, STR("moodle"), &e), ERR_NOTFOUND);
	assert_int_equal(clients_load(c, &db, &e), ERR_OK);
	assert_int_equal(clients_check(c, credential, name), 0);
	db_close(&db);
	store_close(&s);
	clients_free(c);
	free(text);
}

static void
test_session(void **state)
{
	struct sessions *all = sessions_new();
	struct session s, found;
	struct err e = { 0 };
	char cookie[SESSION_COOKIE + 1], other[SESSION_COOKIE + 1], token[65], token2[65];
	bool write;

	(void)state;
	assert_int_equal(session_new(7, 1000000, cookie, &s, &e), ERR_OK);
	assert_false(sessions_find(all, str_of(cookie), 1000000, &found, &write));
	sessions_add(all, &s);
	assert_true(sessions_find(all, str_of(cookie), 1000000 + SESSION_IDLE_SECONDS - 1, &found, &write));
	assert_true(write);
	assert_int_equal(found.person, 7);
	assert_true(sessions_find(all, str_of(cookie), 1000000 + 2 * SESSION_IDLE_SECONDS - 3, &found, &write));
	assert_false(sessions_find(all, str_of(cookie), 1000000 + 4 * SESSION_IDLE_SECONDS, &found, &write));
	assert_int_equal(session_new(7, 1000000, other, &s, &e), ERR_OK);
	assert_string_not_equal(cookie, other);
	sessions_add(all, &s);
	for (int64_t t = 1000000; t < 1000000 + SESSION_SECONDS; t += 1200)
		assert_true(sessions_find(all, str_of(other), t, &found, &write));
	assert_false(sessions_find(all, str_of(other), 1000000 + SESSION_SECONDS, &found, &write));
	assert_int_equal(session_token(str_of(cookie), token, &e), ERR_OK);
	assert_int_equal(session_token(str_of(other), token2, &e), ERR_OK);
	assert_string_not_equal(token, token2);
	sessions_free(all);
}

/* ---- audit, erasure, backup ---- */

static enum err_code
auditing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	(void)job;
	return audit_add(tx, STR("operator"), STR("test"), STR("x"), e);
}

static void
test_audit(void **state)
{
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	int64_t n = 0;

	(void)state;
	opened(&s, "audit");
	for (int i = 0; i < 5; i++)
		assert_int_equal(writer_run(s.writer, auditing_run, NULL, &e), ERR_OK);
	store_close(&s);
	assert_int_equal(db_open(&db, place("audit/store.db"), DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(audit_verify(&db, &n, &e), ERR_OK);
	assert_int_equal(n, 5);
	assert_int_equal(db_run(&db, "UPDATE audit SET at = 5 WHERE id <= 2", NULL, 0, &e), ERR_OK);
	assert_int_equal(audit_verify(&db, &n, &e), ERR_INVALID); /* a changed time shows */
	{
		struct writer_tx tx = { .store = db, .now = 0 }; /* lent, with its statements, until it comes back */

		assert_int_equal(audit_trim(&tx, 10, &e), ERR_OK);
		db = tx.store;
	}
	assert_int_equal(audit_verify(&db, &n, &e), ERR_OK); /* the rest hangs on the anchor */
	assert_int_equal(n, 3);
	assert_int_equal(db_run(&db, "DELETE FROM audit WHERE id = 4", NULL, 0, &e), ERR_OK);
	assert_int_equal(audit_verify(&db, &n, &e), ERR_INVALID);
	db_close(&db);
}

/* A row written under a wrong clock does not take those before it along. */
static void
test_audit_wrong_clock(void **state)
{
	struct err e = { 0 };
	struct store s;
	struct writer_tx tx = { 0 };

	(void)state;
	opened(&s, "audit-clock");
	for (int i = 0; i < 5; i++)
		assert_int_equal(writer_run(s.writer, auditing_run, NULL, &e), ERR_OK);
	store_close(&s);
	assert_int_equal(db_open(&tx.store, place("audit-clock/store.db"), DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(db_run(&tx.store, "UPDATE audit SET at = 5 WHERE id IN (1, 2, 5)", NULL, 0, &e), ERR_OK);
	assert_int_equal(audit_trim(&tx, 10, &e), ERR_OK);
	assert_int_equal(count(&tx.store, "SELECT min(id) FROM audit"), 3);
	assert_int_equal(count(&tx.store, "SELECT count(*) FROM audit"), 3);
	assert_int_equal(db_run(&tx.store, "UPDATE audit SET at = 6", NULL, 0, &e), ERR_OK);
	assert_int_equal(audit_trim(&tx, 10, &e), ERR_OK);
	assert_int_equal(count(&tx.store, "SELECT count(*) FROM audit"), 0);
	db_close(&tx.store);
}

struct erasing {
	const struct data *data;
	struct mine_erasure item;
	int64_t replayed;
};

static enum err_code
erasing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct erasing *x = job->owner;

	return mine_erase(tx, x->data, &x->item, 1, e);
}

static enum err_code
replaying_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct erasing *x = job->owner;

	return mine_replay(tx, x->data, &x->replayed, e);
}

/* The bytes of a pseudonym in any file of the store. */
static bool
bytes_left(const char *name, const unsigned char *bytes)
{
	static const char *const end[] = { "store.db", "store.db-wal" };
	bool found = false;

	for (size_t i = 0; i < 2; i++) {
		struct buf text = { 0 };
		char path[128];
		struct err e = { 0 };

		snprintf(path, sizeof(path), "%s/%s", name, end[i]);
		if (file_read(place(path), &text, &e) == ERR_OK)
			found |= str_find(buf_str(&text), (struct str){ (const char *)bytes, PSEUDONYM_SIZE }) != SIZE_MAX;
		buf_release(&text);
	}
	return found;
}

static void
test_erase_and_replay(void **state)
{
	struct fact fact[] = { fact_make(0x51525354, 1, DAY, FACT_COMPLETED), fact_make(2, 1, DAY, FACT_COMPLETED) };
	struct erasing x = { .item = { .module = STR_INIT("phishing"), .day = DAY } };
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };

	(void)state;
	memset(fact[0].person + 4, 0xa7, 12);
	memcpy(x.item.pseudonym, fact[0].person, PSEUDONYM_SIZE);
	opened(&s, "erase");
	x.data = &s.data;
	facts_write(&s, fact, 2, DAY);
	reader(&s, DB_STORE, &db);
	assert_int_equal(copy_database(&db, place("before.db"), &e), ERR_OK);
	assert_int_equal(copy_database(&db, place("before.db"), &e), ERR_CONFLICT);
	assert_true(bytes_left("erase", fact[0].person));
	db_close(&db);
	assert_int_equal(writer_run_cut(s.writer, erasing_run, &x, &e), ERR_OK);
	assert_false(bytes_left("erase", fact[0].person)); /* neither in the database nor in its log */
	store_close(&s);
	/* the backup from before still has it; what was erased since is replayed */
	assert_int_equal(rename(place("before.db"), place("erase/store.db")), 0);
	unlink(place("erase/store.db-wal"));
	unlink(place("erase/store.db-shm"));
	opened(&s, "erase");
	x.data = &s.data;
	reader(&s, DB_STORE, &db);
	assert_int_equal(count(&db, "SELECT count(*) FROM fact"), 2);
	assert_int_equal(writer_run_cut(s.writer, replaying_run, &x, &e), ERR_OK);
	assert_int_equal(x.replayed, 1);
	assert_int_equal(count(&db, "SELECT count(*) FROM fact"), 1);
	assert_int_equal(count(&db, "SELECT count(*) FROM person"), 1);
	assert_int_equal(writer_run_cut(s.writer, replaying_run, &x, &e), ERR_OK);
	assert_int_equal(x.replayed, 0); /* once */
	db_close(&db);
	store_close(&s);
}

static off_t
size_of(const char *name)
{
	struct stat st;

	assert_int_equal(stat(place(name), &st), 0);
	return st.st_size;
}

/* As in a backup from before anything was erased. */
static enum err_code
forgotten_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	(void)job;
	return DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("erasures_applied")), DB_I(0));
}

static void
half_line_add(const char *name)
{
	int fd = open(place(name), O_WRONLY | O_APPEND);

	assert_int_equal(write(fd, "a7a7a7a7", 8), 8);
	close(fd);
}

/* A power cut left half a line, which nobody was told about: neither a restore nor the next line minds. */
static void
test_erasures_cut_short(void **state)
{
	struct erasing x = { .item = { .module = STR_INIT("phishing"), .day = DAY } };
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };
	off_t one = 0;

	(void)state;
	opened(&s, "torn");
	x.data = &s.data;
	reader(&s, DB_STORE, &db);
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(writer_run_cut(s.writer, erasing_run, &x, &e), ERR_OK);
		one = one ? one : size_of("torn/erasures");
		half_line_add("torn/erasures");
		assert_int_equal(writer_run(s.writer, forgotten_run, NULL, &e), ERR_OK);
		if (writer_run_cut(s.writer, replaying_run, &x, &e) != ERR_OK)
			fail_msg("%s", e.msg);
		assert_int_equal(x.replayed, i);
		/* not further: the next line begins there */
		assert_int_equal(count(&db, "SELECT value FROM meta WHERE name = 'erasures_applied'"), i * one);
	}
	db_close(&db);
	store_close(&s);
}

/* A disk that says no in the middle of a line: the line is taken back, and nothing is acknowledged any more. */
static void
test_erasures_disk_fails(void **state)
{
	struct erasing x = { .item = { .module = STR_INIT("phishing"), .day = DAY } };
	struct rlimit before, few;
	struct err e = { 0 };
	struct store s;
	const char *reason;
	off_t whole;

	(void)state;
	opened(&s, "failing");
	x.data = &s.data;
	assert_int_equal(writer_run_cut(s.writer, erasing_run, &x, &e), ERR_OK);
	whole = size_of("failing/erasures");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	few = (struct rlimit){ (rlim_t)whole + 20, before.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	assert_int_not_equal(writer_run(s.writer, erasing_run, &x, &e), ERR_OK);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(size_of("failing/erasures"), whole);
	assert_int_equal(writer_state(s.writer, &reason), WRITER_FAILED);
	store_close(&s);
}

/* A full volume is waited for, and answered as such. */
static void
test_erasures_volume_full(void **state)
{
	struct erasing x = { .item = { .module = STR_INIT("phishing"), .day = DAY } };
	struct err e = { 0 };
	struct store s;

	(void)state;
	opened(&s, "full");
	x.data = &s.data;
	assert_int_equal(symlink("/dev/full", place("full/erasures")), 0);
	assert_int_equal(writer_run(s.writer, erasing_run, &x, &e), ERR_BUSY);
	assert_non_null(strstr(e.msg, "no room left"));
	assert_int_equal(unlink(place("full/erasures")), 0);
	for (int i = 0; i < 50 && writer_run_cut(s.writer, erasing_run, &x, &e) != ERR_OK; i++)
		nanosleep(&(struct timespec){ .tv_nsec = 100 * 1000000 }, NULL);
	assert_true(size_of("full/erasures") > 0);
	store_close(&s);
}

static void
test_reader_cannot_write(void **state)
{
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };

	(void)state;
	opened(&s, "reader");
	reader(&s, DB_STORE, &db);
	assert_int_not_equal(db_run(&db, "DELETE FROM fact", NULL, 0, &e), ERR_OK);
	db_close(&db);
	store_close(&s);
}

static void
test_newer_and_foreign_database(void **state)
{
	struct err e = { 0 };
	struct store s;
	struct db db = { 0 };

	(void)state;
	opened(&s, "newer");
	store_close(&s);
	assert_int_equal(db_open(&db, place("newer/store.db"), DB_WRITER, DB_STORE, &e), ERR_OK);
	assert_int_equal(db_run(&db, "PRAGMA user_version = 999", NULL, 0, &e), ERR_OK);
	db_close(&db);
	assert_int_equal(store_open(&s, place("newer"), NULL, &e), ERR_INVALID);
	assert_int_equal(db_open(&db, place("newer/store.db"), DB_WRITER, DB_PEOPLE, &e), ERR_INVALID);
}

static int
setup(void **state)
{
	(void)state;
	umask(077);
	return mkdtemp(folder) ? 0 : -1;
}

static int
teardown(void **state)
{
	struct err e;

	(void)state;
	return folder_remove(folder, &e) == ERR_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_purposes), cmocka_unit_test(test_fact_once),
		cmocka_unit_test(test_erasures_cut_short), cmocka_unit_test(test_erasures_disk_fails),
		cmocka_unit_test(test_erasures_volume_full), cmocka_unit_test(test_audit_wrong_clock),
		cmocka_unit_test(test_job_undone_alone), cmocka_unit_test(test_key), cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_pseudonym), cmocka_unit_test(test_voice), cmocka_unit_test(test_people), cmocka_unit_test(test_session_forgotten), cmocka_unit_test(test_retention_day),
		cmocka_unit_test(test_client), cmocka_unit_test(test_session), cmocka_unit_test(test_audit),
		cmocka_unit_test(test_erase_and_replay), cmocka_unit_test(test_reader_cannot_write),
		cmocka_unit_test(test_newer_and_foreign_database) };

	return cmocka_run_group_tests_name("record", tests, setup, teardown);
}
