/*
 * source.h - where a site comes from: a work tree as it lies on disk, or a commit.
 *
 * Only site.conf, content/ and themes/ are looked at; names that begin with a dot are skipped.
 * Symbolic links are never followed: they are listed as what they are.
 */
#ifndef GENERATOR_SOURCE_H
#define GENERATOR_SOURCE_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

enum source_kind {
	SOURCE_FILE,
	SOURCE_LINK, /* symbolic link */
	SOURCE_OTHER /* submodule, socket, device …: nothing a site can use */
};

enum { SOURCE_ID = 40 }; /* hex digits of an object id */

struct source_file {
	struct str path;          /* from the site's folder, with "/", followed by a NUL */
	char id[SOURCE_ID + 1];   /* git object id; "" until source_read() or source_id() in a work tree */
	enum source_kind kind;
	int64_t size;             /* bytes; -1 in a commit until it is read */
};

struct source {
	struct arena *arena;
	struct source_file *file; /* in byte order of their paths */
	size_t n, cap;
	struct str root;          /* the folder as it was given */
	struct str revision;      /* commit id; see source_revision() */
	bool from_commit;
	int root_fd;              /* work tree */
	void *repository;         /* git_repository of the opening thread, or NULL */
	struct str git_dir;       /* "" without git */
	struct str prefix;        /* the site's folder inside the repository, "" or "a/b/" */
};

/* What one thread needs to read; zeroed before first use, closed by its thread or after it. */
struct source_reader {
	void *repository;
};

/*
 * Open the site in the folder `site` and list its files. With `rev` (may be NULL) it is that
 * commit; without, the work tree when there is a site.conf, else HEAD of the repository.
 * ERR_NOTFOUND, ERR_INVALID and ERR_IO say in one sentence what is wrong: no folder, no site, an
 * empty repository, a branch without commits, an unknown revision. Nothing to close after an
 * error. `s` borrows `arena` and must be closed.
 */
enum err_code source_open(struct source *s, struct arena *arena, const char *site, const char *rev,
	struct err *e) MUST_CHECK;
void source_close(struct source *s);

/* The index of `path`, or -1. */
int64_t source_find(const struct source *s, struct str path);

/*
 * Append the bytes of file `i` to `out` and set its id and size. ERR_INVALID when it has more than
 * `max` bytes (`out` is unchanged; the size is set). Threads may read different files at once,
 * each with its own reader.
 */
enum err_code source_read(struct source *s, struct source_reader *r, size_t i, size_t max,
	struct buf *out, struct err *e) MUST_CHECK;

/* Set id and size of file `i` without keeping its bytes. */
enum err_code source_id(struct source *s, size_t i, struct err *e) MUST_CHECK;

void source_reader_close(struct source_reader *r);

/*
 * The commit id that the site comes from, with "+" when the work tree differs from it;
 * "" without git. In a work tree all ids must be known.
 */
enum err_code source_revision(struct source *s, struct err *e) MUST_CHECK;

/* What `git hash-object` prints for `bytes`. */
void source_hash(struct str bytes, char out[SOURCE_ID + 1]);

/* Whether git has the file at `path` as it is now, in its last commit; false without git. */
bool source_saved(const struct source *s, struct str path);

/* ERR_INVALID with a remedy when the repository is a shallow clone: for what needs history. */
enum err_code source_require_history(const struct source *s, struct err *e) MUST_CHECK;

#endif
