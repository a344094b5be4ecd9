/*
 * Work tree and commit give the same list of files and the same ids, so nothing behind this file
 * knows which of the two a build comes from.
 */
#include "generator/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 32 }; /* folders within folders */

static const char *const TOP[] = { "content", "site.conf", "themes", NULL };

static enum err_code
git_fail(struct err *e, enum err_code code, const char *what)
{
	const git_error *last = git_error_last();

	return err_set(e, code, "%s: %s", what, last ? last->message : "git gives no reason");
}

static bool
is_top(const char *name, size_t n)
{
	for (size_t i = 0; TOP[i]; i++) {
		if (strlen(TOP[i]) == n && memcmp(TOP[i], name, n) == 0)
			return true;
	}
	return false;
}

static struct source_file *
file_add(struct source *s, struct str path, enum source_kind kind)
{
	struct source_file *f;

	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 256;

		f = ARENA_ARRAY(s->arena, struct source_file, cap);
		if (s->n > 0)
			memcpy(f, s->file, s->n * sizeof(*f));
		s->file = f;
		s->cap = cap;
	}
	f = &s->file[s->n++];
	*f = (struct source_file){ .path = path, .kind = kind, .size = -1 };
	return f;
}

static int
file_compare(const void *a, const void *b)
{
	const struct source_file *x = a, *y = b;

	return str_cmp(x->path, y->path);
}

/* ---- work tree ---- */

static enum err_code walk(struct source *s, int fd, struct str prefix, unsigned depth, struct err *e);

/* One name in the open folder `dir`; `path` is its place in the site. */
static enum err_code
walk_entry(struct source *s, int dir, const struct dirent *d, struct str path, unsigned depth,
	struct err *e)
{
	unsigned char type = d->d_type;
	struct stat st;
	int fd;

