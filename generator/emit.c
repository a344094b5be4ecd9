#include "generator/emit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "generator/jobs.h"

/* Larger text is copied, but neither held in memory nor compressed. */
enum { COMPRESS_MAX = 8 * 1024 * 1024 };

/* The first line; the number tells how the files beside were compressed. */
static const char HEAD[] = "lernreise manifest 1 ";

/* ---- the last build ---- */

/* Lines "<32 hex> <size> <path>"; a manifest of another format counts as none. */
static void
manifest_read(struct emit *e, const char *name)
{
	struct str path = arena_printf(e->arena, "%.*s/%s", STR_FMT(e->out), name), rest, line;
	struct buf text = { 0 };
	struct err ignored;

	if (file_read(path.p, &text, &ignored) == ERR_OK && str_starts(buf_str(&text), str_of(HEAD))) {
		rest = str_from(arena_copy(e->arena, buf_str(&text)), sizeof(HEAD) - 1);
		rest = str_cut(rest, '\n', &line);
		e->old_effort = str_eq(line, STR("1")) ? COMPRESS_WELL : COMPRESS_FAST;
		while (rest.n > 0) {
			struct emit_file f = { .source = -1 };
			struct str hash, size;

			rest = str_cut(rest, '\n', &line);
			f.path = str_cut(str_cut(line, ' ', &hash), ' ', &size);
			if (!hash_parse(hash, &f.hash) || !str_number(size, &f.size) || f.path.n == 0
				|| map_add(&e->old, f.path, (int64_t)e->n_old_file) != MAP_NONE)
				continue;
			*VEC_ADD(e->arena, e, old_file) = f;
		}
	}
	buf_release(&text);
}

enum err_code
emit_open(struct emit *e, struct arena *arena, const char *out, bool full, struct err *err)
{
	struct buf text = { 0 };
	struct str path;
	struct err ignored;

	*e = (struct emit){ .arena = arena, .out = arena_copy(arena, str_of(out)), .fd = -1,
		.old = { .arena = arena }, .distrust = full };
	e->fd = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (e->fd < 0)
		return errno == ENOENT ? ERR_OK : err_set(err, ERR_IO, "%s: %s", out, strerror(errno));
	if (flock(e->fd, LOCK_EX | LOCK_NB) < 0)
		return err_set(err, ERR_BUSY, "%s: another build is writing here", out);
	manifest_read(e, "manifest");
	if (faccessat(e->fd, "manifest.next", F_OK, 0) == 0) {
		e->distrust = true;
		manifest_read(e, "manifest.next");
	}
	path = arena_printf(arena, "%s/public/catalogue.json", out);
	if (file_read(path.p, &text, &ignored) == ERR_OK)
		e->old_catalogue = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return ERR_OK;
}

void
emit_close(struct emit *e)
{
	for (size_t i = 0; i < e->n_file; i++) {
		if (e->file[i].owned)
			free((void *)(uintptr_t)e->file[i].bytes.p);
	}
	if (e->fd >= 0)
		close(e->fd);
	e->fd = -1;
	e->n_file = 0;
}

/* ---- what this build wants ---- */

size_t
emit_reserve(struct emit *e, size_t n)
{
	size_t first = e->n_file;

	for (size_t i = 0; i < n; i++)
		VEC_ADD(e->arena, e, file)->source = -1;
	return first;
}

/* Whether the file on disk is the one of the manifest, and its content is what is wanted. */
static bool
is_there(const struct emit *e, const struct emit_file *f)
{
	int64_t i = e->distrust ? MAP_NONE : map_find(&e->old, f->path);
	struct stat st;

	return i != MAP_NONE && hash_eq(e->old_file[i].hash, f->hash) && e->old_file[i].size == f->size
		&& fstatat(e->fd, f->path.p, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode)
		&& st.st_size == f->size;
}

void
emit_set(struct emit *e, size_t i, struct str bytes)
{
	struct emit_file *f = &e->file[i];
	char *copy;

	f->hash = hash_add((struct hash){ 0 }, bytes);
	f->size = (int64_t)bytes.n;
	f->write = !is_there(e, f);
	if (!f->write)
		return;
	copy = malloc(bytes.n + 1);
	if (!copy)
		abort();
	memcpy(copy, bytes.p ? bytes.p : "", bytes.n);
	f->bytes = (struct str){ copy, bytes.n };
	f->owned = true;
	/* cppcheck-suppress memleak ; emit_close() frees what is owned */
}

void
emit_add(struct emit *e, struct str path, struct str bytes)
{
	struct emit_file *f = VEC_ADD(e->arena, e, file);

	*f = (struct emit_file){ .path = arena_copy(e->arena, path), .bytes = bytes, .source = -1,
		.hash = hash_add((struct hash){ 0 }, bytes), .size = (int64_t)bytes.n };
	f->write = !is_there(e, f);
}

void
emit_copy(struct emit *e, struct str path, const struct source *source, size_t i)
{
	struct emit_file *f = VEC_ADD(e->arena, e, file);

	*f = (struct emit_file){ .path = arena_copy(e->arena, path), .source = (int64_t)i,
		.hash = hash_add((struct hash){ 0 }, str_of(source->file[i].id)), .size = source->file[i].size };
	f->write = !is_there(e, f);
}

