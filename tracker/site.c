#include "tracker/site.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include "common/file.h"
#include "tracker/page.h"
#include "tracker/pseudonym.h"
#include "tracker/site_read.h"
#include "tracker/site_type.h"

enum { PATH_BYTES = 2048, DEPTH_MAX = 32, QUIET_SECONDS = 3 };

/* What has been found below public/ so far. */
struct found {
	struct site *site;
	struct site_file *file;
	size_t n, cap;
	struct timespec newest; /* change time of the youngest file */
};

static uint64_t
path_hash(struct str s)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h;
}

static bool
time_after(struct timespec a, struct timespec b)
{
	return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

/* The file's bytes into the site's arena; `st` is what fstat() said. */
static enum err_code
bytes_read(struct arena *a, int fd, const struct stat *st, const char *path, struct str *out,
	struct err *e)
{
	size_t n = (size_t)st->st_size, at = 0;
	char *p = arena_new(a, n + 1, 1);

	while (at < n) {
		ssize_t got = read(fd, p + at, n - at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		if (got == 0)
			return err_set(e, ERR_CONFLICT, "%s changed while it was read", path);
		at += (size_t)got;
	}
	*out = (struct str){ p, n };
	return ERR_OK;
}

static struct site_file *
found_add(struct found *f, struct str path)
{
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 256;
		f->file = realloc(f->file, f->cap * sizeof(*f->file));
		if (!f->file)
			abort();
	}
	f->file[f->n] = (struct site_file){ .path = arena_copy(&f->site->arena, path) };
	return &f->file[f->n++];
}

/* `path` is absolute, `below` its part from public/ on, with the first '/'. */
static enum err_code
file_take(struct found *f, const char *path, const char *below, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct site_file *file;
	struct stat st;
	enum err_code rc = ERR_OK;

	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_CONFLICT : ERR_IO, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0) {
		rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	} else if (S_ISREG(st.st_mode)) {
		if (time_after(st.st_ctim, f->newest))
			f->newest = st.st_ctim;
		file = found_add(f, str_of(below));
		rc = bytes_read(&f->site->arena, fd, &st, path, &file->body[SITE_IDENTITY], e);
	}
	close(fd);
	return rc;
}

static enum err_code
folder_take(struct found *f, char *path, size_t public, unsigned depth, struct err *e)
{
	size_t n = strlen(path);
	enum err_code rc = ERR_OK;
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (!dir)
		return err_set(e, errno == ENOENT ? ERR_CONFLICT : ERR_IO, "%s: %s", path, strerror(errno));
	while (rc == ERR_OK && (entry = readdir(dir))) {
		struct stat st;

		if (entry->d_name[0] == '.')
			continue; /* nothing hidden is ever served */
		if (n + strlen(entry->d_name) + 2 > PATH_BYTES || depth > DEPTH_MAX) {
			rc = err_set(e, ERR_INVALID, "%s: too deep", path);
			break;
		}
		snprintf(path + n, PATH_BYTES - n, "/%s", entry->d_name);
		if (lstat(path, &st) < 0)
			rc = err_set(e, ERR_CONFLICT, "%s: %s", path, strerror(errno));
		else if (S_ISDIR(st.st_mode))
			rc = folder_take(f, path, public, depth + 1, e);
		else if (S_ISREG(st.st_mode))
			rc = file_take(f, path, path + public, e);
		path[n] = '\0';
	}
	closedir(dir);
	return rc;
}

static int
file_order(const void *a, const void *b)
{
	const struct site_file *x = a, *y = b;

	return str_cmp(x->path, y->path);
}

static struct site_file *
found_find(const struct found *f, struct str path)
{
	struct site_file key = { .path = path };

	return f->n ? bsearch(&key, f->file, f->n, sizeof(key), file_order) : NULL;
}

/* "x.gz" and "x.br" beside "x" are variants of it, and no files of their own. */
static bool
variant_take(const struct found *f, const struct site_file *file)
{
	static const struct {
		struct str end;
		enum site_coding coding;
	} ends[] = { { STR_INIT(".gz"), SITE_GZIP }, { STR_INIT(".br"), SITE_BROTLI } };

	for (size_t i = 0; i < 2; i++) {
		struct site_file *base;

		if (!str_ends(file->path, ends[i].end))
			continue;
		base = found_find(f, (struct str){ file->path.p, file->path.n - ends[i].end.n });
		if (!base)
			continue;
		if (file->body[SITE_IDENTITY].n < base->body[SITE_IDENTITY].n)
			base->body[ends[i].coding] = file->body[SITE_IDENTITY];
		return true;
	}
	return false;
}

