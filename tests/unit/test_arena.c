#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "common/arena.h"

static bool
is_zero(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != 0)
			return false;
	}
	return true;
}

/* Zeroed, aligned, apart: also in memory that is used again. */
static void
allocating(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (int round = 0; round < 3; round++) {
		unsigned char *before = NULL;
		size_t n_before = 0;

		for (size_t i = 0; i < 2000; i++) {
			size_t n = i * 37 % 301, align = (size_t)1 << i % 5;
			unsigned char *p = arena_new(&a, n, align);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % align, 0);
			assert_true(is_zero(p, n));
			assert_true(!before || p >= before + n_before || p + n <= before);
			memset(p, 0xee, n);
			before = p;
			n_before = n;
		}
		arena_clear(&a);
	}
	arena_reset(&a);
	assert_null(a.last);
	arena_reset(&a);
}

static void
large_pieces(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (int round = 0; round < 2; round++) {
		unsigned char *small = arena_new(&a, 10, 1), *large = arena_new(&a, 1000000, 16);

		assert_true(is_zero(small, 10) && is_zero(large, 1000000));
		memset(small, 1, 10);
		memset(large, 2, 1000000);
		assert_int_equal(small[9], 1);
		arena_clear(&a);
	}
	arena_reset(&a);
}

static void
texts(void **state)
{
	struct arena a = { 0 };
	char in[] = "abc";
	struct str copy = arena_copy(&a, (struct str){ in, 3 }), none = arena_copy(&a, (struct str){ NULL, 0 });
	struct str made = arena_printf(&a, "%s-%d", "x", 42);

	(void)state;
	in[0] = 'z';
	assert_true(str_eq(copy, STR("abc")) && copy.p[3] == '\0');
	assert_true(none.n == 0 && none.p[0] == '\0');
	assert_true(str_eq(made, STR("x-42")) && made.p[4] == '\0');
	arena_reset(&a);
}

/* A worker that clears between pages gets the same memory again, also when one block was too small. */
static void
reuse(void **state)
{
	struct arena a = { 0 };
	const void *first;

	(void)state;
	first = arena_new(&a, 100, 8);
	arena_clear(&a);
	assert_ptr_equal(arena_new(&a, 100, 8), first);
	arena_clear(&a);
	first = NULL;
	for (int round = 0; round < 4; round++) {
		const void *begin = arena_new(&a, 1, 1);

		for (int i = 0; i < 300; i++)
			arena_new(&a, 1000, 8);
		arena_clear(&a);
		assert_true(round < 2 || begin == first);
		first = begin;
	}
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allocating),
		cmocka_unit_test(large_pieces),
		cmocka_unit_test(texts),
		cmocka_unit_test(reuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
