#include "tracker/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/file.h"

static void
database_remove(const char *path)
{
	static const char *const end[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < sizeof(end) / sizeof(end[0]); i++) {
		char name[1100];

		snprintf(name, sizeof(name), "%s%s", path, end[i]);
		unlink(name);
	}
}

void
copy_tidy(const char *path)
{
	char name[1100];

	snprintf(name, sizeof(name), "%s-wal", path);
	unlink(name);
	snprintf(name, sizeof(name), "%s-shm", path);
	unlink(name);
}

static enum err_code
file_sync(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err_code rc = ERR_OK;

	if (fd < 0 || fsync(fd) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

enum err_code
copy_database(struct db *from, const char *path, struct err *e)
{
	sqlite3 *to = NULL;
	sqlite3_backup *backup = NULL;
	enum err_code rc = ERR_OK;
	int code;

	if (access(path, F_OK) == 0)
		return err_set(e, ERR_CONFLICT, "%s exists already", path);
	code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(to, "PRAGMA synchronous=FULL", NULL, NULL, NULL);
	if (code == SQLITE_OK && !(backup = sqlite3_backup_init(to, "main", from->handle, "main")))
		code = sqlite3_errcode(to);
	if (backup) {
		code = sqlite3_backup_step(backup, -1); /* all at once: one snapshot of the log */
		sqlite3_backup_finish(backup);
	}
	if (code != SQLITE_OK && code != SQLITE_DONE)
		rc = err_set(e, ERR_IO, "%s: %s", path, to ? sqlite3_errmsg(to) : sqlite3_errstr(code));
	if (sqlite3_close(to) != SQLITE_OK && rc == ERR_OK)
		rc = err_set(e, ERR_IO, "%s: could not be closed", path);
	if (rc == ERR_OK)
		rc = file_sync(path, e);
	if (rc != ERR_OK)
		database_remove(path);
	return rc;
}

enum err_code
copy_file(const char *from, const char *to, struct err *e)
{
	struct buf text = { 0 };
	enum err_code rc = file_read(from, &text, e);
	struct str rest = buf_str(&text);
	int fd = -1;

	if (rc == ERR_OK && (fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	while (rc == ERR_OK && rest.n > 0) {
		ssize_t n = write(fd, rest.p, rest.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
		else
			rest = str_from(rest, (size_t)n);
	}
	if (rc == ERR_OK && fsync(fd) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	if (fd >= 0) {
		close(fd);
		if (rc != ERR_OK)
			unlink(to);
	}
	buf_release(&text);
	return rc;
}

enum err_code
rehearsal_run(struct db *db, const struct data *d, const char *prefix, struct err *e)
{
	int kind = strcmp(prefix, "people/") == 0 ? DB_PEOPLE : DB_STORE;
	int64_t have = 0, known = db_version_known(sql_migrate, prefix);
	struct db copy = { 0 };
	char path[600];
	enum err_code rc = db_version(db, &have, e);

	if (rc != ERR_OK || have == 0 || have >= known) /* a newer one is refused by db_migrate() */
		return rc;
	data_path(d, "rehearsal.db", path, sizeof(path));
	database_remove(path); /* of an attempt that was cut short */
	rc = copy_database(db, path, e);
	if (rc == ERR_OK)
		rc = db_open(&copy, path, DB_WRITER, kind, e);
	if (rc == ERR_OK)
		rc = db_migrate(&copy, sql_migrate, prefix, e);
	if (rc == ERR_OK)
		rc = db_check(&copy, e);
	db_close(&copy);
	database_remove(path);
	return rc == ERR_OK ? rc : err_wrap(e, "the migration failed on a copy; the store is unchanged");
}
