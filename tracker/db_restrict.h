/* db_restrict.h - a connection that can read some tables and nothing else. */
#ifndef TRACKER_DB_RESTRICT_H
#define TRACKER_DB_RESTRICT_H

#include "tracker/db.h"

/*
 * From now on `db` reads the tables in `tables` (static, ends with NULL) and nothing else: SQLite
 * refuses to prepare any statement that touches another one, writes, attaches or sets a pragma.
 */
enum err_code db_restrict(struct db *db, const char *const *tables, struct err *e) MUST_CHECK;

#endif
