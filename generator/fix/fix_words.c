/* fix_words.c - fixes within a line: alternatives, downloads, wording. */
#include <ctype.h>
#include <strings.h>

#include "generator/fix/page.h"
#include "generator/links.h"

/* Whether `s` begins with `prefix`, whatever the case of ASCII letters. */
static bool
starts_like(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && strncasecmp(s.p, prefix, n) == 0;
}

/* Whether a capital letter begins `s`: then it is a German noun, or a name. */
static bool
is_capital(struct str s)
{
	return s.n > 0 && (isupper((unsigned char)s.p[0])
		|| (s.n > 1 && s.p[0] == '\xc3' && strchr("\x84\x96\x9c", s.p[1]) && s.p[1] != '\0'));
}

/* ---- „Bild von“ ---- */

/* What may follow, and what it becomes when it stands at the beginning. */
struct article {
	const char *from, *to;
	bool noun; /* only before a noun: an adjective would change its ending */
};

static const struct article after_of[] = { { "einem ", "Ein ", true }, { "einer ", "Eine ", true }, { NULL, NULL, false } };
static const struct article after_shows[] = { { "einen ", "Ein ", true }, { "eine ", "Eine ", false }, { "ein ", "Ein ", false },
	{ "die ", "Die ", false }, { "das ", "Das ", false }, { "den ", "Der ", true }, { NULL, NULL, false } };
static const struct article after_english[] = { { "an ", "An ", false }, { "a ", "A ", false }, { "the ", "The ", false },
	{ NULL, NULL, false } };
static const struct article after_colon[] = { { NULL, NULL, false } };

static const struct {
	const char *text;
	const struct article *article;
} prefixes[] = {
	{ "das bild zeigt ", after_shows }, { "das foto zeigt ", after_shows }, { "die grafik zeigt ", after_shows },
	{ "bild zeigt ", after_shows }, { "foto zeigt ", after_shows }, { "bild von ", after_of }, { "foto von ", after_of },
	{ "grafik von ", after_of }, { "screenshot von ", after_of }, { "image of ", after_english },
	{ "picture of ", after_english }, { "photo of ", after_english }, { "graphic of ", after_english },
	{ "bild: ", after_colon }, { "foto: ", after_colon }, { "grafik: ", after_colon }, { "abbildung: ", after_colon },
};

bool
fix_alt_prefix(struct fix_page *p, const struct finding *f, size_t at)
{
	struct str text = str_from(p->text, at), rest;

	(void)f;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i].text);

		if (!starts_like(text, prefixes[i].text))
			continue;
		rest = str_from(text, n);
		if (is_capital(rest)) {
			fix_edit_add(p, at, n, STR(""));
			return true;
		}
		for (const struct article *a = prefixes[i].article; a->from; a++) {
			if (!str_starts(rest, str_of(a->from)) || (a->noun && !is_capital(str_from(rest, strlen(a->from)))))
				continue;
			fix_edit_add(p, at, n + strlen(a->from), str_of(a->to));
			return true;
		}
		return false;
	}
	return false;
}

/* ---- downloads ---- */

/* The bracket that closes the link text beginning at `at`, or SIZE_MAX. */
static size_t
text_end(struct str s, size_t at)
{
	size_t depth = 1;

	for (size_t i = at; i < s.n && s.p[i] != '\n'; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '[')
			depth++;
		else if (s.p[i] == ']' && --depth == 0)
			return i;
	}
	return SIZE_MAX;
}

/* The size of the file that `url` leads to; -1: none of ours. */
static int64_t
size_of(const struct fix_page *p, struct str url)
{
	const struct model *m = &p->build->model;
	struct target found = { .kind = TARGET_BAD };
	struct str path;
	int64_t asset = MAP_NONE;

	if (str_starts(url, STR("/"))) {
		if (model_address(m, str_from(url, 1), &found) && found.kind == TARGET_FILE)
			asset = (int64_t)found.index;
	} else if (links_join(p->arena, p->record->folder, url, &path)) {
		asset = map_find(&m->asset_by_path, path);
	}
	return asset == MAP_NONE ? -1 : m->source->file[m->asset[asset].file].size;
}

