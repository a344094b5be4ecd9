/* decode.c - the encoding of an HTML file. */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "generator/a11y/check_html.h"
#include "generator/a11y/dom.h"

enum { PRESCAN_BYTES = 1024 /* where HTML lets a page declare its encoding */ };

static bool
starts_with(const struct buf *b, const char *bytes, size_t n)
{
	return b->n >= n && memcmp(b->p, bytes, n) == 0;
}

static void
cut_front(struct buf *b, size_t n)
{
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

/* Convert all of `b` from `encoding` (a name that iconv knows) to UTF-8. */
static enum err_code
convert(struct buf *b, const char *encoding, struct err *e)
{
	iconv_t cd = iconv_open("UTF-8", encoding);
	struct buf out = { 0 };
	char chunk[8192], *from = b->p;
	size_t left = b->n;
	enum err_code rc = ERR_OK;

	if (cd == (iconv_t)-1)
		rc = err_set(e, ERR_INVALID, "Die Kodierung „%s“ ist nicht bekannt", encoding);
	while (rc == ERR_OK && left > 0) {
		char *to = chunk;
		size_t room = sizeof(chunk);
		size_t n = iconv(cd, &from, &left, &to, &room);

		buf_add(&out, (struct str){ chunk, sizeof(chunk) - room });
		if (n == (size_t)-1 && errno != E2BIG)
			rc = err_set(e, ERR_INVALID, "Die Datei ist ab Byte %zu kein gültiges %s",
				b->n - left, encoding);
	}
	iconv_close(cd); /* EBADF when it was not opened */
	if (rc == ERR_OK) {
		buf_release(b);
		*b = out;
	} else {
		buf_release(&out);
	}
	return rc;
}

struct prescan {
	struct str rest;
	char *name; /* of 40 bytes, NUL-terminated; "" for none */
};

static void
name_set(struct prescan *p, struct str value)
{
	value = str_trim(value);
	if (value.n > 39)
		value.n = 39;
	if (value.n > 0)
		memcpy(p->name, value.p, value.n);
	p->name[value.n] = '\0';
}

/* An attribute of the tag that `rest` is in; false at its end. */
static bool
attribute_take(struct str *rest, struct str *name, struct str *value)
{
	size_t n = 0;
	char quote = '\0';

	while (rest->n > 0 && (dom_space(rest->p[0]) || rest->p[0] == '/'))
		*rest = str_from(*rest, 1);
	if (rest->n == 0 || rest->p[0] == '>')
		return false;
	while (n < rest->n && !dom_space(rest->p[n]) && !strchr("/>=", rest->p[n]))
		n++;
	n += n == 0; /* "=" begins a name */
	*name = (struct str){ rest->p, n };
	*value = STR("");
	*rest = str_from(*rest, n);
	while (rest->n > 0 && dom_space(rest->p[0]))
		*rest = str_from(*rest, 1);
	if (rest->n == 0 || rest->p[0] != '=')
		return true;
	*rest = str_from(*rest, 1);
	while (rest->n > 0 && dom_space(rest->p[0]))
		*rest = str_from(*rest, 1);
	if (rest->n > 0)
		quote = rest->p[0];
	if (quote == '"' || quote == '\'') {
		*rest = str_from(*rest, 1);
		n = 0;
		while (n < rest->n && rest->p[n] != quote)
			n++;
		*value = (struct str){ rest->p, n };
		*rest = str_from(*rest, n + 1);
		return true;
	}
	n = 0;
	while (n < rest->n && !dom_space(rest->p[n]) && rest->p[n] != '>')
		n++;
	*value = (struct str){ rest->p, n };
	*rest = str_from(*rest, n);
	return true;
}

/* The charset in "text/html; charset=utf-8"; empty when there is none. */
static struct str
content_charset(struct str content)
{
	size_t n = 0;

	for (; content.n >= 7; content = str_from(content, 1)) {
		if (str_same((struct str){ content.p, 7 }, STR("charset")))
			break;
	}
	content = str_trim(str_from(content, 7));
	if (content.n == 0 || content.p[0] != '=')
		return STR("");
	content = str_trim(str_from(content, 1));
	if (content.n > 0 && (content.p[0] == '"' || content.p[0] == '\'')) {
		str_cut(str_from(content, 1), content.p[0], &content);
		return content;
	}
	while (n < content.n && content.p[n] != ';' && !dom_space(content.p[n]))
		n++;
	return (struct str){ content.p, n };
}

/* Past one tag; a <meta> may say what the encoding is. */
static void
tag_prescan(struct prescan *p, bool meta)
{
	struct str name, value, charset = STR(""), content = STR("");
	bool pragma = false;

	while (attribute_take(&p->rest, &name, &value)) {
		if (str_same(name, STR("charset")))
			charset = value;
		else if (str_same(name, STR("content")))
			content = content_charset(value);
		else if (str_same(name, STR("http-equiv")))
			pragma = str_same(str_trim(value), STR("content-type"));
	}
	if (meta && charset.n > 0)
		name_set(p, charset);
	else if (meta && pragma && content.n > 0)
		name_set(p, content);
}

/* `rest` is behind a '<': a comment, a declaration or a tag. */
static void
markup_prescan(struct prescan *p)
{
	size_t end, n = 0;
	bool meta;

	if (str_starts(p->rest, STR("!--"))) {
		end = str_find(p->rest, STR("-->"));
		p->rest = str_from(p->rest, end == SIZE_MAX ? p->rest.n : end + 3);
		return;
	}
	if (p->rest.n > 0 && strchr("!?", p->rest.p[0])) {
		end = str_find(p->rest, STR(">"));
		p->rest = str_from(p->rest, end == SIZE_MAX ? p->rest.n : end + 1);
		return;
	}
	while (n < p->rest.n && !dom_space(p->rest.p[n]) && p->rest.p[n] != '>')
		n++;
	meta = str_same((struct str){ p->rest.p, n }, STR("meta"));
	p->rest = str_from(p->rest, n);
	tag_prescan(p, meta);
}

/*
 * The encoding that the beginning of a page declares, NUL-terminated in `name`; "" for none
 * (HTML: "prescan a byte stream to determine its encoding").
 */
static void
declared(const struct buf *b, char name[40])
{
	struct prescan p = { { b->p, b->n < PRESCAN_BYTES ? b->n : PRESCAN_BYTES }, name };
	struct str key, value, head;

	name[0] = '\0';
	if (str_starts(p.rest, STR("<?xml"))) {
		str_cut(str_from(p.rest, 5), '>', &head);
		while (attribute_take(&head, &key, &value)) {
			if (str_eq(key, STR("encoding")))
				name_set(&p, value);
		}
	}
	while (!name[0] && p.rest.n > 0) {
		size_t at = str_find(p.rest, STR("<"));

		if (at == SIZE_MAX)
			return;
		p.rest = str_from(p.rest, at + 1);
		markup_prescan(&p);
	}
}

/* The byte where `s` stops to be UTF-8. */
static size_t
utf8_end(struct str s)
{
	size_t low = 0, high = s.n;

	/* Halving works because a valid beginning stays valid when cut between characters. */
	while (low < high) {
		size_t mid = low + (high - low + 1) / 2, cut = mid;

		while (cut < high && cut < s.n && ((unsigned char)s.p[cut] & 0xC0) == 0x80)
			cut++;
		if (str_utf8((struct str){ s.p, cut }))
			low = cut > low ? cut : mid;
		else
			high = mid - 1;
	}
	return low;
}

static enum err_code
utf8_check(const struct buf *b, struct err *e)
{
	if (str_utf8(buf_str(b)))
		return ERR_OK;
	return err_set(e, ERR_INVALID, "Die Datei ist ab Byte %zu kein gültiges UTF-8 und nennt keine "
		"andere Kodierung", utf8_end(buf_str(b)));
}

/*
 * The name that a page uses for an encoding means this one (https://encoding.spec.whatwg.org/):
 * iconv's name for it, NULL for UTF-8 and where none is declared. Names that mean the same to
 * iconv are left alone.
 */
static const char *
encoding_of(const char *name)
{
	static const struct {
		const char *name, *encoding;
	} known[] = {
		{ "", NULL }, { "utf-8", NULL }, { "utf8", NULL },
		/* A page whose first bytes could be read as ASCII is not UTF-16, whatever it says. */
		{ "utf-16", NULL }, { "utf-16le", NULL }, { "utf-16be", NULL },
		{ "iso-8859-1", "WINDOWS-1252" }, { "iso8859-1", "WINDOWS-1252" },
		{ "iso_8859-1", "WINDOWS-1252" }, { "latin1", "WINDOWS-1252" },
		{ "ascii", "WINDOWS-1252" }, { "us-ascii", "WINDOWS-1252" }, { "cp1252", "WINDOWS-1252" },
		{ "windows-1252", "WINDOWS-1252" }, { "x-user-defined", "WINDOWS-1252" },
		{ "iso-8859-8-i", "ISO-8859-8" }, { "iso-8859-9", "WINDOWS-1254" },
		{ "iso-8859-11", "WINDOWS-874" }, { "tis-620", "WINDOWS-874" },
		{ "gb2312", "GB18030" }, { "gbk", "GB18030" }, { "big5", "BIG5-HKSCS" },
		{ "shift_jis", "CP932" }, { "x-sjis", "CP932" }, { "euc-kr", "CP949" },
		{ "ks_c_5601-1987", "CP949" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (str_same(str_of(name), str_of(known[i].name)))
			return known[i].encoding;
	}
	return name;
}

/* Bytes that Windows-1252 leaves open: browsers make control characters of them, iconv an error. */
static void
western_mend(struct buf *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (b->p[i] && strchr("\x81\x8D\x8F\x90\x9D", b->p[i]))
			b->p[i] = '?';
	}
}

/* The first tag of an HTML file is somewhere; a picture, an archive or a program has NULs. */
static enum err_code
html_check(const struct buf *b, struct err *e)
{
	bool tag = false;

	if (b->n == 0)
		return err_set(e, ERR_INVALID, "Die Datei ist leer");
	if (memchr(b->p, '\0', b->n))
		return err_set(e, ERR_INVALID, "Das ist kein HTML: Die Datei enthält Nullbytes");
	for (size_t i = 0; i + 1 < b->n && !tag; i++) {
		char c = b->p[i + 1];

		tag = b->p[i] == '<' && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '!');
	}
	return tag ? ERR_OK : err_set(e, ERR_INVALID, "Das ist kein HTML: Die Datei enthält kein Tag");
}

enum err_code
html_decode(struct buf *b, struct err *e)
{
	char name[40];
	const char *encoding;
	enum err_code rc = ERR_OK;

	if (starts_with(b, "\xEF\xBB\xBF", 3)) {
		cut_front(b, 3);
		rc = utf8_check(b, e);
	} else if (starts_with(b, "\xFF\xFE", 2) || starts_with(b, "\xFE\xFF", 2)) {
		encoding = b->p[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE";
		cut_front(b, 2);
		rc = convert(b, encoding, e);
	} else {
		declared(b, name);
		encoding = encoding_of(name);
		if (encoding && strcmp(encoding, "WINDOWS-1252") == 0)
			western_mend(b);
		rc = encoding ? convert(b, encoding, e) : utf8_check(b, e);
	}
	return rc == ERR_OK ? html_check(b, e) : rc;
}
