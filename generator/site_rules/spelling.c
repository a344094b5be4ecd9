#include "generator/site_rules/spelling.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/file.h"
#include "generator/a11y/dom.h"
#include "generator/page_memory.h"
#include "generator/place.h"
#include "generator/site_rules/site_rules.h"
#include "generator/site_rules/speller.h"

enum {
	WORD_MIN = 4,      /* letters; shorter ones are endings and signs */
	TERM_PAGES = 2,    /* as many pages do not share a slip of the pen */
	SPLIT_MIN = 3,     /* letters of a part of a compound */
	LIST_BYTES_MAX = 1024 * 1024,
	MEMORY_BYTES_MAX = 32 * 1024 * 1024,
	FOUND_MAX = 200    /* of one language: more is another language, or none */
};

/* A word in one language. */
struct spelled {
	struct str text;
	size_t record; /* where it was first seen */
	size_t pages, last;
	bool known, unknown; /* judged already: from the list or from the last check */
};

struct spelling {
	struct build *build;
	struct str prefix;     /* of the language's words in the memory: "de " */
	const char *dictionary;
	struct map index;
	VEC(struct spelled, word);
	struct map list;       /* content/woerter.txt */
	struct map memory;     /* "de Wort" -> 1 known, 0 unknown */
};

/* ---- words ---- */

/* The bytes of a letter at `s`: Latin letters of any European language; 0: none. */
static size_t
letter_length(struct str s)
{
	unsigned char c = s.n ? (unsigned char)s.p[0] : 0;

	if (c < 0x80)
		return isalpha(c) != 0;
	return s.n > 1 && c >= 0xc3 && c <= 0xc9 && !(c == 0xc3 && (s.p[1] == '\x97' || s.p[1] == '\xb7')) ? 2 : 0;
}

static bool
is_upper(struct str s)
{
	return isupper((unsigned char)s.p[0]) || (s.n > 1 && (unsigned char)s.p[0] == 0xc3 && (unsigned char)s.p[1] < 0x9f);
}

/* A word as a dictionary has it: letters, the first of which alone may be a capital. */
static bool
is_plain(struct str s)
{
	size_t letters = 0;

	for (size_t i = 0, n; i < s.n; i += n) {
		n = letter_length(str_from(s, i));
		if (n == 0 || (i > 0 && is_upper(str_from(s, i))))
			return false;
		letters++;
	}
	return letters >= WORD_MIN;
}

static void
word_add(struct spelling *s, size_t record, struct str word)
{
	struct arena *a = &s->build->arena;
	int64_t at;
	struct spelled *w;

	if (!is_plain(word))
		return;
	at = map_find(&s->index, word);
	if (at == MAP_NONE) {
		word = arena_copy(a, word);
		map_add(&s->index, word, (int64_t)s->n_word);
		w = VEC_ADD(a, s, word);
		*w = (struct spelled){ .text = word, .record = record };
	} else {
		w = &s->word[at];
	}
	w->pages += w->last != record + 1;
	w->last = record + 1;
}

/* What stands between white space: signs around it fall off, parts between hyphens are words. Anything with
 * other signs in it (an address, a form such as Kolleg*innen, a file) is none. */
static void
token_add(struct spelling *s, size_t record, struct str token)
{
	static const char *const signs[] = { "„", "“", "”", "‚", "‘", "’", "»", "«", "…", "–", "—", "·", NULL };
	struct buf bare = { 0 };
	struct str rest, part;

	for (size_t i = 0; i < token.n;) {
		struct str here = str_from(token, i);
		size_t skip = 0;

		for (int k = 0; (unsigned char)here.p[0] >= 0x80 && signs[k] && !skip; k++)
			skip = str_starts(here, str_of(signs[k])) ? strlen(signs[k]) : 0;
		if (!skip)
			buf_add_char(&bare, here.p[0]);
		i += skip ? skip : 1;
	}
	rest = buf_str(&bare);
	while (rest.n > 0 && ispunct((unsigned char)rest.p[0]) && rest.p[0] != '-')
		rest = str_from(rest, 1);
	while (rest.n > 0 && ispunct((unsigned char)rest.p[rest.n - 1]) && rest.p[rest.n - 1] != '-')
		rest.n--;
	if (rest.n > 0 && (rest.p[0] == '-' || rest.p[rest.n - 1] == '-')) /* half a word: Vor- und Nachname */
		rest.n = 0;
	while (rest.n > 0) {
		rest = str_cut(rest, '-', &part);
		if (rest.n == 0 || !str_ends(part, STR("s"))) /* Leistungs-Nachweis: the s joins */
			word_add(s, record, part);
	}
	buf_release(&bare);
}

