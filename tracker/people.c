#include "tracker/people.h"

#include <string.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/audit.h"
#include "tracker/role.h"

enum { FIELDS = 8, ERRORS_SHOWN = 50, FIELD_BYTES = 1020 };

struct row {
	struct str field[FIELDS]; /* iss,sub,name,unit,from,to,roles,audiences */
	int64_t from, to;
	bool open;
};

struct import {
	struct arena arena;
	struct row *row;
	size_t n, cap;
	unsigned line, errors;
	FILE *out;
};

static void
import_error(struct import *x, const char *what, struct str value)
{
	if (++x->errors <= ERRORS_SHOWN)
		fprintf(x->out, "people.csv:%u: %s%s%.*s\n", x->line, what, value.n ? ": " : "", STR_FMT(value));
}

/* One field (RFC 4180, with ',' or ';'), unquoted into the arena; *more: a separator follows. */
static struct str
field_take(struct arena *a, struct str *csv, bool *more)
{
	char *p;
	size_t n = 0, i = 0;
	bool quoted = csv->n > 0 && csv->p[0] == '"';

	p = arena_new(a, csv->n < FIELD_BYTES ? csv->n + 1 : FIELD_BYTES + 1, 1);
	if (quoted)
		i++;
	for (; i < csv->n; i++) {
		char c = csv->p[i];

		if (quoted && c == '"') {
			if (i + 1 >= csv->n || csv->p[i + 1] != '"') {
				quoted = false;
				continue;
			}
			i++;
		} else if (!quoted && (c == ',' || c == ';' || c == '\n')) {
			break;
		}
		if (n < FIELD_BYTES)
			p[n++] = c;
	}
	*more = i < csv->n && csv->p[i] != '\n';
	*csv = str_from(*csv, *more ? i + 1 : i);
	return str_trim((struct str){ p, n });
}

static size_t
line_take(struct import *x, struct str *csv, struct str field[FIELDS])
{
	size_t n = 0;
	bool more = true;

	while (more) {
		struct str f = field_take(&x->arena, csv, &more);

		if (n < FIELDS)
			field[n] = f;
		n++;
	}
	if (csv->n > 0)
		*csv = str_from(*csv, 1); /* the line's end */
	return n;
}

static void
dates_take(struct import *x, struct row *row)
{
	struct date d;

	row->open = row->field[5].n == 0;
	if (row->field[4].n > 0 && !date_parse(row->field[4], &d))
		import_error(x, "from is no date (YYYY-MM-DD)", row->field[4]);
	else if (row->field[4].n > 0)
		row->from = date_to_days(d);
	if (!row->open && !date_parse(row->field[5], &d))
		import_error(x, "to is no date (YYYY-MM-DD)", row->field[5]);
	else if (!row->open)
		row->to = date_to_days(d);
}

static void
row_check(struct import *x, struct row *row)
{
	static const char *const name[] = { "iss", "sub", "name" };
	struct str rest = row->field[6];

	for (size_t i = 0; i < 3; i++) {
		if (row->field[i].n == 0 || row->field[i].n > FIELD_BYTES || str_chars(row->field[i]) > 255)
			import_error(x, "this field must have 1 to 255 characters", str_of(name[i]));
		for (size_t k = 0; k < row->field[i].n; k++)
			if ((unsigned char)row->field[i].p[k] < ' ' || row->field[i].p[k] == 0x7f) {
				import_error(x, "control character in", str_of(name[i]));
				break;
			}
	}
	while (rest.n > 0) {
		struct str role;

		rest = str_trim(str_cut(rest, ' ', &role));
		if (role.n > 0 && !role_of_name(role))
			import_error(x, "unknown role", role);
	}
	dates_take(x, row);
}

static void
row_add(struct import *x, struct str field[FIELDS])
{
	struct row *row;

	if (x->n == x->cap) {
		struct row *more = ARENA_ARRAY(&x->arena, struct row, x->cap ? 2 * x->cap : 256);

		if (x->n > 0)
			memcpy(more, x->row, x->n * sizeof(*more));
		x->row = more;
		x->cap = x->cap ? 2 * x->cap : 256;
	}
	row = &x->row[x->n++];
	memcpy(row->field, field, sizeof(row->field));
	row_check(x, row);
}

static void
csv_read(struct import *x, struct str csv)
{
	static const char *const header[FIELDS] = { "iss", "sub", "name", "unit", "from", "to", "roles",
		"audiences" };
	struct str field[FIELDS];
	size_t n;

	if (str_starts(csv, STR("\xef\xbb\xbf")))
		csv = str_from(csv, 3);
	if (!str_utf8(csv)) {
		import_error(x, "the file is not UTF-8", STR(""));
		return;
	}
	x->line = 1;
	n = line_take(x, &csv, field);
	for (size_t i = 0; i < FIELDS; i++)
		if (n != FIELDS || !str_eq(field[i], str_of(header[i]))) {
			import_error(x, "the header must be iss,sub,name,unit,from,to,roles,audiences", STR(""));
			return;
		}
	while (csv.n > 0) {
		x->line++;
		n = line_take(x, &csv, field);
		if (n == 1 && field[0].n == 0)
			continue;
		if (n != FIELDS)
			import_error(x, "a line needs 8 fields", STR(""));
		else
			row_add(x, field);
	}
}