static bool
has_digit_unit(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		if ((s.p[i] == 'K' || s.p[i] == 'k' || s.p[i] == 'M' || s.p[i] == 'G') && s.p[i + 1] == 'B')
			return true;
	}
	return false;
}

/* "120 KB", "1,2 MB": what a file manager shows, with a no-break space. */
static struct str
size_text(struct fix_page *p, int64_t size)
{
	static const int64_t kilo = 1024;
	const struct str *code = p->build->site.conf.languages.item;
	bool english = str_starts(code[p->record->language], STR("en"));
	int64_t tenths = (size * 10 + kilo * kilo - 1) / (kilo * kilo);

	if (size < kilo * kilo)
		return arena_printf(p->arena, "%lld\xc2\xa0KB", (long long)((size + kilo - 1) / kilo));
	return arena_printf(p->arena, "%lld%c%lld\xc2\xa0MB", (long long)(tenths / 10), english ? '.' : ',', (long long)(tenths % 10));
}

bool
fix_download(struct fix_page *p, const struct finding *f, size_t at)
{
	size_t end = text_end(p->text, at), stop, dot;
	struct str text, url, format;
	int64_t size;

	(void)f;
	if (end == SIZE_MAX || !str_starts(str_from(p->text, end + 1), STR("(")))
		return false;
	text = (struct str){ p->text.p + at, end - at };
	url = str_from(p->text, end + 2);
	for (stop = 0; stop < url.n && !strchr(" )\n<>\\", url.p[stop]); stop++)
		;
	url.n = stop;
	for (dot = url.n; dot > 0 && url.p[dot - 1] != '.'; dot--)
		;
	size = size_of(p, url);
	if (size < 0 || dot == 0 || url.n - dot > 5 || has_digit_unit(text))
		return false;
	format = arena_copy(p->arena, str_from(url, dot));
	for (size_t i = 0; i < format.n; i++)
		((char *)(uintptr_t)format.p)[i] = (char)toupper((unsigned char)format.p[i]);
	if (str_ends(text, arena_printf(p->arena, "(%.*s)", STR_FMT(format))))
		fix_edit_add(p, end - 1, 0, arena_printf(p->arena, ", %.*s", STR_FMT(size_text(p, size))));
	else
		fix_edit_add(p, end, 0, arena_printf(p->arena, " (%.*s, %.*s)", STR_FMT(format), STR_FMT(size_text(p, size))));
	return true;
}

/* ---- gender ---- */

bool
fix_gender(struct fix_page *p, const struct finding *f, size_t at)
{
	static const char *const signs[] = { "\\*in", "*in", ":in", "\\_in", "_in", "/-in", "/in", "Innen", NULL };
	int form = p->build->site.conf.style.gender;
	struct str word = str_from(p->text, at), with = form == GENDER_STAR ? STR("\\*in") : STR(":in");
	size_t n = 0;

	(void)f;
	if (form != GENDER_STAR && form != GENDER_COLON)
		return false; /* another word is asked for, not another sign */
	while (n < word.n && !isspace((unsigned char)word.p[n]))
		n++;
	word.n = n;
	for (size_t i = 0; signs[i]; i++) {
		size_t found = str_find(word, str_of(signs[i])), length = strlen(signs[i]);

		if (found == SIZE_MAX || found < 3)
			continue;
		if (length == 5) /* -Innen */
			length = 2;
		fix_edit_add(p, at + found, length, with);
		return true;
	}
	return false;
}

/* ---- Leichte Sprache ---- */

