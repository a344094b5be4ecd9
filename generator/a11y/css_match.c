#include "generator/a11y/css.h"

static struct dom_node *
element_before(const struct dom_node *n)
{
	struct dom_node *p = n->prev;

	while (p && p->text)
		p = p->prev;
	return p;
}

static struct dom_node *
element_after(const struct dom_node *n)
{
	struct dom_node *p = n->next;

	while (p && p->text)
		p = p->next;
	return p;
}

static bool
has_word(struct str list, struct str word)
{
	struct str token;

	while (str_token(&list, &token)) {
		if (str_eq(token, word))
			return true;
	}
	return false;
}

static bool
attr_matches(const struct css_simple *s, const struct dom_node *n)
{
	for (unsigned i = 0; i < n->n_attr; i++) {
		struct str v = n->attr[i].value;

		if (!str_same(n->attr[i].name, s->name))
			continue;
		switch (s->op) {
		case 0: return true;
		case '=': return str_eq(v, s->value);
		case '~': return has_word(v, s->value);
		case '^': return s->value.n > 0 && str_starts(v, s->value);
		case '$': return s->value.n > 0 && str_ends(v, s->value);
		case '*': return s->value.n > 0 && str_find(v, s->value) != SIZE_MAX;
		case '|':
			return str_eq(v, s->value) ||
				(str_starts(v, s->value) && v.n > s->value.n && v.p[s->value.n] == '-');
		default: return false;
		}
	}
	return false;
}

static bool
same_tag(const struct dom_node *a, const struct dom_node *b)
{
	return a->ns == b->ns && str_eq(a->name, b->name);
}

/* The number of the element among its siblings, from 1; spends a step for each it looks at. */
static int
number_of(const struct dom_node *n, bool from_end, bool of_type)
{
	const struct dom_node *at = n;
	int number = 1;

	while ((at = from_end ? element_after(at) : element_before(at)) && dom_spend(n->doc, 1)) {
		if (!of_type || same_tag(at, n))
			number++;
	}
	return number;
}

static bool
nth_matches(const struct css_simple *s, const struct dom_node *n)
{
	int past = number_of(n, s->from_end, s->of_type) - s->b;

	return s->a == 0 ? past == 0 : past % s->a == 0 && past / s->a >= 0;
}

static bool
is_form_control(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_INPUT) || dom_is(n, GUMBO_TAG_BUTTON) ||
		dom_is(n, GUMBO_TAG_SELECT) || dom_is(n, GUMBO_TAG_TEXTAREA) ||
		dom_is(n, GUMBO_TAG_OPTION) || dom_is(n, GUMBO_TAG_OPTGROUP) ||
		dom_is(n, GUMBO_TAG_FIELDSET);
}

/* Structure and lasting states; :hover, :focus and the like do not hold on a page at rest. */
static bool
pseudo_matches(struct str name, const struct dom_node *n)
{
	if (name.n == 0)
		return true; /* ::before and ::after are kept in the rule */
	if (str_same(name, STR("root")))
		return !n->parent;
	if (str_same(name, STR("first-child")))
		return !element_before(n);
	if (str_same(name, STR("last-child")))
		return !element_after(n);
	if (str_same(name, STR("only-child")))
		return !element_before(n) && !element_after(n);
	if (str_same(name, STR("first-of-type")))
		return number_of(n, false, true) == 1;
	if (str_same(name, STR("last-of-type")))
		return number_of(n, true, true) == 1;
	if (str_same(name, STR("only-of-type")))
		return number_of(n, false, true) == 1 && number_of(n, true, true) == 1;
	if (str_same(name, STR("empty")))
		return !n->first;
	if (str_same(name, STR("link")) || str_same(name, STR("any-link")))
		return n->tag == GUMBO_TAG_A && dom_attr(n, "href");
	if (str_same(name, STR("disabled")))
		return is_form_control(n) && dom_attr(n, "disabled");
	if (str_same(name, STR("enabled")))
		return is_form_control(n) && !dom_attr(n, "disabled");
	if (str_same(name, STR("checked")))
		return dom_attr(n, "checked") != NULL || dom_attr(n, "selected") != NULL;
	return false;
}

static bool compound_matches(const struct css_compound *c, const struct dom_node *n);

static bool
any_matches(const struct css_compound *list, const struct dom_node *n)
{
	while (list && !compound_matches(list, n))
		list = list->next_choice;
	return list != NULL;
}

