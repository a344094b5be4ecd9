#include "tracker/limit.h"

#include <stdlib.h>
#include <sys/random.h>

/* A table of fixed size: a flood of addresses can only make limits forgetful, never memory grow. */
enum { SLOTS = 16384, PROBES = 8 };

struct bucket {
	uint64_t who; /* 0: free */
	int64_t at;
	double tokens;
};

struct limits {
	uint64_t key[2];
	struct {
		double burst, per_second;
	} rate[LIMIT_KINDS];
	struct bucket slot[SLOTS];
};

struct limits *
limits_new(void)
{
	struct limits *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	if (getrandom(l->key, sizeof(l->key), 0) < 0)
		l->key[0] = (uint64_t)(uintptr_t)l; /* still another one in each process */
	limits_set(l, LIMIT_SIGN_IN, 60, 1);
	limits_set(l, LIMIT_VOICE, 120, 2);
	limits_set(l, LIMIT_DENIED, 60, 1);
	limits_set(l, LIMIT_FACTS, 1e6, 2e5);
	return l;
}

void
limits_free(struct limits *l)
{
	free(l);
}

void
limits_set(struct limits *l, enum limit_kind kind, double burst, double per_second)
{
	if (kind == LIMIT_FACTS && burst < LIMIT_FACTS_BURST_MIN)
		burst = LIMIT_FACTS_BURST_MIN;
	l->rate[kind].burst = burst;
	l->rate[kind].per_second = per_second;
}

static uint64_t
who_hash(const struct limits *l, enum limit_kind kind, struct str who)
{
	uint64_t h = l->key[0] ^ ((uint64_t)kind << 56);

	for (size_t i = 0; i < who.n; i++) {
		h = (h ^ (unsigned char)who.p[i]) * 0x9fb21c651e98df25u;
		h ^= h >> 28;
	}
	h = (h ^ l->key[1]) * 0x9fb21c651e98df25u;
	h ^= h >> 32;
	return h ? h : 1;
}

/* The bucket of `who`, filled up to now; of a full neighbourhood the one unused for longest is reused. */
static struct bucket *
bucket_get(struct limits *l, enum limit_kind kind, struct str who, int64_t now)
{
	uint64_t h = who_hash(l, kind, who);
	struct bucket *oldest = NULL;

	for (size_t i = 0; i < PROBES; i++) {
		struct bucket *b = &l->slot[(h + i) % SLOTS];

		if (b->who == h) {
			b->tokens += (double)(now - b->at) / 1000 * l->rate[kind].per_second;
			if (b->tokens > l->rate[kind].burst)
				b->tokens = l->rate[kind].burst;
			b->at = now;
			return b;
		}
		if (!oldest || b->at < oldest->at || b->who == 0)
			oldest = b;
	}
	*oldest = (struct bucket){ h, now, l->rate[kind].burst };
	return oldest;
}

bool
limit_take(struct limits *l, enum limit_kind kind, struct str who, unsigned n, int64_t now)
{
	struct bucket *b = bucket_get(l, kind, who, now);

	if (b->tokens < n)
		return false;
	b->tokens -= n;
	return true;
}

bool
limit_empty(struct limits *l, enum limit_kind kind, struct str who, int64_t now)
{
	return bucket_get(l, kind, who, now)->tokens < 1;
}
