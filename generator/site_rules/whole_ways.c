/* How people get to a page: from the front page at all, and by two ways (WCAG 2.4.5). */
#include "generator/site_rules/whole.h"

/* What is counted for one page. */
struct arrivals {
	size_t pages;    /* that link to it, of its own language */
	size_t from;     /* the first of them */
	bool reached;    /* from the front page */
};

/* A page that people look for: written in its language, still valid. */
static bool
is_looked_for(const struct whole_page *p)
{
	return p->counts && p->own && !p->output->page->expired && p->output->page->kind != PAGE_HOME;
}

static void
arrivals_count(const struct whole *w, struct arrivals *all)
{
	size_t *last = ARENA_ARRAY(&w->build->arena, size_t, w->n + 1); /* the page that was counted last, plus one */

	for (size_t i = 0; i < w->n; i++) {
		const struct whole_page *p = &w->page[i];

		for (size_t k = 0; k < p->facts.n_link && p->counts; k++) {
			int64_t to = p->link[k].page;
			struct arrivals *a;

			if (to == TARGET_NONE || (size_t)to == i || last[to] == i + 1
				|| w->page[to].output->language != p->output->language)
				continue;
			a = &all[to];
			last[to] = i + 1;
			a->from = a->pages++ ? a->from : i;
		}
	}
}

/* Breadth first from the front page in each language. */
static void
reach(const struct whole *w, struct arrivals *all)
{
	size_t *queue = ARENA_ARRAY(&w->build->arena, size_t, w->n + 1), head = 0, tail = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (w->page[i].output->template == THEME_HOME && w->page[i].output->language == 0) {
			all[i].reached = true;
			queue[tail++] = i;
		}
	}
	while (head < tail) {
		const struct whole_page *p = &w->page[queue[head++]];

		for (size_t k = 0; k < p->facts.n_link; k++) {
			int64_t to = p->link[k].page;

			if (to == TARGET_NONE || all[to].reached)
				continue;
			all[to].reached = true;
			queue[tail++] = (size_t)to;
		}
	}
}

static bool
has_search(const struct whole *w)
{
	for (size_t i = 0; i < w->n; i++) {
		if (w->page[i].counts && w->page[i].output->template == THEME_HOME)
			return w->page[i].facts.search;
	}
	return false;
}

void
whole_ways(struct whole *w)
{
	struct arrivals *all = ARENA_ARRAY(&w->build->arena, struct arrivals, w->n + 1);
	bool search = has_search(w);

	arrivals_count(w, all);
	reach(w, all);
	for (size_t i = 0; i < w->n; i++) {
		const struct whole_page *p = &w->page[i];

		if (!is_looked_for(p))
			continue;
		if (!all[i].reached)
			whole_found(w, SITE_UNREACHABLE, i, "title", "Von der Startseite führt kein Weg zu „%.*s“",
				STR_FMT(p->own->meta.title));
		else if (all[i].pages < 2 && !search)
			whole_found(w, SITE_WAYS, i, "title", "Zu „%.*s“ führt nur ein Weg: von „%.*s“",
				STR_FMT(p->own->meta.title), STR_FMT(all[i].pages ? w->page[all[i].from].facts.title : STR("einer anderen Sprache")));
	}
}
