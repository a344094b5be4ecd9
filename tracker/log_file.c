#include "tracker/log_file.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	GATHER_BYTES = 120 * 1024, /* some 60 pages; SQLite writes less than 128 KB a call */
	FRAME_HEADER = 24,         /* before each page, https://www.sqlite.org/fileformat2.html#the_write_ahead_log */
	FRAME_COMMIT = 4           /* in it: the database's size in pages, big-endian, 0 if the commit goes on */
};

/* A log's file; the real one lies behind it in the same memory. */
struct log_file {
	sqlite3_file base; /* what SQLite sees */
	sqlite3_int64 at;  /* where `held` belongs */
	int n;             /* bytes of it */
	bool last;         /* the header of a commit's last page has come */
	int failed;        /* what SQLite did not hear of, or 0 */
	unsigned char *held;
};

static sqlite3_vfs log_vfs, *real_vfs;

static struct log_file *
log_of(sqlite3_file *file)
{
	return (struct log_file *)file;
}

static sqlite3_file *
real_of(sqlite3_file *file)
{
	return (sqlite3_file *)(log_of(file) + 1);
}

static int
real_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	if (log_of(file)->failed)
		return log_of(file)->failed;
	return real_of(file)->pMethods->xWrite(real_of(file), p, n, at);
}

/* What is held goes to the file. After an error it is forgotten, as SQLite forgets the commit. */
static int
held_write(sqlite3_file *file)
{
	struct log_file *log = log_of(file);
	int n = log->n, code = n > 0 ? real_write(file, log->held, n, log->at) : SQLITE_OK;

	log->n = 0;
	log->at += n;
	return code;
}

/* Only what is added at the end is held; SQLite also goes back, to write a header again. */
static int
log_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	struct log_file *log = log_of(file);
	const unsigned char *header = p;
	bool added = at == log->at + log->n, last = log->last;
	int code = SQLITE_OK;

	log->last = n == FRAME_HEADER && memcmp(header + FRAME_COMMIT, "\0\0\0", 4) != 0;
	if (!added || n > GATHER_BYTES - log->n)
		code = held_write(file);
	if (code != SQLITE_OK)
		return code;
	if (!added || n > GATHER_BYTES) {
		log->at = at + n;
		return real_write(file, p, n, at);
	}
	memcpy(log->held + log->n, p, (size_t)n);
	log->n += n;
	return last ? held_write(file) : SQLITE_OK;
}

static int
log_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
	int code = held_write(file);

	return code == SQLITE_OK ? real_of(file)->pMethods->xRead(real_of(file), p, n, at) : code;
}

/* SQLite passes over an error when it cuts the log to its usual size: the next commit fails with it. */
static int
log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int code = held_write(file);

	if (code == SQLITE_OK)
		code = log_of(file)->failed = real_of(file)->pMethods->xTruncate(real_of(file), size);
	return code;
}

static int
log_sync(sqlite3_file *file, int flags)
{
	int code = held_write(file);

	return code == SQLITE_OK ? real_of(file)->pMethods->xSync(real_of(file), flags) : code;
}

static int
log_size(sqlite3_file *file, sqlite3_int64 *size)
{
	int code = held_write(file);

	return code == SQLITE_OK ? real_of(file)->pMethods->xFileSize(real_of(file), size) : code;
}

/* What is held now belongs to a commit that never came to its end. */
static int
log_close(sqlite3_file *file)
{
	free(log_of(file)->held);
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int
log_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int
log_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int
log_reserved(sqlite3_file *file, int *out)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int
log_control(sqlite3_file *file, int op, void *arg)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), op, arg);
}

static int
log_sector(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int
log_device(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static const sqlite3_io_methods log_methods = { .iVersion = 1, .xClose = log_close, .xRead = log_read,
	.xWrite = log_write, .xTruncate = log_truncate, .xSync = log_sync, .xFileSize = log_size, .xLock = log_lock,
	.xUnlock = log_unlock, .xCheckReservedLock = log_reserved, .xFileControl = log_control, .xSectorSize = log_sector,
	.xDeviceCharacteristics = log_device };

static int
log_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
	struct log_file *log = log_of(file);
	int code;

	(void)vfs;
	if (!(flags & SQLITE_OPEN_WAL))
		return real_vfs->xOpen(real_vfs, name, file, flags, out_flags);
	*log = (struct log_file){ .held = malloc(GATHER_BYTES) };
	if (!log->held)
		return SQLITE_NOMEM;
	code = real_vfs->xOpen(real_vfs, name, real_of(file), flags, out_flags);
	if (code == SQLITE_OK)
		log->base.pMethods = &log_methods;
	else
		free(log->held);
	return code;
}

static void
vfs_register(void)
{
	real_vfs = sqlite3_vfs_find(NULL);
	log_vfs = *real_vfs;
	log_vfs.pNext = NULL;
	log_vfs.zName = "log-file";
	log_vfs.szOsFile = real_vfs->szOsFile + (int)sizeof(struct log_file);
	log_vfs.xOpen = log_open;
	if (sqlite3_vfs_register(&log_vfs, 0) != SQLITE_OK)
		log_vfs.zName = NULL;
}

const char *
log_file_vfs(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, vfs_register);
	return log_vfs.zName;
}
