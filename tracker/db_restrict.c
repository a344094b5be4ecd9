#include "tracker/db_restrict.h"

#include <string.h>

static int
authorize(void *ctx, int action, const char *a, const char *b, const char *database, const char *by)
{
	const char *const *table = ctx;

	(void)b;
	(void)database;
	(void)by; /* a view or trigger reads with the same rights */
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_READ:
		for (; *table; table++) {
			if (a && strcmp(*table, a) == 0)
				return SQLITE_OK;
		}
		return SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

enum err_code
db_restrict(struct db *db, const char *const *tables, struct err *e)
{
	union {
		const char *const *in;
		void *out;
	} list = { .in = tables }; /* SQLite's context pointer is not const */
	int code = sqlite3_set_authorizer(db->handle, authorize, list.out);

	return code == SQLITE_OK ? ERR_OK : db_fail(db, code, "authorizer", e);
}