/* Whether a tag's content is no prose. */
static bool
is_code(struct str tag)
{
	return str_starts(tag, STR("code")) || str_starts(tag, STR("pre")) || str_starts(tag, STR("kbd"));
}

/* Whether a sentence is English: on a German page a rule of its own tells that. */
static bool
is_english(struct str sentence)
{
	static const struct str words[] = { STR_INIT("the"), STR_INIT("of"), STR_INIT("and"), STR_INIT("your"), STR_INIT("for"),
		STR_INIT("with"), STR_INIT("you"), STR_INIT("please"), STR_INIT("this"), STR_INIT("that"), STR_INIT("to") };
	struct str token;
	size_t n = 0, hits = 0;

	while (str_token(&sentence, &token)) {
		n++;
		for (size_t i = 0; token.n <= 6 && i < sizeof(words) / sizeof(words[0]); i++)
			hits += str_same(token, words[i]);
	}
	return n >= 3 && hits * 4 >= n;
}

/* The words of a text, sentence by sentence. */
static void
text_read(struct spelling *s, size_t record, struct str text)
{
	while (text.n > 0) {
		size_t stop = str_find(text, STR(". "));
		struct str sentence = { text.p, stop < text.n ? stop + 1 : text.n }, token;

		text = str_from(text, sentence.n);
		if (str_starts(s->prefix, STR("de")) && is_english(sentence))
			continue;
		while (str_token(&sentence, &token)) {
			if (!memchr(token.p, '&', token.n))
				token_add(s, record, token);
		}
	}
}

/* The words in the text of a body's HTML. */
static void
html_read(struct spelling *s, size_t record, struct str html)
{
	struct str skip = STR("");

	while (html.n > 0) {
		struct str text, tag;

		html = str_cut(html, '<', &text);
		if (skip.n == 0)
			text_read(s, record, text);
		html = str_cut(html, '>', &tag);
		if (skip.n == 0 && is_code(tag)) {
			str_cut(tag, ' ', &skip);
		} else if (skip.n > 0 && str_starts(tag, STR("/")) && str_starts(str_from(tag, 1), skip)) {
			skip = STR("");
		}
	}
}

/* ---- what is known ---- */

static void
list_read(struct spelling *s)
{
	struct build *b = s->build;
	int64_t file = source_find(&b->source, STR("content/woerter.txt"));
	struct buf text = { 0 };
	struct str rest, line;
	struct err ignored;

	if (file >= 0 && source_read(&b->source, &b->reader[0], (size_t)file, LIST_BYTES_MAX, &text, &ignored) == ERR_OK) {
		rest = arena_copy(&b->arena, buf_str(&text));
		while (rest.n > 0) {
			rest = str_cut(rest, '\n', &line);
			map_put(&s->list, str_trim(line), 1);
		}
	}
	buf_release(&text);
}

/* Lines "+de Wort" (known) and "-de Wort" (unknown). */
static void
memory_read(struct spelling *s, struct str path)
{
	struct buf text = { .max = MEMORY_BYTES_MAX };
	struct str rest, line;
	struct err ignored;

	if (path.n > 0 && file_read(path.p, &text, &ignored) == ERR_OK) {
		rest = arena_copy(&s->build->arena, buf_str(&text));
		while (rest.n > 0) {
			rest = str_cut(rest, '\n', &line);
			if (line.n > 1)
				map_put(&s->memory, str_from(line, 1), line.p[0] == '+');
		}
	}
	buf_release(&text);
}

