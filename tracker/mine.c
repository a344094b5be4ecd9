#include "tracker/mine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/date.h"
#include "common/file.h"
#include "sql_query.h"
#include "tracker/pseudonym.h"

enum { ERASURES_MAX = 256 * 1024 * 1024 };

enum err_code
mine_read(struct db *store, struct arena *a, const unsigned char pseudonym[PSEUDONYM_SIZE],
	struct mine_fact **out, size_t *n, struct err *e)
{
	struct str key = { (const char *)pseudonym, PSEUDONYM_SIZE };
	struct db_rows r = { 0 };
	size_t cap = 64;
	enum err_code rc = db_query(store, SQL_mine_facts, DB_VALUES(DB_B(key)), &r, e);

	*n = 0;
	*out = ARENA_ARRAY(a, struct mine_fact, cap);
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		if (*n == cap) {
			struct mine_fact *more = ARENA_ARRAY(a, struct mine_fact, 2 * cap);

			memcpy(more, *out, cap * sizeof(*more));
			*out = more;
			cap *= 2;
		}
		(*out)[(*n)++] = (struct mine_fact){ .module = arena_copy(a, db_text(&r, 0)),
			.version = arena_copy(a, db_text(&r, 1)), .edition = db_int(&r, 2), .day = db_int(&r, 3),
			.recorded = db_int(&r, 4), .verb = db_int(&r, 5) };
	}
	db_end(&r);
	return rc;
}

/*
 * What errno says about `path`, and to the writer: a full volume is waited for; after any other error
 * nothing more is acknowledged. Too many open files are neither: nothing is wrong with what is on disk.
 */
static enum err_code
erasures_fault(struct writer_tx *tx, const char *path, struct err *e)
{
	int no = errno;
	bool full = no == ENOSPC || no == EDQUOT, crowded = no == EMFILE || no == ENFILE;
	enum db_fault fault = crowded ? DB_FAULT_NONE : full ? DB_FAULT_FULL : DB_FAULT_IO;

	if (fault > tx->store.fault)
		tx->store.fault = fault;
	return err_set(e, full || crowded ? ERR_BUSY : ERR_IO, "%s: %s", path, strerror(no));
}

/* *end: behind the last whole line. A power cut may have left half a line, which nobody was told about. */
static bool
erasures_end(int fd, off_t *end)
{
	off_t size = lseek(fd, 0, SEEK_END);
	ssize_t n = 1;
	char last;

	*end = size;
	while (*end > 0 && (n = pread(fd, &last, 1, *end - 1)) == 1 && last != '\n')
		--*end;
	return size >= 0 && n == 1 && (*end == size || ftruncate(fd, *end) == 0);
}

static bool
lines_write(int fd, struct str lines)
{
	while (lines.n > 0) {
		ssize_t n = write(fd, lines.p, lines.n);

		if (n < 0 && errno != EINTR)
			return false;
		lines = str_from(lines, n > 0 ? (size_t)n : 0);
	}
	return fsync(fd) == 0;
}

/* All of `lines` durably behind the others, or nothing of it. False: errno says why not. */
static bool
erasures_write(int fd, struct str lines, int64_t *size)
{
	off_t end;
	int no;

	if (!erasures_end(fd, &end))
		return false;
	*size = end + (int64_t)lines.n;
	if (lines_write(fd, lines))
		return true;
	no = errno;
	while (ftruncate(fd, end) < 0 && errno == EINTR)
		; /* half a line that stays all the same: erasures_end() takes it away */
	errno = no;
	return false;
}

static enum err_code
erasures_append(struct writer_tx *tx, const struct data *d, struct str lines, int64_t *size, struct err *e)
{
	char path[600];
	enum err_code rc = ERR_OK;
	int fd;

	data_path(d, "erasures", path, sizeof(path));
	fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return erasures_fault(tx, path, e);
	if (!erasures_write(fd, lines, size))
		rc = erasures_fault(tx, path, e);
	close(fd);
	if (rc == ERR_OK && data_sync(d, e) != ERR_OK)
		rc = erasures_fault(tx, d->path, e); /* closing well leaves errno alone */
	return rc;
}

static enum err_code
one_erase(struct db *db, const unsigned char pseudonym[PSEUDONYM_SIZE], struct str module, int64_t day,
	struct err *e)
{
	struct str key = { (const char *)pseudonym, PSEUDONYM_SIZE };
	enum err_code rc = DB_RUN(db, SQL_mine_erase, e, DB_B(key), DB_S(module), DB_I(day));

	return rc == ERR_OK ? DB_RUN(db, SQL_person_forget, e, DB_B(key)) : rc;
}

enum err_code
mine_erase(struct writer_tx *tx, const struct data *d, const struct mine_erasure *x, size_t n, struct err *e)
{
	struct buf lines = { 0 };
	int64_t size = 0;
	enum err_code rc;

	for (size_t i = 0; i < n; i++) {
		char hex[2 * PSEUDONYM_SIZE + 1], day[11];

		hex_write(x[i].pseudonym, PSEUDONYM_SIZE, hex);
		date_format(date_of_days(x[i].day), day);
		buf_addf(&lines, "%s %.*s %s\n", hex, STR_FMT(x[i].module), day);
	}
	rc = erasures_append(tx, d, buf_str(&lines), &size, e);
	buf_release(&lines);
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = one_erase(&tx->store, x[i].pseudonym, x[i].module, x[i].day, e);
	if (rc == ERR_OK) /* a backup made from now on needs none of these lines */
		rc = DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("erasures_applied")), DB_I(size));
	return rc;
}

static enum err_code
line_replay(struct db *db, struct str line, struct err *e)
{
	unsigned char pseudonym[PSEUDONYM_SIZE];
	struct str hex, module, day = str_cut(str_cut(line, ' ', &hex), ' ', &module);
	struct date d;

	if (!hex_read(hex, pseudonym, PSEUDONYM_SIZE) || !date_parse(day, &d))
		return err_set(e, ERR_PARSE, "erasures: a line is damaged");
	return one_erase(db, pseudonym, module, date_to_days(d), e);
}

enum err_code
mine_replay(struct writer_tx *tx, const struct data *d, int64_t *n, struct err *e)
{
	struct buf text = { .max = ERASURES_MAX };
	char path[600];
	int64_t applied = 0;
	struct str rest, line;
	enum err_code rc = DB_NUMBER(&tx->store, SQL_meta_get, &applied, e, DB_S(STR("erasures_applied")));

	*n = 0;
	if (rc != ERR_OK && rc != ERR_NOTFOUND)
		return rc;
	data_path(d, "erasures", path, sizeof(path));
	rc = file_read(path, &text, e);
	if (rc == ERR_NOTFOUND) {
		buf_release(&text);
		return ERR_OK; /* nobody ever erased anything */
	}
	rest = str_from(buf_str(&text), (size_t)applied);
	while (rc == ERR_OK && rest.n > 0 && memchr(rest.p, '\n', rest.n)) { /* not the half line of a power cut */
		rest = str_cut(rest, '\n', &line);
		if (line.n == 0)
			continue;
		rc = line_replay(&tx->store, line, e);
		*n += rc == ERR_OK;
	}
	if (rc == ERR_OK)
		rc = DB_RUN(&tx->store, SQL_meta_set, e, DB_S(STR("erasures_applied")), DB_I((int64_t)(text.n - rest.n)));
	buf_release(&text);
	return rc;
}
