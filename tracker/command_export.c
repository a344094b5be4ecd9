/* export events: every fact as a JSON line, in the order of the record. */
#include <errno.h>
#include <string.h>

#include "common/date.h"
#include "common/json.h"
#include "sql_query.h"
#include "tracker/command.h"
#include "tracker/fact.h"
#include "tracker/pseudonym.h"

static void
fact_print(const struct db_rows *r, struct buf *line)
{
	struct json_writer w = { .out = line };
	struct str pseudonym = db_text(r, 0);
	char hex[2 * PSEUDONYM_SIZE + 1] = "", day[11];

	if (pseudonym.n == PSEUDONYM_SIZE)
		hex_write((const unsigned char *)pseudonym.p, PSEUDONYM_SIZE, hex);
	date_format(date_of_days(db_int(r, 5)), day);
	json_open(&w, '{');
	json_pair(&w, "person", str_of(hex));
	json_pair(&w, "verb", str_of(fact_verb_name(db_int(r, 1))));
	json_pair(&w, "module", db_text(r, 2));
	json_pair(&w, "version", db_text(r, 3));
	json_key(&w, "edition");
	json_add_int(&w, db_int(r, 4));
	json_pair(&w, "day", str_of(day));
	json_close(&w, '}');
	buf_add_char(line, '\n');
}

enum err_code
export_events_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct db db = { 0 };
	struct db_rows r = { 0 };
	struct buf line = { 0 };
	enum err_code rc = store_read(&place->store->data, DB_STORE, &db, e);

	(void)o;
	if (rc == ERR_OK)
		rc = db_query(&db, SQL_fact_all, NULL, 0, &r, e);
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		buf_clear(&line);
		fact_print(&r, &line);
		if (fwrite(line.p, 1, line.n, place->out) != line.n)
			rc = err_set(e, ERR_IO, "writing the export: %s", strerror(errno));
	}
	db_end(&r);
	buf_release(&line);
	db_close(&db);
	return rc;
}
