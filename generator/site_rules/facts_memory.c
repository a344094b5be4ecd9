#include "generator/site_rules/facts_memory.h"

#include <stdlib.h>

#include "common/file.h"
#include "generator/vec.h"

enum { MEMORY_BYTES_MAX = 256 * 1024 * 1024 };

static int
entry_compare(const void *a, const void *b)
{
	const struct facts_entry *x = a, *y = b;

	if (x->key.a != y->key.a)
		return x->key.a < y->key.a ? -1 : 1;
	return (x->key.b > y->key.b) - (x->key.b < y->key.b);
}

/* The entries of a file: key, length, facts, one behind the other. False when it is broken. */
static bool
entries_read(struct facts_memory *m, struct arena *arena, struct str text)
{
	size_t cap = 0;

	while (text.n > 0) {
		struct facts_entry *e;
		uint32_t n;

		if (text.n < sizeof(struct hash) + sizeof(n))
			return false;
		m->entry = vec_grow(arena, m->entry, m->n, &cap, sizeof(*m->entry));
		e = &m->entry[m->n++];
		memcpy(&e->key, text.p, sizeof(e->key));
		memcpy(&n, text.p + sizeof(e->key), sizeof(n));
		text = str_from(text, sizeof(e->key) + sizeof(n));
		if (n > text.n)
			return false;
		e->facts = (struct str){ text.p, n };
		text = str_from(text, n);
	}
	return true;
}

void
facts_memory_open(struct facts_memory *m, struct arena *arena, const struct page_memory *pages)
{
	struct buf text = { .max = MEMORY_BYTES_MAX };
	struct err ignored;

	*m = (struct facts_memory){ .path = STR("") };
	if (pages->path.n == 0)
		return;
	m->path = arena_printf(arena, "%.*s.facts", STR_FMT(pages->path));
	if (file_read(m->path.p, &text, &ignored) == ERR_OK) {
		m->whole = hash_add((struct hash){ 0 }, buf_str(&text));
		if (!entries_read(m, arena, arena_copy(arena, buf_str(&text))))
			m->n = 0;
	}
	buf_release(&text);
}

struct str
facts_memory_get(const struct facts_memory *m, struct hash key)
{
	struct facts_entry want = { .key = key };
	const struct facts_entry *e = m->n ? bsearch(&want, m->entry, m->n, sizeof(want), entry_compare) : NULL;

	return e ? e->facts : STR("");
}

void
facts_memory_save(const struct facts_memory *m, struct facts_entry *entry, size_t n)
{
	struct buf out = { 0 };
	struct err ignored;

	if (m->path.n == 0)
		return;
	if (n > 1)
		qsort(entry, n, sizeof(*entry), entry_compare);
	for (size_t i = 0; i < n; i++) {
		uint32_t length = (uint32_t)entry[i].facts.n;

		if (length == 0 || (i > 0 && hash_eq(entry[i].key, entry[i - 1].key)))
			continue;
		buf_add(&out, (struct str){ (const char *)&entry[i].key, sizeof(entry[i].key) });
		buf_add(&out, (struct str){ (const char *)&length, sizeof(length) });
		buf_add(&out, entry[i].facts);
	}
	/* it only saves time: a folder that cannot be written to is no mistake of the site */
	if (!hash_eq(hash_add((struct hash){ 0 }, buf_str(&out)), m->whole))
		(void)!file_write(m->path.p, buf_str(&out), &ignored);
	buf_release(&out);
}
