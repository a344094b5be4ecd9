/*
 * trust.h - reverse proxies whose word we take for who the client is (tracker.conf: proxy), and
 * whom limits count. Addresses are never stored or logged.
 */
#ifndef TRACKER_TRUST_H
#define TRACKER_TRUST_H

#include "common/conf.h"
#include "tracker/request.h"

/* An IPv6 address or network; IPv4 as ::ffff:a.b.c.d, so that one comparison does for both. */
struct trust_network {
	unsigned char address[16];
	unsigned bits; /* of the prefix, 0 to 128 */
};

struct trust {
	struct trust_network *item;
	size_t n;
	int header; /* enum conf_proxy_header */
};

/* The checked lists of `conf` as numbers, in `a`. */
void trust_read(struct arena *a, const struct tracker_conf *conf, struct trust *out);

/*
 * Whom limits count for this request: the peer; when that is a trusted proxy (or came through our
 * unix socket, which only a proxy can open), the last client that no trusted proxy is. An IPv6
 * network of 64 bits counts as one: that is what a household gets. Bytes in the request's arena.
 */
struct str trust_client(const struct trust *t, const struct request *r);

#endif
