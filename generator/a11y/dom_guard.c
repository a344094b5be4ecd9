/*
 * dom_guard.c - one linear look at a page before the parser sees it.
 *
 * It follows the tokens of HTML (https://html.spec.whatwg.org/multipage/parsing.html) closely
 * enough to count open elements and attributes. Where the two could disagree it counts more, not
 * less: text in <svg> and <math> is never skipped as raw text.
 */
#include <string.h>

#include "generator/a11y/dom.h"

/* Which elements the guard treats alike. */
enum guard_kind {
	PLAIN = 0,
	VOID,    /* never has content */
	RAW,     /* its text holds no markup */
	FORMAT,  /* opened again by the parser in each new block */
	FOREIGN,
	BLOCK    /* closes an open <p> */
};

struct guard {
	struct str html;
	size_t at;
	unsigned line;
	unsigned short open[DOM_DEPTH_MAX]; /* tags of the open elements */
	unsigned depth;
	unsigned count[GUMBO_TAG_LAST + 1]; /* how often each is open */
	unsigned elements, format;
	unsigned long reopened;
	struct err *e;
};

static enum guard_kind
kind_of(unsigned tag)
{
	switch (tag) {
	case GUMBO_TAG_AREA: case GUMBO_TAG_BASE: case GUMBO_TAG_BR: case GUMBO_TAG_COL:
	case GUMBO_TAG_EMBED: case GUMBO_TAG_HR: case GUMBO_TAG_IMG: case GUMBO_TAG_IMAGE:
	case GUMBO_TAG_INPUT: case GUMBO_TAG_LINK: case GUMBO_TAG_META: case GUMBO_TAG_PARAM:
	case GUMBO_TAG_SOURCE: case GUMBO_TAG_TRACK: case GUMBO_TAG_WBR: case GUMBO_TAG_KEYGEN:
	case GUMBO_TAG_BGSOUND: case GUMBO_TAG_BASEFONT: case GUMBO_TAG_FRAME:
	case GUMBO_TAG_ISINDEX:
		return VOID;
	case GUMBO_TAG_SCRIPT: case GUMBO_TAG_STYLE: case GUMBO_TAG_TEXTAREA: case GUMBO_TAG_TITLE:
	case GUMBO_TAG_XMP: case GUMBO_TAG_IFRAME: case GUMBO_TAG_NOEMBED: case GUMBO_TAG_NOFRAMES:
		return RAW;
	case GUMBO_TAG_A: case GUMBO_TAG_B: case GUMBO_TAG_BIG: case GUMBO_TAG_CODE:
	case GUMBO_TAG_EM: case GUMBO_TAG_FONT: case GUMBO_TAG_I: case GUMBO_TAG_NOBR:
	case GUMBO_TAG_S: case GUMBO_TAG_SMALL: case GUMBO_TAG_STRIKE: case GUMBO_TAG_STRONG:
	case GUMBO_TAG_TT: case GUMBO_TAG_U:
		return FORMAT;
	case GUMBO_TAG_SVG: case GUMBO_TAG_MATH:
		return FOREIGN;
	case GUMBO_TAG_ADDRESS: case GUMBO_TAG_ARTICLE: case GUMBO_TAG_ASIDE:
	case GUMBO_TAG_BLOCKQUOTE: case GUMBO_TAG_CENTER: case GUMBO_TAG_DETAILS: case GUMBO_TAG_DIR:
	case GUMBO_TAG_DIV: case GUMBO_TAG_DL: case GUMBO_TAG_DT: case GUMBO_TAG_DD:
	case GUMBO_TAG_FIELDSET: case GUMBO_TAG_FIGCAPTION: case GUMBO_TAG_FIGURE:
	case GUMBO_TAG_FOOTER: case GUMBO_TAG_FORM: case GUMBO_TAG_H1: case GUMBO_TAG_H2:
	case GUMBO_TAG_H3: case GUMBO_TAG_H4: case GUMBO_TAG_H5: case GUMBO_TAG_H6:
	case GUMBO_TAG_HEADER: case GUMBO_TAG_HGROUP: case GUMBO_TAG_LI: case GUMBO_TAG_MAIN:
	case GUMBO_TAG_MENU: case GUMBO_TAG_NAV: case GUMBO_TAG_OL: case GUMBO_TAG_P:
	case GUMBO_TAG_PRE: case GUMBO_TAG_SECTION: case GUMBO_TAG_SUMMARY: case GUMBO_TAG_TABLE:
	case GUMBO_TAG_UL:
		return BLOCK;
	default:
		return PLAIN;
	}
}

static bool
is_row_part(unsigned t)
{
	return t == GUMBO_TAG_TBODY || t == GUMBO_TAG_THEAD || t == GUMBO_TAG_TFOOT;
}