/* ---- writing ---- */

/* Make the folders that `path` lies in. */
static int
folders_make(int fd, const char *path)
{
	struct buf b = { 0 };
	int rc = 0;

	for (const char *p = path; rc == 0 && (p = strchr(p, '/')) != NULL; p++) {
		if (p == path)
			continue;
		buf_clear(&b);
		buf_add(&b, (struct str){ path, (size_t)(p - path) });
		buf_add(&b, (struct str){ "", 1 });
		rc = mkdirat(fd, b.p, 0755);
		if (rc < 0 && errno == EEXIST)
			rc = 0;
	}
	buf_release(&b);
	return rc;
}

static int
file_create(int fd, const char *path, int flags)
{
	int file = openat(fd, path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0644);

	if (file < 0 && errno == ENOENT && folders_make(fd, path) == 0)
		file = openat(fd, path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0644);
	return file;
}

static int
bytes_write(int file, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(file, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes = str_from(bytes, (size_t)n);
	}
	return 0;
}

/*
 * A file that is not there is written in place: nobody reads it before the manifest names it. One that is
 * there is replaced by rename, so that its readers, and hard links to it, keep the old content.
 */
static enum err_code
file_put(const struct emit *e, const char *path, struct str bytes, struct err *err)
{
	struct buf part = { 0 };
	enum err_code rc = ERR_OK;
	int file = file_create(e->fd, path, O_EXCL);
	bool replace = file < 0 && errno == EEXIST;

	if (replace) {
		buf_addf(&part, "%s.part", path);
		buf_add(&part, (struct str){ "", 1 });
		file = file_create(e->fd, part.p, O_TRUNC);
	}
	if (file < 0 || bytes_write(file, bytes) < 0) {
		rc = err_set(err, ERR_IO, "%.*s/%s: %s", STR_FMT(e->out), path, strerror(errno));
	}
	if (file >= 0 && close(file) < 0 && rc == ERR_OK)
		rc = err_set(err, ERR_IO, "%.*s/%s: %s", STR_FMT(e->out), path, strerror(errno));
	if (rc == ERR_OK && replace && renameat(e->fd, part.p, e->fd, path) < 0)
		rc = err_set(err, ERR_IO, "%.*s/%s: %s", STR_FMT(e->out), path, strerror(errno));
	if (rc != ERR_OK && file >= 0)
		unlinkat(e->fd, replace ? part.p : path, 0);
	buf_release(&part);
	return rc;
}

/* What the threads share while writing. */
struct writing {
	struct emit *e;
	struct source *source;
	struct source_reader *reader;
	struct err err[JOBS_MAX];    /* the first one of each thread */
	enum err_code rc[JOBS_MAX];
};

static enum err_code
variants_put(const struct emit *e, const char *path, struct str bytes, struct err *err)
{
	struct buf packed = { 0 }, name = { 0 };
	enum err_code rc;

	compress_gzip(bytes, e->effort, &packed);
	buf_addf(&name, "%s.gz", path);
	buf_add(&name, (struct str){ "", 1 });
	rc = file_put(e, name.p, buf_str(&packed), err);
	buf_clear(&packed);
	buf_clear(&name);
	if (rc == ERR_OK) {
		compress_brotli(bytes, e->effort, &packed);
		buf_addf(&name, "%s.br", path);
		buf_add(&name, (struct str){ "", 1 });
		rc = file_put(e, name.p, buf_str(&packed), err);
	}
	buf_release(&packed);
	buf_release(&name);
	return rc;
}

static void
file_write_one(void *context, unsigned worker, size_t i)
{
	struct writing *w = context;
	struct emit_file *f = &w->e->file[i];
	struct buf copy = { 0 };
	struct str bytes = f->bytes;
	struct arena arena = { 0 };
	enum err_code rc = ERR_OK;

	if ((!f->write && !w->e->repack) || w->rc[worker] != ERR_OK)
		return;
	if (!f->write) {
		struct str path = arena_printf(&arena, "%.*s/%.*s", STR_FMT(w->e->out), STR_FMT(f->path));

		if (f->size > COMPRESS_MAX || !compress_wanted(f->path))
			return;
		rc = file_read(path.p, &copy, &w->err[worker]);
		arena_reset(&arena);
		bytes = buf_str(&copy);
	} else if (f->source >= 0) {
		rc = source_read(w->source, &w->reader[worker], (size_t)f->source, SIZE_MAX, &copy, &w->err[worker]);
		bytes = buf_str(&copy);
	}
	if (rc == ERR_OK && f->write)
		rc = file_put(w->e, f->path.p, bytes, &w->err[worker]);
	if (rc == ERR_OK && bytes.n <= COMPRESS_MAX && str_starts(f->path, STR("public/"))
		&& compress_wanted(f->path))
		rc = variants_put(w->e, f->path.p, bytes, &w->err[worker]);
	w->rc[worker] = rc;
	buf_release(&copy);
	if (f->owned) {
		free((void *)(uintptr_t)f->bytes.p);
		f->bytes = STR("");
		f->owned = false;
	}
}

