/* The distribution of the noise, in ten million draws (below a second). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tracker/noise.h"

enum { EDGE = 10, BINS = 2 * EDGE + 1, CHUNK = 4096, DRAWS = 10000000 };

struct tally {
	int64_t n, bin[BINS], sum, squares, lagged, last;
};

static void
tally_add(struct tally *t, int64_t x)
{
	int64_t k = x < -EDGE ? -EDGE : x > EDGE ? EDGE : x;

	t->bin[k + EDGE]++;
	t->sum += x;
	t->squares += x * x;
	t->lagged += x * t->last;
	t->last = x;
	t->n++;
}

/* P(noise = k) = 2^-|k| / 3; the outermost bins hold the tails, 2^-(EDGE-1) / 3 each. */
static double
expected(int i)
{
	int k = abs(i - EDGE);

	return k == EDGE ? ldexp(2.0 / 3, -EDGE) : ldexp(1.0 / 3, -k);
}

static double
chi_square(const struct tally *t)
{
	double sum = 0;

	for (int i = 0; i < BINS; i++) {
		double want = expected(i) * (double)t->n, d = (double)t->bin[i] - want;

		sum += d * d / want;
	}
	return sum;
}

static void
test_distribution(void **state)
{
	static int64_t chunk[CHUNK];
	struct tally t = { 0 };
	struct err e = { 0 };
	double n, mean, variance, lagged;

	(void)state;
	for (int left = DRAWS; left > 0; left -= CHUNK) {
		assert_int_equal(noise_draw(chunk, CHUNK, &e), ERR_OK);
		for (size_t i = 0; i < CHUNK; i++)
			tally_add(&t, chunk[i]);
	}
	n = (double)t.n;
	mean = (double)t.sum / n;
	variance = (double)t.squares / n - mean * mean;
	lagged = (double)t.lagged / n;
	print_message("  %lld draws: chi-square %.1f (20 degrees), mean %.4f, variance %.4f\n",
		(long long)t.n, chi_square(&t), mean, variance);
	/* Bounds at six standard deviations: a right program misses one in about 10^8 runs. The
	 * fourth moment of the noise is 100, so its square has the variance 100 - 4^2 = 84. */
	assert_true(chi_square(&t) < 86);
	assert_true(fabs(mean) < 6 * 2 / sqrt(n));
	assert_true(fabs(variance - 4) < 6 * sqrt(84) / sqrt(n));
	assert_true(fabs(lagged) < 6 * 4 / sqrt(n)); /* neighbours are independent */
}

/* The same test has to see a wrong distribution: here a fair share of noise that is one too high. */
static void
test_the_test_can_fail(void **state)
{
	static int64_t chunk[CHUNK];
	struct tally t = { 0 };
	struct err e = { 0 };

	(void)state;
	for (int i = 0; i < 250; i++) {
		assert_int_equal(noise_draw(chunk, CHUNK, &e), ERR_OK);
		for (size_t k = 0; k < CHUNK; k++)
			tally_add(&t, chunk[k] + (k % 50 == 0));
	}
	assert_true(chi_square(&t) > 86);
}

static void
test_draws_differ(void **state)
{
	int64_t a[64], b[64];
	struct err e = { 0 };

	(void)state;
	assert_int_equal(noise_draw(a, 64, &e), ERR_OK);
	assert_int_equal(noise_draw(b, 64, &e), ERR_OK);
	assert_memory_not_equal(a, b, sizeof(a)); /* alike once in 2^130 */
	assert_int_equal(noise_draw(NULL, 0, &e), ERR_OK);
}

static void
test_mean_error(void **state)
{
	/* exact: 1.33, 2.07, 3.10, 3.83, 4.98 */
	static const struct {
		int64_t n, want;
	} cases[] = { { 0, 1 }, { 1, 1 }, { 2, 2 }, { 4, 3 }, { 6, 4 }, { 10, 5 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(noise_mean_error(cases[i].n), cases[i].want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distribution),
		cmocka_unit_test(test_the_test_can_fail),
		cmocka_unit_test(test_draws_differ),
		cmocka_unit_test(test_mean_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