/* Whether the start tag `next` ends the open element `top`, whose end tag may be left out. */
static bool
implied_end(unsigned top, unsigned next)
{
	bool cell_end = next == GUMBO_TAG_TD || next == GUMBO_TAG_TH || next == GUMBO_TAG_TR ||
		is_row_part(next);

	switch (top) {
	case GUMBO_TAG_P:
		return kind_of(next) == BLOCK || next == GUMBO_TAG_HR || cell_end ||
			next == GUMBO_TAG_OPTION;
	case GUMBO_TAG_LI:
		return next == GUMBO_TAG_LI;
	case GUMBO_TAG_DT: case GUMBO_TAG_DD:
		return next == GUMBO_TAG_DT || next == GUMBO_TAG_DD;
	case GUMBO_TAG_OPTION:
		return next == GUMBO_TAG_OPTION || next == GUMBO_TAG_OPTGROUP;
	case GUMBO_TAG_OPTGROUP:
		return next == GUMBO_TAG_OPTGROUP;
	case GUMBO_TAG_TD: case GUMBO_TAG_TH:
		return cell_end;
	case GUMBO_TAG_TR:
		return next == GUMBO_TAG_TR || is_row_part(next);
	case GUMBO_TAG_TBODY: case GUMBO_TAG_THEAD: case GUMBO_TAG_TFOOT:
		return is_row_part(next);
	case GUMBO_TAG_RT: case GUMBO_TAG_RP: case GUMBO_TAG_RB: case GUMBO_TAG_RTC:
		return next == GUMBO_TAG_RT || next == GUMBO_TAG_RP || next == GUMBO_TAG_RB;
	case GUMBO_TAG_A:
		return next == GUMBO_TAG_A;
	case GUMBO_TAG_HEAD:
		return next == GUMBO_TAG_BODY;
	default:
		return false;
	}
}

static void
pop(struct guard *g)
{
	unsigned tag = g->open[--g->depth];

	g->count[tag]--;
	if (kind_of(tag) == FORMAT && g->format > 0)
		g->format--;
}

static enum err_code
open_element(struct guard *g, unsigned tag)
{
	while (g->depth > 0 && implied_end(g->open[g->depth - 1], tag))
		pop(g);
	if (++g->elements > DOM_ELEMENTS_MAX)
		return err_set(g->e, ERR_INVALID, "mehr als %d Elemente", DOM_ELEMENTS_MAX);
	/* Each open <b> or <font …> that outlives its block is made anew in the next one. */
	g->reopened += g->format;
	if (g->reopened > DOM_REOPEN_MAX)
		return err_set(g->e, ERR_INVALID, "zu viele nicht geschlossene Elemente wie <b> oder <font>");
	if (kind_of(tag) == VOID || (tag == GUMBO_TAG_A && g->count[tag] > 0))
		return ERR_OK;
	if (g->depth == DOM_DEPTH_MAX)
		return err_set(g->e, ERR_INVALID, "Elemente sind tiefer als %d ineinander verschachtelt",
			DOM_DEPTH_MAX);
	g->open[g->depth++] = (unsigned short)tag;
	g->count[tag]++;
	if (kind_of(tag) == FORMAT)
		g->format++;
	return ERR_OK;
}

static void
close_element(struct guard *g, unsigned tag)
{
	/* The count first: an end tag without its start tag must not cost a search. */
	if (g->count[tag] == 0)
		return;
	while (g->open[g->depth - 1] != tag)
		pop(g);
	pop(g);
}

/* Go on to `at`, counting lines. */
static void
advance(struct guard *g, size_t at)
{
	for (const char *p = g->html.p + g->at, *end = g->html.p + at; p < end; p++) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			break;
		g->line++;
	}
	g->at = at;
}

static enum err_code
cut_off(struct guard *g, const char *what)
{
	return err_set(g->e, ERR_PARSE, "Zeile %u: die Datei endet mitten in %s; ist sie abgeschnitten?",
		g->line, what);
}

static bool
space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static size_t
space_skip(struct str s, size_t i)
{
	while (i < s.n && space(s.p[i]))
		i++;
	return i;
}

/* Past the attribute that begins at `i`; SIZE_MAX when its value has no end. */
static size_t
attribute_end(struct str s, size_t i)
{
	const char *quote;

	i++; /* one character of the name, whatever it is: "=" may begin a name */
	while (i < s.n && !space(s.p[i]) && s.p[i] != '/' && s.p[i] != '>' && s.p[i] != '=')
		i++;
	i = space_skip(s, i);
	if (i >= s.n || s.p[i] != '=')
		return i;
	i = space_skip(s, i + 1);
	if (i < s.n && (s.p[i] == '"' || s.p[i] == '\'')) {
		quote = memchr(s.p + i + 1, s.p[i], s.n - i - 1);
		return quote ? (size_t)(quote - s.p) + 1 : SIZE_MAX;
	}
	while (i < s.n && !space(s.p[i]) && s.p[i] != '>')
		i++;
	return i;
}

/* Past the '>' of a tag whose name ends at `i`, counting its attributes; 0 when it has no end. */
static size_t
tag_end(const struct guard *g, size_t i, unsigned *n_attr, bool *self_closing)
{
	struct str s = g->html;

	*n_attr = 0;
	*self_closing = false;
	while (i < s.n) {
		if (s.p[i] == '>')
			return i + 1;
		if (space(s.p[i]) || s.p[i] == '/') {
			*self_closing = s.p[i] == '/';
			i++;
			continue;
		}
		*self_closing = false;
		++*n_attr;
		i = attribute_end(s, i);
	}
	return 0;
}

