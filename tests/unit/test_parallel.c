/*
 * Parallel equals serial: the starter site, read and rendered again and again by several threads, gives
 * what one thread gives. ROUNDS=n for another number (20).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "generator/build.h"

struct pages {
	const struct render *render;
	struct hash *hash; /* by page */
};

static void
page_hash(void *context, unsigned worker, size_t i)
{
	struct pages *p = context;
	struct arena arena = { 0 };
	struct buf page = { 0 };

	(void)worker;
	render_page(p->render, i, &arena, &page);
	p->hash[i] = hash_add((struct hash){ 0 }, buf_str(&page));
	buf_release(&page);
	arena_reset(&arena);
}

/* The fingerprint of all pages and findings of the site in the current folder, made by `jobs` threads. */
static struct hash
site_hash(unsigned jobs, size_t *n_pages)
{
	struct build *b = calloc(1, sizeof(*b));
	struct build_options o = { .site = ".", .day = { 2026, 11, 24 }, .jobs = jobs };
	struct render render = { .model = &b->model };
	struct pages pages = { .render = &render };
	struct hash all = { 0 };
	struct err e = { 0 };

	assert_non_null(b);
	assert_int_equal(build_load(b, &o, &e), ERR_OK);
	assert_int_equal(findings_count(&b->findings, SEVERITY_STOP), 0);
	for (size_t i = 0; i < b->findings.n; i++)
		all = hash_add(all, b->findings.item[i].message);
	render_plan(&render);
	pages.hash = ARENA_ARRAY(&b->arena, struct hash, render.n_output);
	jobs_run(jobs, render.n_output, page_hash, &pages);
	for (size_t i = 0; i < render.n_output; i++)
		all = hash_add(all, (struct str){ (const char *)&pages.hash[i], sizeof(pages.hash[i]) });
	*n_pages = render.n_output;
	build_free(b);
	free(b);
	return all;
}

static void
parallel_equals_serial(void **state)
{
	const char *given = getenv("ROUNDS");
	int64_t rounds = 20;
	size_t n, again;
	struct hash serial;

	(void)state;
	if (access("site.conf", R_OK) != 0)
		skip(); /* not started from the top of the repository */
	if (given)
		assert_true(str_number(str_of(given), &rounds));
	serial = site_hash(1, &n);
	assert_true(n > 10);
	for (int64_t i = 0; i < rounds; i++) {
		struct hash h = site_hash(2 + (unsigned)(i % 7), &again);

		assert_int_equal(again, n);
		if (!hash_eq(h, serial))
			fail_msg("round %lld differs", (long long)i);
	}
	print_message("  %lld rounds of %zu pages\n", (long long)rounds, n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(parallel_equals_serial) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
