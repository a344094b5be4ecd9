#include "generator/page_place.h"

enum {
	PART_BYTES_MIN = 3,  /* anything shorter is found everywhere */
	PART_BYTES_MAX = 120,
	BEFORE_MIN = 16      /* as much in common in front of a bare tag is no accident */
};

/* The byte where line and column are. */
static size_t
offset_of(struct str html, unsigned line, unsigned column)
{
	size_t at = 0;

	for (; line > 1 && at < html.n; at++)
		line -= html.p[at] == '\n';
	for (; column > 1 && at < html.n; column--) {
		at++;
		while (at < html.n && ((unsigned char)html.p[at] & 0xC0) == 0x80)
			at++;
	}
	return at;
}

static void
place_set(struct page_place *out, struct str file, struct str text, size_t at)
{
	size_t start = 0;

	*out = (struct page_place){ .file = file, .line = 1 };
	for (size_t i = 0; i < at; i++) {
		if (text.p[i] == '\n') {
			out->line++;
			start = i + 1;
		}
	}
	out->column = (unsigned)str_chars((struct str){ text.p + start, at - start }) + 1;
}

/* The start tag around `at`, with its brackets; empty when there is none. */
static struct str
tag_around(struct str html, size_t at)
{
	char quote = 0;
	size_t end;

	while (at > 0 && (at >= html.n || html.p[at] != '<'))
		at--;
	for (end = at; end < html.n && (quote || html.p[end] != '>'); end++) {
		if (quote)
			quote = (char)(html.p[end] == quote ? '\0' : quote);
		else if (html.p[end] == '"' || html.p[end] == '\'')
			quote = html.p[end];
	}
	return end < html.n ? (struct str){ html.p + at, end + 1 - at } : STR("");
}

/* ---- templates ---- */

struct template_hit {
	size_t file, at, score;
	bool whole; /* the tag stands there as it is, with attributes or behind the same text */
};

/* How many bytes in front of both places are the same. */
static size_t
before_count(struct str text, size_t at, struct str html, size_t tag)
{
	size_t n = 0;

	while (n < at && n < tag && n < PART_BYTES_MAX && text.p[at - n - 1] == html.p[tag - n - 1])
		n++;
	return n;
}

static void
template_search(const struct theme *t, size_t file, struct str html, struct str tag, size_t name_end,
	struct template_hit *best)
{
	struct str text = t->file[file].text, name = { tag.p, name_end };
	size_t from = 0, found;

	while ((found = str_find(str_from(text, from), name)) != SIZE_MAX) {
		size_t at = from + found, n = name_end, before;

		from = at + 1;
		while (n < tag.n && at + n < text.n && text.p[at + n] == tag.p[n])
			n++;
		/* What differs must be what the template fills in. */
		if (n < tag.n && (at + n >= text.n || text.p[at + n] != '{'))
			continue;
		before = before_count(text, at, html, (size_t)(tag.p - html.p));
		if (n + before > best->score)
			*best = (struct template_hit){ file, at, n + before,
				n == tag.n && (tag.n > name_end + 1 || before >= BEFORE_MIN) };
	}
}

/* Among equals, the one in `first` wins. */
static struct template_hit
template_find(const struct theme *t, struct str first, struct str html, struct str tag)
{
	struct template_hit best = { 0 };
	size_t name_end = 1;

	while (name_end < tag.n && tag.p[name_end] != ' ' && tag.p[name_end] != '>' && tag.p[name_end] != '\n')
		name_end++;
	for (size_t i = 0; i < t->n_file; i++) {
		if (str_eq(t->file[i].name, first))
			template_search(t, i, html, tag, name_end, &best);
	}
	for (size_t i = 0; i < t->n_file; i++) {
		if (str_ends(t->file[i].name, STR(".html")))
			template_search(t, i, html, tag, name_end, &best);
	}
	return best;
}

/* ---- Markdown ---- */

/* A letter or digit; every byte of a longer character counts as one. */
static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Like str_find(), but not in the middle of a word. */
static size_t
part_find(struct str text, struct str part)
{
	size_t from = 0, found;

	while ((found = str_find(str_from(text, from), part)) != SIZE_MAX) {
		size_t at = from + found, end = at + part.n;

		if (!(at > 0 && is_word(text.p[at - 1]) && is_word(part.p[0]))
			&& !(end < text.n && is_word(text.p[end]) && is_word(text.p[end - 1])))
			return at;
		from = at + 1;
	}
	return SIZE_MAX;
}

/* Keep the longest part of the page that the text has, too. */
static void
part_search(struct str text, struct str part, size_t *best_n, size_t *best_at)
{
	size_t at;

	part = str_trim(part);
	if (part.n > PART_BYTES_MAX) {
		part.n = PART_BYTES_MAX;
		while (part.n > 0 && is_word(part.p[part.n - 1]))
			part.n--;
	}
	if (part.n < PART_BYTES_MIN || part.n <= *best_n)
		return;
	at = part_find(text, part);
	if (at == SIZE_MAX)
		return;
	*best_n = part.n;
	*best_at = at;
}

static bool
text_find(struct str text, struct str tag, struct str behind, size_t *at)
{
	size_t best = 0;
	struct str rest = tag, part;

	while (rest.n > 0) {
		rest = str_cut(rest, '"', &part); /* up to the value … */
		rest = str_cut(rest, '"', &part); /* … and the value */
		part_search(text, part, &best, at);
	}
	/* What is inside the element: the next end tag may well be its own. */
	for (int i = 0; i < 3 && behind.n > 0 && !str_starts(behind, STR("/")); i++) {
		behind = str_cut(behind, '<', &part);
		part_search(text, part, &best, at);
		if (!str_starts(behind, STR("/")))
			behind = str_cut(behind, '>', &part);
	}
	return best > 0;
}

bool
page_place(const struct theme *theme, struct str folder, struct str path, struct str text, struct str html,
	unsigned line, unsigned column, struct arena *arena, struct page_place *out)
{
	struct str tag = tag_around(html, offset_of(html, line, column));
	struct template_hit hit;
	size_t at = 0;

	if (tag.n == 0)
		return false;
	hit = template_find(theme, str_starts(path, folder) ? str_from(path, folder.n) : STR(""),
		html, tag);
	if (!hit.whole && text.n > 0
		&& text_find(text, tag, str_from(html, (size_t)(tag.p - html.p) + tag.n), &at)) {
		place_set(out, path, text, at);
		return true;
	}
	if (hit.score == 0)
		return false;
	place_set(out, arena_printf(arena, "%.*s%.*s", STR_FMT(folder), STR_FMT(theme->file[hit.file].name)),
		theme->file[hit.file].text, hit.at);
	return true;
}
