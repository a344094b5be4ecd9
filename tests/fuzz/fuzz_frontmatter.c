/* Any text as front matter of each kind of page: values that keep their promises, or a stop finding. */
#include <stdint.h>

#include "generator/frontmatter.h"
#include "tests/fuzz/stage_site.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n }, yaml, body;
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	unsigned line = 0;

	if (!frontmatter_cut(text, STR("x.md"), &all, &yaml, &body, &line)) {
		STAGE_CHECK(findings_count(&all, SEVERITY_STOP) > 0);
	} else {
		STAGE_CHECK(line >= 1 && yaml.n + body.n <= n);
		for (int kind = 0; kind < PAGE_KINDS; kind++) {
			struct findings some = { .arena = &a };
			struct schema_context c = { &a, STR("x.md"), &some };
			struct meta meta = { 0 };
			bool good = frontmatter_read(&c, (enum page_kind)kind, yaml, &meta);

			STAGE_CHECK(good == (findings_count(&some, SEVERITY_STOP) == 0));
			if (good)
				STAGE_CHECK(meta.completion.at_least >= 0 && meta.completion.at_least <= 100 && meta.duration >= 0);
		}
	}
	arena_reset(&a);
	return 0;
}
