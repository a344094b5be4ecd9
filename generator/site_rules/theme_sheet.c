#include "generator/site_rules/theme_sheet.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NESTED_MAX = 8,
	EXPANDED_MAX = 64 /* selectors out of one with :is() */
};

void
theme_found(struct theme_look *t, enum site_rule_id rule, struct sheet *sheet, size_t at, const char *fmt, ...)
{
	unsigned line, column;
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort(); /* out of memory */
	va_end(ap);
	place_of(&sheet->place, at, &line, &column);
	site_found(t->all, rule, sheet->path, line, column, "%s", text);
	free(text);
}

bool
css_among(struct str word, const char *const list[])
{
	for (size_t i = 0; list[i]; i++) {
		if (str_same(word, str_of(list[i])))
			return true;
	}
	return false;
}

/* Room for one more pointer. */
static void *
pointers_grow(struct arena *a, void *items, size_t n, size_t *cap)
{
	return vec_grow(a, items, n, cap, sizeof(void *));
}

/* ---- selectors ---- */

static bool
is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static size_t
name_length(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_name_char(s.p[n]))
		n++;
	return n;
}

/* The last part of a selector: what stands behind the last combinator. */
static struct str
last_compound(struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n;) {
		size_t n = css_until(str_from(s, i), " >+~\t\n");

		i += n;
		if (i < s.n)
			from = ++i;
	}
	return str_from(s, from);
}

static void
pseudo_read(struct subject *s, struct str name, struct str argument)
{
	static const char *const old[] = { "before", "after", "first-line", "first-letter", NULL };

	if (str_starts(name, STR(":"))) {
		s->pseudo = str_from(name, 1);
	} else if (css_among(name, old)) {
		s->pseudo = name;
	} else if (str_same(name, STR("focus")) || str_same(name, STR("focus-visible"))) {
		s->focus = true;
	} else if (str_same(name, STR("hover"))) {
		s->hover = true;
	} else if (str_same(name, STR("not")) && str_find(argument, STR(":focus")) != SIZE_MAX) {
		s->unfocused = true;
	}
}

/* Classes, tag and pseudo-classes of the last part. */
static void
compound_read(struct arena *a, struct subject *s)
{
	struct str rest = s->compound;

	s->tag = (struct str){ rest.p, name_length(rest) };
	rest = str_from(rest, s->tag.n);
	while (rest.n > 0) {
		char kind = rest.p[0];
		bool twice = kind == ':' && rest.n > 1 && rest.p[1] == ':';
		struct str name = { rest.p + 1, twice + name_length(str_from(rest, 1 + (size_t)twice)) }, argument = STR("");

		if (kind == '[' || kind == '(') {
			rest = str_from(rest, 2 + css_until(str_from(rest, 1), kind == '[' ? "]" : ")"));
			continue;
		}
		rest = str_from(rest, 1 + name.n);
		if (kind == ':' && str_starts(rest, STR("("))) {
			argument = (struct str){ rest.p + 1, css_until(str_from(rest, 1), ")") };
			rest = str_from(rest, argument.n + 2);
		}
		if (kind == '.')
			*VEC_ADD(a, s, name) = name;
		else if (kind == ':')
			pseudo_read(s, name, argument);
	}
}

/* Specificity (Selectors 4, 16), without what stands in brackets of :not() and :is(). */
static unsigned
specificity_count(struct str s)
{
	unsigned n = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool start = i == 0 || strchr(" >+~\t\n", s.p[i - 1]);

		if (s.p[i] == '#')
			n += 0x10000;
		else if (s.p[i] == '.' || s.p[i] == '[' || (s.p[i] == ':' && i + 1 < s.n && s.p[i + 1] != ':'
				&& (i == 0 || s.p[i - 1] != ':')))
			n += 0x100;
		else if (start && isalpha((unsigned char)s.p[i]))
			n++;
		if (s.p[i] == '[' || s.p[i] == '(')
			i += 1 + css_until(str_from(s, i + 1), s.p[i] == '[' ? "]" : ")");
	}
	return n;
}

static void
subject_add(struct theme_look *t, struct sheet_rule *r, struct str selector)
{
	struct subject *s = ARENA_NEW(t->arena, struct subject);

	*s = (struct subject){ .rule = r, .text = selector, .compound = last_compound(selector) };
	compound_read(t->arena, s);
	s->simple = s->tag.n > 0 && s->n_name == 0 && s->compound.n == s->text.n && s->pseudo.n == 0;
	s->specificity = specificity_count(selector);
	r->subject = pointers_grow(t->arena, r->subject, r->n_subject, &r->cap_subject);
	r->subject[r->n_subject++] = s;
}

