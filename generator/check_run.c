#include "generator/check_run.h"

#include <malloc.h>

#include "generator/check_pages.h"
#include "generator/exceptions.h"
#include "generator/excerpt.h"
#include "generator/site_rules/check_media.h"
#include "generator/site_rules/check_theme.h"
#include "generator/site_rules/spelling.h"
#include "generator/text/check_text.h"

enum { MEMORY_KEPT = 256 * 1024 * 1024 };

/* A heading without text is told by its Markdown; the page it makes says so once more. */
static void
echoes_remove(struct findings *all)
{
	size_t n = 0;
	unsigned told = 0; /* line of the last one in this file */
	struct str file = STR("");

	for (size_t i = 0; i < all->n; i++) {
		const struct finding *f = &all->item[i];

		if (strcmp(f->rule, "heading-empty") == 0) {
			file = f->file;
			told = f->line;
		} else if (strcmp(f->rule, "ffd0e9") == 0 && f->line == told && str_eq(f->file, file)) {
			continue;
		}
		all->item[n++] = *f;
	}
	all->n = n;
}

void
check_run(struct build *b, const struct build_options *o)
{
	bool pages;

	/* Pages come and go by thousands: memory that is given back to the system is asked for again at once. */
	mallopt(M_TRIM_THRESHOLD, MEMORY_KEPT);
	mallopt(M_MMAP_THRESHOLD, MEMORY_KEPT);
	pages = check_pages(b, o);
	check_text(b);
	check_spelling(b, o);
	check_media(b);
	check_themes(b);
	exceptions_apply(b);
	findings_sort(&b->findings);
	echoes_remove(&b->findings);
	exceptions_count(b, pages);
	statement_status_check(&b->site.statement, b->accepted.n, o->live ? SEVERITY_STOP : SEVERITY_WARN, &b->findings);
	findings_sort(&b->findings);
	excerpts_fill(b);
}
