#include "generator/text/text_memory.h"

#include <stdlib.h>

#include "common/file.h"
#include "generator/pack.h"
#include "generator/page_memory.h"
#include "generator/text/text_rules.h"

enum { MEMORY_BYTES_MAX = 256 * 1024 * 1024 };

static const char MAGIC[16] = "lernreise txt 1";

static int
entry_cmp(const void *left, const void *right)
{
	const struct text_entry *a = left, *b = right;

	if (a->key.a != b->key.a)
		return a->key.a < b->key.a ? -1 : 1;
	return (a->key.b > b->key.b) - (a->key.b < b->key.b);
}

static bool
entries_read(struct text_memory *m, struct arena *arena, struct str text)
{
	struct pack k = { .in = text, .arena = arena };
	char magic[sizeof(MAGIC)];

	pack_bytes(&k, magic, sizeof(magic));
	if (k.bad || memcmp(magic, MAGIC, sizeof(magic)) != 0)
		return false;
	pack_count(&k, &m->n);
	if (k.bad)
		return false;
	m->entry = ARENA_ARRAY(arena, struct text_entry, m->n + 1);
	for (size_t i = 0; i < m->n && !k.bad; i++) {
		pack_bytes(&k, &m->entry[i].key, sizeof(m->entry[i].key));
		pack_str(&k, &m->entry[i].found);
		m->entry[i].known = true;
	}
	return !k.bad && k.in.n == 0;
}

void
text_memory_open(struct text_memory *m, struct arena *arena, const char *site)
{
	struct page_memory pages;
	struct buf text = { .max = MEMORY_BYTES_MAX };
	struct err ignored;

	page_memory_open(&pages, arena, site);
	*m = (struct text_memory){ .path = STR(""), .program = pages.program };
	if (pages.path.n == 0)
		return;
	m->path = arena_printf(arena, "%.*s.texts", STR_FMT(pages.path));
	if (file_read(m->path.p, &text, &ignored) == ERR_OK) {
		m->whole = hash_add((struct hash){ 0 }, buf_str(&text));
		if (!entries_read(m, arena, arena_copy(arena, buf_str(&text))))
			m->n = 0;
	}
	buf_release(&text);
}

struct hash
text_memory_key(const struct text_memory *m, struct str language, int gender, struct str bytes)
{
	struct hash h = hash_add(hash_add(m->program, language), (struct str){ (const char *)&gender, sizeof(gender) });

	return hash_add(h, bytes);
}

/* One finding: the rule's number, its place, what it says; the rest is the rule's. */
static void
finding_pack(struct pack *k, unsigned *rule, struct finding *f)
{
	pack_bytes(k, rule, sizeof(*rule));
	pack_bytes(k, &f->line, sizeof(f->line));
	pack_bytes(k, &f->column, sizeof(f->column));
	pack_str(k, &f->message);
}

bool
text_memory_get(const struct text_memory *m, struct hash key, struct str path, struct findings *all)
{
	struct text_entry want = { .key = key };
	const struct text_entry *e = m->n ? bsearch(&want, m->entry, m->n, sizeof(want), entry_cmp) : NULL;
	struct pack k = { .in = e ? e->found : STR(""), .arena = all->arena };
	size_t before = all->n;

	while (e && k.in.n > 0 && !k.bad) {
		struct finding f = { .rule = "" };
		unsigned rule = TEXT_RULES;
		struct finding *added;

		finding_pack(&k, &rule, &f);
		k.bad = k.bad || rule >= TEXT_RULES;
		if (k.bad)
			break;
		added = finding_add(all, text_rules[rule].severity, text_rules[rule].id, path, f.line, f.column, "%.*s",
			STR_FMT(f.message));
		added->criterion = text_rules[rule].criterion;
		added->remedy = str_of(text_rules[rule].remedy);
	}
	if (k.bad)
		all->n = before;
	return e && !k.bad;
}

struct str
text_memory_pack(struct arena *arena, const struct findings *found)
{
	struct buf out = { 0 };
	struct pack k = { .out = &out };
	struct str packed;

	for (size_t i = 0; i < found->n; i++) {
		struct finding f = found->item[i];
		unsigned rule = 0;

		while (rule < TEXT_RULES && strcmp(text_rules[rule].id, f.rule) != 0)
			rule++;
		finding_pack(&k, &rule, &f);
	}
	packed = arena_copy(arena, buf_str(&out));
	buf_release(&out);
	return packed;
}

void
text_memory_save(const struct text_memory *m, struct text_entry *entry, size_t n)
{
	struct buf out = { 0 };
	struct pack k = { .out = &out };
	char magic[sizeof(MAGIC)];
	struct err ignored;
	size_t kept = 0;

	if (m->path.n == 0)
		return;
	if (n > 1)
		qsort(entry, n, sizeof(*entry), entry_cmp);
	for (size_t i = 0; i < n; i++) {
		if (entry[i].known && (kept == 0 || !hash_eq(entry[i].key, entry[kept - 1].key)))
			entry[kept++] = entry[i];
	}
	memcpy(magic, MAGIC, sizeof(magic));
	pack_bytes(&k, magic, sizeof(magic));
	pack_count(&k, &kept);
	for (size_t i = 0; i < kept; i++) {
		pack_bytes(&k, &entry[i].key, sizeof(entry[i].key));
		pack_str(&k, &entry[i].found);
	}
	/* It only saves time: a folder that cannot be written to is no mistake of the site. */
	if (!hash_eq(hash_add((struct hash){ 0 }, buf_str(&out)), m->whole))
		(void)!file_write(m->path.p, buf_str(&out), &ignored);
	buf_release(&out);
}
