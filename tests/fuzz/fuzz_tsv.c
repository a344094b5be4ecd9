/* Any bytes as an author's table: rows with an id that no other has, or findings. */
#include <stdint.h>

#include "generator/tsv.h"
#include "tests/fuzz/stage_site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const names[] = { "id", "parent", "name", NULL };
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct tsv t = { 0 };

	tsv_read(&t, &a, (struct str){ (const char *)data, n }, STR("units.tsv"), names, &all);
	for (size_t i = 0; i < t.n && all.n == 0; i++)
		STAGE_CHECK(t.row[i].cell[0].n > 0 && tsv_find(&t, t.row[i].cell[0]) == &t.row[i]);
	arena_reset(&a);
	return 0;
}
