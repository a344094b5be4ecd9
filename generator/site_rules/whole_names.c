/* Same name, same target; same target, same name (WCAG 2.4.9, 3.2.4). */
#include "generator/site_rules/whole.h"

enum { MAIN_PERCENT = 75, PAGES_MIN = 3 };

/* One thing (a name, or a target, in one language and region) and the other thing it goes with. */
struct bond {
	struct str other;
	size_t pages, last; /* that have it; the page counted last, plus one */
};

struct bonded {
	VEC(struct bond, bond);
	size_t pages, last;
};

struct bonds {
	struct whole *w;
	struct map index;
	VEC(struct bonded, subject);
};

/* A link of the frame that leads to the same kind of thing on every page. */
static bool
is_framed(const struct whole_link *l)
{
	return l->fact->region != REGION_MAIN && l->fact->language.n == 0 && l->fact->name.n > 0 && l->fact->href.n > 0
		&& l->fact->href.p[0] != '#';
}

static struct str
subject_key(const struct bonds *b, const struct whole_page *p, const struct whole_link *l, bool by_name)
{
	return arena_printf(&b->w->build->arena, "%d%c%.*s", p->output->language, l->fact->region,
		STR_FMT(by_name ? l->fact->name : l->key));
}

static void
bond_count(struct bonds *b, size_t i, const struct whole_link *l, bool by_name)
{
	struct arena *a = &b->w->build->arena;
	struct str key = subject_key(b, &b->w->page[i], l, by_name), other = by_name ? l->key : l->fact->name;
	int64_t at = map_add(&b->index, key, (int64_t)b->n_subject);
	struct bonded *s = at == MAP_NONE ? VEC_ADD(a, b, subject) : &b->subject[at];
	struct bond *found = NULL;

	for (size_t k = 0; k < s->n_bond && !found; k++)
		found = str_eq(s->bond[k].other, other) ? &s->bond[k] : NULL;
	if (!found && s->n_bond < 8) { /* one that goes with everything names nothing in particular */
		found = VEC_ADD(a, s, bond);
		found->other = other;
	}
	s->pages += s->last != i + 1;
	s->last = i + 1;
	if (found) {
		found->pages += found->last != i + 1;
		found->last = i + 1;
	}
}

/* What most pages have; NULL when there is no such thing. */
static const struct bond *
main_bond(const struct bonded *s)
{
	for (size_t k = 0; k < s->n_bond; k++) {
		if (s->pages >= PAGES_MIN && s->bond[k].pages * 100 >= s->pages * MAIN_PERCENT && s->bond[k].pages < s->pages)
			return &s->bond[k];
	}
	return NULL;
}

/* Whether the page has the usual bond as well: then it has a link more, not another one. */
static bool
has_usual(const struct whole_page *p, const struct whole_link *l, struct str usual, bool by_name)
{
	for (size_t k = 0; k < p->facts.n_link; k++) {
		const struct whole_link *o = &p->link[k];

		if (o->fact->region != l->fact->region)
			continue;
		if (by_name ? str_eq(o->fact->name, l->fact->name) && str_eq(o->key, usual)
			: str_eq(o->key, l->key) && str_eq(o->fact->name, usual))
			return true;
	}
	return false;
}

static void
link_judge(struct bonds *b, size_t i, const struct whole_link *l, bool by_name)
{
	const struct whole_page *p = &b->w->page[i];
	int64_t at = map_find(&b->index, subject_key(b, p, l, by_name));
	const struct bond *usual = at == MAP_NONE ? NULL : main_bond(&b->subject[at]);

	if (!usual || str_eq(usual->other, by_name ? l->key : l->fact->name) || has_usual(p, l, usual->other, by_name))
		return;
	if (by_name)
		whole_found_at(b->w, SITE_LINK_ACROSS, i, l->fact, "„%.*s“ führt hier zu %.*s, auf den anderen Seiten zu %.*s",
			STR_FMT(l->fact->name), STR_FMT(l->key), STR_FMT(usual->other));
	else
		whole_found_at(b->w, SITE_LINK_NAME, i, l->fact, "Was auf den anderen Seiten „%.*s“ heißt, heißt hier „%.*s“",
			STR_FMT(usual->other), STR_FMT(l->fact->name));
}

static void
frames_check(struct whole *w, bool by_name)
{
	struct bonds b = { .w = w, .index = { .arena = &w->build->arena } };

	for (int judge = 0; judge < 2; judge++) {
		for (size_t i = 0; i < w->n; i++) {
			const struct whole_page *p = &w->page[i];

			for (size_t k = 0; k < p->facts.n_link && p->counts; k++) {
				if (!is_framed(&p->link[k]))
					continue;
				if (judge)
					link_judge(&b, i, &p->link[k], by_name);
				else
					bond_count(&b, i, &p->link[k], by_name);
			}
		}
	}
}

/* ---- one page ---- */

/* The same name twice on a page, for different targets. What Markdown says is told there (link-equal). */
static void
page_check_names(struct whole *w, size_t i)
{
	const struct whole_page *p = &w->page[i];
	struct map seen = { .arena = &w->build->arena };

	for (size_t k = 0; k < p->facts.n_link; k++) {
		const struct whole_link *l = &p->link[k];
		int64_t before;

		if (l->fact->name.n == 0)
			continue;
		before = map_add(&seen, l->fact->name, (int64_t)k);
		if (before == MAP_NONE || str_eq(p->link[before].key, l->key) || p->link[before].fact->region == l->fact->region)
			continue;
		whole_found_at(w, SITE_LINK_EQUAL, i, l->fact, "Zwei Links der Seite heißen „%.*s“ und führen zu %.*s und %.*s",
			STR_FMT(l->fact->name), STR_FMT(p->link[before].key), STR_FMT(l->key));
	}
}

void
whole_names(struct whole *w)
{
	frames_check(w, true);
	frames_check(w, false);
	for (size_t i = 0; i < w->n; i++) {
		if (w->page[i].counts)
			page_check_names(w, i);
	}
}
