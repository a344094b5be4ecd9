#include <string.h>

#include "generator/a11y/css.h"

enum {
	NESTED_MAX = 8,    /* @media in @media */
	COMPOUNDS_MAX = 32 /* of one selector; matching recurses over them */
};

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

/* The arguments of :not(), :is() and :where(): compounds between commas. */
static bool
choices_take(struct selector *s, struct css_simple *simple, struct str list)
{
	unsigned most = 0;

	simple->kind = str_same(simple->name, STR("not")) ? SIMPLE_NOT : SIMPLE_IS;
	while (list.n > 0) {
		size_t end = css_until(list, ",");
		struct selector in = { .arena = s->arena, .rest = css_trim((struct str){ list.p, end }) };
		struct css_compound *c = ARENA_NEW(s->arena, struct css_compound);

		if (!compound_take(&in, c, true) || in.rest.n > 0)
			return false;
		c->next_choice = simple->list;
		simple->list = c;
		most = in.specificity > most ? in.specificity : most;
		list = str_from(list, end + 1);
	}
	s->specificity += str_same(simple->name, STR("where")) ? 0 : most;
	return simple->list != NULL;
}

/* "2n+1", "odd", "3" … (https://www.w3.org/TR/css-syntax-3/#anb-microsyntax). */
static bool
anb_parse(struct str s, int *a, int *b)
{
	double n;
	struct str rest;

	*a = 0;
	if (str_same(s, STR("odd")) || str_same(s, STR("even"))) {
		*a = 2;
		*b = str_same(s, STR("odd"));
		return true;
	}
	if (css_number_read(s, &n, &rest)) {
		s = rest;
	} else {
		n = str_starts(s, STR("-")) ? -1 : 1;
		s = str_from(s, str_starts(s, STR("-")) || str_starts(s, STR("+")));
	}
	if (n < -10000 || n > 10000)
		return false;
	*b = (int)n;
	if (s.n == 0)
		return rest.n == 0 && s.p == rest.p;
	if ((s.p[0] | 0x20) != 'n')
		return false;
	*a = (int)n;
	*b = 0;
	s = css_trim(str_from(s, 1));
	if (s.n == 0)
		return true;
	n = s.p[0] == '-' ? -1 : 1;
	s = css_trim(str_from(s, s.p[0] == '-' || s.p[0] == '+'));
	*b = (int)n;
	if (!css_number_read(s, &n, &rest) || rest.n > 0 || n > 10000)
		return false;
	*b *= (int)n;
	return true;
}

/* The pseudo-classes with brackets that count elements; no others are known. */
static bool
nth_take(struct selector *s, struct css_simple *simple, struct str arg)
{
	simple->kind = SIMPLE_NTH;
	simple->from_end = str_same(simple->name, STR("nth-last-child")) ||
		str_same(simple->name, STR("nth-last-of-type"));
	simple->of_type = str_same(simple->name, STR("nth-of-type")) ||
		str_same(simple->name, STR("nth-last-of-type"));
	s->specificity += 0x100;
	return (simple->from_end || simple->of_type || str_same(simple->name, STR("nth-child"))) &&
		anb_parse(arg, &simple->a, &simple->b);
}

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
	if (str_same(simple->name, STR("not")) || str_same(simple->name, STR("is")) ||
	    str_same(simple->name, STR("where")))
		return !nested && choices_take(s, simple, arg);
	if (arg.p)
		return nth_take(s, simple, arg);
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

/* A feature in its brackets ("min-width: 40em"); widths are those of css_value.c. */
static bool
feature_holds(struct str feature)
{
	struct str name, value = css_trim(str_cut(feature, ':', &name));
	double px;

	name = css_trim(name);
	if (str_same(name, STR("min-width")))
		return css_length(value, 16, 0, &px) && px <= 1280;
	if (str_same(name, STR("max-width")))
		return css_length(value, 16, 0, &px) && px >= 1280;
	if (str_starts(name, STR("prefers-")))
		return str_same(value, STR("no-preference")) || str_same(value, STR("light"));
	return !str_starts(name, STR("forced-colors")) || str_same(value, STR("none"));
}

/* One query without commas. */
static bool
query_holds(struct str query)
{
	bool not = false, holds = true;
	struct str token;

	while ((query = css_trim(query)).n > 0) {
		size_t n = 0;

		if (query.p[0] == '(') {
			n = css_until(str_from(query, 1), ")");
			holds = holds && feature_holds(css_trim((struct str){ query.p + 1, n }));
			query = str_from(query, n + 2);
			continue;
		}
		while (n < query.n && query.p[n] != '(' && !strchr(" \t\n\r\f", query.p[n]))
			n++;
		token = (struct str){ query.p, n };
		query = str_from(query, n);
		if (str_same(token, STR("not")))
			not = true;
		else if (str_same(token, STR("print")) || str_same(token, STR("speech")))
			holds = false;
	}
	return holds != not;
}

bool
css_media_holds(struct str queries)
{
	if (css_trim(queries).n == 0)
		return true;
	while (queries.n > 0) {
		size_t end = css_until(queries, ",");

		if (query_holds((struct str){ queries.p, end }))
			return true;
		queries = str_from(queries, end + 1);
	}
	return false;
}

static void
sheet_parse(struct arena *a, struct css_sheet *sheet, struct str text, unsigned depth)
{
	while ((text = css_trim(text)).n > 0) {
		/* Only at-rules may end without a block. */
		size_t open = css_until(text, text.p[0] == '@' ? "{;" : "{"), close;
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
		     (str_starts(head, STR("@media")) && css_media_holds(str_from(head, 6))))) {
			sheet_parse(a, sheet, body, depth + 1);
		}
	}
}

void
css_sheet_add(struct arena *a, struct css_sheet *sheet, struct str text)
{
	sheet_parse(a, sheet, text, 0);
}
