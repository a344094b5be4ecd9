/* Any bytes as site.conf and tracker.conf: what is accepted keeps the promises of conf.h. */
#include <stdint.h>
#include <stdlib.h>

#include "common/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
site_check(const struct site_conf *s)
{
	bool kept = str_ends(s->url, STR("/")) && str_starts(s->url, STR("http")) && s->languages.n > 0
		&& s->title.n > 0 && s->contact.email.n > 0 && s->audiences.n > 0
		&& !str_eq(s->paths.journeys, s->paths.modules)
		&& (s->edit_url.n == 0 || str_find(s->edit_url, STR("{path}")) != SIZE_MAX);

	if (!kept)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n };
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct site_conf site;
	struct tracker_conf tracker;

	if (conf_read_site(&a, text, STR("site.conf"), &all, &site))
		site_check(&site);
	else if (findings_count(&all, SEVERITY_STOP) == 0)
		abort();
	if (conf_read_tracker(&a, text, STR("tracker.conf"), &all, &tracker)
		&& (tracker.reporting.shown_from < 10 || tracker.reporting.epsilon_max > 3.5))
		abort();
	arena_reset(&a);
	return 0;
}
