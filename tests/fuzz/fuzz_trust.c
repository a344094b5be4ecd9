/* Any proxy headers, by all three names: an address of one of two lengths, never the proxy's when it told another. */
#include <stdint.h>

#include <netinet/in.h>

#include "tests/fuzz/stage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const name[] = { "X-Forwarded-For", "Forwarded", "X-Real-IP" };
	struct trust_network net = { { [10] = 0xff, [11] = 0xff, [12] = 10 }, 104 }; /* 10.0.0.0/8 */
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000001) };

	for (int k = 0; k < 3; k++) {
		struct trust t = { &net, 1, k };
		struct arena a = { 0 };
		struct str in = { (const char *)data, n }, client;
		struct request_header header[8];
		struct request r = { .arena = &a, .header = header, .peer = (const struct sockaddr *)(const void *)&peer };

		while (in.n > 0 && r.n_header < 8)
			header[r.n_header++] = (struct request_header){ str_of(name[k]), stage_line(&in) };
		client = trust_client(&t, &r);
		STAGE_CHECK(client.n == 8 || client.n == 16);
		r.n_header = 0;
		client = trust_client(&t, &r);
		STAGE_CHECK(client.n == 16 && client.p[12] == 10);
		arena_reset(&a);
	}
	return 0;
}
