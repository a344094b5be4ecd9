#include "common/finding.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SUGGEST_BYTES_MAX = 64 };

static struct str __attribute__((format(printf, 2, 0)))
text_format(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		abort();
	p = arena_new(a, (size_t)n + 1, 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	/* One finding is one line wherever it is printed, whatever an author's text holds. */
	for (int i = 0; i < n; i++) {
		if ((unsigned char)p[i] < ' ' || p[i] == 0x7f)
			p[i] = ' ';
	}
	return (struct str){ p, (size_t)n };
}

static struct finding *
finding_new(struct findings *all)
{
	if (all->n == all->cap) {
		size_t cap = all->cap ? 2 * all->cap : 16;
		struct finding *item = ARENA_ARRAY(all->arena, struct finding, cap);

		if (all->n > 0)
			memcpy(item, all->item, all->n * sizeof(*item));
		all->item = item;
		all->cap = cap;
	}
	return &all->item[all->n++];
}

struct finding *
finding_add(struct findings *all, enum severity severity, const char *rule, struct str file,
	unsigned line, unsigned column, const char *fmt, ...)
{
	struct finding *f = finding_new(all);
	va_list ap;

	va_start(ap, fmt);
	*f = (struct finding){ .rule = rule, .severity = severity,
		.file = arena_copy(all->arena, file), .line = line, .column = column,
		.message = text_format(all->arena, fmt, ap) };
	va_end(ap);
	return f;
}

void
finding_remedy(struct findings *all, struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	f->remedy = text_format(all->arena, fmt, ap);
	va_end(ap);
}

void
findings_append(struct findings *all, const struct findings *from)
{
	for (size_t i = 0; i < from->n; i++) {
		struct finding *f = finding_new(all);

		*f = from->item[i];
		f->file = arena_copy(all->arena, f->file);
		f->message = arena_copy(all->arena, f->message);
		f->remedy = arena_copy(all->arena, f->remedy);
		f->excerpt = arena_copy(all->arena, f->excerpt);
		f->fix = arena_copy(all->arena, f->fix);
		f->accepted = arena_copy(all->arena, f->accepted);
	}
}

static int
number_cmp(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int
finding_cmp(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int c = str_cmp(a->file, b->file);

	if (!c)
		c = number_cmp(a->line, b->line);
	if (!c)
		c = number_cmp(a->column, b->column);
	if (!c)
		c = strcmp(a->rule, b->rule);
	/* The same rule at the same place twice: still one order, so that output is stable. */
	if (!c)
		c = str_cmp(a->message, b->message);
	return c ? c : str_cmp(a->remedy, b->remedy);
}

void
findings_sort(struct findings *all)
{
	if (all->n > 1)
		qsort(all->item, all->n, sizeof(*all->item), finding_cmp);
}

size_t
findings_count(const struct findings *all, enum severity severity)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->item[i].severity == severity;
	return n;
}

void
finding_place_print(const struct finding *f, FILE *to)
{
	if (f->file.n > 0)
		fprintf(to, "%.*s:", STR_FMT(f->file));
	if (f->line > 0)
		fprintf(to, "%u:", f->line);
	if (f->line > 0 && f->column > 0)
		fprintf(to, "%u:", f->column);
	if (f->file.n > 0 || f->line > 0)
		fputc(' ', to);
}

static void
finding_print(const struct finding *f, FILE *to)
{
	finding_place_print(f, to);
	fprintf(to, "%.*s", STR_FMT(f->message));
	if (f->remedy.n > 0)
		fprintf(to, " (%.*s)", STR_FMT(f->remedy));
	fprintf(to, " [%s]\n", f->rule);
}

void
findings_print(const struct findings *all, FILE *to, size_t limit)
{
	size_t n = limit && limit < all->n ? limit : all->n;

	for (size_t i = 0; i < n; i++)
		finding_print(&all->item[i], to);
	if (n < all->n)
		fprintf(to, "… und %zu weitere\n", all->n - n);
}

static unsigned
minimum(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
 * (optimal string alignment); both at most SUGGEST_BYTES_MAX bytes. */
static unsigned
edit_distance(struct str a, struct str b)
{
	unsigned row[3][SUGGEST_BYTES_MAX + 1];
	unsigned *before = row[0], *last = row[1], *now = row[2];

	for (size_t j = 0; j <= b.n; j++)
		before[j] = last[j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *spare = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = a.p[i - 1] == b.p[j - 1];

			now[j] = minimum(minimum(last[j], now[j - 1]) + 1, last[j - 1] + !same);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				now[j] = minimum(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b.n];
}

const char *
finding_suggest(struct str word, const char *const names[])
{
	const char *best = NULL;
	unsigned limit = word.n / 3 > 1 ? (unsigned)(word.n / 3) : 1;

	if (word.n > SUGGEST_BYTES_MAX)
		return NULL;
	for (size_t i = 0; names[i]; i++) {
		struct str name = str_of(names[i]);
		unsigned d;

		if (name.n > SUGGEST_BYTES_MAX)
			continue;
		d = edit_distance(word, name);
		if (d <= limit && d < name.n) {
			best = names[i];
			if (d == 0)
				break;
			limit = d - 1; /* only something nearer replaces it */
		}
	}
	return best;
}