/* Words of offices whose parts are certain. */
static const struct {
	struct str word, parts;
} compounds[] = {
	{ STR_INIT("Barrierefreiheit"), STR_INIT("Barriere-Freiheit") },
	{ STR_INIT("Datenschutzbeauftragte"), STR_INIT("Datenschutz-Beauftragte") },
	{ STR_INIT("Datenschutzbeauftragter"), STR_INIT("Datenschutz-Beauftragter") },
	{ STR_INIT("Datenschutzerklärung"), STR_INIT("Datenschutz-Erklärung") },
	{ STR_INIT("Datenschutzverordnung"), STR_INIT("Datenschutz-Verordnung") },
	{ STR_INIT("Einverständniserklärung"), STR_INIT("Einverständnis-Erklärung") },
	{ STR_INIT("Gebärdensprache"), STR_INIT("Gebärden-Sprache") },
	{ STR_INIT("Gleichstellungsbeauftragte"), STR_INIT("Gleichstellungs-Beauftragte") },
	{ STR_INIT("Informationssicherheit"), STR_INIT("Informations-Sicherheit") },
	{ STR_INIT("Internetverbindung"), STR_INIT("Internet-Verbindung") },
	{ STR_INIT("Lernreisebegleitung"), STR_INIT("Lernreise-Begleitung") },
	{ STR_INIT("Personalabteilung"), STR_INIT("Personal-Abteilung") },
	{ STR_INIT("Personalvertretung"), STR_INIT("Personal-Vertretung") },
	{ STR_INIT("Reisebegleitung"), STR_INIT("Reise-Begleitung") },
	{ STR_INIT("Schlichtungsstelle"), STR_INIT("Schlichtungs-Stelle") },
	{ STR_INIT("Schwerbehindertenvertretung"), STR_INIT("Schwerbehinderten-Vertretung") },
	{ STR_INIT("Sicherheitslücke"), STR_INIT("Sicherheits-Lücke") },
	{ STR_INIT("Stadtverwaltung"), STR_INIT("Stadt-Verwaltung") },
	{ STR_INIT("Urlaubsvertretung"), STR_INIT("Urlaubs-Vertretung") },
	{ STR_INIT("Videokonferenz"), STR_INIT("Video-Konferenz") },
	{ STR_INIT("Zusammenarbeit"), STR_INIT("Zusammen-Arbeit") },
};

/* Whether a letter or digit follows; every byte of a longer character counts as one. */
static bool
word_goes_on(struct str s)
{
	return s.n > 0 && (isalnum((unsigned char)s.p[0]) || (unsigned char)s.p[0] >= 0xc3);
}

bool
fix_compound(struct fix_page *p, const struct finding *f, size_t at)
{
	struct str text = str_from(p->text, at);

	(void)f;
	for (size_t i = 0; i < sizeof(compounds) / sizeof(compounds[0]); i++) {
		if (!str_starts(text, compounds[i].word) || word_goes_on(str_from(text, compounds[i].word.n)))
			continue;
		fix_edit_add(p, at, compounds[i].word.n, compounds[i].parts);
		return true;
	}
	return false;
}

/* "z", ".", blanks or nothing, "B", ".": the length of it at the beginning of `s`; 0: something else. */
static size_t
dotted_length(struct str s, const char *letters)
{
	size_t n = 0;

	for (; *letters; letters++) {
		while (n > 0 && n < s.n && (s.p[n] == ' ' || str_starts(str_from(s, n), STR("\xc2\xa0"))))
			n += s.p[n] == ' ' ? 1 : 2;
		if (n + 1 >= s.n || s.p[n] != *letters || s.p[n + 1] != '.')
			return 0;
		n += 2;
	}
	return n;
}

bool
fix_abbreviation(struct fix_page *p, const struct finding *f, size_t at)
{
	static const struct {
		const char *letters, *word;
		struct str instead;
	} known[] = { { "zB", NULL, STR_INIT("zum Beispiel") }, { "dh", NULL, STR_INIT("das heißt") },
		{ "ua", NULL, STR_INIT("unter anderem") }, { NULL, "usw.", STR_INIT("und so weiter") },
		{ NULL, "ca.", STR_INIT("ungefähr") }, { NULL, "evtl.", STR_INIT("vielleicht") } };
	struct str text = str_from(p->text, at), rest;

	(void)f;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = known[i].letters ? dotted_length(text, known[i].letters)
			: str_starts(text, str_of(known[i].word)) ? strlen(known[i].word) : 0;

		if (n == 0)
			continue;
		rest = str_from(text, n);
		/* Only this one stands at ends of sentences, and then its full stop is theirs, too. */
		if (known[i].word && known[i].word[0] == 'u' && (rest.n == 0 || strchr("\r\n\\", rest.p[0])
			|| (rest.p[0] == ' ' && is_capital(str_from(rest, 1)))))
			n--;
		fix_edit_add(p, at, n, known[i].instead);
		return true;
	}
	return false;
}