static void
words_recall(struct spelling *s)
{
	for (size_t i = 0; i < s->n_word; i++) {
		struct spelled *w = &s->word[i];
		struct str key = arena_printf(&s->build->arena, "%.*s%.*s", STR_FMT(s->prefix), STR_FMT(w->text));
		int64_t verdict = map_find(&s->memory, key);

		w->known = verdict == 1 || map_find(&s->list, w->text) != MAP_NONE;
		w->unknown = verdict == 0 && !w->known;
	}
}

/* ---- asking ---- */

/* Ask for `words`; those that hunspell does not know are put into `out`. */
static enum err_code
unknown_find(struct spelling *s, struct str words, struct map *out, struct err *e)
{
	struct buf answer = { 0 };
	struct str rest, line;
	enum err_code rc = words.n ? speller_ask(s->dictionary, words, &answer, e) : ERR_OK;

	rest = arena_copy(&s->build->arena, buf_str(&answer));
	while (rc == ERR_OK && rest.n > 0) {
		rest = str_cut(rest, '\n', &line);
		map_put(out, line, 1);
	}
	buf_release(&answer);
	return rc;
}

/* `part` with its first letter as a capital, as nouns are listed. */
static struct str
as_noun(struct arena *a, struct str part)
{
	struct str out = arena_copy(a, part);
	char *p = arena_new(a, part.n + 1, 1);

	memcpy(p, out.p, out.n);
	if (islower((unsigned char)p[0]))
		p[0] = (char)toupper((unsigned char)p[0]);
	else if (out.n > 1 && (unsigned char)p[0] == 0xc3 && (unsigned char)p[1] >= 0xa0)
		p[1] = (char)(p[1] - 0x20);
	return (struct str){ p, out.n };
}

/* The parts of a compound that breaks at byte `at`: the first as a noun, without the s that joins. */
static bool
split_at(struct arena *a, struct str word, size_t at, bool joint, struct str out[2])
{
	struct str first = { word.p, at }, second = str_from(word, at);

	if (((unsigned char)second.p[0] & 0xC0) == 0x80 || (joint && first.p[at - 1] != 's'))
		return false;
	if (joint)
		first.n--;
	out[0] = as_noun(a, first);
	out[1] = as_noun(a, second);
	return str_chars(first) >= SPLIT_MIN && str_chars(second) >= SPLIT_MIN;
}

static void
splits_add(struct spelling *s, struct str word, struct buf *ask)
{
	struct str part[2];

	for (size_t at = 1; at < word.n; at++) {
		for (int joint = 0; joint < 2; joint++) {
			if (split_at(&s->build->arena, word, at, joint, part))
				buf_addf(ask, "%.*s\n%.*s\n", STR_FMT(part[0]), STR_FMT(part[1]));
		}
	}
}

static bool
is_compound(struct spelling *s, struct str word, const struct map *unknown)
{
	struct str part[2];

	for (size_t at = 1; at < word.n; at++) {
		for (int joint = 0; joint < 2; joint++) {
			if (split_at(&s->build->arena, word, at, joint, part) && map_find(unknown, part[0]) == MAP_NONE
				&& map_find(unknown, part[1]) == MAP_NONE)
				return true;
		}
	}
	return false;
}

/* Judge all words that nobody has judged yet. */
static enum err_code
words_judge(struct spelling *s, struct err *e)
{
	struct map unknown = { .arena = &s->build->arena }, parts = { .arena = &s->build->arena };
	struct buf ask = { 0 };
	enum err_code rc;

	for (size_t i = 0; i < s->n_word; i++) {
		if (!s->word[i].known && !s->word[i].unknown)
			buf_addf(&ask, "%.*s\n", STR_FMT(s->word[i].text));
	}
	rc = unknown_find(s, buf_str(&ask), &unknown, e);
	buf_clear(&ask);
	for (size_t i = 0; rc == ERR_OK && i < s->n_word; i++) {
		struct spelled *w = &s->word[i];

		if (w->known || w->unknown)
			continue;
		w->unknown = map_find(&unknown, w->text) != MAP_NONE;
		w->known = !w->unknown;
		if (w->unknown)
			splits_add(s, w->text, &ask);
	}
	if (rc == ERR_OK)
		rc = unknown_find(s, buf_str(&ask), &parts, e);
	for (size_t i = 0; rc == ERR_OK && ask.n > 0 && i < s->n_word; i++) {
		struct spelled *w = &s->word[i];

		if (w->unknown && map_find(&unknown, w->text) != MAP_NONE && is_compound(s, w->text, &parts))
			*w = (struct spelled){ w->text, w->record, w->pages, w->last, true, false };
	}
	buf_release(&ask);
	return rc;
}

