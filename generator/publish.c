#include "generator/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "generator/check_run.h"
#include "generator/excerpt.h"
#include "generator/report.h"
#include "generator/tree.h"

enum { RELEASES_KEPT = 5, FINDINGS_SHOWN = 50 };

/* The folder to publish to, and what lies there. */
struct site_home {
	struct arena arena;
	const char *to;
	int fd;              /* locked */
	struct str current;  /* "releases/…", "" before the first */
	struct str next;
};

static enum err_code
target_open(struct site_home *t, const char *to, struct err *e)
{
	char link[512];
	ssize_t n;

	*t = (struct site_home){ .to = to, .fd = -1 };
	if ((mkdir(to, 0755) < 0 && errno != EEXIST)
		|| (t->fd = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	if (flock(t->fd, LOCK_EX) < 0) /* two pushes: the second waits */
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	if (mkdirat(t->fd, "releases", 0755) < 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "%s/releases: %s", to, strerror(errno));
	n = readlinkat(t->fd, "current", link, sizeof(link));
	if (n > 0 && (size_t)n < sizeof(link) && str_starts((struct str){ link, (size_t)n }, STR("releases/")))
		t->current = arena_copy(&t->arena, (struct str){ link, (size_t)n });
	return ERR_OK;
}

/* A name that is free, and in it the release before as hard links. */
static enum err_code
next_make(struct site_home *t, struct str commit, struct err *e)
{
	for (int n = 1;; n++) {
		t->next = arena_printf(&t->arena, "releases/%.*s-%d", STR_FMT(commit), n);
		if (faccessat(t->fd, t->next.p, F_OK, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
			break;
	}
	if (t->current.n > 0 && faccessat(t->fd, t->current.p, F_OK, 0) == 0)
		return tree_link(t->fd, t->current.p, t->next.p, e);
	if (mkdirat(t->fd, t->next.p, 0755) < 0)
		return err_set(e, ERR_IO, "%s/%s: %s", t->to, t->next.p, strerror(errno));
	return ERR_OK;
}

/* Point `current` at the new release: a new link, renamed over the old one. */
static enum err_code
target_switch(struct site_home *t, struct err *e)
{
	if (syncfs(t->fd) < 0)
		return err_set(e, ERR_IO, "%s: %s", t->to, strerror(errno));
	if (unlinkat(t->fd, "current.next", 0) < 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "%s/current.next: %s", t->to, strerror(errno));
	if (symlinkat(t->next.p, t->fd, "current.next") < 0
		|| renameat(t->fd, "current.next", t->fd, "current") < 0 || fsync(t->fd) < 0)
		return err_set(e, ERR_IO, "%s/current: %s", t->to, strerror(errno));
	return ERR_OK;
}

struct release {
	struct str path;
	struct timespec made;
};

static int
release_compare(const void *a, const void *b)
{
	const struct release *x = a, *y = b;

	if (x->made.tv_sec != y->made.tv_sec)
		return x->made.tv_sec < y->made.tv_sec ? 1 : -1;
	if (x->made.tv_nsec != y->made.tv_nsec)
		return x->made.tv_nsec < y->made.tv_nsec ? 1 : -1;
	return str_cmp(y->path, x->path);
}

/* Keep the newest few and the one that is live. What cannot be removed stays: it harms nobody. */
static void
old_remove(struct site_home *t)
{
	struct {
		VEC(struct release, item);
	} all = { 0 };
	int fd = openat(t->fd, "releases", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *d;
	struct stat st;
	struct err ignored;

	while (dir && (d = readdir(dir)) != NULL) {
		struct release *r;

		if (d->d_name[0] == '.' || fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		r = VEC_ADD(&t->arena, &all, item);
		*r = (struct release){ arena_printf(&t->arena, "releases/%s", d->d_name), st.st_mtim };
	}
	if (dir)
		closedir(dir);
	if (all.n_item > 1)
		qsort(all.item, all.n_item, sizeof(*all.item), release_compare);
	for (size_t i = RELEASES_KEPT; i < all.n_item; i++) {
		struct str path = arena_printf(&t->arena, "%s/%s", t->to, all.item[i].path.p);

		if (!str_eq(all.item[i].path, t->next) && folder_remove(path.p, &ignored) != ERR_OK)
			fprintf(stderr, "lernreise: an old release stays: %s\n", ignored.msg);
	}
}

static void
findings_tell(struct build *b)
{
	struct report r = { &b->findings, &b->accepted };

	excerpts_fill(b);
	report_text(&r, stderr, FINDINGS_SHOWN);
}

static void
stopped_tell(const struct build *b)
{
	size_t n = findings_count(&b->findings, SEVERITY_STOP);

	fprintf(stderr, "Nicht veröffentlicht; die Seite bleibt, wie sie war. Noch zu beheben: %zu.\n", n);
}

/* Build into the new release and switch; what is left of a failed one is removed. */
static bool
release_make(struct site_home *t, struct build *b, struct build_options *o, struct err *e)
{
	struct str out;
	struct build_summary done = { 0 };
	bool stopped = false;
	struct err ignored;
	enum err_code rc = next_make(t, b->source.revision, e);

	out = arena_printf(&t->arena, "%s/%.*s", t->to, STR_FMT(t->next));
	o->out = out.p;
	if (rc == ERR_OK)
		rc = build_write(b, o, &stopped, &done, e);
	if (rc == ERR_OK && !stopped)
		rc = target_switch(t, e);
	findings_tell(b);
	if (rc != ERR_OK || stopped) {
		if (folder_remove(out.p, &ignored) != ERR_OK)
			fprintf(stderr, "lernreise: %s\n", ignored.msg);
		if (stopped)
			stopped_tell(b);
		else
			fprintf(stderr, "lernreise: %s\n", e->msg);
		return false;
	}
	printf("Veröffentlicht %.12s: %zu Seiten, %zu Dateien geändert.\n", b->source.revision.p, done.pages, done.written);
	old_remove(t);
	return true;
}

bool
publish(const char *repo, const char *to, const struct build_options *given)
{
	struct build_options o = *given;
	struct build *b = calloc(1, sizeof(*b));
	struct site_home t = { .fd = -1 };
	struct err e;
	bool good = false;

	if (!b)
		abort();
	o.site = repo;
	o.live = true;
	if (!o.rev)
		o.rev = "HEAD"; /* what was pushed, also when the repository has a work tree */
	if (target_open(&t, to, &e) != ERR_OK) {
		fprintf(stderr, "lernreise: %s\n", e.msg);
		goto out;
	}
	if (t.current.n > 0) /* its cache serves the new release */
		o.out = arena_printf(&t.arena, "%s/%.*s", to, STR_FMT(t.current)).p;
	if (build_load(b, &o, &e) != ERR_OK) {
		fprintf(stderr, "lernreise: %s\n", e.msg);
		goto out;
	}
	check_run(b, &o);
	if (findings_count(&b->findings, SEVERITY_STOP) > 0) {
		findings_tell(b);
		stopped_tell(b);
	} else {
		good = release_make(&t, b, &o, &e);
	}
out:
	build_free(b);
	free(b);
	if (t.fd >= 0)
		close(t.fd);
	arena_reset(&t.arena);
	return good;
}