static enum err_code
file_finish(struct site_file *file, struct err *e)
{
	static const char *const mark[SITE_CODINGS] = { "", "-gz", "-br" };
	unsigned char digest[32];
	char hex[17];
	enum err_code rc = sha256(file->body[SITE_IDENTITY], digest, e);

	hex_write(digest, 8, hex);
	for (size_t i = 0; i < SITE_CODINGS; i++)
		snprintf(file->etag[i], sizeof(file->etag[i]), "\"%s%s\"", hex, mark[i]);
	file->type = site_type(file->path, &file->media);
	file->hashed = site_name_hashed(file->path);
	return rc;
}

static void
table_add(struct site *site, const struct site_file *file)
{
	size_t at = (size_t)path_hash(file->path) & (site->slots - 1);

	while (site->file[at].path.n > 0)
		at = (at + 1) & (site->slots - 1);
	site->file[at] = *file;
}

static enum err_code
table_make(struct site *site, struct found *f, struct err *e)
{
	enum err_code rc = ERR_OK;

	if (f->n > 0)
		qsort(f->file, f->n, sizeof(*f->file), file_order);
	for (site->slots = 64; site->slots < 2 * f->n; site->slots *= 2)
		;
	site->file = ARENA_ARRAY(&site->arena, struct site_file, site->slots);
	for (size_t i = 0; i < f->n; i++)
		if (variant_take(f, &f->file[i]))
			f->file[i].body[SITE_IDENTITY].p = NULL; /* no file of its own */
	for (size_t i = 0; i < f->n && rc == ERR_OK; i++) {
		if (!f->file[i].body[SITE_IDENTITY].p)
			continue;
		rc = file_finish(&f->file[i], e);
		table_add(site, &f->file[i]);
		site->n_file++;
	}
	return rc;
}

struct site_file *
site_find(const struct site *site, struct str path)
{
	size_t at;

	if (site->slots == 0)
		return NULL;
	at = (size_t)path_hash(path) & (site->slots - 1);
	while (site->file[at].path.n > 0) {
		if (str_eq(site->file[at].path, path))
			return &site->file[at];
		at = (at + 1) & (site->slots - 1);
	}
	return NULL;
}

struct site_file *
site_find_404(const struct site *site, struct str path)
{
	for (size_t i = 1; i < site->n_language; i++) {
		char page[64];
		int n = snprintf(page, sizeof(page), "/%.*s/404.html", STR_FMT(site->language[i]));
		struct str own = { page, (size_t)n < sizeof(page) ? (size_t)n : 0 };

		if (str_starts(path, (struct str){ page, site->language[i].n + 2 }))
			return site_find(site, own);
	}
	return site_find(site, STR("/404.html"));
}

static struct site *
site_new(void)
{
	struct site *site = calloc(1, sizeof(*site));

	if (!site)
		abort();
	atomic_init(&site->held, 1);
	return site;
}

/* All files below `root`/public into `site`. */
static enum err_code
public_read(struct site *site, const char *root, struct timespec *newest, struct err *e)
{
	struct found f = { .site = site };
	char path[PATH_BYTES];
	enum err_code rc;

	snprintf(path, sizeof(path), "%s/public", root);
	rc = folder_take(&f, path, strlen(path), 0, e);
	if (rc == ERR_OK)
		rc = table_make(site, &f, e);
	*newest = f.newest;
	free(f.file);
	return rc;
}

/* Text of a file below `root` into the site's arena. */
static enum err_code
text_read(struct site *site, const char *root, const char *name, struct str *out, struct err *e)
{
	char path[PATH_BYTES];
	struct buf b = { 0 };
	enum err_code rc;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	rc = file_read(path, &b, e);
	if (rc == ERR_OK)
		*out = arena_copy(&site->arena, buf_str(&b));
	buf_release(&b);
	return rc;
}

static bool
stamp_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
		&& a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/*
 * A build writes its files first and the manifest last, so a file younger than the manifest may
 * belong to a build that is still running. In a copied folder all of them can be: after some
 * seconds of quiet it is taken as it is.
 */
