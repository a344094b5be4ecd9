/* Rules of Leichte Sprache, on `.ls.md` pages: advice, as far as a program can tell. */
#include <ctype.h>
#include <string.h>

#include "generator/text/text.h"

enum { EASY_WORDS_MAX = 12, EASY_LETTERS_MAX = 14 };

static const char *const conjunctions[] = { "weil", "dass", "obwohl", "während", "nachdem", "bevor", "damit", "sodass",
	"falls", "sobald", "indem", "deshalb", "welche", "welcher", "welches", NULL };
static const char *const conjunctive[] = { "wäre", "wären", "hätte", "hätten", "könnte", "könnten", "würde", "würden",
	"sollte", "sollten", "müsste", "müssten", "dürfte", "dürften", "käme", "gäbe", NULL };
static const char *const become[] = { "wird", "werden", "wurde", "wurden", "worden", NULL };
static const char *const dotted[] = { "z", "d", "u", "ca", "bzw", "usw", "ggf", "evtl", "inkl", "vgl", NULL };

/* A perfect participle, by its looks: ge…t, ge…en, …iert, and the same behind a prefix. */
static bool
is_participle(struct str lower)
{
	size_t at = str_find(lower, STR("ge"));
	bool ends = str_ends(lower, STR("t")) || str_ends(lower, STR("en"));

	return str_ends(lower, STR("iert")) || (ends && at != SIZE_MAX && at <= 4 && lower.n >= at + 5);
}

/* „des Amtes“: "des", then a noun that ends with s. */
static bool
is_genitive(struct str article, struct str noun)
{
	return str_eq(article, STR("des")) && noun.n > 3 && str_ends(noun, STR("s"))
		&& (isupper((unsigned char)noun.p[0]) || (unsigned char)noun.p[0] == 0xc3);
}

static void
sentence_check(struct text_page *p, const struct passage *s, size_t from, size_t end)
{
	bool passive = false, participle = false;
	size_t verb = from;

	if (end - from > EASY_WORDS_MAX)
		text_found(p, TEXT_EASY_SENTENCE, s->word[from].at, "Der Satz hat %zu Wörter", end - from);
	for (size_t i = from; i < end; i++) {
		struct str lower = word_lower(p, s->word[i].text);

		if (i > from && word_among(lower, conjunctions) && str_find(s->word[i - 1].gap, STR(",")) != SIZE_MAX)
			text_found(p, TEXT_EASY_STATEMENT, s->word[i].at, "Mit „%.*s“ beginnt ein Nebensatz",
				STR_FMT(s->word[i].text));
		if (word_among(lower, conjunctive))
			text_found(p, TEXT_EASY_CONJUNCTIVE, s->word[i].at, "„%.*s“ ist Konjunktiv", STR_FMT(s->word[i].text));
		if (i + 1 < end && is_genitive(lower, s->word[i + 1].text))
			text_found(p, TEXT_EASY_GENITIVE, s->word[i].at, "„%.*s %.*s“ ist ein Genitiv", STR_FMT(s->word[i].text),
				STR_FMT(s->word[i + 1].text));
		if (word_among(lower, become)) {
			passive = true;
			verb = i;
		}
		participle = participle || (islower((unsigned char)s->word[i].text.p[0]) && is_participle(lower));
	}
	if (passive && participle)
		text_found(p, TEXT_EASY_PASSIVE, s->word[verb].at, "Der Satz steht im Passiv („%.*s“)",
			STR_FMT(s->word[verb].text));
}

/* A new sentence on the same line as the one before; told once a page. A cell of a table has one line only. */
static void
line_count(struct text_page *p, const struct passage *s, size_t end)
{
	if (end >= s->n || s->cell || memchr(s->word[end - 1].gap.p, '\n', s->word[end - 1].gap.n) != NULL)
		return;
	if (p->crowded++ == 0)
		p->crowded_at = s->word[end].at;
}

void
rule_easy_page(struct text_page *p)
{
	if (p->crowded == 1)
		text_found(p, TEXT_EASY_LINE, p->crowded_at, "Hier beginnt ein Satz mitten in der Zeile");
	else if (p->crowded > 1)
		text_found(p, TEXT_EASY_LINE, p->crowded_at, "%zu Sätze beginnen mitten in einer Zeile, der erste hier",
			p->crowded);
}

/* The longest piece of a word between hyphens and Mediopunkte. */
static size_t
longest_piece(struct str word)
{
	size_t most = 0, n = 0;

	for (size_t i = 0; i < word.n; i++) {
		bool dot = i + 1 < word.n && word.p[i] == '\xc2' && word.p[i + 1] == '\xb7';

		if (word.p[i] == '-' || dot) {
			n = 0;
			i += dot;
			continue;
		}
		n += ((unsigned char)word.p[i] & 0xc0) != 0x80;
		most = n > most ? n : most;
	}
	return most;
}

static void
word_check(struct text_page *p, const struct word *w)
{
	if (longest_piece(w->text) > EASY_LETTERS_MAX)
		text_found(p, TEXT_EASY_COMPOUND, w->at, "„%.*s“ ist ein langes Wort", STR_FMT(w->text));
	if (w->gap.n > 0 && w->gap.p[0] == '.' && word_among(w->text, dotted))
		text_found(p, TEXT_EASY_ABBREVIATION, w->at, "„%.*s.“ ist eine Abkürzung", STR_FMT(w->text));
}

void
rule_easy(struct text_page *p, const struct passage *s)
{
	for (size_t i = 0; i < s->n; i++)
		word_check(p, &s->word[i]);
	for (size_t from = 0, end; from < s->n && !s->heading; from = end) {
		end = from;
		while (end < s->n && !s->word[end].ends)
			end++;
		end = end < s->n ? end + 1 : s->n;
		sentence_check(p, s, from, end);
		line_count(p, s, end);
	}
}
