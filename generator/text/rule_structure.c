/* Rules on pictures, links, headings, lists, tables and quotes. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "generator/media.h"
#include "generator/text/text.h"

enum { ALT_MAX = 160, BOLD_HEADING_MAX = 80 };

/* --- pictures --- */

static bool
ends_among(struct str s, const char *const ends[])
{
	for (size_t i = 0; ends[i]; i++) {
		size_t n = strlen(ends[i]);

		if (s.n > n && strncasecmp(s.p + s.n - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

static bool
is_file_name(struct str alt)
{
	static const char *const ends[] = { ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", NULL };
	static const char *const camera[] = { "img_", "img-", "dsc", "pxl_", "screenshot", "bildschirmfoto",
		"unbenannt", "image", "untitled", NULL };
	bool digits = false;

	if (ends_among(alt, ends))
		return true;
	if (str_find(alt, STR(" ")) != SIZE_MAX && !str_starts(alt, STR("Bildschirmfoto 2")))
		return false;
	for (size_t i = 0; i < alt.n; i++)
		digits = digits || isdigit((unsigned char)alt.p[i]);
	for (size_t i = 0; digits && camera[i]; i++) {
		if (alt.n >= strlen(camera[i]) && strncasecmp(alt.p, camera[i], strlen(camera[i])) == 0)
			return true;
	}
	return false;
}

static bool
has_prefix(struct str alt)
{
	static const char *const prefix[] = { "bild von ", "bild:", "bild zeigt", "das bild zeigt", "foto von ",
		"foto:", "foto zeigt", "das foto zeigt", "grafik:", "grafik von ", "die grafik zeigt", "abbildung",
		"screenshot von ", "image of ", "picture of ", "photo of ", "graphic of ", NULL };

	for (size_t i = 0; prefix[i]; i++) {
		if (alt.n >= strlen(prefix[i]) && strncasecmp(alt.p, prefix[i], strlen(prefix[i])) == 0)
			return true;
	}
	return false;
}

static void
image_check(struct text_page *p, cmark_node *node)
{
	struct str alt = node_text(p, node);
	size_t at = node_find(p, node, alt);

	if (is_file_name(alt))
		text_found(p, TEXT_ALT_FILE, at, "Der Alternativtext „%.*s“ ist ein Dateiname", STR_FMT(alt));
	else if (has_prefix(alt))
		text_found(p, TEXT_ALT_PREFIX, at, "Der Alternativtext „%.*s“ sagt, dass es ein Bild ist", STR_FMT(alt));
	if (str_chars(alt) > ALT_MAX)
		text_found(p, TEXT_ALT_LONG, at, "Der Alternativtext hat %zu Zeichen", str_chars(alt));
}

/* --- quotes with a marker --- */

/* The kind of a construct, "" for another quote. */
static struct str
construct_kind_of(struct text_page *p, cmark_node *quote)
{
	cmark_node *first = cmark_node_first_child(quote);
	struct str text = first ? node_text(p, first) : STR(""), kind, rest;

	if (!str_starts(text, STR("[!")))
		return STR("");
	str_cut(str_from(text, 2), ']', &kind);
	rest = kind;
	str_cut(rest, ' ', &kind);
	return kind;
}

/* Whether `node` stands in a construct of one of these kinds; *which is the innermost one's. */
static bool
is_within(struct text_page *p, cmark_node *node, const char *const kinds[], struct str *which)
{
	for (cmark_node *up = cmark_node_parent(node); up; up = cmark_node_parent(up)) {
		if (cmark_node_get_type(up) != CMARK_NODE_BLOCK_QUOTE)
			continue;
		*which = construct_kind_of(p, up);
		if (word_among(*which, kinds))
			return true;
	}
	return false;
}

static const char *const folded[] = { "MORE", "MEHR", "TABS", "REITER", NULL };

/* A recording by itself, as a link or in the place of a picture. */
static bool
recording_check(struct text_page *p, cmark_node *node)
{
	static const char *const kinds[] = { "VIDEO", "AUDIO", NULL };
	struct str url = str_of(cmark_node_get_url(node)), which;
	bool film = media_is_recording(url, false);

	if (!film && !media_is_recording(url, true))
		return false;
	if (!is_within(p, node, kinds, &which))
		text_found(p, TEXT_MEDIA_BARE, node_find(p, node, url), "%s steht hier ohne Untertitel und Textfassung",
			film ? "Das Video" : "Die Tonaufnahme");
	return true;
}

/* --- links --- */

static const char *const generic[] = { "hier", "klicken sie hier", "hier klicken", "klick hier", "mehr", "weiter",
	"weiterlesen", "mehr lesen", "mehr erfahren", "mehr dazu", "link", "dieser link", "diesem link", "zum link",
	"details", "download", "herunterladen", "seite", "diese seite", "dieser seite", "siehe hier", "dort",
	"here", "click here", "more", "read more", "learn more", "this link", "this page", "link here", NULL };

/* Without signs at both ends: „hier“, (hier), hier! */
static struct str
bare_text(struct text_page *p, struct str text)
{
	while (text.n > 0 && ispunct((unsigned char)text.p[0]))
		text = str_from(text, 1);
	while (text.n > 0 && (ispunct((unsigned char)text.p[text.n - 1]) || text.p[text.n - 1] == ' '))
		text.n--;
	return word_lower(p, text);
}

/* The format that the end of an address tells, in capitals; NULL: no download. */
static const char *
download_format(struct str url)
{
	static const struct {
		const char *end, *format;
	} known[] = { { ".pdf", "PDF" }, { ".docx", "DOCX" }, { ".doc", "DOC" }, { ".xlsx", "XLSX" }, { ".xls", "XLS" },
		{ ".pptx", "PPTX" }, { ".ppt", "PPT" }, { ".odt", "ODT" }, { ".ods", "ODS" }, { ".odp", "ODP" },
		{ ".zip", "ZIP" }, { ".epub", "EPUB" }, { ".csv", "CSV" } };
	struct str path;

	str_cut(url, '#', &path);
	str_cut(path, '?', &path);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (ends_among(path, (const char *const[]){ known[i].end, NULL }))
			return known[i].format;
	}
	return NULL;
}

/* Whether a text names a size: digits, then KB, MB or GB. */
static bool
has_size(struct str text)
{
	static const char *const units[] = { "KB", "kB", "MB", "GB", "Seiten", NULL };

	for (size_t i = 0; units[i]; i++) {
		size_t at = str_find(text, str_of(units[i]));

		if (at == SIZE_MAX || at == 0)
			continue;
		while (at > 0 && !isalnum((unsigned char)text.p[at - 1]))
			at--;
		if (at > 0 && isdigit((unsigned char)text.p[at - 1]))
			return true;
	}
	return false;
}

static void
download_check(struct text_page *p, struct str text, struct str url, size_t at)
{
	const char *format = download_format(url);
	bool named = format && strcasestr(arena_copy(p->arena, text).p, format) != NULL, sized = has_size(text);

	if (!format || (named && sized))
		return;
	text_found(p, TEXT_DOWNLOAD, at, "Der Link „%.*s“ lädt eine Datei (%s) und nennt %s", STR_FMT(text), format,
		named ? "ihre Größe nicht" : sized ? "ihr Format nicht" : "weder Format noch Größe");
}

static void
equal_check(struct text_page *p, struct str text, struct str url, size_t at)
{
	for (size_t i = 0; i < p->n_link; i++) {
		if (!str_eq(p->link[i].text, text) || str_eq(p->link[i].url, url))
			continue;
		text_found(p, TEXT_LINK_EQUAL, at, "Zwei Links heißen „%.*s“ und führen zu verschiedenen Zielen",
			STR_FMT(text));
		return;
	}
	*VEC_ADD(p->arena, p, link) = (struct seen_link){ text, url };
}

static void
link_check(struct text_page *p, cmark_node *node)
{
	struct str text = node_text(p, node), url = arena_copy(p->arena, str_of(cmark_node_get_url(node)));
	struct str bare = bare_text(p, text);
	size_t at = node_find(p, node, text);

	if (bare.n == 0)
		return; /* without a name: a rule on the page's HTML */
	if (word_among(bare, generic)) {
		text_found(p, TEXT_LINK_GENERIC, at, "„%.*s“ sagt nicht, wohin der Link führt", STR_FMT(text));
		return;
	}
	if (str_starts(text, STR("http://")) || str_starts(text, STR("https://")) || str_starts(text, STR("www.")))
		text_found(p, TEXT_LINK_ADDRESS, at, "Der Linktext ist eine Adresse");
	if (!recording_check(p, node))
		download_check(p, text, url, at);
	equal_check(p, bare, url, at);
}

/* --- tables, quotes --- */

static bool
is_type(cmark_node *node, const char *name)
{
	return strcmp(cmark_node_get_type_string(node), name) == 0;
}

static void
table_check(struct text_page *p, cmark_node *table)
{
	cmark_node *row = cmark_node_first_child(table);
	unsigned column = 0;

	for (cmark_node *cell = row ? cmark_node_first_child(row) : NULL; cell; cell = cmark_node_next(cell)) {
		/* the corner above row heads may stay empty */
		if (column++ == 0 || node_text(p, cell).n > 0)
			continue;
		text_found(p, TEXT_TABLE_HEADER, block_at(p, table), "Spalte %u der Tabelle hat keinen Kopf", column);
	}
}

static void
quote_check(struct text_page *p, cmark_node *quote)
{
	static const char *const needed[] = { "QUIZ", "NUMBER", "ZAHL", "TEXT", "CLOZE", "LUECKE", "ORDER", "ORDNEN",
		"MATCH", "ZUORDNEN", "TASKS", "AUFGABE", "GOALS", "ZIELE", "IMPORTANT", "WARNING", "CAUTION", NULL };
	struct str kind = construct_kind_of(p, quote), outer;

	if (word_among(kind, needed) && is_within(p, quote, folded, &outer))
		text_found(p, TEXT_HIDDEN_QUIZ, block_at(p, quote), "%.*s steht in einem zugeklappten Teil (%.*s)",
			STR_FMT(kind), STR_FMT(outer));
}

void
rule_node(struct text_page *p, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_IMAGE:
		if (!recording_check(p, node))
			image_check(p, node);
		break;
	case CMARK_NODE_LINK: link_check(p, node); break;
	case CMARK_NODE_BLOCK_QUOTE: quote_check(p, node); break;
	default:
		if (is_type(node, "table"))
			table_check(p, node);
		break;
	}
}

/* --- headings and lists --- */

static void
bold_check(struct text_page *p, const struct passage *s)
{
	cmark_node *only = cmark_node_first_child(s->node);
	cmark_node_type up = cmark_node_get_type(cmark_node_parent(s->node));

	if (s->heading || s->cell || s->title || !only || cmark_node_next(only)
		|| cmark_node_get_type(only) != CMARK_NODE_STRONG || up == CMARK_NODE_ITEM
		|| !cmark_node_next(s->node) || str_chars(s->text) > BOLD_HEADING_MAX || s->text.n == 0
		|| strchr(".!:,;", s->text.p[s->text.n - 1]) || str_starts(s->text, STR("Frau "))
		|| str_starts(s->text, STR("Herr ")))
		return; /* a name over an address is none either */
	text_found(p, TEXT_BOLD_HEADING, block_at(p, s->node), "„%.*s“ sieht aus wie eine Überschrift und ist keine",
		STR_FMT(s->text));
}

static void
heading_check(struct text_page *p, const struct passage *s)
{
	struct str lower;

	if (!s->heading)
		return;
	lower = word_lower(p, s->text);
	for (size_t i = 0; i < p->n_heading; i++) {
		if (!str_eq(p->heading[i], lower))
			continue;
		text_found(p, TEXT_HEADING_EQUAL, block_at(p, s->node), "Die Überschrift „%.*s“ gibt es auf dieser Seite zweimal",
			STR_FMT(s->text));
		return;
	}
	*VEC_ADD(p->arena, p, heading) = lower;
}

/* The length of a sign that people type for a list item at the start of a line; 0: none. */
static size_t
typed_mark(struct str line)
{
	static const char *const signs[] = { "•", "·", "–", "—", "‣", "▪", "→", "»", "✓", "✔", "o ", NULL };
	size_t n = 0;

	for (size_t i = 0; signs[i]; i++) {
		if (str_starts(line, str_of(signs[i])))
			return strlen(signs[i]);
	}
	while (n < line.n && n < 2 && isdigit((unsigned char)line.p[n]))
		n++;
	if (n == 0 && line.n > 1 && islower((unsigned char)line.p[0]))
		n = 1;
	return n > 0 && n + 1 < line.n && line.p[n] == ')' && line.p[n + 1] == ' ' ? n + 1 : 0;
}

/* Two lines of one paragraph that begin with the sign of a list. */
static void
typed_list_check(struct text_page *p, const struct passage *s)
{
	int from = cmark_node_get_start_line(s->node), to = cmark_node_get_end_line(s->node);
	unsigned marks = 0;
	size_t at;

	if (s->heading || s->cell || from < 1)
		return;
	for (int i = from; i <= to; i++) {
		struct str line = str_trim(place_lines(&p->place, (unsigned)i, (unsigned)i, &at));

		while (line.n > 0 && line.p[0] == '>')
			line = str_trim(str_from(line, 1));
		marks += typed_mark(line) > 0;
		if (marks < 2)
			continue;
		text_found(p, TEXT_TYPED_LIST, block_at(p, s->node), "Diese Zeilen sind eine Liste, aber nicht als solche geschrieben");
		return;
	}
}

/* A duty or a time limit in a part that is folded away. */
static void
duty_check(struct text_page *p, const struct passage *s)
{
	static const char *const words[] = { "verpflichtet", "verpflichtend", "Pflicht", "unverzüglich", "spätestens", NULL };
	struct str outer;

	for (size_t i = 0; i < s->n && p->language == TEXT_GERMAN; i++) {
		if (!word_among(s->word[i].text, words) || !is_within(p, s->node, folded, &outer))
			continue;
		text_found(p, TEXT_HIDDEN_DUTY, s->word[i].at, "„%.*s“ steht in einem zugeklappten Teil (%.*s)",
			STR_FMT(s->word[i].text), STR_FMT(outer));
		return;
	}
}

void
rule_block(struct text_page *p, const struct passage *s)
{
	duty_check(p, s);
	bold_check(p, s);
	heading_check(p, s);
	typed_list_check(p, s);
}
