/* Where links lead: addresses below the site's root, other sites, places on the same page. */
#include <string.h>

#include "generator/site_rules/whole.h"

static bool
has_scheme(struct str s)
{
	size_t colon = str_find(s, STR(":")), slash = str_find(s, STR("/"));

	return colon != SIZE_MAX && colon > 0 && (slash == SIZE_MAX || colon < slash);
}

/* `path` from the folder `base`, dots resolved; without "index.html", which --stick writes. */
static struct str
path_resolve(struct arena *a, struct str base, struct str path)
{
	char *out = arena_new(a, base.n + path.n + 1, 1);
	size_t n = base.n;

	memcpy(out, base.p ? base.p : "", base.n);
	while (path.n > 0) {
		struct str part;
		bool more = memchr(path.p, '/', path.n) != NULL;

		path = str_cut(path, '/', &part);
		if (str_eq(part, STR(".."))) {
			for (n = n ? n - 1 : 0; n > 0 && out[n - 1] != '/'; n--)
				;
		} else if (part.n > 0 && !str_eq(part, STR(".")) && !(!more && str_eq(part, STR("index.html")))) {
			memcpy(out + n, part.p, part.n);
			n += part.n;
			if (more)
				out[n++] = '/';
		}
	}
	return (struct str){ out, n };
}

/* The folder that links of a page start from. */
static struct str
base_of(const struct output *o)
{
	size_t n = o->address.n;

	while (n > 0 && o->address.p[n - 1] != '/')
		n--;
	return (struct str){ o->address.p, n };
}

static void
link_resolve(struct whole *w, const struct whole_page *p, const struct fact_link *fact, struct whole_link *out)
{
	struct arena *a = &w->build->arena;
	struct str url_path = w->build->site.url_path, path, anchor = str_cut(fact->href, '#', &path), address;

	*out = (struct whole_link){ fact, TARGET_NONE, fact->href };
	if (path.n == 0 || has_scheme(fact->href) || str_starts(fact->href, STR("//")))
		return;
	str_cut(path, '?', &path);
	if (path.n > 0 && path.p[0] == '/')
		address = path_resolve(a, STR(""), str_from(path, str_starts(path, url_path) ? url_path.n : 1));
	else
		address = path_resolve(a, base_of(p->output), path);
	out->page = map_find(&w->by_address, address);
	out->key = anchor.n ? arena_printf(a, "/%.*s#%.*s", STR_FMT(address), STR_FMT(anchor))
		: arena_printf(a, "/%.*s", STR_FMT(address));
}

void
whole_links_resolve(struct whole *w)
{
	for (size_t i = 0; i < w->n; i++) {
		struct whole_page *p = &w->page[i];

		p->link = ARENA_ARRAY(&w->build->arena, struct whole_link, p->facts.n_link + 1);
		for (size_t k = 0; k < p->facts.n_link; k++)
			link_resolve(w, p, &p->facts.link[k], &p->link[k]);
	}
}
