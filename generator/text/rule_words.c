/* Rules on the wording of German texts, and how readable they are. */
#include <ctype.h>
#include <string.h>

#include "generator/text/text.h"

enum { SENTENCE_MAX = 25, FOREIGN_WORDS_MIN = 6, PAGE_WORDS_MIN = 100, LIX_MAX = 55, FLESCH_MIN = 35 };

/* The index behind the last word of the sentence that begins at word `from`. */
static size_t
sentence_end(const struct passage *s, size_t from)
{
	while (from < s->n && !s->word[from].ends)
		from++;
	return from < s->n ? from + 1 : s->n;
}

/* --- where and what colour --- */

/* Whether the word names something on a screen. */
static bool
is_control(struct str lower)
{
	static const char *const nouns[] = { "knopf", "schaltfläche", "button", "feld", "menü", "symbol", "leiste",
		"kasten", "spalte", "link", "reiter", "markierung", "menüpunkt", "pfeil", "icon", NULL };

	for (size_t i = 0; nouns[i]; i++) {
		if (str_ends(lower, str_of(nouns[i])) || str_eq(lower, str_of(nouns[i])))
			return true;
	}
	return false;
}

static bool
is_colour(struct str lower)
{
	static const char *const colours[] = { "rot", "grün", "blau", "gelb", "orange", "grau", "schwarz", "weiß", "lila", NULL };
	static const char *const ends[] = { "e", "en", "er", "es", "em", "n", NULL };

	for (size_t i = 0; colours[i]; i++) {
		struct str stem;

		if (lower.n == 0 || colours[i][0] != lower.p[0])
			continue;
		stem = str_of(colours[i]);
		if (str_starts(lower, stem) && word_among(str_from(lower, stem.n), ends))
			return true;
	}
	return false;
}

static void
sensory_check(struct text_page *p, const struct passage *s)
{
	static const char *const places[] = { "rechts", "links", "oben", "unten", NULL };

	for (size_t i = 0; i < s->n; i++) {
		struct str here = word_lower(p, s->word[i].text), next;

		next = i + 1 < s->n && !s->word[i].ends ? word_lower(p, s->word[i + 1].text) : STR("");
		if (is_colour(here) && is_control(next)) {
			text_found(p, TEXT_SENSORY, s->word[i].at, "„%.*s %.*s“ findet nur, wer Farben sieht",
				STR_FMT(s->word[i].text), STR_FMT(s->word[i + 1].text));
		} else if (islower((unsigned char)s->word[i].text.p[0]) && word_among(here, places)
			&& ((i > 0 && is_control(word_lower(p, s->word[i - 1].text)))
				|| (next.n && word_among(next, places)))) {
			text_found(p, TEXT_SENSORY, s->word[i].at, "„%.*s“ sagt nur, wo etwas auf dem Bildschirm steht",
				STR_FMT(s->word[i].text));
			i++;
		}
	}
}

/* --- capitals and abbreviations --- */

/* Known to everyone who works with a computer, or names that nobody expands. */
static const char *const known_short[] = { "PDF", "IT", "USB", "WLAN", "PIN", "PUK", "TAN", "EU", "SMS", "PC", "TV",
	"URL", "QR", "HTML", "HTTP", "HTTPS", "WWW", "CD", "DVD", "SIM", "ID", "OK", "FAQ", "GPS", "KI", "CO2", "DIN", "ISO",
	"KB", "MB", "GB", "TB", "MHZ", "GHZ", "DE", "EN", "LKW", "PKW", "AG", "GMBH", "CC", "BCC", "ZIP", "CSV", "EXE",
	"SPD", "CDU", "CSU", "FDP", "ÖPNV", "TÜV", "DRK", "USA", "UNO", "NATO", "LED", "DSL", "ARD", "ZDF", "NDR", "AA", "AAA", "DOCX", "XLSX", "PPTX", "JPG", "PNG", "SVG", "ICS", NULL };

static bool
is_said(const struct text_page *p, struct str word)
{
	for (size_t i = 0; i < p->n_explained; i++) {
		if (str_eq(p->explained[i], word))
			return true;
	}
	return false;
}

/* The short form before a hyphen: VPN of VPN-Zugang. */
static struct str
short_part(struct str word)
{
	struct str part;

	str_cut(word, '-', &part);
	return part;
}

/* A part of a numbered name: INF.7, AES-256. */
static bool
is_numbered(const struct passage *s, size_t i)
{
	struct str rest = str_from(s->word[i].text, short_part(s->word[i].text).n);

	if (rest.n > 1)
		return isdigit((unsigned char)rest.p[1]) != 0;
	return i + 1 < s->n && str_eq(s->word[i].gap, STR(".")) && isdigit((unsigned char)s->word[i + 1].text.p[0]);
}

/* The word `i` of `s`, in small letters; "" before the first and behind the last. */
static struct str
word_low(struct text_page *p, const struct passage *s, size_t i)
{
	return i < s->n ? word_lower(p, s->word[i].text) : STR("");
}

