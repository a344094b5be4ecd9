/* fix_blocks.c - fixes of whole lines: headings, lists, markers. */
#include <ctype.h>

#include "generator/fix/page.h"

enum { LEVEL_MAX = 6 };

/* The line break to write beside `line`. */
static struct str
break_of(const struct fix_page *p, struct fix_line line)
{
	if (line.end.n > 0)
		return line.end;
	return line.at > 1 && p->text.p[line.at - 2] == '\r' ? STR("\r\n") : STR("\n");
}

static struct fix_line
line_next(const struct fix_page *p, struct fix_line line)
{
	return fix_line_at(p, line.at + line.text.n + line.end.n);
}

/* Without blanks at the end, and without the sign of a hard line break. */
static struct str
without_break(struct str s)
{
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	if (s.n > 1 && s.p[s.n - 1] == '\\' && s.p[s.n - 2] != '\\')
		s.n--;
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* ---- headings ---- */

bool
fix_bold_heading(struct fix_page *p, const struct finding *f, size_t at)
{
	struct fix_line line = fix_line_at(p, at);
	struct str inner = without_break(str_from(line.text, at - line.at)), sign;
	int level = 1;

	(void)f;
	if (at - line.at > 3 || inner.n < 5 || str_find((struct str){ line.text.p, at - line.at }, STR(">")) != SIZE_MAX)
		return false;
	sign = (struct str){ inner.p, 2 };
	if ((!str_eq(sign, STR("**")) && !str_eq(sign, STR("__"))) || !str_ends(inner, sign))
		return false;
	inner = (struct str){ inner.p + 2, inner.n - 4 };
	if (str_find(inner, sign) != SIZE_MAX || inner.p[0] == ' ' || inner.p[inner.n - 1] == '#' || inner.p[inner.n - 1] == '\\')
		return false;
	for (size_t i = 0; i < p->n_heading && p->heading[i].at < at; i++)
		level = p->heading[i].level;
	if (level >= LEVEL_MAX)
		return false;
	fix_edit_add(p, at, line.text.n - (at - line.at), arena_printf(p->arena, "%.*s %.*s", level + 1, "######", STR_FMT(inner)));
	return true;
}

bool
fix_heading_empty(struct fix_page *p, const struct finding *f, size_t at)
{
	struct fix_line line = fix_line_at(p, at);
	size_t from = fix_prefix(line.text), n = from;

	(void)f;
	while (n < line.text.n && line.text.p[n] == '#')
		n++;
	if (n == from || n - from > LEVEL_MAX)
		return false;
	for (size_t i = n; i < line.text.n; i++) {
		if (!strchr(" \t#", line.text.p[i]))
			return false;
	}
	/* An empty line stays, so that what is above and below does not become one paragraph. */
	fix_edit_add(p, line.at + from, line.text.n - from, STR(""));
	return true;
}

/* Write heading `i` with `level`. */
static bool
level_set(struct fix_page *p, size_t i, int level)
{
	const struct fix_heading *h = &p->heading[i];
	size_t from;

	if (h->underlined || level < 1 || level > LEVEL_MAX)
		return false;
	from = fix_prefix(fix_line_at(p, h->at).text);
	fix_edit_add(p, h->at + from, (size_t)h->level, arena_printf(p->arena, "%.*s", level, "######"));
	return true;
}

/*
 * A heading that jumps comes up to where it belongs, together with its siblings and all that is below
 * them. One of level 1 is not moved: whether it repeats the title or begins a section, only a person knows,
 * unless every section begins with one.
 */
bool
fix_heading_level(struct fix_page *p, const struct finding *f, size_t at)
{
	size_t i = 0, n = p->n_edit;
	int before = 1, delta;

	(void)f;
	while (i < p->n_heading && p->heading[i].at < fix_line_at(p, at).at)
		before = p->heading[i++].level;
	if (i == p->n_heading || p->heading[i].at != fix_line_at(p, at).at)
		return false;
	delta = before + 1 - p->heading[i].level;
	if (p->heading[i].level == 1) {
		if (i > 0)
			return false; /* it is moved together with the first one, or not at all */
		delta = 1;
		for (size_t k = 0; k < p->n_heading; k++) {
			if (p->heading[k].level == LEVEL_MAX)
				return false;
		}
	} else if (delta >= 0) {
		return false;
	}
	for (size_t k = i; k < p->n_heading && p->heading[k].level >= p->heading[i].level; k++) {
		if (!level_set(p, k, p->heading[k].level + delta)) {
			p->n_edit = n;
			return false;
		}
	}
	return true;
}

/* ---- lists ---- */

/* A sign that means nothing but "here is an item"; ticks and arrows say more, and stay. */
static size_t
bullet_length(struct str s)
{
	static const char *const loose[] = { "•", "▪", "‣", NULL };
	static const char *const spaced[] = { "· ", "– ", "— ", "o ", NULL };
	size_t n = 0;

	for (size_t i = 0; loose[i] && n == 0; i++)
		n = str_starts(s, str_of(loose[i])) ? strlen(loose[i]) : 0;
	for (size_t i = 0; spaced[i] && n == 0; i++)
		n = str_starts(s, str_of(spaced[i])) ? strlen(spaced[i]) : 0;
	while (n > 0 && n < s.n && (s.p[n] == ' ' || s.p[n] == '\t'))
		n++;
	if (n > 0 && str_starts(str_from(s, n), STR("\xc2\xa0")))
		n += 2;
	return n;
}

/* One typed item: its sign, and the hard line break at its end. */
static void
item_fix(struct fix_page *p, struct fix_line line, bool first)
{
	size_t from = fix_prefix(line.text), n = bullet_length(str_from(line.text, from));
	struct str bare = without_break(line.text), quote = { line.text.p, from };
	const char *blank = "";

	while (quote.n > 0 && quote.p[quote.n - 1] == ' ')
		quote.n--;
	if (first)
		blank = arena_printf(p->arena, "%.*s%.*s", STR_FMT(quote), STR_FMT(break_of(p, line))).p;
	if (first && from > 0)
		fix_edit_add(p, line.at, 0, str_of(blank));
	fix_edit_add(p, line.at + from, n, arena_printf(p->arena, "%s- ", from == 0 ? blank : ""));
	if (bare.n < line.text.n)
		fix_edit_add(p, line.at + bare.n, line.text.n - bare.n, STR(""));
}

bool
fix_typed_list(struct fix_page *p, const struct finding *f, size_t at)
{
	struct fix_line first = fix_line_at(p, at), line = first;
	size_t items = 0, from;

	(void)f;
	/* All lines from the first sign on have one; what stands above them stays a paragraph. */
	for (; line.text.n > 0; line = line_next(p, line)) {
		from = fix_prefix(line.text);
		if (from == line.text.n)
			break;
		if (bullet_length(str_from(line.text, from)) > 0)
			items++;
		else if (items > 0)
			return false;
	}
	if (items < 2)
		return false;
	items = 0;
	for (line = first; line.text.n > 0; line = line_next(p, line)) {
		from = fix_prefix(line.text);
		if (from == line.text.n)
			break;
		if (bullet_length(str_from(line.text, from)) > 0)
			item_fix(p, line, items++ == 0 && line.at != first.at);
	}
	return true;
}

/* ---- Leichte Sprache: a line for each sentence ---- */

/* The length of "- ", "12. " … that `line` begins with: how far the item's other lines are indented. 0: no item. */
static size_t
item_marker(struct str line)
{
	size_t n = 0, spaces = 0;

	while (n < line.n && isdigit((unsigned char)line.p[n]))
		n++;
	if (n == line.n || !strchr(n > 0 ? ".)" : "-*+", line.p[n]))
		return 0;
	while (n + 1 + spaces < line.n && line.p[n + 1 + spaces] == ' ')
		spaces++;
	return spaces > 0 && spaces <= 4 ? n + 1 + spaces : 0;
}

bool
fix_easy_line(struct fix_page *p, const struct finding *f, size_t at)
{
	struct fix_line line = fix_line_at(p, at);
	size_t word = at - line.at, gap, from = fix_prefix(line.text), marker = from;
	struct str prefix;

	(void)f;
	while (word > from && line.text.p[word - 1] != ' ' && (strchr("*_(\"[", line.text.p[word - 1])
		|| (unsigned char)line.text.p[word - 1] >= 0x80))
		word--;
	for (gap = word; gap > from && line.text.p[gap - 1] == ' ';)
		gap--;
	if (gap == word || gap <= from || line.text.p[from] == '|')
		return false;
	marker += item_marker(str_from(line.text, from));
	prefix = arena_printf(p->arena, "\\%.*s%.*s%*s", STR_FMT(break_of(p, line)), (int)from, line.text.p, (int)(marker - from), "");
	fix_edit_add(p, line.at + gap, word - gap, prefix);
	return true;
}

/* ---- markers ---- */

/* Where "[!" stands in a line, behind a backslash or not; SIZE_MAX: nowhere. */
static size_t
marker_find(struct fix_line line)
{
	size_t at = str_find(line.text, STR("[!"));

	return at == SIZE_MAX ? SIZE_MAX : line.at + at;
}

bool
fix_construct_id(struct fix_page *p, const struct finding *f, size_t at)
{
	size_t end = marker_find(fix_line_at(p, at));

	if (end == SIZE_MAX || f->fix.n == 0)
		return false;
	for (end += 2; end < p->text.n && isupper((unsigned char)p->text.p[end]); end++)
		;
	fix_edit_add(p, end, 0, arena_printf(p->arena, " #%.*s", STR_FMT(f->fix)));
	return true;
}

bool
fix_alert_title(struct fix_page *p, const struct finding *f, size_t at)
{
	struct fix_line line = fix_line_at(p, at);
	size_t marker = marker_find(line), end, text;
	struct str prefix;

	(void)f;
	if (marker == SIZE_MAX)
		return false;
	end = str_find(str_from(line.text, marker - line.at), STR("]"));
	if (end == SIZE_MAX)
		return false;
	end += marker - line.at + 1;
	for (text = end; text < line.text.n && line.text.p[text] == ' ';)
		text++;
	prefix = (struct str){ line.text.p, marker - line.at };
	if (prefix.n > 0 && prefix.p[prefix.n - 1] == '\\')
		prefix.n--;
	if (text == line.text.n || fix_prefix(prefix) != prefix.n)
		return false;
	fix_edit_add(p, line.at + end, text - end, arena_printf(p->arena, "%.*s%.*s", STR_FMT(break_of(p, line)), STR_FMT(prefix)));
	return true;
}