static bool
still_building(struct timespec newest, const struct stat *manifest)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return time_after(newest, manifest->st_ctim) && now.tv_sec - newest.tv_sec < QUIET_SECONDS
		&& now.tv_sec >= newest.tv_sec;
}

static enum err_code
root_read(struct site *site, const char *root, struct err *e)
{
	struct stat before, after;
	struct timespec newest = { 0 };
	char manifest[PATH_BYTES];
	enum err_code rc;

	snprintf(manifest, sizeof(manifest), "%s/manifest", root);
	if (stat(manifest, &before) < 0)
		return err_set(e, ERR_NOTFOUND, "%s holds no site that `lernreise build` made (no manifest)", root);
	rc = public_read(site, root, &newest, e);
	if (rc == ERR_OK)
		rc = text_read(site, root, "public/catalogue.json", &site->catalogue, e);
	if (rc == ERR_OK)
		rc = text_read(site, root, "tracker/settings.json", &site->settings, e);
	if (rc == ERR_OK)
		rc = site_read(site, e);
	if (rc == ERR_OK)
		rc = page_set_open(site, root, &site->pages, e);
	if (stat(manifest, &after) < 0 || !stamp_same(&before, &after) || still_building(newest, &before))
		return err_set(e, ERR_CONFLICT, "%s is being built at the moment", root);
	return rc;
}

enum err_code
site_load(const char *out, struct site **result, struct err *e)
{
	char *root = realpath(out, NULL); /* `current` may be switched meanwhile: stay in one release */
	struct site *site;
	enum err_code rc;

	if (!root)
		return err_set(e, ERR_NOTFOUND, "site %s: %s", out, strerror(errno));
	site = site_new();
	rc = root_read(site, root, e);
	free(root);
	if (rc != ERR_OK) {
		site_drop(site);
		return rc;
	}
	*result = site;
	return ERR_OK;
}

enum err_code
site_load_kept(const char *folder, struct site **result, struct err *e)
{
	struct site *site = site_new();
	enum err_code rc = text_read(site, folder, "catalogue.json", &site->catalogue, e);

	if (rc == ERR_OK)
		rc = text_read(site, folder, "settings.json", &site->settings, e);
	if (rc == ERR_OK)
		rc = site_read(site, e);
	if (rc != ERR_OK) {
		site_drop(site);
		return rc;
	}
	*result = site;
	return ERR_OK;
}

enum err_code
site_keep(const struct site *site, const char *folder, struct err *e)
{
	char path[PATH_BYTES];
	enum err_code rc;

	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "%s: %s", folder, strerror(errno));
	snprintf(path, sizeof(path), "%s/catalogue.json", folder);
	rc = file_write(path, site->catalogue, e);
	snprintf(path, sizeof(path), "%s/settings.json", folder);
	return rc == ERR_OK ? file_write(path, site->settings, e) : rc;
}

void
site_hold(struct site *site)
{
	atomic_fetch_add(&site->held, 1);
}

void
site_drop(struct site *site)
{
	if (!site || atomic_fetch_sub(&site->held, 1) != 1)
		return;
	for (size_t i = 0; i < site->slots; i++)
		for (size_t c = 0; c < SITE_CODINGS; c++)
			if (site->file[i].response[c])
				MHD_destroy_response(site->file[i].response[c]);
	page_set_close(site->pages);
	date_zone_close(site->zone);
	arena_reset(&site->arena);
	free(site);
}

const struct site_module *
site_module_find(const struct site *site, struct str id)
{
	size_t low = 0, high = site->n_module;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_cmp(id, site->module[at].id);

		if (order == 0)
			return &site->module[at];
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return NULL;
}

struct str
site_department_of(const struct site *site, struct str unit)
{
	for (size_t i = 0; i < site->n_department; i++)
		for (size_t j = 0; j < site->department[i].n; j++)
			if (str_eq(site->department[i].unit[j], unit))
				return site->department[i].id;
	return (struct str){ "", 0 };
}

const struct site_place *
site_place_find(const struct site *site, struct str name)
{
	for (size_t i = 0; i < site->n_place; i++)
		if (str_eq(site->place[i].name, name))
			return &site->place[i];
	return NULL;
}

struct str
site_name_of_unit(const struct site *site, struct str id)
{
	for (size_t i = 0; i < site->n_unit; i++)
		if (str_eq(site->unit[i].id, id))
			return site->unit[i].name;
	return id;
}
