#include "generator/place.h"

void
place_init(struct place *p, struct arena *arena, struct str text, unsigned first_line)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	*p = (struct place){ .text = text, .first_line = first_line,
		.start = ARENA_ARRAY(arena, size_t, n + 1), .n = n };
	n = 0;
	p->start[n++] = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			p->start[n++] = i + 1;
	}
	p->start[n] = text.n;
}

void
place_of(struct place *p, size_t at, unsigned *line, unsigned *column)
{
	size_t low = 0, high = p->n;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (p->start[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	*line = p->first_line + (unsigned)low;
	if (p->last_column > 0 && p->last_line == *line && p->last_at <= at)
		*column = p->last_column
			+ (unsigned)str_chars((struct str){ p->text.p + p->last_at, at - p->last_at });
	else
		*column = 1 + (unsigned)str_chars((struct str){ p->text.p + p->start[low], at - p->start[low] });
	p->last_at = at;
	p->last_line = *line;
	p->last_column = *column;
}

struct str
place_lines(const struct place *p, unsigned from, unsigned to, size_t *at)
{
	if (from < 1)
		from = 1;
	if (to > p->n)
		to = (unsigned)p->n;
	if (from > to) {
		*at = p->text.n;
		return STR("");
	}
	*at = p->start[from - 1];
	return (struct str){ p->text.p + *at, p->start[to] - *at };
}
