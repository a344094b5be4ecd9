/*
 * text_memory.h - what the text rules found on each page, kept from one check to the next.
 *
 * The key is a fingerprint of all that the rules see: this program (the rules are a part of it), the
 * file's bytes, its language and the style that site.conf asks for. What is not known is looked at again;
 * a file that cannot be read, or is broken, knows nothing. It lies beside page_memory.h's file.
 */
#ifndef TEXT_TEXT_MEMORY_H
#define TEXT_TEXT_MEMORY_H

#include "common/finding.h"
#include "generator/hash.h"

struct text_entry {
	struct hash key;
	struct str found; /* packed; empty: nothing was found */
	bool known;
};

struct text_memory {
	struct str path;          /* "": nothing is kept */
	struct hash program;
	struct text_entry *entry; /* by key */
	size_t n;
	struct hash whole;        /* of the file that was read */
};

/* Read what is kept of the site in the folder `site`. Lives in `arena`. */
void text_memory_open(struct text_memory *m, struct arena *arena, const char *site);

/* The key of a page. */
struct hash text_memory_key(const struct text_memory *m, struct str language, int gender, struct str bytes);

/* Add what is known of a page, whose file is `path`, to `all`; false: nothing is known. Any thread. */
bool text_memory_get(const struct text_memory *m, struct hash key, struct str path, struct findings *all);

/* Pack what was found, for text_memory_save(); lives in `arena`. Only findings of text_rules.h. */
struct str text_memory_pack(struct arena *arena, const struct findings *found);

/* Keep the `n` entries that are known for next time; they are sorted for that. */
void text_memory_save(const struct text_memory *m, struct text_entry *entry, size_t n);

#endif
