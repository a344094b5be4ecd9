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

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == ':' || c == '.';
}

/* The encoding that the beginning of a page declares, NUL-terminated in `name`; "" for none. */
static void
declared(const struct buf *b, char name[40])
{
	struct str rest = { b->p, b->n < PRESCAN_BYTES ? b->n : PRESCAN_BYTES };
	size_t n = 0, at;

	name[0] = '\0';
	while ((at = str_find(rest, STR("charset"))) != SIZE_MAX) {
		rest = str_from(rest, at + 7);
		while (rest.n > 0 && (rest.p[0] == ' ' || rest.p[0] == '\t'))
			rest = str_from(rest, 1);
		if (rest.n == 0 || rest.p[0] != '=')
			continue;
		rest = str_from(rest, 1);
		while (rest.n > 0 && (rest.p[0] == '"' || rest.p[0] == '\'' || rest.p[0] == ' '))
			rest = str_from(rest, 1);
		while (n < 39 && n < rest.n && is_name_char(rest.p[n]))
			n++;
		if (n > 0)
			memcpy(name, rest.p, n);
		name[n] = '\0';
		return;
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

/* The name that a page uses for an encoding means this one (https://encoding.spec.whatwg.org/). */
static const char *
encoding_of(const char *name)
{
	static const char *const western[] = { "iso-8859-1", "latin1", "ascii", "us-ascii",
		"windows-1252", "cp1252", "iso8859-1", "iso_8859-1", NULL };

	for (int i = 0; western[i]; i++) {
		if (str_same(str_of(name), str_of(western[i])))
			return "WINDOWS-1252";
	}
	/* A page whose first bytes could be read as ASCII is not UTF-16, whatever it says. */
	if (str_same(str_of(name), STR("utf-8")) || str_same(str_of(name), STR("utf8")) ||
	    str_same(str_of(name), STR("utf-16")) || str_same(str_of(name), STR("utf-16le")) ||
	    str_same(str_of(name), STR("utf-16be")) || !name[0])
		return NULL;
	return name;
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
		rc = encoding ? convert(b, encoding, e) : utf8_check(b, e);
	}
	return rc == ERR_OK ? html_check(b, e) : rc;
}
