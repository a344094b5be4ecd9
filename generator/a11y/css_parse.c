#include <string.h>

#include "generator/a11y/css.h"

enum {
	NESTED_MAX = 8,    /* @media in @media */
	COMPOUNDS_MAX = 32 /* of one selector; matching recurses over them */
};

static const char *const prop_names[CSS_PROPS] = {
	[CSS_BACKGROUND_COLOR] = "background-color", [CSS_CLIP] = "clip",
	[CSS_CLIP_PATH] = "clip-path", [CSS_COLOR] = "color", [CSS_CONTENT] = "content",
	[CSS_DISPLAY] = "display", [CSS_FONT_FAMILY] = "font-family",
	[CSS_FONT_SIZE] = "font-size", [CSS_HEIGHT] = "height", [CSS_LEFT] = "left",
	[CSS_LETTER_SPACING] = "letter-spacing", [CSS_LINE_HEIGHT] = "line-height",
	[CSS_MAX_WIDTH] = "max-width", [CSS_OPACITY] = "opacity", [CSS_OVERFLOW] = "overflow",
	[CSS_POSITION] = "position", [CSS_TEXT_INDENT] = "text-indent", [CSS_TOP] = "top",
	[CSS_TRANSFORM] = "transform", [CSS_VISIBILITY] = "visibility",
	[CSS_WHITE_SPACE] = "white-space", [CSS_WIDTH] = "width",
	[CSS_WORD_SPACING] = "word-spacing",
};

static bool
is_wide(struct str v)
{
	return str_same(v, STR("inherit")) || str_same(v, STR("initial")) ||
		str_same(v, STR("unset")) || str_same(v, STR("revert")) ||
		str_same(v, STR("revert-layer"));
}

/* Whether a browser would take the value: an invalid one leaves an earlier declaration standing. */
static bool
is_valid(enum css_prop prop, struct str v)
{
	double n;

	if (v.n == 0)
		return prop == CSS_CONTENT;
	if (is_wide(v) || str_starts(v, STR("var(")))
		return true;
	switch (prop) {
	case CSS_LETTER_SPACING:
	case CSS_WORD_SPACING:
		return str_same(v, STR("normal")) || css_is_length(v, true);
	case CSS_LINE_HEIGHT:
		return str_same(v, STR("normal")) ||
			(v.p[0] != '-' && (css_number(v, &n) || css_is_length(v, true)));
	case CSS_LEFT:
	case CSS_TOP:
	case CSS_WIDTH:
	case CSS_HEIGHT:
	case CSS_MAX_WIDTH:
	case CSS_TEXT_INDENT:
		/* Keywords such as auto, and functions, have letters first; a number needs a unit. */
		return !((v.p[0] >= '0' && v.p[0] <= '9') || v.p[0] == '-' || v.p[0] == '.') ||
			css_is_length(v, true);
	default:
		return true;
	}
}

struct decl_list {
	struct arena *arena;
	struct css_decl *first, *last;
};

static void
decl_add(struct decl_list *l, enum css_prop prop, struct str value, bool important)
{
	struct css_decl *d;

	if (!is_valid(prop, value))
		return;
	d = ARENA_NEW(l->arena, struct css_decl);
	*d = (struct css_decl){ .prop = prop, .value = value, .important = important };
	if (l->last)
		l->last->next = d;
	else
		l->first = d;
	l->last = d;
}

/* `font: italic 16px/1.5 serif`: the size is the first length, the line height follows its slash. */
static void
font_add(struct decl_list *l, struct str value, bool important)
{
	struct str rest = value, token, size, line;

	if (is_wide(value)) {
		decl_add(l, CSS_FONT_SIZE, value, important);
		decl_add(l, CSS_LINE_HEIGHT, value, important);
		return;
	}
	while (str_token(&rest, &token)) {
		line = str_cut(token, '/', &size);
		if (!css_is_length(size, true))
			continue;
		decl_add(l, CSS_FONT_SIZE, size, important);
		decl_add(l, CSS_LINE_HEIGHT, line.n > 0 ? line : STR("normal"), important);
		decl_add(l, CSS_FONT_FAMILY, css_trim(rest), important);
		return;
	}
}

static void
shorthand_add(struct decl_list *l, struct str name, struct str value, bool important)
{
	struct str rest = value, token;
	uint32_t rgba;

	if (str_same(name, STR("font"))) {
		font_add(l, value, important);
	} else if (str_same(name, STR("overflow-x")) || str_same(name, STR("overflow-y"))) {
		decl_add(l, CSS_OVERFLOW, value, important);
	} else if (str_same(name, STR("background"))) {
		while (str_token(&rest, &token)) {
			if (css_color(token, &rgba))
				decl_add(l, CSS_BACKGROUND_COLOR, token, important);
		}
	} else if (str_same(name, STR("inset")) && str_token(&rest, &token)) {
		decl_add(l, CSS_TOP, token, important);
		for (int i = 0; i < 3; i++)
			str_token(&rest, &token);
		decl_add(l, CSS_LEFT, token.n > 0 ? token : value, important);
	}
}

