#include "tracker/trust.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

enum { V4_BITS = 96 }; /* of the prefix ::ffff:0:0/96 */

static void
v4_widen(const void *four, unsigned char out[16])
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(out, prefix, sizeof(prefix));
	memcpy(out + sizeof(prefix), four, 4);
}

/* Digits as in "192.0.2.1" or "2001:db8::1", nothing else. */
static bool
digits_read(struct str s, unsigned char out[16], bool *six)
{
	char text[INET6_ADDRSTRLEN];
	struct in_addr four;

	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	*six = memchr(s.p, ':', s.n) != NULL;
	if (*six)
		return inet_pton(AF_INET6, text, out) == 1;
	if (inet_pton(AF_INET, text, &four) != 1)
		return false;
	v4_widen(&four, out);
	return true;
}

/* The same as proxies write it: in quotes, in brackets, with a port behind. */
static bool
address_read(struct str s, unsigned char out[16])
{
	struct str head, rest;
	bool six;

	s = str_trim(s);
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = (struct str){ s.p + 1, s.n - 2 };
	if (s.n > 0 && s.p[0] == '[') {
		str_cut(str_from(s, 1), ']', &s);
		return digits_read(s, out, &six);
	}
	rest = str_cut(s, ':', &head);
	return digits_read(memchr(rest.p ? rest.p : "", ':', rest.n) ? s : head, out, &six);
}

void
trust_read(struct arena *a, const struct tracker_conf *conf, struct trust *out)
{
	const struct str *list = conf->proxy.trusted.item;

	*out = (struct trust){ .header = conf->proxy.header };
	out->item = ARENA_ARRAY(a, struct trust_network, conf->proxy.trusted.n + 1);
	for (size_t i = 0; i < conf->proxy.trusted.n; i++) {
		struct trust_network *t = &out->item[out->n];
		struct str host, bits = str_cut(list[i], '/', &host);
		int64_t n;
		bool six;

		if (!digits_read(host, t->address, &six))
			continue; /* "unix": our own socket is trusted anyway */
		if (!str_number(bits, &n))
			n = six ? 128 : 32;
		t->bits = (unsigned)n + (six ? 0 : V4_BITS);
		out->n++;
	}
}

static bool
trusted(const struct trust *t, const unsigned char address[16])
{
	for (size_t i = 0; i < t->n; i++) {
		unsigned whole = t->item[i].bits / 8, rest = t->item[i].bits % 8;
		unsigned mask = rest ? 0xff00u >> rest & 0xff : 0;
		unsigned differ = rest ? ((unsigned)t->item[i].address[whole] ^ address[whole]) & mask : 0;

		if (differ == 0 && memcmp(t->item[i].address, address, whole) == 0)
			return true;
	}
	return false;
}

static bool
peer_read(const struct sockaddr *peer, unsigned char out[16])
{
	if (peer && peer->sa_family == AF_INET) {
		v4_widen(&((const struct sockaddr_in *)(const void *)peer)->sin_addr, out);
		return true;
	}
	if (peer && peer->sa_family == AF_INET6) {
		memcpy(out, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr, 16);
		return true;
	}
	return false;
}

/* RFC 7239, 4: the value of "for" among the pairs of one element; empty without it. */
static struct str
forwarded_for(struct str element)
{
	while (element.n > 0) {
		struct str pair, name, value;

		element = str_cut(element, ';', &pair);
		value = str_cut(str_trim(pair), '=', &name);
		if (name.n == 3 && strncasecmp(name.p, "for", 3) == 0)
			return value;
	}
	return (struct str){ "", 0 };
}

/* The last element of the list `rest`, which is then without it. Commas in quotes divide, too: what
 * stands in front of the proxy's own element is anybody's. */
static struct str
element_take(struct str *rest)
{
	struct str last = *rest;

	for (size_t i = rest->n; i-- > 0;) {
		if (rest->p[i] != ',')
			continue;
		rest->n = i;
		return str_from(last, i + 1);
	}
	rest->n = 0;
	return last;
}

/* Goes from the proxy next to us towards the client, as long as it meets trusted ones. */
static void
chain_follow(const struct trust *t, const struct request *r, unsigned char client[16])
{
	static const struct str names[] = { [PROXY_X_FORWARDED_FOR] = STR_INIT("x-forwarded-for"),
		[PROXY_FORWARDED] = STR_INIT("forwarded"), [PROXY_X_REAL_IP] = STR_INIT("x-real-ip") };
	struct str name = names[t->header];

	for (size_t i = r->n_header; i-- > 0;) {
		struct str rest = r->header[i].value;

		if (r->header[i].name.n != name.n || strncasecmp(r->header[i].name.p, name.p, name.n) != 0)
			continue;
		while (rest.n > 0) {
			struct str element = element_take(&rest);

			if (t->header == PROXY_FORWARDED)
				element = forwarded_for(element);
			if (!address_read(element, client) || !trusted(t, client))
				return;
		}
	}
}

struct str
trust_client(const struct trust *t, const struct request *r)
{
	unsigned char client[16] = { 0 };
	bool known = peer_read(r->peer, client), four;

	if (!known || trusted(t, client))
		chain_follow(t, r, client);
	four = memcmp(client, (const unsigned char[12]){ [10] = 0xff, [11] = 0xff }, 12) == 0;
	return arena_copy(r->arena, (struct str){ (const char *)client, four ? 16 : 8 });
}