/* ---- telling ---- */

static void
word_tell(struct spelling *s, const struct spelled *w)
{
	struct build *b = s->build;
	const struct record *r = &b->model.record[w->record];
	int64_t file = source_find(&b->source, r->path);
	struct buf text = { 0 };
	struct place place;
	unsigned line = 0, column = 0;
	struct err ignored;
	size_t at;

	if (file >= 0 && source_read(&b->source, &b->reader[0], (size_t)file, RECORD_BYTES_MAX, &text, &ignored) == ERR_OK) {
		at = str_find(buf_str(&text), w->text);
		place_init(&place, &b->arena, buf_str(&text), 1);
		if (at != SIZE_MAX) /* not when a Mediopunkt divides it */
			place_of(&place, at, &line, &column);
	}
	site_found(&b->findings, SPELLING, r->path, line, column, "„%.*s“ steht in keinem Wörterbuch", STR_FMT(w->text));
	buf_release(&text);
}

static void
memory_add(const struct spelling *s, struct buf *out)
{
	for (size_t i = 0; i < s->n_word; i++) {
		if (map_find(&s->list, s->word[i].text) == MAP_NONE)
			buf_addf(out, "%c%.*s%.*s\n", s->word[i].known ? '+' : '-', STR_FMT(s->prefix), STR_FMT(s->word[i].text));
	}
}

/* One dictionary, and the pages whose language it is for. */
static enum err_code
language_look(struct spelling *s, struct buf *kept, struct err *e)
{
	struct build *b = s->build;
	const struct str *code = b->site.conf.languages.item;
	enum err_code rc;
	size_t told = 0;

	s->index = (struct map){ .arena = &b->arena };
	s->word = NULL;
	s->n_word = s->cap_word = 0;
	for (size_t i = 0; i < b->model.n_record; i++) {
		const struct record *r = &b->model.record[i];
		struct str c = code[r->language];
		bool german = str_eq(c, STR("ls")) || str_starts(c, STR("de"));

		if (r->usable && german == str_starts(s->prefix, STR("de")) && (german || str_starts(c, STR("en"))))
			html_read(s, i, r->html);
	}
	words_recall(s);
	rc = words_judge(s, e);
	if (rc != ERR_OK)
		return rc;
	memory_add(s, kept);
	for (size_t i = 0; i < s->n_word && told < FOUND_MAX; i++) {
		if (!s->word[i].unknown || s->word[i].pages >= TERM_PAGES)
			continue;
		word_tell(s, &s->word[i]);
		told++;
	}
	return ERR_OK;
}

void
check_spelling(struct build *b, const struct build_options *o)
{
	static const char *const dictionaries[] = { "de_DE", "en_US" };
	struct spelling s = { .build = b, .list = { .arena = &b->arena }, .memory = { .arena = &b->arena } };
	struct page_memory pages;
	struct buf kept = { 0 };
	struct str path;
	struct err e;

	page_memory_open(&pages, &b->arena, o->site);
	path = pages.path.n ? arena_printf(&b->arena, "%.*s.words", STR_FMT(pages.path)) : STR("");
	list_read(&s);
	memory_read(&s, path);
	for (size_t i = 0; i < sizeof(dictionaries) / sizeof(dictionaries[0]); i++) {
		s.dictionary = dictionaries[i];
		s.prefix = arena_printf(&b->arena, "%.2s ", dictionaries[i]);
		if (language_look(&s, &kept, &e) != ERR_OK && i == 0)
			fprintf(stderr, "lernreise: Rechtschreibung nicht geprüft: %s\n", e.msg);
	}
	/* it only saves time */
	if (path.n > 0)
		(void)!file_write(path.p, buf_str(&kept), &e);
	buf_release(&kept);
	findings_sort(&b->findings);
}
