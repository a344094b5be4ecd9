#include "tracker/voice.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "sql_query.h"
#include "tracker/pseudonym.h"

enum { MONTHS_12 = 365, TEXT_DAYS = 90 };

static const char *const kind_names[] = { "feedback", "pulse", "barrier", "assessment" };

bool
voice_kind_read(struct str s, enum voice_kind *out)
{
	for (unsigned i = 0; i < 4; i++) {
		if (!str_eq(s, str_of(kind_names[i])))
			continue;
		*out = (enum voice_kind)i;
		return true;
	}
	return false;
}

const char *
voice_kind_name(int64_t kind)
{
	return kind >= 0 && kind < 4 ? kind_names[kind] : "";
}

/* RFC 9562: version 4 in the 13th digit, variant 8 to b in the 17th. */
static bool
uuid_4(struct str s)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	static const char variant[] = "89abAB"; /* RFC 9562, 4.1 */

	if (s.n != 36)
		return false;
	for (size_t i = 0; i < 36; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? s.p[i] != '-' : !memchr(digits, s.p[i], sizeof(digits) - 1))
			return false;
	}
	return s.p[14] == '4' && memchr(variant, s.p[19], sizeof(variant) - 1);
}

static bool
line_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return str_chars(s) <= VOICE_LINE_MAX;
}

static bool
text_valid(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < ' ' && s.p[i] != '\n' && s.p[i] != '\r' && s.p[i] != '\t') || s.p[i] == 0x7f)
			return false;
	return true;
}

static enum err_code
place_check(struct voice *v, const struct site *site, struct err *e)
{
	if (str_starts(v->page, STR("module/")) && v->module.n == 0) { /* as pages name themselves */
		v->module = str_from(v->page, 7);
		v->page = STR("");
	}
	if ((v->module.n > 0) == (v->page.n > 0))
		return err_set(e, ERR_INVALID, "name either a module or a page");
	if (v->module.n > 0 && !site_module_find(site, v->module))
		return err_set(e, ERR_INVALID, "there is no module of this name");
	if (!line_valid(v->page))
		return err_set(e, ERR_INVALID, "the page's name is too long, or holds control characters");
	return ERR_OK;
}

static enum err_code
unit_check(struct voice *v, const struct site *site, struct str unit, struct err *e)
{
	v->department = STR("");
	if (unit.n == 0)
		return ERR_OK;
	v->department = site_department_of(site, unit);
	for (size_t i = 0; i < site->n_unit && v->department.n == 0; i++)
		if (str_eq(site->unit[i].id, unit))
			return ERR_OK; /* the root: no department */
	return v->department.n > 0 ? ERR_OK : err_set(e, ERR_INVALID, "there is no unit of this name");
}

enum err_code
voice_check(struct voice *v, const struct site *site, struct str client_id, struct str unit, struct err *e)
{
	unsigned char key[36];
	enum err_code rc;

	if (!uuid_4(client_id))
		return err_set(e, ERR_INVALID, "id must be a random UUID (version 4)");
	for (size_t i = 0; i < 36; i++)
		key[i] = (unsigned char)(client_id.p[i] | 32); /* upper case is the same id */
	if (!line_valid(v->heading) || !line_valid(v->question))
		return err_set(e, ERR_INVALID, "heading and question have at most %d characters", VOICE_LINE_MAX);
	if (str_chars(v->text) > VOICE_TEXT_MAX || !text_valid(v->text) || v->answer.n > VOICE_TEXT_MAX)
		return err_set(e, ERR_INVALID, "text and answer have at most %d characters", VOICE_TEXT_MAX);
	if (v->text.n == 0 && v->answer.n == 0)
		return err_set(e, ERR_INVALID, "there is neither a text nor an answer");
	rc = place_check(v, site, e);
	if (rc == ERR_OK)
		rc = unit_check(v, site, unit, e);
	if (rc == ERR_OK)
		rc = sha256((struct str){ (const char *)key, sizeof(key) }, v->seen, e);
	if (rc == ERR_OK && getrandom(v->id, sizeof(v->id), 0) != (ssize_t)sizeof(v->id))
		rc = err_set(e, ERR_IO, "the kernel gave no random bytes: %s", strerror(errno));
	return rc;
}

enum err_code
voice_id_make(char out[37], struct err *e)
{
	unsigned char b[16];
	char hex[33];

	if (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		return err_set(e, ERR_IO, "the kernel gave no random bytes: %s", strerror(errno));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	hex_write(b, sizeof(b), hex);
	snprintf(out, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
	return ERR_OK;
}

static struct db_val
text_or_null(struct str s)
{
	return s.n > 0 ? DB_S(s) : DB_NULL;
}

enum err_code
voice_add(struct db *db, const struct voice *v, bool *again, struct err *e)
{
	enum err_code rc = DB_RUN(db, SQL_voice_seen_add, e, DB_B(((struct str){ (const char *)v->seen, 32 })),
		DB_I(v->day + VOICE_SEEN_DAYS));

	*again = rc == ERR_OK && db_changes(db) == 0;
	if (rc != ERR_OK || *again)
		return rc;
	return DB_RUN(db, SQL_voice_add, e, DB_B(((struct str){ (const char *)v->id, 16 })), DB_I(v->kind),
		text_or_null(v->module), text_or_null(v->page), text_or_null(v->heading), text_or_null(v->question),
		text_or_null(v->answer), text_or_null(v->text), text_or_null(v->department), DB_I(v->day));
}

enum err_code
voice_expire(struct db *db, int64_t today, int64_t *rows, struct err *e)
{
	enum err_code rc = DB_RUN(db, SQL_voice_seen_expire, e, DB_I(today));

	*rows = db_changes(db);
	if (rc == ERR_OK)
		rc = DB_RUN(db, SQL_voice_text_expire, e, DB_I(today - TEXT_DAYS));
	*rows += db_changes(db);
	if (rc == ERR_OK)
		rc = DB_RUN(db, SQL_voice_expire, e, DB_I(today - MONTHS_12));
	*rows += db_changes(db);
	return rc;
}
