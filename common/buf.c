#include "common/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `n` more bytes; the size doubles, so that appending stays linear. */
static void
buf_grow(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;
	char *p;

	while (cap < b->n + n)
		cap *= 2;
	p = realloc(b->p, cap);
	if (!p)
		abort();
	b->p = p;
	b->cap = cap;
}

void
buf_add(struct buf *b, struct str s)
{
	if (b->over || s.n == 0)
		return;
	if (s.n > SIZE_MAX / 2 - b->n || (b->max && b->n + s.n > b->max)) {
		b->over = true;
		return;
	}
	if (b->n + s.n > b->cap)
		buf_grow(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

char *
buf_room(struct buf *b, size_t n)
{
	if (n > SIZE_MAX / 2 - b->n)
		abort();
	if (b->n + n > b->cap)
		buf_grow(b, n);
	return b->p + b->n;
}

void
buf_add_char(struct buf *b, char c)
{
	buf_add(b, (struct str){ &c, 1 });
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	buf_add(b, (struct str){ text, (size_t)n });
	free(text);
}

/* Plain stretches are copied whole: pages are mostly plain text. */
void
buf_add_html(struct buf *b, struct str s)
{
	size_t plain = 0;

	for (size_t i = 0; i < s.n; i++) {
		struct str entity;

		switch (s.p[i]) {
		case '&': entity = STR("&amp;"); break;
		case '<': entity = STR("&lt;"); break;
		case '>': entity = STR("&gt;"); break;
		case '"': entity = STR("&quot;"); break;
		case '\'': entity = STR("&#39;"); break;
		default: continue;
		}
		buf_add(b, (struct str){ s.p + plain, i - plain });
		buf_add(b, entity);
		plain = i + 1;
	}
	buf_add(b, str_from(s, plain));
}

void
buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}