static enum err_code
row_store(struct db *db, const struct row *row, int64_t import, struct err *e)
{
	int64_t id = 0;
	enum err_code rc = DB_NUMBER(db, SQL_people_add, &id, e, DB_S(row->field[0]), DB_S(row->field[1]),
		DB_S(row->field[2]), DB_S(row->field[6]), DB_S(row->field[7]), DB_I(import));

	if (rc != ERR_OK || row->field[3].n == 0)
		return rc;
	rc = DB_RUN(db, SQL_stay_add, e, DB_I(id), DB_S(row->field[3]), DB_I(row->from),
		row->open ? DB_NULL : DB_I(row->to));
	return rc == ERR_CONFLICT ? ERR_OK : rc; /* the same line twice */
}

static enum err_code
import_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct import *x = job->owner;
	int64_t import = 0;
	char text[32];
	enum err_code rc = db_number(&tx->people, SQL_people_import_next, NULL, 0, &import, e);

	if (rc == ERR_OK)
		rc = db_run(&tx->people, SQL_people_clear_stays, NULL, 0, e);
	for (size_t i = 0; i < x->n && rc == ERR_OK; i++)
		rc = row_store(&tx->people, &x->row[i], import, e);
	if (rc == ERR_OK)
		rc = DB_RUN(&tx->people, SQL_people_remove_others, e, DB_I(import));
	snprintf(text, sizeof(text), "%zu lines", x->n);
	return rc == ERR_OK ? audit_add(tx, STR("operator"), STR("people import"), str_of(text), e) : rc;
}

enum err_code
people_import(struct store *s, struct str csv, FILE *out, struct err *e)
{
	struct import x = { .out = out };
	enum err_code rc = ERR_OK;

	csv_read(&x, csv);
	if (x.errors > 0)
		rc = err_set(e, ERR_INVALID, "people.csv has %u mistakes; nothing was changed", x.errors);
	else if (x.n == 0)
		rc = err_set(e, ERR_INVALID, "people.csv names nobody; nothing was changed");
	else
		rc = writer_run_cut(s->writer, import_run, &x, e); /* names that are gone leave the log, too */
	if (rc == ERR_OK)
		fprintf(out, "%zu lines imported\n", x.n);
	arena_reset(&x.arena);
	return rc;
}

static struct person
person_row(struct arena *a, const struct db_rows *r)
{
	struct person p = {
		.iss = arena_copy(a, db_text(r, 0)), .sub = arena_copy(a, db_text(r, 1)),
		.name = arena_copy(a, db_text(r, 2)), .roles = arena_copy(a, db_text(r, 3)),
		.audiences = arena_copy(a, db_text(r, 4)), .unit = arena_copy(a, db_text(r, 5)), .id = db_int(r, 6),
		.role_bits = ROLE_LEARNER,
	};
	struct str rest = p.roles;

	while (rest.n > 0) {
		struct str role;

		rest = str_cut(rest, ' ', &role);
		p.role_bits |= role_of_name(role);
	}
	return p;
}

/* The one person of a query that has been started with `rc`. */
static enum err_code
person_only(struct arena *a, struct db_rows *r, enum err_code rc, struct person *out, struct err *e)
{
	bool found = false;

	if (rc == ERR_OK && db_next(r, &rc, e)) {
		*out = person_row(a, r);
		found = true;
	}
	db_end(r);
	if (rc == ERR_OK && !found)
		return err_set(e, ERR_NOTFOUND, "nobody of this name is known");
	return rc;
}

enum err_code
people_find(struct db *people, struct arena *a, struct str iss, struct str sub, int64_t today,
	struct person *out, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(people, SQL_people_find, DB_VALUES(DB_S(iss), DB_S(sub), DB_I(today)), &r, e);

	return person_only(a, &r, rc, out, e);
}

enum err_code
people_get(struct db *people, struct arena *a, int64_t id, int64_t today, struct person *out, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(people, SQL_people_get, DB_VALUES(DB_I(id), DB_I(today)), &r, e);

	return person_only(a, &r, rc, out, e);
}

enum err_code
people_list(struct db *people, struct arena *a, struct str iss, int64_t today, size_t max,
	struct person **out, size_t *n, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(people, SQL_people_list,
		DB_VALUES(DB_S(iss), DB_I((int64_t)max), DB_I(today)), &r, e);

	*out = ARENA_ARRAY(a, struct person, max + 1);
	*n = 0;
	while (rc == ERR_OK && *n < max && db_next(&r, &rc, e))
		(*out)[(*n)++] = person_row(a, &r);
	db_end(&r);
	return rc;
}