static void
declaration_add(struct decl_list *l, struct str text)
{
	size_t colon = css_until(text, ":"), bang;
	struct str name, value;
	bool important = false;

	if (colon >= text.n || text.p[colon] != ':')
		return;
	name = css_trim((struct str){ text.p, colon });
	value = css_trim(str_from(text, colon + 1));
	bang = css_until(value, "!");
	if (bang < value.n && value.p[bang] == '!') {
		if (!str_same(css_trim(str_from(value, bang + 1)), STR("important")))
			return;
		important = true;
		value = css_trim((struct str){ value.p, bang });
	}
	for (int i = 0; i < CSS_PROPS; i++) {
		if (str_same(name, str_of(prop_names[i]))) {
			decl_add(l, (enum css_prop)i, value, important);
			return;
		}
	}
	shorthand_add(l, name, value, important);
}

struct css_decl *
css_declarations(struct arena *a, struct str text)
{
	struct decl_list l = { .arena = a };

	while (text.n > 0) {
		size_t end = css_until(text, ";");

		declaration_add(&l, (struct str){ text.p, end });
		text = str_from(text, end + 1);
	}
	return l.first;
}

/* Letters, digits, '-', '_', anything beyond ASCII; escapes are not undone. */
static size_t
name_length(struct str s)
{
	size_t i = 0;

	while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
	       (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-' || s.p[i] == '_' ||
	       (unsigned char)s.p[i] >= 0x80))
		i++;
	return i;
}

struct selector {
	struct arena *arena;
	struct str rest;
	enum css_pseudo pseudo;
	unsigned specificity;
};

static struct str
name_take(struct selector *s)
{
	struct str name = { s->rest.p, name_length(s->rest) };

	s->rest = str_from(s->rest, name.n);
	return name;
}

static bool
attr_take(struct selector *s, struct css_simple *simple)
{
	size_t end = css_until(s->rest, "]");
	struct str in = { s->rest.p, end }, value;
	size_t n;

	if (end >= s->rest.n || s->rest.p[end] != ']')
		return false;
	s->rest = str_from(s->rest, end + 1);
	in = css_trim(in);
	n = name_length(in);
	simple->name = (struct str){ in.p, n };
	in = css_trim(str_from(in, n));
	if (in.n == 0)
		return simple->name.n > 0;
	if (in.p[0] != '=' && (in.n < 2 || in.p[1] != '=' || !strchr("~|^$*", in.p[0])))
		return false;
	simple->op = in.p[0];
	value = css_trim(str_from(in, in.p[0] == '=' ? 1 : 2));
	n = css_opaque(value);
	if (n >= 2)
		value = (struct str){ value.p + 1, n - 2 };
	simple->value = value;
	return true;
}

static bool compound_take(struct selector *s, struct css_compound *c, bool nested);

/* After ':' or '::'. False when the selector can never match a page at rest, or is unknown. */
static bool
pseudo_take(struct selector *s, struct css_simple *simple, bool nested)
{
	bool element = str_starts(s->rest, STR(":"));
	struct str arg = { NULL, 0 };

	if (element)
		s->rest = str_from(s->rest, 1);
	simple->name = name_take(s);
	if (str_starts(s->rest, STR("("))) {
		size_t end = css_until(str_from(s->rest, 1), ")");

		arg = css_trim((struct str){ s->rest.p + 1, end });
		s->rest = str_from(s->rest, end + 2);
	}
	if (str_same(simple->name, STR("before")) || str_same(simple->name, STR("after"))) {
		s->pseudo = simple->name.p[0] == 'b' || simple->name.p[0] == 'B' ? PSEUDO_BEFORE :
			PSEUDO_AFTER;
		simple->name = STR("");
		return !nested;
	}
	if (element)
		return false;
	if (str_same(simple->name, STR("not"))) {
		struct selector in = { .arena = s->arena, .rest = arg };
		struct css_compound *c = ARENA_NEW(s->arena, struct css_compound);

		if (nested || !compound_take(&in, c, true) || in.rest.n > 0)
			return false;
		simple->kind = SIMPLE_NOT;
		simple->not = c;
		s->specificity += in.specificity;
		return true;
	}
	s->specificity += 0x100;
	return true;
}