/* One selector; `:is(a, b) c` becomes `a c` and `b c`. */
static void
selector_expand(struct theme_look *t, struct sheet_rule *r, struct str s)
{
	static const char *const alternatives[] = { ":is(", ":where(", NULL };
	size_t at = SIZE_MAX, n = 0;
	struct str inside, after;

	for (int i = 0; alternatives[i] && at == SIZE_MAX; i++) {
		at = str_find(s, str_of(alternatives[i]));
		n = strlen(alternatives[i]);
	}
	/* not when it belongs to :not(:is(…)) */
	if (at == SIZE_MAX || r->n_subject >= EXPANDED_MAX || (at > 0 && s.p[at - 1] == '(')) {
		subject_add(t, r, s);
		return;
	}
	inside = str_from(s, at + n);
	n = css_until(inside, ")");
	after = str_from(inside, n + 1);
	inside.n = n < inside.n ? n : inside.n;
	while (inside.n > 0) {
		size_t end = css_until(inside, ",");
		struct str one = css_trim((struct str){ inside.p, end });

		selector_expand(t, r, arena_printf(t->arena, "%.*s%.*s%.*s", (int)at, s.p, STR_FMT(one), STR_FMT(after)));
		inside = str_from(inside, end + 1);
	}
}

static void
selectors_read(struct theme_look *t, struct sheet_rule *r)
{
	struct str rest = r->selectors;

	while (rest.n > 0) {
		size_t end = css_until(rest, ",");

		selector_expand(t, r, css_trim((struct str){ rest.p, end }));
		rest = str_from(rest, end + 1);
	}
}

bool
subject_has_class(const struct subject *s, struct str word)
{
	for (size_t i = 0; i < s->n_name; i++) {
		if (str_eq(s->name[i], word))
			return true;
	}
	return false;
}

/* Whether all classes of the subject are on the tag. */
static bool
tag_has_classes(const struct theme_tag *tag, const struct subject *s)
{
	for (size_t i = 0; i < s->n_name; i++) {
		bool found = false;

		for (size_t k = 0; k < tag->n_class; k++)
			found = found || str_eq(tag->class[k], s->name[i]);
		if (!found)
			return false;
	}
	return s->n_name > 0;
}

bool
subject_is(const struct theme_look *t, const struct subject *s, const char *const tags[])
{
	if (s->tag.n > 0)
		return css_among(s->tag, tags);
	for (size_t i = 0; i < t->n_tag; i++) {
		if (tag_has_classes(&t->tag[i], s) && css_among(t->tag[i].name, tags))
			return true;
	}
	return false;
}

bool
subject_only(const struct theme_look *t, const struct subject *s, const char *const tags[])
{
	bool any = false;

	if (s->tag.n > 0)
		return css_among(s->tag, tags);
	for (size_t i = 0; i < t->n_tag; i++) {
		if (!tag_has_classes(&t->tag[i], s))
			continue;
		if (!css_among(t->tag[i].name, tags))
			return false;
		any = true;
	}
	return any;
}

/* ---- rules ---- */

const struct sheet_decl *
rule_decl(const struct sheet_rule *r, const char *name)
{
	for (size_t i = r->n_decl; i-- > 0;) {
		if (str_same(r->decl[i].name, str_of(name)))
			return &r->decl[i];
	}
	return NULL;
}

static void
decl_add(struct theme_look *t, struct sheet_rule *r, struct str text)
{
	size_t colon = css_until(text, ":"), bang;
	struct str name, value;
	struct sheet_decl *d;

	if (colon >= text.n || text.p[colon] != ':')
		return;
	name = css_trim((struct str){ text.p, colon });
	value = css_trim(str_from(text, colon + 1));
	bang = css_until(value, "!");
	d = VEC_ADD(t->arena, r, decl);
	*d = (struct sheet_decl){ .name = name, .value = css_trim((struct str){ value.p, bang }),
		.important = bang < value.n && value.p[bang] == '!', .at = (size_t)(name.p - r->sheet->text.p) };
}

/* Where rules stand while a sheet is read. */
struct level {
	struct theme_look *look;
	struct sheet *sheet;
	const struct sheet_media *media;
	struct str parent; /* selectors of the rule around it; "" at the top */
	unsigned depth;
};

static void rules_read(const struct level *l, struct str text, struct sheet_rule *into);

/* `&:hover` in `a` is `a:hover`; without "&" it is a descendant. */
static struct str
nested_selectors(const struct level *l, struct str head)
{
	struct str parent = l->parent;
	size_t at = str_find(head, STR("&"));

	if (parent.n == 0)
		return head;
	if (css_until(parent, ",") < parent.n)
		parent = arena_printf(l->look->arena, ":is(%.*s)", STR_FMT(parent));
	if (at == SIZE_MAX)
		return arena_printf(l->look->arena, "%.*s %.*s", STR_FMT(parent), STR_FMT(head));
	return arena_printf(l->look->arena, "%.*s%.*s%.*s", (int)at, head.p, STR_FMT(parent), STR_FMT(str_from(head, at + 1)));
}

static bool
is_print(struct str query)
{
	return str_find(query, STR("print")) != SIZE_MAX && str_find(query, STR("screen")) == SIZE_MAX
		&& str_find(query, STR("not print")) == SIZE_MAX;
}

