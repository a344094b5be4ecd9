/* noise.h - the noise on published figures: integers from random bits of the kernel, nothing else. */
#ifndef TRACKER_NOISE_H
#define TRACKER_NOISE_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

/*
 * Draw `n` independent values into `out`, each the difference X - Y of two geometric variables
 * with alpha = 1/2, so that P(value = k) = 2^-|k| / 3 for every integer k. One such value on a
 * count that one person changes by at most 1 gives epsilon = ln 2 (Ghosh, Roughgarden,
 * Sundararajan, "Universally Utility-Maximizing Privacy Mechanisms", 2009, section 2).
 *
 * X and Y are numbers of trailing zeros of random bits from getrandom(2): no floating point, whose
 * rounding can give a count away (Mironov, CCS 2012), no seed, no key that could be found later.
 * ERR_IO when the kernel gives no random bits; `out` is then zeroed and must not be used.
 * Any thread.
 */
enum err_code noise_draw(int64_t *out, size_t n, struct err *e) MUST_CHECK;

/*
 * The mean distance of a sum of `n` noisy figures from the true sum, rounded to a whole number,
 * at least 1: what a page says about how exact it is. 4/3 for one figure; for more the value of
 * the normal distribution with the variance 4n, 2 * sqrt(2n / pi), which is less than 0.2 too
 * high from n = 2 on.
 */
int64_t noise_mean_error(int64_t n);

#endif