/* Where `</name` begins from `from` on, or SIZE_MAX. */
static size_t
raw_end(struct str html, size_t from, struct str name)
{
	while (from + name.n + 2 <= html.n) {
		const char *p = memchr(html.p + from, '<', html.n - from);

		if (!p)
			break;
		from = (size_t)(p - html.p);
		if (html.n - from >= name.n + 2 && p[1] == '/' &&
		    str_same((struct str){ p + 2, name.n }, name) &&
		    (from + name.n + 2 == html.n || space(p[name.n + 2]) || p[name.n + 2] == '>' ||
		     p[name.n + 2] == '/'))
			return from;
		from++;
	}
	return SIZE_MAX;
}

static enum err_code
tag_scan(struct guard *g, bool end_tag)
{
	size_t from = g->at + 1 + end_tag, i = from, past, raw;
	struct str name;
	unsigned n_attr, tag;
	bool self_closing;
	enum err_code rc;

	while (i < g->html.n && !space(g->html.p[i]) && g->html.p[i] != '/' && g->html.p[i] != '>')
		i++;
	name = (struct str){ g->html.p + from, i - from };
	tag = name.n < 32 ? gumbo_tagn_enum(name.p, (unsigned)name.n) : GUMBO_TAG_UNKNOWN;
	past = tag_end(g, i, &n_attr, &self_closing);
	if (past == 0)
		return cut_off(g, "einem Tag");
	if (n_attr > DOM_ATTRS_MAX)
		return err_set(g->e, ERR_INVALID, "Zeile %u: mehr als %d Attribute an einem Element",
			g->line, DOM_ATTRS_MAX);
	advance(g, past);
	if (end_tag) {
		close_element(g, tag);
		return ERR_OK;
	}
	bool foreign = g->count[GUMBO_TAG_SVG] + g->count[GUMBO_TAG_MATH] > 0;

	if (self_closing && (foreign || kind_of(tag) == FOREIGN))
		return ERR_OK;
	if (tag == GUMBO_TAG_PLAINTEXT && !foreign) {
		advance(g, g->html.n);
		return ERR_OK;
	}
	if (kind_of(tag) == RAW && !foreign) {
		g->elements++;
		raw = raw_end(g->html, g->at, name);
		if (raw == SIZE_MAX)
			return cut_off(g, "einem Element, dessen Text kein HTML ist (script, style, title …)");
		advance(g, raw);
		return ERR_OK;
	}
	rc = open_element(g, tag);
	return rc;
}

/* The length of the comment that `rest` begins with, 0 when it has no end. */
static size_t
comment_length(struct str rest)
{
	for (size_t i = 4; i < rest.n; i++) {
		const char *p = memchr(rest.p + i, '>', rest.n - i);

		if (!p)
			break;
		i = (size_t)(p - rest.p);
		if ((p[-1] == '-' && p[-2] == '-') ||
		    (i >= 7 && p[-1] == '!' && p[-2] == '-' && p[-3] == '-'))
			return i + 1;
	}
	return 0;
}

/* A comment, doctype or CDATA section. */
static enum err_code
declaration_scan(struct guard *g)
{
	struct str rest = str_from(g->html, g->at);
	bool foreign = g->count[GUMBO_TAG_SVG] + g->count[GUMBO_TAG_MATH] > 0;
	size_t end;

	if (str_starts(rest, STR("<!--"))) {
		end = comment_length(rest);
		if (end == 0)
			return cut_off(g, "einem Kommentar");
	} else if (foreign && str_starts(rest, STR("<![CDATA["))) {
		end = str_find(rest, STR("]]>"));
		if (end == SIZE_MAX)
			return cut_off(g, "einem CDATA-Abschnitt");
		end += 3;
	} else {
		end = str_find(rest, STR(">"));
		if (end == SIZE_MAX)
			return cut_off(g, "einer Deklaration");
		end++;
	}
	advance(g, g->at + end);
	return ERR_OK;
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

enum err_code
dom_guard(struct str html, struct err *e)
{
	struct guard g = { .html = html, .line = 1, .e = e };
	enum err_code rc = ERR_OK;

	if (html.n > DOM_BYTES_MAX)
		return err_set(e, ERR_INVALID, "größer als %d MiB", DOM_BYTES_MAX / (1024 * 1024));
	while (rc == ERR_OK && g.at < html.n) {
		const char *p = memchr(html.p + g.at, '<', html.n - g.at);
		size_t left;

		if (!p)
			break;
		advance(&g, (size_t)(p - html.p));
		left = html.n - g.at;
		if (left == 1)
			break;
		if (letter(p[1]))
			rc = tag_scan(&g, false);
		else if (p[1] == '/' && left > 2 && letter(p[2]))
			rc = tag_scan(&g, true);
		else if (p[1] == '!' || p[1] == '?' || (p[1] == '/' && left > 2))
			rc = declaration_scan(&g);
		else
			advance(&g, g.at + 1);
	}
	return rc;
}