static bool
compound_matches(const struct css_compound *c, const struct dom_node *n)
{
	if (c->tag.n > 0 && !str_same(c->tag, n->name))
		return false;
	for (const struct css_simple *s = c->simple; s; s = s->next) {
		const struct str *v = NULL;
		bool ok = false;

		switch (s->kind) {
		case SIMPLE_CLASS:
			v = dom_attr(n, "class");
			ok = v && dom_spend(n->doc, v->n / 16) && has_word(*v, s->name);
			break;
		case SIMPLE_ID:
			v = dom_attr(n, "id");
			ok = v && str_eq(*v, s->name);
			break;
		case SIMPLE_ATTR: ok = attr_matches(s, n); break;
		case SIMPLE_PSEUDO: ok = pseudo_matches(s->name, n); break;
		case SIMPLE_NOT: ok = !any_matches(s->list, n); break;
		case SIMPLE_IS: ok = any_matches(s->list, n); break;
		case SIMPLE_NTH: ok = nth_matches(s, n); break;
		}
		if (!ok)
			return false;
	}
	return true;
}

static const struct dom_node *
candidate(const struct dom_node *n, char combinator)
{
	return combinator == '+' || combinator == '~' ? element_before(n) : n->parent;
}

/* The left side of `c`, which matched `n`. Spends a step for each element it looks at. */
static bool
left_matches(const struct css_compound *c, const struct dom_node *n)
{
	const struct dom_node *at;

	if (!c->left)
		return true;
	for (at = candidate(n, c->combinator); at; at = candidate(at, c->combinator)) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (compound_matches(c->left, at) && left_matches(c->left, at))
			return true;
		if (c->combinator == '>' || c->combinator == '+')
			return false;
	}
	return false;
}

bool
css_matches(const struct css_rule *r, const struct dom_node *n)
{
	return compound_matches(r->selector, n) && left_matches(r->selector, n);
}

static size_t
key_hash(char kind, struct str name)
{
	uint64_t h = 1469598103934665603u ^ (unsigned char)kind; /* FNV-1a */

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (kind == 't' && c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		h = (h ^ (unsigned char)c) * 1099511628211u;
	}
	return (size_t)(h ^ (h >> 32));
}

/* What every element that `c` matches has: an id, else a class, else a tag. 0: nothing. */
static char
subject_key(const struct css_compound *c, struct str *name)
{
	char kind = c->tag.n > 0 ? 't' : 0;

	*name = c->tag;
	for (const struct css_simple *s = c->simple; s; s = s->next) {
		if (s->kind == SIMPLE_ID || (s->kind == SIMPLE_CLASS && kind != '#')) {
			kind = s->kind == SIMPLE_ID ? '#' : '.';
			*name = s->name;
		}
	}
	return kind;
}

void
css_sheet_index(struct arena *a, struct css_sheet *sheet)
{
	for (sheet->n_slots = 16; sheet->n_slots < sheet->n;)
		sheet->n_slots *= 2;
	sheet->slot = ARENA_ARRAY(a, struct css_rule *, sheet->n_slots);
	for (struct css_rule *r = sheet->first; r; r = r->next) {
		struct str name;
		char kind = subject_key(r->selector, &name);
		struct css_rule **head = kind ? &sheet->slot[key_hash(kind, name) & (sheet->n_slots - 1)] :
			&sheet->any;

		r->next_alike = *head;
		*head = r;
	}
}

static void
chain_match(const struct css_rule *r, const struct dom_node *n, css_each_fn *each, void *data)
{
	for (; r && dom_spend(n->doc, 1); r = r->next_alike) {
		if (css_matches(r, n))
			each(r, data);
	}
}

static void
slot_match(const struct css_sheet *sheet, char kind, struct str name, const struct dom_node *n,
	css_each_fn *each, void *data)
{
	chain_match(sheet->slot[key_hash(kind, name) & (sheet->n_slots - 1)], n, each, data);
}

void
css_each_match(const struct css_sheet *sheet, const struct dom_node *n, css_each_fn *each,
	void *data)
{
	const struct str *id, *classes;
	struct str rest, word;

	if (!sheet->first)
		return;
	chain_match(sheet->any, n, each, data);
	slot_match(sheet, 't', n->name, n, each, data);
	id = dom_attr(n, "id");
	if (id)
		slot_match(sheet, '#', *id, n, each, data);
	classes = dom_attr(n, "class");
	for (rest = classes ? *classes : STR(""); str_token(&rest, &word);)
		slot_match(sheet, '.', word, n, each, data);
}
