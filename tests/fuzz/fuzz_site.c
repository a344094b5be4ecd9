/* Any catalogue.json and settings.json, divided by a NUL: a site that can be held, or an error. */
#include <stdint.h>
#include <sys/stat.h>

#include "tests/fuzz/stage_site.h"
#include "tracker/site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
put(const char *folder, const char *name, struct str text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "wb");
	STAGE_CHECK(f && fwrite(text.n ? text.p : "", 1, text.n, f) == text.n);
	fclose(f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str settings, catalogue = { (const char *)data, n };
	struct site *site = NULL;
	struct err e = { 0 };
	char folder[100];

	snprintf(folder, sizeof(folder), "%s/kept", stage_folder());
	mkdir(folder, 0700);
	settings = str_cut(catalogue, '\0', &catalogue);
	put(folder, "catalogue.json", catalogue);
	put(folder, "settings.json", settings);
	if (site_load_kept(folder, &site, &e) != ERR_OK) {
		STAGE_CHECK(!site && e.msg[0]);
		return 0;
	}
	STAGE_CHECK(site->zone && site->n_language > 0);
	for (size_t i = 0; i < site->n_module; i++)
		STAGE_CHECK(site_module_find(site, site->module[i].id) != NULL);
	site_drop(site);
	return 0;
}
