#include "tracker/report_cache.h"

#include "tracker/site.h"

struct report_cached {
	struct report_cached *next;
	struct str language;
	struct report_texts texts;
};

void
report_cache_release(struct report_cache *c)
{
	site_drop(c->site);
	arena_reset(&c->arena);
	*c = (struct report_cache){ 0 };
}

enum err_code
report_cache_get(struct report_cache *c, struct site *site, struct str language, const struct report_texts **out,
	struct err *e)
{
	struct report_cached *new;
	enum err_code rc;

	if (c->site != site) {
		report_cache_release(c);
		site_hold(site);
		c->site = site;
	}
	for (struct report_cached *x = c->list; x; x = x->next) {
		if (str_eq(x->language, language)) {
			*out = &x->texts;
			return ERR_OK;
		}
	}
	new = ARENA_NEW(&c->arena, struct report_cached);
	rc = report_texts_read(&c->arena, site->catalogue, site->settings, language, &new->texts, e);
	if (rc != ERR_OK)
		return rc;
	new->language = arena_copy(&c->arena, language);
	new->next = c->list;
	c->list = new;
	*out = &new->texts;
	return ERR_OK;
}
