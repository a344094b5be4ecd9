/* buf.h - a growable, owned byte buffer for output. */
#ifndef COMMON_BUF_H
#define COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"

/*
 * Growable byte buffer. Starts zeroed (`struct buf b = { 0 }` is valid).
 * Out of memory ends the process; passing `max` instead sets `over`, drops the
 * text, and the caller checks `over` once, at the end.
 */
struct buf {
	char *p;
	size_t n, cap;
	size_t max; /* bytes allowed, 0 = no limit (never for request data) */
	bool over;
};

void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_add_html(struct buf *b, struct str s); /* escaped for text and attributes */
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Room for at least `n` bytes behind what has been added; the caller writes there and raises `n`.
 * Not for a buffer with `max`. Valid until the next addition. */
char *buf_room(struct buf *b, size_t n);

/* What has been added, borrowed until the next addition or release. */
static inline struct str
buf_str(const struct buf *b)
{
	return (struct str){ b->p, b->n };
}

/* Forget the content, keep the memory. */
static inline void
buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
}

void buf_release(struct buf *b);

#endif