	if (type == DT_UNKNOWN) {
		if (fstatat(dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			return err_set(e, ERR_IO, "%s: %s", path.p, strerror(errno));
		type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG
			: S_ISLNK(st.st_mode) ? DT_LNK : DT_SOCK;
	}
	if (type != DT_DIR) {
		file_add(s, path, type == DT_REG ? SOURCE_FILE : type == DT_LNK ? SOURCE_LINK : SOURCE_OTHER);
		return ERR_OK;
	}
	if (depth >= DEPTH_MAX)
		return err_set(e, ERR_INVALID, "%s: more than %d folders within each other", path.p, DEPTH_MAX);
	fd = openat(dir, d->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", path.p, strerror(errno));
	return walk(s, fd, arena_printf(s->arena, "%s/", path.p), depth + 1, e);
}

/* List the open folder `fd`, which is closed here. */
static enum err_code
walk(struct source *s, int fd, struct str prefix, unsigned depth, struct err *e)
{
	DIR *dir = fdopendir(fd);
	const struct dirent *d;
	enum err_code rc = ERR_OK;

	if (!dir) {
		close(fd);
		return err_set(e, ERR_IO, "%s: %s", prefix.p, strerror(errno));
	}
	while (rc == ERR_OK && (d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.' || (depth == 0 && !is_top(d->d_name, strlen(d->d_name))))
			continue;
		rc = walk_entry(s, dirfd(dir), d, arena_printf(s->arena, "%.*s%s", STR_FMT(prefix), d->d_name),
			depth, e);
	}
	closedir(dir);
	return rc;
}

static enum err_code
work_open(struct source *s, struct err *e)
{
	int fd;
	enum err_code rc;

	s->root_fd = open(s->root.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->root_fd < 0)
		return err_set(e, ERR_IO, "%s: %s", s->root.p, strerror(errno));
	fd = openat(s->root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", s->root.p, strerror(errno));
	rc = walk(s, fd, STR(""), 0, e);
	if (rc == ERR_OK && s->n > 1)
		qsort(s->file, s->n, sizeof(*s->file), file_compare);
	return rc;
}

/* ---- git ---- */

/* The site's folder as a path inside the repository's work tree: "" or "a/b/". */
static enum err_code
prefix_find(struct source *s, struct err *e)
{
	const char *work = git_repository_workdir(s->repository);
	char *site = NULL, *top = NULL, *git = NULL;
	enum err_code rc = ERR_OK;

	s->prefix = STR("");
	if (!work)
		return ERR_OK;
	site = realpath(s->root.p, NULL);
	top = realpath(work, NULL);
	git = realpath(s->git_dir.p, NULL);
	if (!site || !top || !git) {
		rc = err_set(e, ERR_IO, "%s: %s", s->root.p, strerror(errno));
	} else {
		size_t n = strlen(top);

		/* A repository's own folder, .git, stands for the top of its tree. */
		if (strcmp(site, git) != 0 && strncmp(site, top, n) == 0 && site[n] == '/')
			s->prefix = arena_printf(s->arena, "%s/", site + n + 1);
	}
	free(site);
	free(top);
	free(git);
	return rc;
}

struct tree_walk {
	struct source *source;
};

static int
tree_entry(const char *root, const git_tree_entry *entry, void *payload)
{
	struct tree_walk *w = payload;
	const char *name = git_tree_entry_name(entry);
	git_filemode_t mode = git_tree_entry_filemode(entry);
	struct source_file *f;

	if (name[0] == '.' || (root[0] == '\0' && !is_top(name, strlen(name))))
		return 1; /* skip it and what is below */
	if (mode == GIT_FILEMODE_TREE)
		return 0;
	f = file_add(w->source, arena_printf(w->source->arena, "%s%s", root, name),
		mode == GIT_FILEMODE_LINK ? SOURCE_LINK
		: mode == GIT_FILEMODE_COMMIT ? SOURCE_OTHER : SOURCE_FILE);
	git_oid_tostr(f->id, sizeof(f->id), git_tree_entry_id(entry));
	return 0;
}

/* The tree of the site's folder at `commit`; NOTFOUND when the folder is not in it. */
static enum err_code
site_tree(const struct source *s, git_commit *commit, git_tree **out, struct err *e)
{
	git_tree *top = NULL;
	git_tree_entry *entry = NULL;
	enum err_code rc = ERR_OK;
	struct str path;

	if (git_commit_tree(&top, commit) < 0)
		return git_fail(e, ERR_IO, "the commit's tree cannot be read");
	if (s->prefix.n == 0) {
		*out = top;
		return ERR_OK;
	}
	path = arena_printf(s->arena, "%.*s", (int)s->prefix.n - 1, s->prefix.p);
	if (git_tree_entry_bypath(&entry, top, path.p) < 0
		|| git_tree_lookup(out, s->repository, git_tree_entry_id(entry)) < 0)
		rc = err_set(e, ERR_NOTFOUND, "%s is no folder in this revision", path.p);
	git_tree_entry_free(entry);
	git_tree_free(top);
	return rc;
}

static enum err_code
commit_find(struct source *s, const char *rev, git_commit **out, struct err *e)
{
	git_object *object = NULL;
	int unborn = git_repository_head_unborn(s->repository);
	enum err_code rc = ERR_OK;

	if (!rev && git_repository_is_empty(s->repository) == 1)
		return err_set(e, ERR_NOTFOUND,
			"%s: the repository is empty; commit and push a site first", s->root.p);
	if (!rev && unborn == 1)
		return err_set(e, ERR_NOTFOUND,
			"%s: HEAD names a branch without any commit; push that branch, or name another with --rev",
			s->root.p);
	if (git_revparse_single(&object, s->repository, rev ? rev : "HEAD") < 0)
		return err_set(e, ERR_NOTFOUND, "%s: unknown revision \"%s\"", s->root.p, rev ? rev : "HEAD");
	if (git_object_peel((git_object **)out, object, GIT_OBJECT_COMMIT) < 0)
		rc = err_set(e, ERR_INVALID, "%s: \"%s\" is not a commit", s->root.p, rev ? rev : "HEAD");
	git_object_free(object);
	return rc;
}

static enum err_code
commit_open(struct source *s, const char *rev, struct err *e)
{
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	struct tree_walk w = { s };
	char id[SOURCE_ID + 1];
	enum err_code rc = commit_find(s, rev, &commit, e);

	if (rc != ERR_OK)
		return rc;
	s->from_commit = true;
	git_oid_tostr(id, sizeof(id), git_commit_id(commit));
	s->revision = arena_copy(s->arena, (struct str){ id, SOURCE_ID });
	rc = site_tree(s, commit, &tree, e);
	if (rc == ERR_OK && git_tree_walk(tree, GIT_TREEWALK_PRE, tree_entry, &w) < 0)
		rc = git_fail(e, ERR_IO, "the commit's tree cannot be read");
	if (rc == ERR_OK && s->n > 1)
		qsort(s->file, s->n, sizeof(*s->file), file_compare);
	git_tree_free(tree);
	git_commit_free(commit);
	return rc;
}

static enum err_code
git_start(struct err *e)
{
	if (git_libgit2_init() < 0)
		return git_fail(e, ERR_IO, "libgit2 does not start");
	/* Objects were hashed when they were written; hashing again on every read costs a third. */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	return ERR_OK;
}

/* The repository at or around the site; NULL when there is none. */
static enum err_code
repository_find(struct source *s, struct err *e)
{
	git_repository *repository = NULL;
	int rc = git_repository_open_ext(&repository, s->root.p, 0, NULL);

	if (rc == GIT_ENOTFOUND)
		return ERR_OK;
	if (rc < 0)
		return git_fail(e, ERR_IO, s->root.p);
	s->repository = repository;
	s->git_dir = arena_copy(s->arena, str_of(git_repository_path(repository)));
	return prefix_find(s, e);
}

/* Whether the site's folder itself is a repository, bare or with a work tree. */
static bool
is_repository(const struct source *s)
{
	git_repository *repository = NULL;
	int rc = git_repository_open_ext(&repository, s->root.p, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL);

	git_repository_free(repository);
	return rc == 0;
}

enum err_code
source_open(struct source *s, struct arena *arena, const char *site, const char *rev, struct err *e)
{
	struct str conf;
	struct stat st;
	bool work;
	enum err_code rc;

	*s = (struct source){ .arena = arena, .root_fd = -1 };
	s->root = arena_copy(arena, str_of(site));
	if (stat(site, &st) < 0)
		return err_set(e, ERR_NOTFOUND, "%s: %s", site, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_INVALID, "%s is not a folder", site);
	rc = git_start(e);
	if (rc != ERR_OK)
		return rc;
	conf = arena_printf(arena, "%s/site.conf", site);
	work = !rev && access(conf.p, F_OK) == 0;
	rc = repository_find(s, e);
	if (rc != ERR_OK && work)
		rc = ERR_OK; /* a work tree needs no git: the revision stays empty */
	else if (rc == ERR_OK && !work && (!s->repository || (!rev && !is_repository(s))))
		rc = err_set(e, ERR_NOTFOUND, rev ? "%s: no git repository" : "%s: no site.conf and no git repository",
			site);
	if (rc == ERR_OK)
		rc = work ? work_open(s, e) : commit_open(s, rev, e);
	if (rc == ERR_OK && source_find(s, STR("site.conf")) < 0)
		rc = err_set(e, ERR_NOTFOUND, "%s: no site.conf%s%s", site, s->from_commit ? " in revision " : "",
			s->from_commit ? s->revision.p : "");
	if (rc != ERR_OK)
		source_close(s);
	return rc;
}

void
source_close(struct source *s)
{
	if (s->root_fd >= 0)
		close(s->root_fd);
	git_repository_free(s->repository);
	git_libgit2_shutdown();
	s->root_fd = -1;
	s->repository = NULL;
}

int64_t
source_find(const struct source *s, struct str path)
{
	struct source_file key = { .path = path };
	const struct source_file *f =
		s->n ? bsearch(&key, s->file, s->n, sizeof(key), file_compare) : NULL;

	return f ? f - s->file : -1;
}

/* ---- reading ---- */

void
source_hash(struct str bytes, char out[SOURCE_ID + 1])
{
	git_oid id;

	if (git_odb_hash(&id, bytes.p ? bytes.p : "", bytes.n, GIT_OBJECT_BLOB) < 0)
		abort(); /* hashing memory fails only without memory */
	git_oid_tostr(out, SOURCE_ID + 1, &id);
}

static enum err_code
work_read(struct source *s, struct source_file *f, size_t max, struct buf *out, struct err *e)
{
	enum err_code rc = ERR_OK;
	struct stat st;
	size_t start = out->n;
	int fd = openat(s->root_fd, f->path.p, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || fstat(fd, &st) < 0) {
		rc = err_set(e, ERR_IO, "%s: %s", f->path.p, strerror(errno));
		goto out;
	}
	f->size = st.st_size;
	if ((size_t)st.st_size > max) {
		rc = err_set(e, ERR_INVALID, "%s: too large", f->path.p);
		goto out;
	}
	for (;;) { /* one byte more than stat said, so that one read() also sees the end */
		size_t room = (size_t)st.st_size + 1 > out->n - start ? (size_t)st.st_size + 1 - (out->n - start) : 4096;
		ssize_t n = read(fd, buf_room(out, room), room);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = err_set(e, ERR_IO, "%s: %s", f->path.p, strerror(errno));
		if (n <= 0)
			break;
		out->n += (size_t)n;
	}
	if (rc == ERR_OK)
		source_hash((struct str){ out->p + start, out->n - start }, f->id);
out:
	if (fd >= 0)
		close(fd);
	return rc;
}

static enum err_code
reader_open(const struct source *s, struct source_reader *r, struct err *e)
{
	git_repository *repository = NULL;

	if (r->repository)
		return ERR_OK;
	if (git_repository_open(&repository, s->git_dir.p) < 0)
		return git_fail(e, ERR_IO, s->git_dir.p);
	r->repository = repository;
	return ERR_OK;
}

void
source_reader_close(struct source_reader *r)
{
	git_repository_free(r->repository);
	r->repository = NULL;
}

static enum err_code
commit_read(struct source *s, struct source_reader *r, struct source_file *f, size_t max,
	struct buf *out, struct err *e)
{
	git_odb *odb = NULL;
	git_odb_object *object = NULL;
	git_object_t type;
	git_oid id;
	size_t size;
	enum err_code rc = reader_open(s, r, e);

	if (rc != ERR_OK)
		return rc;
	if (git_oid_fromstr(&id, f->id) < 0 || git_repository_odb(&odb, r->repository) < 0
		|| git_odb_read_header(&size, &type, odb, &id) < 0) {
		rc = git_fail(e, ERR_IO, f->path.p);
		goto out;
	}
	f->size = (int64_t)size;
	if (size > max) {
		rc = err_set(e, ERR_INVALID, "%s: too large", f->path.p);
		goto out;
	}
	if (git_odb_read(&object, odb, &id) < 0) {
		rc = git_fail(e, ERR_IO, f->path.p);
		goto out;
	}
	buf_add(out, (struct str){ git_odb_object_data(object), git_odb_object_size(object) });
out:
	git_odb_object_free(object);
	git_odb_free(odb);
	return rc;
}

enum err_code
source_read(struct source *s, struct source_reader *r, size_t i, size_t max, struct buf *out,
	struct err *e)
{
	struct source_file *f = &s->file[i];

	if (f->kind != SOURCE_FILE)
		return err_set(e, ERR_INVALID, "%s is not an ordinary file", f->path.p);
	return s->from_commit ? commit_read(s, r, f, max, out, e) : work_read(s, f, max, out, e);
}

enum err_code
source_id(struct source *s, size_t i, struct err *e)
{
	struct source_file *f = &s->file[i];
	struct buf path = { 0 };
	enum err_code rc = ERR_OK;
	struct stat st;
	git_oid id;

	if (s->from_commit || f->id[0] != '\0' || f->kind != SOURCE_FILE)
		return ERR_OK;
	buf_addf(&path, "%s/%s", s->root.p, f->path.p);
	buf_add(&path, (struct str){ "", 1 });
	if (fstatat(s->root_fd, f->path.p, &st, AT_SYMLINK_NOFOLLOW) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", f->path.p, strerror(errno));
	else if (git_odb_hashfile(&id, path.p, GIT_OBJECT_BLOB) < 0)
		rc = git_fail(e, ERR_IO, f->path.p);
	if (rc == ERR_OK) {
		f->size = st.st_size;
		git_oid_tostr(f->id, sizeof(f->id), &id);
	}
	buf_release(&path);
	return rc;
}

/* ---- history ---- */

/* Whether the files listed are just those of `tree`, ids and kinds included. */
static enum err_code
same_as_tree(const struct source *s, git_tree *tree, bool *same, struct err *e)
{
	struct arena arena = { 0 };
	struct source head = { .arena = &arena };
	struct tree_walk w = { &head };
	enum err_code rc = ERR_OK;

	if (git_tree_walk(tree, GIT_TREEWALK_PRE, tree_entry, &w) < 0) {
		rc = git_fail(e, ERR_IO, "the commit's tree cannot be read");
	} else {
		if (head.n > 1)
			qsort(head.file, head.n, sizeof(*head.file), file_compare);
		*same = head.n == s->n;
		for (size_t i = 0; *same && i < s->n; i++)
			*same = str_eq(s->file[i].path, head.file[i].path)
				&& s->file[i].kind == head.file[i].kind
				&& (s->file[i].kind != SOURCE_FILE
					|| strcmp(s->file[i].id, head.file[i].id) == 0);
	}
	arena_reset(&arena);
	return rc;
}

enum err_code
source_revision(struct source *s, struct err *e)
{
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	char id[SOURCE_ID + 1];
	bool same = false;
	enum err_code rc;

	if (s->from_commit || !s->repository || git_repository_head_unborn(s->repository) != 0)
		return ERR_OK;
	rc = commit_find(s, NULL, &commit, e);
	if (rc != ERR_OK)
		return rc;
	git_oid_tostr(id, sizeof(id), git_commit_id(commit));
	rc = site_tree(s, commit, &tree, e);
	if (rc == ERR_NOTFOUND)
		rc = ERR_OK; /* the site's folder is new: all of it differs */
	else if (rc == ERR_OK)
		rc = same_as_tree(s, tree, &same, e);
	if (rc == ERR_OK)
		s->revision = arena_printf(s->arena, "%s%s", id, same ? "" : "+");
	git_tree_free(tree);
	git_commit_free(commit);
	return rc;
}

bool
source_saved(const struct source *s, struct str path)
{
	struct buf b = { 0 };
	unsigned flags = 0;
	bool known = false;

	if (!s->repository)
		return false;
	buf_addf(&b, "%.*s%.*s", STR_FMT(s->prefix), STR_FMT(path));
	buf_add_char(&b, '\0');
	known = git_status_file(&flags, s->repository, b.p) == 0;
	buf_release(&b);
	return known && flags == GIT_STATUS_CURRENT;
}

enum err_code
source_require_history(const struct source *s, struct err *e)
{
	if (!s->repository)
		return err_set(e, ERR_INVALID, "%s: no git repository, so there is no history", s->root.p);
	if (git_repository_is_shallow(s->repository))
		return err_set(e, ERR_INVALID,
			"%s: a shallow clone has no history; run git fetch --unshallow first", s->root.p);
	return ERR_OK;
}
