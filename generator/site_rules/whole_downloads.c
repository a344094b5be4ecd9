/* Sizes of downloads as their links tell them, held against the files (WCAG 2.4.4). */
#include <ctype.h>
#include <math.h>

#include "generator/site_rules/whole.h"

/* The bytes that a text names ("1,2 MB"); 0: none. */
static double
named_size(struct str text)
{
	static const struct {
		struct str unit;
		double bytes;
	} units[] = { { STR_INIT("KB"), 1e3 }, { STR_INIT("kB"), 1e3 }, { STR_INIT("MB"), 1e6 }, { STR_INIT("GB"), 1e9 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t at = str_find(text, units[i].unit), from;
		double n = 0, part = 0;

		if (at == SIZE_MAX)
			continue;
		while (at > 0 && !isdigit((unsigned char)text.p[at - 1]))
			at--;
		for (from = at; from > 0 && (isdigit((unsigned char)text.p[from - 1]) || text.p[from - 1] == ',' || text.p[from - 1] == '.'); from--)
			;
		for (; from < at; from++) {
			if (!isdigit((unsigned char)text.p[from]))
				part = 1;
			else if (part > 0)
				n += (text.p[from] - '0') * (part /= 10);
			else
				n = n * 10 + (text.p[from] - '0');
		}
		return n * units[i].bytes;
	}
	return 0;
}

/* The size of the file at an address below the root; 0: no file of the content. */
static double
file_size(const struct whole *w, struct str address)
{
	struct target t;

	if (!model_address(w->render->model, address, &t) || t.kind != TARGET_FILE)
		return 0;
	return (double)w->build->source.file[w->render->model->asset[t.index].file].size;
}

void
whole_downloads(struct whole *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct whole_page *p = &w->page[i];

		for (size_t k = 0; k < p->facts.n_link && p->counts && p->own; k++) {
			const struct whole_link *l = &p->link[k];
			double named = named_size(l->fact->name), size;

			if (named <= 0 || l->page != TARGET_NONE || !str_starts(l->key, STR("/")))
				continue;
			size = file_size(w, str_from(l->key, 1));
			/* 1 KB may mean 1024 bytes, and whole numbers are rounded */
			if (size > 0 && fabs(size - named) > fmax(named, size) * 0.25 && fabs(size - named) > 1500)
				whole_found_at(w, DOWNLOAD_SIZE, i, l->fact, "„%.*s“: Die Datei hat jetzt %.*f %s", STR_FMT(l->fact->name),
					size < 1e6 ? 0 : 1, size < 1e6 ? size / 1e3 : size / 1e6, size < 1e6 ? "KB" : "MB");
		}
	}
}
