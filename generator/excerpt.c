#include "generator/excerpt.h"

#include <ctype.h>

/* The bytes of line `line`, without its end; false when there are fewer lines. */
static bool
line_find(struct str text, unsigned line, struct str *out)
{
	for (; line > 1; line--) {
		const char *end = text.n ? memchr(text.p, '\n', text.n) : NULL;

		if (!end)
			return false;
		text = str_from(text, (size_t)(end + 1 - text.p));
	}
	str_cut(text, '\n', out);
	return text.n > 0;
}

/* The offset of a column; the end when the line is shorter. */
static size_t
column_find(struct str line, unsigned column)
{
	size_t at = 0;

	for (; column > 1 && at < line.n; column--) {
		at++;
		while (at < line.n && ((unsigned char)line.p[at] & 0xc0) == 0x80)
			at++;
	}
	return at;
}

/* How many bytes of marks stand in front of a line's text: quote, heading, list item, table. */
static size_t
marks_length(struct str line, bool *starts)
{
	size_t n = 0, digits = 0;

	while (n < line.n && (line.p[n] == '>' || line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	*starts = false;
	while (n + digits < line.n && digits < 9 && isdigit((unsigned char)line.p[n + digits]))
		digits++;
	if (digits > 0 && n + digits + 1 < line.n && strchr(".)", line.p[n + digits]) && line.p[n + digits + 1] == ' ')
		digits += 2;
	else
		digits = 0;
	if (digits == 0 && n + 1 < line.n && strchr("-*+", line.p[n]) && line.p[n + 1] == ' ')
		digits = 2;
	while (digits == 0 && n < line.n && line.p[n] == '#')
		n++, *starts = true;
	*starts = *starts || digits > 0 || (n < line.n && line.p[n] == '|') || n == line.n;
	n += digits;
	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '>'))
		n++;
	return n;
}

/* A paragraph's lines as one, and where the place is in it. */
struct joined {
	struct buf text;
	size_t at;
};

static void
line_add(struct joined *j, struct str line)
{
	bool starts;

	line = str_trim(str_from(line, marks_length(line, &starts)));
	if (line.n > 0 && line.p[line.n - 1] == '\\')
		line.n--;
	if (j->text.n > 0)
		buf_add_char(&j->text, ' ');
	buf_add(&j->text, line);
}

enum { LINES_MAX = 12 }; /* to either side */

static void
paragraph_join(struct str text, unsigned line, struct str here, unsigned column, struct joined *j)
{
	unsigned first = line, from = line > LINES_MAX ? line - LINES_MAX : 1;
	struct str other;
	bool starts;
	size_t marks = marks_length(here, &starts), at = column_find(here, column);

	while (!starts && first > from && line_find(text, first - 1, &other)) {
		size_t n = marks_length(other, &starts);

		if (n == other.n || str_starts(other, STR("---")))
			break;
		first--;
		if (starts)
			break;
	}
	for (unsigned i = first; i < line && line_find(text, i, &other); i++)
		line_add(j, other);
	j->at = j->text.n + (j->text.n > 0) + (at > marks ? at - marks : 0);
	line_add(j, here);
	for (unsigned i = line + 1; i <= line + LINES_MAX && line_find(text, i, &other); i++) {
		size_t n = marks_length(other, &starts);

		if (starts || n == other.n)
			break;
		line_add(j, other);
	}
	if (j->at > j->text.n)
		j->at = j->text.n;
}

/* Whether a sentence ends behind byte `i`: full stop, then a space, then no small letter. */
static bool
ends_at(struct str s, size_t i)
{
	if (!strchr(".!?", s.p[i]) || i + 1 >= s.n || s.p[i + 1] != ' ')
		return false;
	return i + 2 >= s.n || (!islower((unsigned char)s.p[i + 2])
		&& !(i > 0 && s.p[i] == '.' && (isdigit((unsigned char)s.p[i - 1]) || (i > 1 && s.p[i - 2] == ' '))));
}

static struct str
sentence_cut(struct str s, size_t *at)
{
	size_t from = 0, end = s.n;

	for (size_t i = 0; i < s.n; i++) {
		if (!ends_at(s, i))
			continue;
		if (i + 1 < *at) {
			from = i + 2;
		} else {
			end = i + 1;
			break;
		}
	}
	*at = *at > from ? *at - from : 0;
	return (struct str){ s.p + from, end > from ? end - from : 0 };
}

/* Shorten to the characters around `at`, at whole ones. */
static struct str
window_cut(struct arena *arena, struct str s, size_t at)
{
	size_t half = EXCERPT_CHARS_MAX / 2, from, end;

	if (str_chars(s) <= EXCERPT_CHARS_MAX)
		return arena_copy(arena, s);
	from = at > half ? at - half : 0;
	end = from + EXCERPT_CHARS_MAX - 2;
	if (end > s.n) {
		end = s.n;
		from = end > EXCERPT_CHARS_MAX - 2 ? end - (EXCERPT_CHARS_MAX - 2) : 0;
	}
	while (from < s.n && ((unsigned char)s.p[from] & 0xc0) == 0x80)
		from++;
	while (end < s.n && ((unsigned char)s.p[end] & 0xc0) == 0x80)
		end++;
	return arena_printf(arena, "%s%.*s%s", from > 0 ? "…" : "", (int)(end - from), s.p + from, end < s.n ? "…" : "");
}

/* The last line of the front matter; 0 when there is none. */
static unsigned
head_lines(struct str text)
{
	struct str line;
	unsigned n = 1;

	text = str_cut(text, '\n', &line);
	if (!str_eq(str_trim(line), STR("---")))
		return 0;
	while (text.n > 0) {
		text = str_cut(text, '\n', &line);
		n++;
		if (str_eq(str_trim(line), STR("---")))
			break;
	}
	return n;
}

struct str
excerpt_at(struct arena *arena, struct str text, bool markdown, unsigned line, unsigned column)
{
	struct joined j = { { 0 }, 0 };
	struct str here, out;

	if (line == 0 || !str_utf8(text) || !line_find(text, line, &here) || str_trim(here).n == 0)
		return STR("");
	if (markdown && line > head_lines(text)) {
		paragraph_join(text, line, here, column, &j);
		out = sentence_cut(buf_str(&j.text), &j.at);
	} else {
		out = str_trim(here);
		j.at = column_find(here, column);
		j.at -= j.at < (size_t)(out.p - here.p) ? j.at : (size_t)(out.p - here.p);
	}
	out = window_cut(arena, out, j.at);
	buf_release(&j.text);
	return out;
}

static void
list_fill(struct build *b, struct findings *all)
{
	struct buf text = { 0 };
	struct str file = STR("");
	struct err ignored;

	for (size_t i = 0; i < all->n; i++) {
		struct finding *f = &all->item[i];
		int64_t at;

		if (f->line == 0 || f->excerpt.n > 0)
			continue;
		if (!str_eq(f->file, file)) {
			file = f->file;
			buf_clear(&text);
			at = source_find(&b->source, file);
			if (at < 0 || source_read(&b->source, &b->reader[0], (size_t)at, RECORD_BYTES_MAX, &text, &ignored) != ERR_OK)
				buf_clear(&text);
		}
		f->excerpt = excerpt_at(all->arena, buf_str(&text), str_ends(file, STR(".md")), f->line, f->column);
	}
	buf_release(&text);
}

void
excerpts_fill(struct build *b)
{
	list_fill(b, &b->findings);
	list_fill(b, &b->accepted);
}
