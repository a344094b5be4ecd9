/*
 * commits.c - what SQLite itself can do here: facts of the tracker's shape, N in a transaction, WAL,
 * synchronous=FULL.      commits FILE SECONDS N   prints facts a second
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	sqlite3_stmt *add = NULL;
	sqlite3 *db = NULL;
	long facts = 0, each;
	double begin, end;

	if (argc != 4 || sqlite3_open(argv[1], &db) != SQLITE_OK)
		return 2;
	each = strtol(argv[3], NULL, 10);
	if (sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
			"CREATE TABLE fact (person BLOB, module INTEGER, version INTEGER, day INTEGER, verb INTEGER,"
			" recorded INTEGER, PRIMARY KEY (person, module, version, day, verb)) WITHOUT ROWID;",
		    NULL, NULL, NULL) != SQLITE_OK ||
		sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO fact VALUES (?1,1,1,20000,1,20000)", -1, &add, NULL) != SQLITE_OK)
		return 1;
	begin = now();
	end = begin + strtod(argv[2], NULL);
	while (now() < end) {
		sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		for (long i = 0; i < each; i++, facts++) {
			uint8_t person[16];

			if (getrandom(person, sizeof(person), 0) != sizeof(person))
				return 1;
			sqlite3_bind_blob(add, 1, person, sizeof(person), SQLITE_TRANSIENT);
			if (sqlite3_step(add) != SQLITE_DONE)
				return 1;
			sqlite3_reset(add);
		}
		if (sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
			return 1;
	}
	printf("{\"rate\":%.0f}\n", (double)facts / (now() - begin));
	sqlite3_finalize(add);
	sqlite3_close(db);
	return 0;
}
