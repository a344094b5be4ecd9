#include "tracker/data.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tracker/log.h"

enum {
	RESERVE_MAX = 8 * 1024 * 1024,
	RESERVE_MIN = 512 * 1024,
	HEADER_MIN = 512 /* no SQLite database is smaller */
};

void
data_path(const struct data *d, const char *name, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", d->path, name);
}

static bool
data_has(const struct data *d, const char *name)
{
	char path[600];
	struct stat st;

	data_path(d, name, path, sizeof(path));
	return lstat(path, &st) == 0;
}

/* Another program's folder has files and none of ours: better not to touch it. */
static enum err_code
data_identify(const struct data *d, struct err *e)
{
	DIR *dir;
	struct dirent *entry;
	bool foreign = false;

	if (data_has(d, "store.db"))
		return ERR_OK;
	dir = opendir(d->path);
	if (!dir)
		return err_set(e, ERR_IO, "%s: %s", d->path, strerror(errno));
	while ((entry = readdir(dir))) {
		static const char *const ours[] = { ".", "..", "lost+found", "lock", "pseudonym.key", "reserve",
			"erasures", "people.db", "last-backup", "figures.manifest", "rehearsal.db", "control", "site", "tracker.conf", NULL };
		bool known = false;

		for (size_t i = 0; ours[i]; i++)
			known |= strcmp(ours[i], entry->d_name) == 0;
		foreign |= !known;
	}
	closedir(dir);
	if (foreign)
		return err_set(e, ERR_INVALID, "%s holds other files and no store of lernreise-tracker: "
			"choose an empty folder", d->path);
	return ERR_OK;
}

/*
 * The key is made when both databases are on disk, with their entries: beside it a missing one was lost.
 * One that is begun anew would publish figures without those people, or record under a key whose facts
 * are gone.
 */
static enum err_code
data_complete(const struct data *d, struct err *e)
{
	static const char *const databases[] = { "store.db", "people.db" };

	if (!data_has(d, "pseudonym.key"))
		return ERR_OK;
	for (size_t i = 0; i < sizeof(databases) / sizeof(databases[0]); i++)
		if (!data_has(d, databases[i]))
			return err_set(e, ERR_INVALID, "%s/%s is missing beside a pseudonym.key: it was lost; restore "
				"the last backup into a new folder", d->path, databases[i]);
	return ERR_OK;
}

/*
 * Bytes of a page as the database's header says (SQLite's file format, 1.3); 0: there is none.
 */
static off_t
page_size(const char *path)
{
	unsigned char head[18] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : pread(fd, head, sizeof(head), 0);
	off_t size = (off_t)head[16] << 8 | head[17];

	if (fd >= 0)
		close(fd);
	if (n != (ssize_t)sizeof(head) || memcmp(head, "SQLite format 3", 16) != 0)
		return 0;
	return size == 1 ? 65536 : size;
}

enum err_code
data_database_whole(const char *path, bool used, struct err *e)
{
	char log[700];
	struct stat st, log_st;
	off_t page;

	if (stat(path, &st) < 0)
		return ERR_OK; /* whoever opens it says so */
	if (st.st_size < HEADER_MIN && used)
		return err_set(e, ERR_INVALID, "%s is empty beside a pseudonym.key: it was cut short; restore the "
			"last backup, or begin with nothing in a new folder", path);
	snprintf(log, sizeof(log), "%s-wal", path);
	page = page_size(path);
	if (page == 0 || st.st_size % page == 0 || (stat(log, &log_st) == 0 && log_st.st_size > 0))
		return ERR_OK; /* a crash may leave half a page that the log makes whole */
	return err_set(e, ERR_INVALID, "%s was cut short (%lld bytes are no whole pages): restore the last backup",
		path, (long long)st.st_size);
}

static enum err_code
data_databases_whole(const struct data *d, struct err *e)
{
	bool used = data_has(d, "pseudonym.key");
	char path[600];
	enum err_code rc;

	data_path(d, "store.db", path, sizeof(path));
	rc = data_database_whole(path, used, e);
	data_path(d, "people.db", path, sizeof(path));
	return rc == ERR_OK ? data_database_whole(path, used, e) : rc;
}

