#include "common/template_place.h"

#include <string.h>

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static void
name_append(char *name, size_t size, unsigned *n, char c)
{
	if (*n + 1 < size) {
		name[(*n)++] = lower(c);
		name[*n] = '\0';
	}
}

static bool
name_among(const char *name, const char *const list[])
{
	for (size_t i = 0; list[i]; i++) {
		if (strcmp(name, list[i]) == 0)
			return true;
	}
	return false;
}

/* The attributes of the HTML standard (and xlink:href of SVG) that hold addresses or code. */
static enum place_attribute
attribute_of(const char *name)
{
	static const char *const urls[] = { "href", "src", "srcset", "action", "formaction", "poster",
		"cite", "data", "ping", "manifest", "background", "icon", "longdesc", "usemap",
		"xlink:href", "imagesrcset", "codebase", "classid", "profile", NULL };
	static const char *const code[] = { "style", "srcdoc", NULL };

	if (name_among(name, urls))
		return PLACE_URL;
	if (name_among(name, code) || (name[0] == 'o' && name[1] == 'n'))
		return PLACE_CODE;
	return PLACE_PLAIN_VALUE;
}

static void
tag_end(struct place *p)
{
	static const char *const raw[] = { "script", "style", NULL };
	static const char *const plain[] = { "title", "textarea", NULL };

	p->dashes = 0;
	p->state = PLACE_TEXT;
	if (!p->closing && name_among(p->tag, raw))
		p->state = PLACE_RAW;
	else if (!p->closing && name_among(p->tag, plain))
		p->state = PLACE_PLAIN;
}

static void
tag_begin(struct place *p, char c)
{
	p->closing = c == '/';
	p->tag_n = 0;
	p->tag[0] = '\0';
	if (c == '!' || c == '?') {
		p->state = PLACE_COMMENT;
		p->dashes = 0;
		p->declaration = true;
	} else if (c == '/') {
		p->state = PLACE_TAG_NAME;
	} else if (is_letter(c)) {
		p->state = PLACE_TAG_NAME;
		name_append(p->tag, sizeof(p->tag), &p->tag_n, c);
	} else {
		p->state = PLACE_TEXT; /* a lone < is text */
	}
}

static void
comment_step(struct place *p, char c)
{
	if (p->declaration && c == '-' && p->dashes < 2) {
		if (++p->dashes == 2)
			p->declaration = false;
		return;
	}
	if (p->declaration) {
		p->dashes = 2; /* <!x: no comment any more */
		if (c == '>')
			p->state = PLACE_TEXT;
		return;
	}
	if (c == '>' && p->dashes >= 2)
		p->state = PLACE_TEXT;
	p->dashes = c == '-' ? p->dashes + 1 : 0;
}

/* Look for the end tag of script, style, title, textarea: "</" and the element's name. */
static void
element_step(struct place *p, char c)
{
	static const char begin[] = "</";
	char want = (char)(p->dashes < 2 ? begin[p->dashes] : p->tag[p->dashes - 2]);

	if (lower(c) == want) {
		p->dashes++;
	} else {
		p->dashes = c == '<';
	}
	if (p->dashes >= 2 && p->dashes - 2 == p->tag_n) {
		p->closing = true;
		p->state = PLACE_TAG_NAME;
	}
}

static void
value_step(struct place *p, char c)
{
	bool over = (p->state == PLACE_DOUBLE && c == '"') || (p->state == PLACE_SINGLE && c == '\'')
		|| (p->state == PLACE_UNQUOTED && is_space(c));

	if (p->state == PLACE_UNQUOTED && c == '>') {
		tag_end(p);
		return;
	}
	if (over) {
		p->state = PLACE_TAG;
		return;
	}
	if (c == '?' || c == '#')
		p->url = c == '?' ? PLACE_URL_QUERY : PLACE_URL_PATH;
	else if ((c == '/' || c == ':') && p->url == PLACE_URL_START)
		p->url = PLACE_URL_PATH;
}

/* Between attributes, in an attribute's name or after its equals sign. */
static void
attribute_step(struct place *p, char c)
{
	if (c == '>') {
		tag_end(p);
	} else if (p->state == PLACE_EQUALS) {
		if (is_space(c))
			return;
		p->attribute = attribute_of(p->name);
		p->url = PLACE_URL_START;
		p->state = c == '"' ? PLACE_DOUBLE : c == '\'' ? PLACE_SINGLE : PLACE_UNQUOTED;
		if (p->state == PLACE_UNQUOTED)
			value_step(p, c);
	} else if (c == '=' && p->name_n > 0) {
		p->state = PLACE_EQUALS;
	} else if (is_space(c) || c == '/') {
		p->state = PLACE_TAG;
	} else {
		if (p->state == PLACE_TAG)
			p->name_n = 0;
		p->state = PLACE_ATTRIBUTE;
		name_append(p->name, sizeof(p->name), &p->name_n, c);
	}
}

static void
place_step(struct place *p, char c)
{
	switch (p->state) {
	case PLACE_TEXT:
		if (c == '<')
			p->state = PLACE_TAG_OPEN;
		break;
	case PLACE_COMMENT: comment_step(p, c); break;
	case PLACE_RAW:
	case PLACE_PLAIN: element_step(p, c); break;
	case PLACE_TAG_OPEN: tag_begin(p, c); break;
	case PLACE_TAG_NAME:
		if (c == '>')
			tag_end(p);
		else if (is_space(c) || c == '/')
			p->state = PLACE_TAG;
		else
			name_append(p->tag, sizeof(p->tag), &p->tag_n, c);
		p->name_n = 0;
		break;
	case PLACE_TAG:
	case PLACE_ATTRIBUTE:
	case PLACE_EQUALS: attribute_step(p, c); break;
	case PLACE_DOUBLE:
	case PLACE_SINGLE:
	case PLACE_UNQUOTED: value_step(p, c); break;
	}
}

void
place_advance(struct place *p, struct str literal)
{
	for (size_t i = 0; i < literal.n; i++)
		place_step(p, literal.p[i]);
}

void
place_value(struct place *p)
{
	if (p->state == PLACE_EQUALS) {
		p->attribute = attribute_of(p->name);
		p->url = PLACE_URL_START;
		p->state = PLACE_UNQUOTED;
	}
	if (p->state == PLACE_RAW || p->state == PLACE_PLAIN || p->state == PLACE_COMMENT)
		p->dashes = 0;
}

/* In a tag it does not matter whether an attribute's name has just ended. */
static enum place_state
state_class(enum place_state s)
{
	return s == PLACE_ATTRIBUTE || s == PLACE_TAG_NAME ? PLACE_TAG : s;
}

bool
place_join(struct place *p, const struct place *other)
{
	enum place_state state = state_class(p->state);

	if (state != state_class(other->state) || p->closing != other->closing)
		return state == PLACE_TEXT && state == state_class(other->state);
	if (state == PLACE_COMMENT && p->declaration != other->declaration)
		return false;
	if (state == PLACE_RAW || state == PLACE_PLAIN)
		return strcmp(p->tag, other->tag) == 0;
	if (state >= PLACE_DOUBLE && p->attribute != other->attribute)
		return false;
	if (state == PLACE_TAG) {
		if (strcmp(p->tag, other->tag) != 0)
			return false; /* <{{#a}}script{{/a}} … */
		p->state = PLACE_TAG;
		p->name_n = 0;
	}
	if (other->url < p->url)
		p->url = other->url;
	return true;
}