/* Full name (SHORT), SHORT (full name), full name, kurz SHORT, (full name, SHORT), SHORT, das ist … */
static bool
is_expanded(struct text_page *p, const struct passage *s, size_t i)
{
	struct str before = i > 0 ? s->word[i - 1].gap : STR(""), after = s->word[i].gap;

	return str_find(before, STR("(")) != SIZE_MAX || str_find(after, STR("(")) != SIZE_MAX
		|| (i > 0 && str_eq(word_low(p, s, i - 1), STR("kurz")))
		|| (str_eq(before, STR(", ")) && str_starts(after, STR(")")))
		|| (str_eq(after, STR(", ")) && str_eq(word_low(p, s, i + 1), STR("das"))
			&& str_eq(word_low(p, s, i + 2), STR("ist")));
}

static void
abbreviation_check(struct text_page *p, const struct passage *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct str part = short_part(s->word[i].text);

		if (word_letters(part) < 2 || word_letters(part) > 6 || !word_capitals(part) || word_among(part, known_short) || is_said(p, part)
			|| is_numbered(s, i))
			continue;
		*VEC_ADD(p->arena, p, explained) = part;
		/* shouting: a neighbour is in capitals too, and that is told below */
		if (is_expanded(p, s, i) || s->heading || (i + 1 < s->n && word_capitals(s->word[i + 1].text) && s->word[i + 1].text.n > 1)
			|| (i > 0 && word_capitals(s->word[i - 1].text) && s->word[i - 1].text.n > 1))
			continue;
		text_found(p, TEXT_ABBREVIATION, s->word[i].at, "„%.*s“ wird nicht erklärt", STR_FMT(part));
	}
}

static void
capitals_check(struct text_page *p, const struct passage *s)
{
	for (size_t i = 0; i + 1 < s->n; i++) {
		size_t letters = word_letters(s->word[i].text) + word_letters(s->word[i + 1].text);

		if (letters < 8 || !word_capitals(s->word[i].text) || !word_capitals(s->word[i + 1].text)
			|| s->word[i].text.n < 2 || s->word[i + 1].text.n < 2)
			continue;
		text_found(p, TEXT_CAPITALS, s->word[i].at, "„%.*s %.*s“ steht in Großbuchstaben", STR_FMT(s->word[i].text),
			STR_FMT(s->word[i + 1].text));
		while (i + 1 < s->n && word_capitals(s->word[i + 1].text))
			i++;
	}
}

/* --- English in German --- */

static void
foreign_check(struct text_page *p, const struct passage *s)
{
	static const char *const english[] = { "the", "of", "and", "is", "are", "to", "you", "your", "with", "for", "this",
		"that", "it", "on", "be", "have", "has", "we", "our", "please", "not", "can", "will", "from", "by", "at", NULL };

	for (size_t from = 0, end; from < s->n; from = end) {
		size_t hits = 0;

		end = sentence_end(s, from);
		for (size_t i = from; i < end; i++)
			hits += word_among(word_lower(p, s->word[i].text), english);
		if (end - from >= FOREIGN_WORDS_MIN && hits * 3 >= end - from)
			text_found(p, TEXT_FOREIGN, s->word[from].at, "Dieser Satz ist englisch („%.*s %.*s …“)",
				STR_FMT(s->word[from].text), STR_FMT(s->word[from + 1].text));
	}
}

/* --- gender --- */

/* How a word includes everyone; -1: it has no such form. */
static int
gender_form(struct str word)
{
	static const struct {
		struct str sign;
		int form;
	} signs[] = { { STR_INIT("*in"), GENDER_STAR }, { STR_INIT(":in"), GENDER_COLON }, { STR_INIT("_in"), GENDER_NONE },
		{ STR_INIT("/-in"), GENDER_NONE }, { STR_INIT("/in"), GENDER_NONE } };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]) && str_find(word, STR("in")) != SIZE_MAX; i++) {
		size_t at = str_find(word, signs[i].sign);
		struct str rest = at == SIZE_MAX ? STR("x") : str_from(word, at + signs[i].sign.n);

		if (at != SIZE_MAX && at > 2 && (rest.n == 0 || str_starts(rest, STR("nen"))))
			return signs[i].form;
	}
	for (size_t i = 3; i + 4 < word.n; i++) {
		if (islower((unsigned char)word.p[i - 1]) && str_starts(str_from(word, i), STR("Innen")))
			return GENDER_NONE;
	}
	return -1;
}

