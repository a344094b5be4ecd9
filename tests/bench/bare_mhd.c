/*
 * bare_mhd.c - the yardstick: libmicrohttpd alone, reading a body and answering 204.
 *
 *	cc -O2 -o bare_mhd tests/bench/bare_mhd.c -lmicrohttpd && ./bare_mhd PORT
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <microhttpd.h>

static enum MHD_Result
answer(void *ctx, struct MHD_Connection *c, const char *url, const char *method, const char *version,
	const char *data, size_t *n, void **slot)
{
	static int seen;
	struct MHD_Response *r = ctx;

	(void)url;
	(void)method;
	(void)version;
	(void)data;
	if (!*slot) {
		*slot = &seen;
		return MHD_YES;
	}
	if (*n > 0) {
		*n = 0;
		return MHD_YES;
	}
	return MHD_queue_response(c, MHD_HTTP_NO_CONTENT, r);
}

int
main(int argc, char **argv)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	long port = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	struct MHD_Daemon *d;
	sigset_t end;
	int got;

	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigaddset(&end, SIGINT);
	sigprocmask(SIG_BLOCK, &end, NULL);
	d = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, (unsigned short)port, NULL, NULL, answer,
		r, MHD_OPTION_CONNECTION_TIMEOUT, 60u, MHD_OPTION_END);
	if (!d) {
		fprintf(stderr, "bare_mhd: cannot listen on %ld\n", port);
		return 1;
	}
	printf("listening on http://127.0.0.1:%ld/\n", port);
	fflush(stdout);
	sigwait(&end, &got);
	MHD_stop_daemon(d);
	MHD_destroy_response(r);
	return 0;
}