static bool
compound_take(struct selector *s, struct css_compound *c, bool nested)
{
	bool any = false;

	if (str_starts(s->rest, STR("*"))) {
		s->rest = str_from(s->rest, 1);
		any = true;
	} else if (name_length(s->rest) > 0) {
		c->tag = name_take(s);
		s->specificity++;
		any = true;
	}
	while (s->rest.n > 0 && strchr(".#[:", s->rest.p[0])) {
		struct css_simple *simple = ARENA_NEW(s->arena, struct css_simple);
		char kind = s->rest.p[0];

		s->rest = str_from(s->rest, 1);
		if (kind == '[') {
			simple->kind = SIMPLE_ATTR;
			if (!attr_take(s, simple))
				return false;
			s->specificity += 0x100;
		} else if (kind == ':') {
			simple->kind = SIMPLE_PSEUDO;
			if (!pseudo_take(s, simple, nested))
				return false;
		} else {
			simple->kind = kind == '.' ? SIMPLE_CLASS : SIMPLE_ID;
			simple->name = name_take(s);
			s->specificity += kind == '.' ? 0x100 : 0x10000;
			if (simple->name.n == 0)
				return false;
		}
		simple->next = c->simple;
		c->simple = simple;
		any = true;
	}
	return any;
}

/* One selector without commas; NULL when it cannot match or is not understood. */
static struct css_compound *
selector_parse(struct selector *s)
{
	struct css_compound *right = NULL;
	unsigned n = 0;

	s->rest = css_trim(s->rest);
	while (s->rest.n > 0) {
		struct css_compound *c = ARENA_NEW(s->arena, struct css_compound);
		struct str before;

		if (++n > COMPOUNDS_MAX || !compound_take(s, c, false))
			return NULL;
		c->left = right;
		right = c;
		before = s->rest;
		s->rest = css_trim(s->rest);
		if (s->rest.n == 0)
			break;
		if (strchr(">+~", s->rest.p[0])) {
			c->combinator = s->rest.p[0];
			s->rest = css_trim(str_from(s->rest, 1));
		} else if (s->rest.p != before.p) {
			c->combinator = ' ';
		} else {
			return NULL;
		}
	}
	return right;
}

/* The combinator was stored with the left side; the matcher wants it with the right one. */
static void
combinators_move(struct css_compound *right)
{
	for (; right && right->left; right = right->left)
		right->combinator = right->left->combinator;
}

struct css_compound *
css_selector(struct arena *a, struct str text, struct css_rule *out)
{
	struct selector s = { .arena = a, .rest = text };

	out->selector = selector_parse(&s);
	out->pseudo = s.pseudo;
	out->specificity = s.specificity;
	if (out->selector)
		combinators_move(out->selector);
	return out->selector;
}

static void
rule_add(struct arena *a, struct css_sheet *sheet, struct str selectors, struct css_decl *decl)
{
	while (decl && selectors.n > 0) {
		size_t end = css_until(selectors, ",");
		struct css_rule *r = ARENA_NEW(a, struct css_rule);

		if (!css_selector(a, (struct str){ selectors.p, end }, r)) {
			selectors = str_from(selectors, end + 1);
			continue;
		}
		selectors = str_from(selectors, end + 1);
		r->order = sheet->n++;
		r->decl = decl;
		if (sheet->last)
			sheet->last->next = r;
		else
			sheet->first = r;
		sheet->last = r;
	}
}

/* Whether a media query holds for a window on a screen; widths are those of css_value.c. */
static bool
media_holds(struct str query)
{
	bool print = str_find(query, STR("print")) != SIZE_MAX ||
		str_find(query, STR("speech")) != SIZE_MAX;
	size_t at;
	double px;

	if (print || str_find(query, STR("prefers-")) != SIZE_MAX ||
	    str_find(query, STR("forced-colors")) != SIZE_MAX)
		return false;
	at = str_find(query, STR("max-width:"));
	if (at != SIZE_MAX) {
		struct str v = css_trim(str_from(query, at + 10));

		v.n = css_until(v, ")");
		return css_length(css_trim(v), 16, 0, &px) && px >= 1280;
	}
	at = str_find(query, STR("min-width:"));
	if (at != SIZE_MAX) {
		struct str v = css_trim(str_from(query, at + 10));

		v.n = css_until(v, ")");
		return css_length(css_trim(v), 16, 0, &px) && px <= 1280;
	}
	return true;
}

static void
sheet_parse(struct arena *a, struct css_sheet *sheet, struct str text, unsigned depth)
{
	while ((text = css_trim(text)).n > 0) {
		size_t open = css_until(text, "{;"), close;
		struct str head = css_trim((struct str){ text.p, open }), body;

		if (open >= text.n || text.p[open] != '{') {
			text = str_from(text, open + 1);
			continue;
		}
		body = str_from(text, open + 1);
		close = css_until(body, "}");
		text = str_from(body, close + 1);
		body.n = close < body.n ? close : body.n;
		if (!str_starts(head, STR("@"))) {
			rule_add(a, sheet, head, css_declarations(a, body));
		} else if (depth < NESTED_MAX &&
		    (str_starts(head, STR("@layer")) || str_starts(head, STR("@supports")) ||
		     (str_starts(head, STR("@media")) && media_holds(head)))) {
			sheet_parse(a, sheet, body, depth + 1);
		}
	}
}

void
css_sheet_add(struct arena *a, struct css_sheet *sheet, struct str text)
{
	sheet_parse(a, sheet, text, 0);
}
