/* str.h - borrowed text slices: a pointer and a byte length, never NUL-terminated. */
#ifndef COMMON_STR_H
#define COMMON_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * UTF-8 text borrowed from someone else (an arena, a file buffer, a literal).
 * Pass and return by value. `p` may be NULL only when `n` is 0.
 * The slice never owns `p`; it is valid as long as the memory it points into.
 */
struct str {
	const char *p;
	size_t n; /* bytes, not characters */
};

#define STR_INIT(lit) { "" lit, sizeof(lit) - 1 } /* in static tables */
#define STR(lit) ((struct str)STR_INIT(lit))      /* in expressions */
#define STR_FMT(s) (int)(s).n, (s).p              /* for "%.*s" */

/* The NUL-terminated `z` as a slice (without its NUL); NULL gives the empty slice. */
static inline struct str
str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

/*
 * Split `s` at the first `sep`: *head gets the part before it, the rest after
 * it is returned. Without `sep`, *head is all of `s` and the result is empty.
 * Both results borrow from `s`. Cannot fail.
 */
struct str str_cut(struct str s, char sep, struct str *head);

bool str_eq(struct str a, struct str b);

/* Byte order, as qsort() wants it: below, equal to or above 0. */
int str_cmp(struct str a, struct str b);

bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* The offset of the first `part` in `s`, or SIZE_MAX. An empty `part` is found at 0. */
size_t str_find(struct str s, struct str part);

/* `s` without ASCII white space (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);

/* `s` from byte `at` on; empty when `at` is past its end. */
struct str str_from(struct str s, size_t at);

/* The whole of `s` as a decimal number without sign, at most INT64_MAX; false leaves *out alone. */
bool str_number(struct str s, int64_t *out);

/* Whether `s` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool str_utf8(struct str s);

/* Code points in the well-formed UTF-8 text `s`. */
size_t str_chars(struct str s);

#endif
