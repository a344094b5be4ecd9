#include "generator/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "generator/record_pack.h"

/* The first bytes; the number changes with what a record holds. */
static const char MAGIC[16] = "lernreise rec 1";

struct cache_entry {
	struct str path, object, body;
};

struct hash
cache_key(struct hash theme, struct str more)
{
	struct hash h = hash_add(theme, more);
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0)
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p != MAP_FAILED) {
		h = hash_add(h, (struct str){ p, (size_t)st.st_size });
		munmap(p, (size_t)st.st_size);
	}
	if (fd >= 0)
		close(fd);
	return h;
}

/* ---- reading ---- */

static bool
file_map(struct cache *c, const char *out)
{
	struct buf path = { 0 };
	struct stat st;
	int fd;

	buf_addf(&path, "%s/cache", out);
	buf_add(&path, (struct str){ "", 1 });
	fd = open(path.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	buf_release(&path);
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0) {
		void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);

		if (p != MAP_FAILED) {
			c->memory = p;
			c->size = (size_t)st.st_size;
		}
	}
	close(fd);
	return c->memory != NULL;
}

/* The list of records; their bodies are looked at when one is wanted. */
static bool
entries_read(struct cache *c, struct arena *arena)
{
	struct pack k = { .in = { c->memory, c->size }, .arena = arena };
	char magic[sizeof(MAGIC)];
	struct hash key;
	size_t n = 0;

	pack_bytes(&k, magic, sizeof(magic));
	pack_bytes(&k, &key, sizeof(key));
	pack_count(&k, &n);
	if (k.bad || memcmp(magic, MAGIC, sizeof(magic)) != 0 || !hash_eq(key, c->key))
		return false;
	c->entry = ARENA_ARRAY(arena, struct cache_entry, n);
	for (size_t i = 0; i < n && !k.bad; i++) {
		pack_str(&k, &c->entry[i].path);
		pack_str(&k, &c->entry[i].object);
		pack_str(&k, &c->entry[i].body);
		map_add(&c->by_path, c->entry[i].path, (int64_t)i);
	}
	c->n = n;
	return !k.bad && k.in.n == 0;
}

void
cache_open(struct cache *c, struct arena *arena, const char *out, struct hash key)
{
	*c = (struct cache){ .key = key, .by_path = { .arena = arena } };
	if (file_map(c, out) && !entries_read(c, arena))
		cache_close(c);
}

void
cache_close(struct cache *c)
{
	if (c->memory)
		munmap(c->memory, c->size);
	*c = (struct cache){ .key = c->key };
}

static const struct cache_entry *
entry_find(const struct cache *c, const struct record *r)
{
	int64_t i = map_find(&c->by_path, r->path);

	return i != MAP_NONE && str_eq(c->entry[i].object, str_of(r->object)) ? &c->entry[i] : NULL;
}

bool
cache_get(const struct cache *c, struct record *r, struct arena *arena)
{
	const struct cache_entry *e = entry_find(c, r);
	struct record read = *r;
	struct pack k = { .arena = arena };

	if (!e)
		return false;
	k.in = e->body;
	record_pack(&k, &read);
	if (k.bad || k.in.n > 0)
		return false;
	*r = read;
	return true;
}

/* ---- writing ---- */

/* Nothing to write when every record is the one that the cache holds, and it holds no other. */
static bool
is_same(const struct cache *c, const struct record *r, size_t n)
{
	if (c->n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!entry_find(c, &r[i]))
			return false;
	}
	return true;
}

static bool
records_write(const struct cache *c, FILE *f, struct record *r, size_t n)
{
	struct buf body = { 0 }, head = { 0 };
	struct pack k = { .out = &head };
	struct hash key = c->key;
	char magic[sizeof(MAGIC)];
	bool good;

	memcpy(magic, MAGIC, sizeof(magic));
	pack_bytes(&k, magic, sizeof(magic));
	pack_bytes(&k, &key, sizeof(key));
	pack_count(&k, &n);
	good = fwrite(head.p, 1, head.n, f) == head.n;
	for (size_t i = 0; i < n && good; i++) {
		const struct cache_entry *e = entry_find(c, &r[i]);
		struct str object = str_of(r[i].object), bytes;

		buf_clear(&body);
		buf_clear(&head);
		k.out = &body;
		if (!e)
			record_pack(&k, &r[i]);
		bytes = e ? e->body : buf_str(&body);
		k.out = &head;
		pack_str(&k, &r[i].path);
		pack_str(&k, &object);
		pack_str(&k, &bytes);
		good = fwrite(head.p, 1, head.n, f) == head.n;
	}
	buf_release(&body);
	buf_release(&head);
	return good;
}

void
cache_put(const struct cache *c, const char *out, struct record *r, size_t n)
{
	struct buf path = { 0 }, part = { 0 };
	FILE *f;
	bool good;

	if (is_same(c, r, n))
		return;
	buf_addf(&path, "%s/cache", out);
	buf_add(&path, (struct str){ "", 1 });
	buf_addf(&part, "%s/cache.part", out);
	buf_add(&part, (struct str){ "", 1 });
	f = fopen(part.p, "wbe");
	if (f) {
		good = records_write(c, f, r, n);
		if (fclose(f) != 0 || !good || rename(part.p, path.p) < 0)
			unlink(part.p);
	}
	buf_release(&path);
	buf_release(&part);
}
