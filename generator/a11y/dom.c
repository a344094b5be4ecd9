#include "generator/a11y/dom.h"

#include <string.h>

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
}

bool
str_same(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	}
	return true;
}

bool
str_token(struct str *rest, struct str *token)
{
	size_t n = 0;

	while (rest->n > 0 && dom_space(rest->p[0]))
		*rest = str_from(*rest, 1);
	while (n < rest->n && !dom_space(rest->p[n]))
		n++;
	*token = (struct str){ rest->p, n };
	*rest = str_from(*rest, n);
	return n > 0;
}

/* The length of the white space `s` begins with (the property White_Space of Unicode), or 0. */
static size_t
space_length(struct str s)
{
	unsigned char a = (unsigned char)s.p[0], b, c;

	if (a == ' ' || (a >= '\t' && a <= '\r'))
		return 1;
	if (s.n >= 2 && a == 0xC2) {
		b = (unsigned char)s.p[1];
		return b == 0x85 || b == 0xA0 ? 2 : 0;
	}
	if (s.n < 3)
		return 0;
	b = (unsigned char)s.p[1];
	c = (unsigned char)s.p[2];
	if (a == 0xE1 && b == 0x9A && c == 0x80)
		return 3;
	if (a == 0xE2 && b == 0x80 && ((c >= 0x80 && c <= 0x8A) || c == 0xA8 || c == 0xA9 || c == 0xAF))
		return 3;
	if ((a == 0xE2 && b == 0x81 && c == 0x9F) || (a == 0xE3 && b == 0x80 && c == 0x80))
		return 3;
	return 0;
}

bool
str_blank(struct str s)
{
	while (s.n > 0) {
		size_t n = space_length(s);

		if (n == 0)
			return false;
		s = str_from(s, n);
	}
	return true;
}

const struct dom_attr *
dom_attr_find(const struct dom_node *n, const char *name)
{
	size_t len = strlen(name);

	for (unsigned i = 0; i < n->n_attr; i++) {
		const struct dom_attr *a = &n->attr[i];

		if (a->name.n == len && memcmp(a->name.p, name, len) == 0)
			return a;
	}
	return NULL;
}

const struct str *
dom_attr(const struct dom_node *n, const char *name)
{
	const struct dom_attr *a = dom_attr_find(n, name);

	return a ? &a->value : NULL;
}

bool
dom_attr_is(const struct dom_node *n, const char *name, const char *value)
{
	const struct str *v = dom_attr(n, name);

	return v && str_same(str_trim(*v), str_of(value));
}

struct dom_node *
dom_ancestor(const struct dom_node *n, int tag)
{
	for (struct dom_node *p = n->parent; p; p = p->parent) {
		if (dom_is(p, tag))
			return p;
	}
	return NULL;
}

struct dom_node *
dom_child(const struct dom_node *n, int tag)
{
	struct dom_node *c = n->first;

	while (c && !dom_is(c, tag))
		c = c->next;
	return c;
}

bool
is_details_summary(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_SUMMARY) && n->parent && dom_is(n->parent, GUMBO_TAG_DETAILS) &&
		dom_child(n->parent, GUMBO_TAG_SUMMARY) == n;
}

struct dom_node *
dom_skip(const struct dom_node *n, const struct dom_node *top)
{
	for (; n && n != top; n = n->parent) {
		if (n->next)
			return n->next;
	}
	return NULL;
}

static size_t
hash(struct str s)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

struct dom_node *
dom_by_id(const struct dom_doc *d, struct str id)
{
	if (d->n_by_id == 0 || id.n == 0)
		return NULL;
	for (size_t i = hash(id) & (d->n_by_id - 1); d->by_id[i]; i = (i + 1) & (d->n_by_id - 1)) {
		const struct str *known = dom_attr(d->by_id[i], "id"); /* never NULL here */

		if (known && str_eq(*known, id))
			return d->by_id[i];
	}
	return NULL;
}

void
dom_ids_index(struct dom_doc *d)
{
	size_t n_ids = 0;

	for (struct dom_node *n = d->root; n; n = n->after)
		n_ids += !n->text && dom_attr(n, "id");
	if (n_ids == 0)
		return;
	for (d->n_by_id = 8; d->n_by_id < 2 * n_ids;)
		d->n_by_id *= 2;
	d->by_id = ARENA_ARRAY(d->arena, struct dom_node *, d->n_by_id);
	for (struct dom_node *n = d->root; n; n = n->after) {
		const struct str *id = n->text ? NULL : dom_attr(n, "id");
		size_t i;

		if (!id || id->n == 0 || dom_by_id(d, *id))
			continue;
		for (i = hash(*id) & (d->n_by_id - 1); d->by_id[i];)
			i = (i + 1) & (d->n_by_id - 1);
		d->by_id[i] = n;
	}
}