/* Words that mean men only, and one that means all. */
static const struct {
	struct str word, stem;
	const char *instead;
} masculine[] = {
	{ STR_INIT("Mitarbeiter"), STR_INIT("Mitarbeiterin"), "Mitarbeitende, Beschäftigte" },
	{ STR_INIT("Mitarbeitern"), STR_INIT("Mitarbeiterin"), "Mitarbeitenden, Beschäftigten" },
	{ STR_INIT("Kollegen"), STR_INIT("Kollegin"), "Team, Kolleginnen und Kollegen" },
	{ STR_INIT("Nutzer"), STR_INIT("Nutzerin"), "Nutzende; alle, die … nutzen" },
	{ STR_INIT("Nutzern"), STR_INIT("Nutzerin"), "Nutzenden" },
	{ STR_INIT("Teilnehmer"), STR_INIT("Teilnehmerin"), "Teilnehmende" },
	{ STR_INIT("Teilnehmern"), STR_INIT("Teilnehmerin"), "Teilnehmenden" },
	{ STR_INIT("Bürger"), STR_INIT("Bürgerin"), "Einwohnerinnen und Einwohner, Menschen in der Stadt" },
	{ STR_INIT("Bürgern"), STR_INIT("Bürgerin"), "Einwohnerinnen und Einwohnern" },
	{ STR_INIT("Sachbearbeiter"), STR_INIT("Sachbearbeiterin"), "Sachbearbeitung" },
	{ STR_INIT("Vorgesetzter"), STR_INIT("Vorgesetzte"), "Führungskraft" },
	{ STR_INIT("Ansprechpartner"), STR_INIT("Ansprechpartnerin"), "Kontakt, Ansprechperson" },
};

/* Whether the feminine form stands in the passage too: Kolleginnen und Kollegen. */
static bool
is_paired(const struct passage *s, struct str stem)
{
	for (size_t i = 0; i < s->n; i++) {
		if (str_starts(s->word[i].text, stem))
			return true;
	}
	return false;
}

/* Whether `word` of `s` stands in quotation marks: what is quoted, somebody else has said. */
static bool
is_quoted(const struct passage *s, struct str word)
{
	for (size_t at = (size_t)(word.p - s->text.p); at >= 3; at--) {
		if (memcmp(s->text.p + at - 3, "“", 3) == 0)
			return false;
		if (memcmp(s->text.p + at - 3, "„", 3) == 0)
			return true;
	}
	return false;
}

static void
gender_check(struct text_page *p, const struct passage *s)
{
	static const char *const names[] = { "neutral (Beschäftigte)", "Kolleg*innen", "Kolleg:innen",
		"Kolleginnen und Kollegen", "" };

	if (p->gender == GENDER_NONE)
		return;
	for (size_t i = 0; i < s->n; i++) {
		struct str word = s->word[i].text;
		int form = gender_form(word);

		if (form >= 0 && form != p->gender && !is_quoted(s, word))
			text_found(p, TEXT_GENDER, s->word[i].at, "„%.*s“ folgt nicht der Form dieser Seiten: %s", STR_FMT(word),
				names[p->gender]);
		for (size_t k = 0; k < sizeof(masculine) / sizeof(masculine[0]); k++) {
			if (str_eq(word, masculine[k].word) && !is_paired(s, masculine[k].stem)
				&& !is_quoted(s, word))
				text_found(p, TEXT_GENERIC_MASCULINE, s->word[i].at, "„%.*s“ nennt nur Männer; besser: %s",
					STR_FMT(word), masculine[k].instead);
		}
	}
}

void
rule_words(struct text_page *p, const struct passage *s)
{
	sensory_check(p, s);
	capitals_check(p, s);
	abbreviation_check(p, s);
	foreign_check(p, s);
	gender_check(p, s);
}

/* --- how long, how readable --- */

void
rule_sentences(struct text_page *p, const struct passage *s)
{
	for (size_t from = 0, end; from < s->n && !s->heading && !s->cell; from = end) {
		end = sentence_end(s, from);
		if (end - from < 3)
			continue; /* labels are no sentences */
		p->tally.sentences++;
		for (size_t i = from; i < end; i++) {
			p->tally.words++;
			p->tally.long_words += word_letters(s->word[i].text) > 6;
			p->tally.syllables += word_syllables(s->word[i].text);
		}
		if (p->language == TEXT_GERMAN && end - from > SENTENCE_MAX)
			text_found(p, TEXT_SENTENCE, s->word[from].at, "Der Satz „%.*s %.*s %.*s …“ hat %zu Wörter",
				STR_FMT(s->word[from].text), STR_FMT(s->word[from + 1].text), STR_FMT(s->word[from + 2].text),
				end - from);
	}
}

/* LIX: C.-H. Björnsson, 1968; Flesch's reading ease for German: T. Amstad, 1978. */
void
rule_page(struct text_page *p)
{
	const struct tally *t = &p->tally;
	double words = (double)t->words, per_sentence, lix, flesch;

	if (p->language != TEXT_GERMAN || t->words < PAGE_WORDS_MIN || t->sentences == 0)
		return;
	per_sentence = words / (double)t->sentences;
	lix = per_sentence + 100 * (double)t->long_words / words;
	flesch = 180 - per_sentence - 58.5 * (double)t->syllables / words;
	if (lix > LIX_MAX || flesch < FLESCH_MIN)
		text_found(p, TEXT_READABILITY, 0, "Der Text dieser Seite ist schwer: LIX %.0f, Flesch-Amstad %.0f, im Mittel %.0f Wörter je Satz",
			lix, flesch, per_sentence);
}
