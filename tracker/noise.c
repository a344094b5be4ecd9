#include "tracker/noise.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/random.h>

/* Random words not used yet. getrandom() gives up to 256 bytes whole, whatever signal comes. */
struct pool {
	uint64_t word[32];
	size_t left;
};

static enum err_code
pool_take(struct pool *p, uint64_t *out, struct err *e)
{
	if (p->left == 0) {
		ssize_t got;

		do
			got = getrandom(p->word, sizeof(p->word), 0);
		while (got < 0 && errno == EINTR);
		if (got != (ssize_t)sizeof(p->word))
			return err_set(e, ERR_IO, "the kernel gives no random bits: %s",
				got < 0 ? strerror(errno) : "too few bytes");
		p->left = sizeof(p->word) / sizeof(p->word[0]);
	}
	*out = p->word[--p->left];
	return ERR_OK;
}

/* P(zeros = k) = 2^-(k+1): each further zero is one more toss of a fair coin. Without an upper
 * bound: a word of zeros goes on into the next, else the largest value would be a little likelier. */
static enum err_code
zeros_count(struct pool *p, int64_t *out, struct err *e)
{
	int64_t zeros = 0;
	uint64_t word = 0;
	enum err_code rc;

	while ((rc = pool_take(p, &word, e)) == ERR_OK && word == 0)
		zeros += 64;
	if (rc == ERR_OK)
		*out = zeros + __builtin_ctzll(word);
	return rc;
}

enum err_code
noise_draw(int64_t *out, size_t n, struct err *e)
{
	struct pool pool = { .left = 0 };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		int64_t x = 0, y = 0;

		rc = zeros_count(&pool, &x, e);
		if (rc == ERR_OK)
			rc = zeros_count(&pool, &y, e);
		out[i] = x - y;
	}
	if (rc != ERR_OK)
		memset(out, 0, n * sizeof(*out));
	explicit_bzero(&pool, sizeof(pool)); /* who reads the memory later learns no noise */
	return rc;
}

int64_t
noise_mean_error(int64_t n)
{
	if (n <= 1)
		return 1;
	return (int64_t)llround(2 * sqrt(2 * (double)n / 3.14159265358979));
}