static void
at_rule_read(const struct level *l, struct str head, struct str body, struct sheet_rule *into)
{
	static const char *const groups[] = { "@media", "@supports", "@layer", "@container", "@scope", NULL };
	struct str name = { head.p, 1 + name_length(str_from(head, 1)) };
	struct level inner = *l;
	struct sheet_media *m;

	if (!css_among(name, groups) || l->depth >= NESTED_MAX)
		return;
	inner.depth++;
	if (str_same(name, STR("@media"))) {
		m = ARENA_NEW(l->look->arena, struct sheet_media);
		*m = (struct sheet_media){ css_trim(str_from(head, name.n)), l->media };
		inner.media = m;
		into = NULL; /* declarations in it hold under its condition only */
	}
	rules_read(&inner, body, into);
}

static struct sheet_rule *
rule_new(const struct level *l, struct str selectors, size_t at)
{
	struct sheet_rule *r = ARENA_NEW(l->look->arena, struct sheet_rule);

	*r = (struct sheet_rule){ .sheet = l->sheet, .selectors = selectors, .at = at, .media = l->media };
	for (const struct sheet_media *m = l->media; m; m = m->outer)
		r->print = r->print || is_print(m->query);
	l->look->rule = pointers_grow(l->look->arena, l->look->rule, l->look->n_rule, &l->look->cap_rule);
	l->look->rule[l->look->n_rule++] = r;
	selectors_read(l->look, r);
	return r;
}

static void
style_rule_read(const struct level *l, struct str head, struct str body)
{
	struct level inner = *l;
	struct sheet_rule *r;

	if (l->depth >= NESTED_MAX)
		return;
	inner.parent = nested_selectors(l, head);
	inner.depth++;
	r = rule_new(l, inner.parent, (size_t)(head.p - l->sheet->text.p));
	rules_read(&inner, body, r);
}

/* Rules, and declarations of the rule `into` (NULL at the top, and in a nested @media). */
static void
rules_read(const struct level *l, struct str text, struct sheet_rule *into)
{
	while ((text = css_trim(text)).n > 0) {
		size_t end = css_until(text, "{;"), close;
		struct str head = css_trim((struct str){ text.p, end }), body;

		if (end < text.n && text.p[end] == '}') { /* one too many */
			text = str_from(text, end + 1);
			continue;
		}
		if (end >= text.n || text.p[end] != '{') {
			if (!into && l->parent.n > 0 && head.n > 0)
				into = rule_new(l, l->parent, (size_t)(head.p - l->sheet->text.p));
			if (into && head.n > 0 && head.p[0] != '@')
				decl_add(l->look, into, head);
			text = str_from(text, end + 1);
			continue;
		}
		body = str_from(text, end + 1);
		close = css_until(body, "}");
		text = str_from(body, close + 1);
		body.n = close < body.n ? close : body.n;
		if (str_starts(head, STR("@")))
			at_rule_read(l, head, body, into);
		else
			style_rule_read(l, head, body);
	}
}

void
theme_sheet_add(struct theme_look *t, struct str path, struct str text)
{
	struct sheet *s = ARENA_NEW(t->arena, struct sheet);

	*s = (struct sheet){ .path = path, .text = text };
	place_init(&s->place, t->arena, text, 1);
	t->sheet = pointers_grow(t->arena, t->sheet, t->n_sheet, &t->cap_sheet);
	t->sheet[t->n_sheet++] = s;
	rules_read(&(struct level){ .look = t, .sheet = s }, text, NULL);
}

/* ---- templates ---- */

/* The words of a class attribute; what a template fills in ends a word. */
static void
classes_read(struct theme_look *t, struct theme_tag *tag)
{
	size_t at = str_find(tag->text, STR("class=\""));
	struct str list, word;

	if (at == SIZE_MAX)
		return;
	str_cut(str_from(tag->text, at + 7), '"', &list);
	for (size_t i = 0; i < list.n;) {
		word = str_from(list, i);
		if (str_starts(word, STR("{{"))) {
			size_t end = str_find(word, STR("}}"));

			i = end == SIZE_MAX ? list.n : i + end + 2;
			continue;
		}
		word.n = name_length(word);
		if (word.n > 0)
			*VEC_ADD(t->arena, tag, class) = word;
		i += word.n > 0 ? word.n : 1;
	}
}

void
theme_template_add(struct theme_look *t, struct str path, struct str text)
{
	struct template_file *f = ARENA_NEW(t->arena, struct template_file);

	*f = (struct template_file){ path, text };
	for (size_t i = 0; i + 1 < text.n; i++) {
		struct theme_tag *tag;
		size_t end;

		if (text.p[i] != '<' || !isalpha((unsigned char)text.p[i + 1]))
			continue;
		end = str_find(str_from(text, i), STR(">"));
		if (end == SIZE_MAX)
			return;
		tag = VEC_ADD(t->arena, t, tag);
		*tag = (struct theme_tag){ .file = f, .at = i, .text = { text.p + i + 1, end - 1 } };
		tag->name = (struct str){ tag->text.p, name_length(tag->text) };
		classes_read(t, tag);
	}
}
