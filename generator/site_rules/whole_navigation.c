/*
 * Navigation and help stand in the same order on all pages (WCAG 3.2.3, 3.2.6). What is navigation shows
 * itself: links outside of main that nearly every page of a language has.
 */
#include <stdlib.h>
#include <strings.h>

#include "generator/site_rules/whole.h"

enum { COMMON_PERCENT = 80, PAGES_MIN = 3 };

/* One link that is common to the pages of a language: its region and target. */
struct common {
	struct str key;
	size_t pages;
	size_t last;     /* the page that was counted last, plus one */
	size_t position; /* in the order most pages have; SIZE_MAX: not in it */
	bool help;
};

struct navigation {
	struct whole *w;
	int language;
	size_t pages; /* that count */
	struct map index;
	VEC(struct common, common);
	/* the order most pages have */
	uint64_t order;
	size_t model;
};

static bool
has_part(struct str s, const char *const parts[])
{
	for (int i = 0; parts[i]; i++) {
		size_t n = strlen(parts[i]);

		for (size_t k = 0; k + n <= s.n; k++) {
			if (strncasecmp(s.p + k, parts[i], n) == 0)
				return true;
		}
	}
	return false;
}

/* Help as WCAG 3.2.6 has it: people, ways to reach them, and help about oneself. */
static bool
is_help(const struct whole_link *l)
{
	static const char *const hrefs[] = { "mailto:", "tel:", "hilfe", "help", "kontakt", "contact", "faq", "#barriere", NULL };
	static const char *const names[] = { "hilfe", "help", "kontakt", "contact", "support", "ansprechpartner", "melden", NULL };

	return has_part(l->key, hrefs) || has_part(l->fact->name, names);
}

static bool
takes_part(const struct navigation *n, size_t i)
{
	return n->w->page[i].counts && n->w->page[i].output->language == n->language;
}

/* The common link that `l` is, or NULL. In another region it is another one. */
static struct common *
common_find(const struct navigation *n, const struct whole_link *l)
{
	int64_t at = l->fact->region == REGION_MAIN ? MAP_NONE : map_find(&n->index, l->key);

	return at == MAP_NONE || n->common[at].pages * 100 < n->pages * COMMON_PERCENT ? NULL : &n->common[at];
}

static void
common_count(struct navigation *n, size_t i)
{
	struct arena *a = &n->w->build->arena;
	const struct whole_page *p = &n->w->page[i];

	n->pages++;
	for (size_t k = 0; k < p->facts.n_link; k++) {
		const struct whole_link *l = &p->link[k];
		struct common *c;
		int64_t at;

		if (l->fact->region == REGION_MAIN)
			continue;
		at = map_add(&n->index, l->key, (int64_t)n->n_common);
		if (at == MAP_NONE) {
			c = VEC_ADD(a, n, common);
			*c = (struct common){ .key = l->key, .help = is_help(l) };
		} else {
			c = &n->common[at];
		}
		if (c->last == i + 1)
			continue;
		c->last = i + 1;
		c->pages++;
	}
}

/* The order of common links on a page as a number; the first of each counts. */
static uint64_t
order_of(const struct navigation *n, size_t i)
{
	const struct whole_page *p = &n->w->page[i];
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (size_t k = 0; k < n->n_common; k++)
		n->common[k].last = 0;
	for (size_t k = 0; k < p->facts.n_link; k++) {
		struct common *c = common_find(n, &p->link[k]);

		if (!c || c->last)
			continue;
		c->last = 1;
		h = (h ^ (uint64_t)(c - n->common)) * 1099511628211u;
	}
	return h;
}

/* How often each order occurs; the most frequent one is what the others are held against. */
static void
model_choose(struct navigation *n)
{
	struct map count = { .arena = &n->w->build->arena };
	int64_t most = 0;

	for (size_t i = 0; i < n->w->n; i++) {
		struct str key;
		int64_t times;
		uint64_t order;

		if (!takes_part(n, i))
			continue;
		order = order_of(n, i);
		key = arena_copy(&n->w->build->arena, (struct str){ (const char *)&order, sizeof(order) });
		times = map_find(&count, key);
		times = times == MAP_NONE ? 1 : times + 1;
		map_put(&count, key, times);
		if (times > most) {
			most = times;
			n->order = order;
			n->model = i;
		}
	}
}

static void
positions_set(struct navigation *n)
{
	const struct whole_page *p = &n->w->page[n->model];
	size_t next = 0;

	for (size_t k = 0; k < n->n_common; k++)
		n->common[k].position = SIZE_MAX;
	for (size_t k = 0; k < p->facts.n_link; k++) {
		struct common *c = common_find(n, &p->link[k]);

		if (c && c->position == SIZE_MAX)
			c->position = next++;
	}
}

/* Links of a page that come earlier than on the others. Tell the first. */
static void
order_check(struct navigation *n, size_t i)
{
	const struct whole_page *p = &n->w->page[i];
	const struct whole_link *before = NULL;
	size_t last = 0;

	for (size_t k = 0; k < n->n_common; k++)
		n->common[k].last = 0;
	for (size_t k = 0; k < p->facts.n_link; k++) {
		struct common *c = common_find(n, &p->link[k]);

		if (!c || c->last || c->position == SIZE_MAX)
			continue;
		c->last = 1;
		if (before && c->position < last) {
			bool help = c->help || is_help(before);

			whole_found_at(n->w, help ? SITE_HELP : SITE_NAVIGATION, i, p->link[k].fact,
				"„%.*s“ steht hier hinter „%.*s“, auf den anderen Seiten davor", STR_FMT(p->link[k].fact->name),
				STR_FMT(before->fact->name));
			return;
		}
		last = c->position;
		before = &p->link[k];
	}
}

/* Links that the page does not have at all. */
static void
missing_check(struct navigation *n, size_t i)
{
	const struct whole_page *p = &n->w->page[i];
	const struct common *first = NULL;
	size_t missing = 0;

	for (size_t k = 0; k < n->n_common; k++)
		n->common[k].last = 0;
	for (size_t k = 0; k < p->facts.n_link; k++) {
		struct common *c = common_find(n, &p->link[k]);

		if (c)
			c->last = 1;
	}
	for (size_t k = 0; k < n->n_common; k++) {
		const struct common *c = &n->common[k];

		/* a page need not link to itself */
		if (c->last || c->position == SIZE_MAX
			|| str_eq(str_from(c->key, 1), p->output->address))
			continue;
		first = first ? first : c;
		missing++;
	}
	if (missing > 0)
		whole_found(n->w, SITE_NAVIGATION_MISSING, i, "title", "%zu Links der Navigation fehlen auf dieser Seite, der erste führt zu %.*s",
			missing, STR_FMT(first->key));
}

static void
language_check(struct whole *w, int language)
{
	struct navigation n = { .w = w, .language = language, .index = { .arena = &w->build->arena } };

	for (size_t i = 0; i < w->n; i++) {
		if (takes_part(&n, i))
			common_count(&n, i);
	}
	if (n.pages < PAGES_MIN)
		return;
	model_choose(&n);
	positions_set(&n);
	for (size_t i = 0; i < w->n; i++) {
		if (!takes_part(&n, i) || order_of(&n, i) == n.order)
			continue;
		order_check(&n, i);
		missing_check(&n, i);
	}
}

void
whole_navigation(struct whole *w)
{
	for (size_t l = 0; l < w->build->site.n_language; l++)
		language_check(w, (int)l);
}
