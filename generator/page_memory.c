#include "generator/page_memory.h"

#include <stdlib.h>

#include "common/file.h"
#include "generator/cache.h"

enum { MEMORY_BYTES_MAX = 64 * 1024 * 1024 };

static int
hash_cmp(const void *a, const void *b)
{
	const struct hash *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return (x->b > y->b) - (x->b < y->b);
}

/* The rules are a part of the program: its own bytes say which ones they were. */
static bool
program_identify(struct hash *out)
{
	static const struct hash none;

	*out = cache_key(none, STR(""));
	return !hash_eq(*out, hash_add(none, STR("")));
}

/* XDG Base Directory Specification 0.8: relative folders are to be passed over. */
static struct str
cache_folder(struct arena *a)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache == '/')
		return arena_printf(a, "%s/lernreise", cache);
	if (home && *home == '/')
		return arena_printf(a, "%s/.cache/lernreise", home);
	return STR("");
}

static void
good_read(struct page_memory *m, struct arena *arena)
{
	struct buf text = { .max = MEMORY_BYTES_MAX };
	struct err ignored;

	if (file_read(m->path.p, &text, &ignored) == ERR_OK && text.n % sizeof(struct hash) == 0 && text.n > 0) {
		struct hash *good = ARENA_ARRAY(arena, struct hash, text.n / sizeof(struct hash));

		memcpy(good, text.p, text.n);
		m->good = good;
		m->n = text.n / sizeof(struct hash);
	}
	buf_release(&text);
}

void
page_memory_open(struct page_memory *m, struct arena *arena, const char *site)
{
	struct str folder = cache_folder(arena);
	char *real = realpath(site, NULL);
	char hex[HASH_HEX + 1];

	*m = (struct page_memory){ .path = STR("") };
	if (folder.n > 0 && real && program_identify(&m->program)) {
		hash_hex(hash_add((struct hash){ 0 }, str_of(real)), hex);
		m->path = arena_printf(arena, "%.*s/%s.pages", STR_FMT(folder), hex);
		good_read(m, arena);
	}
	free(real);
}

struct hash
page_memory_key(const struct page_memory *m, struct str html)
{
	return hash_add(m->program, html);
}

bool
page_memory_has(const struct page_memory *m, struct hash key)
{
	return m->n > 0 && bsearch(&key, m->good, m->n, sizeof(key), hash_cmp);
}

void
page_memory_save(const struct page_memory *m, struct hash *good, size_t n)
{
	static const struct hash none;
	char *slash;
	struct err ignored;
	size_t kept = 0;

	if (m->path.n == 0)
		return;
	qsort(good, n, sizeof(*good), hash_cmp);
	for (size_t i = 0; i < n; i++) {
		if (!hash_eq(good[i], none) && (kept == 0 || !hash_eq(good[i], good[kept - 1])))
			good[kept++] = good[i];
	}
	if (kept == m->n && (kept == 0 || memcmp(good, m->good, kept * sizeof(*good)) == 0))
		return;
	slash = strdup(m->path.p);
	if (!slash)
		abort();
	*strrchr(slash, '/') = '\0';
	/* It only saves time: a folder that cannot be written to is no mistake of the site. */
	if (folder_make(slash, 0700, &ignored) == ERR_OK)
		(void)!file_write(m->path.p, (struct str){ (const char *)good, kept * sizeof(*good) }, &ignored);
	free(slash);
}
