#include "tracker/successor.h"

#include "tracker/figures.h"
#include "tracker/report_site.h"

enum err_code
successors_note(struct db *store, struct str catalogue, int64_t day, struct err *e)
{
	struct arena a = { 0 };
	struct report_site site;
	enum err_code rc = report_site_read(&a, catalogue, STR(""), &site, e);

	for (size_t i = 0; rc == ERR_OK && i < site.n_module; i++) {
		if (site.module[i].by.n > 0)
			rc = figures_successor(store, site.module[i].id, site.module[i].by, day, e);
	}
	arena_reset(&a);
	return rc;
}
