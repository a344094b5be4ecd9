/*
 * limit.h - how often one address or client may do a thing: token buckets in memory, never stored.
 * Addresses are only kept as a hash under a key of this process. One thread.
 */
#ifndef TRACKER_LIMIT_H
#define TRACKER_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/str.h"

enum limit_kind {
	LIMIT_SIGN_IN, /* sign-ins from one address */
	LIMIT_VOICE,   /* feedback from one address */
	LIMIT_DENIED,  /* wrong credentials from one address */
	LIMIT_FACTS,   /* events of one API client */
	LIMIT_KINDS
};

/* A burst of LIMIT_FACTS holds what one request may: a smaller one would refuse that request for ever. */
enum { LIMIT_FACTS_BURST_MIN = 500 };

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits *l);

/* Burst (of LIMIT_FACTS at least LIMIT_FACTS_BURST_MIN) and tokens a second of one kind; the defaults are in limit.c. */
void limits_set(struct limits *l, enum limit_kind kind, double burst, double per_second);

/* Take `n` tokens of `who`'s bucket; false when it does not hold them. `now` in ms, monotonic. */
bool limit_take(struct limits *l, enum limit_kind kind, struct str who, unsigned n, int64_t now);

/* Whether a bucket is empty, without taking anything. */
bool limit_empty(struct limits *l, enum limit_kind kind, struct str who, int64_t now);

#endif