static enum err_code
data_lock(struct data *d, struct err *e)
{
	char path[600];

	data_path(d, "lock", path, sizeof(path));
	d->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (d->lock < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (flock(d->lock, LOCK_EX | LOCK_NB) == 0)
		return ERR_OK;
	if (errno == EWOULDBLOCK) {
		close(d->lock);
		d->lock = -1;
		return err_set(e, ERR_BUSY, "%s is in use by another lernreise-tracker", d->path);
	}
	return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

static enum err_code
data_set_path(struct data *d, const char *path, struct err *e)
{
	*d = (struct data){ .lock = -1 };
	if (strlen(path) >= sizeof(d->path))
		return err_set(e, ERR_INVALID, "the data folder's path is longer than %zu bytes", sizeof(d->path));
	snprintf(d->path, sizeof(d->path), "%s", path);
	return ERR_OK;
}

enum err_code
data_open(struct data *d, const char *path, struct err *e)
{
	struct statvfs fs;
	struct stat st;
	enum err_code rc = data_set_path(d, path, e);

	if (rc != ERR_OK)
		return rc;
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (stat(path, &st) < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_INVALID, "%s is not a folder", path);
	rc = data_complete(d, e);
	if (rc == ERR_OK)
		rc = data_identify(d, e);
	if (rc == ERR_OK)
		rc = data_lock(d, e);
	if (rc == ERR_OK)
		rc = data_databases_whole(d, e);
	if (rc == ERR_OK && statvfs(path, &fs) == 0)
		d->volume = (int64_t)fs.f_blocks * (int64_t)fs.f_frsize;
	return rc;
}

enum err_code
data_open_reading(struct data *d, const char *path, struct err *e)
{
	enum err_code rc = data_set_path(d, path, e);

	if (rc == ERR_OK)
		rc = data_complete(d, e);
	if (rc == ERR_OK && !data_has(d, "store.db"))
		rc = err_set(e, ERR_NOTFOUND, "%s holds no store of lernreise-tracker", path);
	return rc == ERR_OK ? data_databases_whole(d, e) : rc;
}

void
data_close(struct data *d)
{
	if (d->lock >= 0)
		close(d->lock);
	d->lock = -1;
	explicit_bzero(d->key, sizeof(d->key));
}

static enum err_code
key_read(struct data *d, const char *path, int fd, struct err *e)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_size != PSEUDONYM_KEY_SIZE)
		return err_set(e, ERR_INVALID, "%s must be a file of %d bytes", path, PSEUDONYM_KEY_SIZE);
	if (st.st_mode & 077)
		return err_set(e, ERR_INVALID, "%s can be read by others: chmod 600 it", path);
	do
		n = read(fd, d->key, sizeof(d->key));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(d->key))
		return err_set(e, ERR_IO, "%s: %s", path, n < 0 ? strerror(errno) : "cut short");
	return ERR_OK;
}

enum err_code
data_sync(const struct data *d, struct err *e)
{
	const char *path = d->path;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err_code rc = ERR_OK;

	if (fd < 0 || fsync(fd) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

static enum err_code
key_make(struct data *d, const char *path, struct err *e)
{
	char tmp[640];
	enum err_code rc = ERR_OK;
	int fd = -1;

	snprintf(tmp, sizeof(tmp), "%s.new", path);
	if (getrandom(d->key, sizeof(d->key), 0) != (ssize_t)sizeof(d->key))
		return err_set(e, ERR_IO, "the kernel gave no random bytes: %s", strerror(errno));
	unlink(tmp); /* left by an attempt that was cut short */
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, d->key, sizeof(d->key)) != (ssize_t)sizeof(d->key) || fsync(fd) < 0
	    || rename(tmp, path) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	/* Without its entry on disk a power cut would leave facts without a key. */
	return rc == ERR_OK ? data_sync(d, e) : rc;
}

enum err_code
data_key_load(struct data *d, bool fresh, struct err *e)
{
	char path[600];
	enum err_code rc;
	int fd;

	data_path(d, "pseudonym.key", path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT && fresh)
		return key_make(d, path, e);
	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_INVALID, "%s is missing beside recorded facts: put the key of this store "
			"back (backup keeps it in a file of its own)", path);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	rc = key_read(d, path, fd, e);
	close(fd);
	return rc;
}

void
data_reserve_release(const struct data *d)
{
	char path[600];
	int fd;

	data_path(d, "reserve", path, sizeof(path));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (ftruncate(fd, 0) < 0)
		(void)unlink(path); /* the same end by another way */
	close(fd);
}

/*
 * Only a volume or quota that is full can be waited for. Whatever else keeps the reserve from being had
 * says nothing about room: without it things go on, and an error of the volume ends the next write.
 */
static bool
reserve_missed(const char *path, int error)
{
	char why[700];

	if (error == ENOSPC || error == EDQUOT)
		return false;
	snprintf(why, sizeof(why), "%s: %s", path, strerror(error));
	log_error("no_reserve", why);
	return true;
}

bool
data_reserve_take(const struct data *d)
{
	char path[600];
	int64_t size = d->volume / 8;
	int fd, error;

	if (size > RESERVE_MAX)
		size = RESERVE_MAX;
	if (size < RESERVE_MIN)
		size = RESERVE_MIN;
	data_path(d, "reserve", path, sizeof(path));
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return reserve_missed(path, errno);
	error = posix_fallocate(fd, 0, (off_t)size);
	if (error != 0 && ftruncate(fd, 0) < 0)
		(void)unlink(path);
	close(fd);
	return error == 0 || reserve_missed(path, error);
}