/* Remove the file, what was made from it, and its folders as far as they are empty then. */
static void
file_remove(const struct emit *e, struct str path)
{
	struct buf name = { 0 };
	const char *const suffix[] = { "", ".gz", ".br", NULL };

	for (size_t i = 0; suffix[i]; i++) {
		buf_clear(&name);
		buf_addf(&name, "%.*s%s", STR_FMT(path), suffix[i]);
		buf_add(&name, (struct str){ "", 1 });
		unlinkat(e->fd, name.p, 0);
	}
	for (size_t n = path.n; n > 0; n--) {
		if (path.p[n - 1] != '/')
			continue;
		buf_clear(&name);
		buf_add(&name, (struct str){ path.p, n - 1 });
		buf_add(&name, (struct str){ "", 1 });
		if (unlinkat(e->fd, name.p, AT_REMOVEDIR) < 0)
			break;
	}
	buf_release(&name);
}

static void
stale_remove(struct emit *e)
{
	struct map wanted = { .arena = e->arena };

	for (size_t i = 0; i < e->n_file; i++)
		map_add(&wanted, e->file[i].path, 1);
	for (size_t i = 0; i < e->n_old_file; i++) {
		if (map_find(&wanted, e->old_file[i].path) != MAP_NONE)
			continue;
		file_remove(e, e->old_file[i].path);
		e->removed++;
	}
}

static int
path_compare(const void *a, const void *b)
{
	const struct emit_file *x = a, *y = b;

	return str_cmp(x->path, y->path);
}

static void
manifest_text(const struct emit *e, struct buf *out)
{
	char hex[HASH_HEX + 1];

	buf_addf(out, "%s%d\n", HEAD, (int)e->effort);
	for (size_t i = 0; i < e->n_file; i++) {
		hash_hex(e->file[i].hash, hex);
		buf_addf(out, "%s %lld %.*s\n", hex, (long long)e->file[i].size, STR_FMT(e->file[i].path));
	}
}

/*
 * A site that has grown beyond the border has all its files compressed anew: those that did not
 * change are kept as they are, but packed again from disk.
 */
static void
effort_choose(struct emit *e)
{
	int64_t text = 0;

	for (size_t i = 0; i < e->n_file; i++)
		text += compress_wanted(e->file[i].path) ? e->file[i].size : 0;
	e->effort = compress_effort_for(text);
	e->repack = e->n_old_file > 0 && e->effort != e->old_effort;
}

/* The folder itself, when this is the first build. */
static enum err_code
out_make(struct emit *e, struct err *err)
{
	struct str inside = arena_printf(e->arena, "%.*s/", STR_FMT(e->out));

	if (e->fd >= 0)
		return ERR_OK;
	if (folders_make(AT_FDCWD, inside.p) < 0)
		return err_set(err, ERR_IO, "%.*s: %s", STR_FMT(e->out), strerror(errno));
	e->fd = open(e->out.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (e->fd < 0)
		return err_set(err, ERR_IO, "%.*s: %s", STR_FMT(e->out), strerror(errno));
	if (flock(e->fd, LOCK_EX | LOCK_NB) < 0)
		return err_set(err, ERR_BUSY, "%.*s: another build is writing here", STR_FMT(e->out));
	return ERR_OK;
}

enum err_code
emit_commit(struct emit *e, struct source *source, struct source_reader *reader, unsigned jobs, struct err *err)
{
	struct writing *w = ARENA_NEW(e->arena, struct writing); /* too large for the stack */
	struct buf manifest = { 0 };
	enum err_code rc = out_make(e, err);
	bool changed;

	if (rc != ERR_OK)
		return rc;
	*w = (struct writing){ .e = e, .source = source, .reader = reader };
	if (e->n_file > 1)
		qsort(e->file, e->n_file, sizeof(*e->file), path_compare);
	effort_choose(e);
	manifest_text(e, &manifest);
	for (size_t i = 0; i < e->n_file; i++)
		e->written += e->file[i].write;
	e->kept = e->n_file - e->written;
	changed = e->written > 0 || e->n_old_file != e->n_file || e->distrust || e->repack;
	if (!changed)
		goto out; /* and the manifest is the same */
	rc = file_put(e, "manifest.next", buf_str(&manifest), err);
	if (rc != ERR_OK)
		goto out;
	jobs_run(jobs, e->n_file, file_write_one, w);
	for (unsigned i = 0; i < JOBS_MAX && rc == ERR_OK; i++) {
		rc = w->rc[i];
		if (rc != ERR_OK)
			*err = w->err[i];
	}
	if (rc == ERR_OK) {
		stale_remove(e);
		if (renameat(e->fd, "manifest.next", e->fd, "manifest") < 0)
			rc = err_set(err, ERR_IO, "%.*s/manifest: %s", STR_FMT(e->out), strerror(errno));
	}
out:
	buf_release(&manifest);
	return rc;
}
