/* server.h - libmicrohttpd glue: collects a request, finds its row, sends its answer. */
#ifndef TRACKER_SERVER_H
#define TRACKER_SERVER_H

#include "tracker/service.h"

enum server_kind {
	SERVER_WEB, /* the site, the interface, the pages */
	SERVER_OPS  /* /healthz and /metrics only */
};

struct server;

/*
 * Answer on the listening socket `fd` (taken over) with a thread of its own. Signals must be
 * blocked already. `local`: a unix socket, whose peer is a reverse proxy.
 */
enum err_code server_start(struct service *s, int fd, bool local, enum server_kind kind,
	struct server **out, struct err *e) MUST_CHECK;

/* Take no new connections; wait up to `seconds` until what is being worked on has been answered. */
void server_drain(struct server *server, unsigned seconds);

/* End it. Nothing may wait for the writer any more (server_drain(), or a writer that has ended). */
void server_stop(struct server *server);

/* End late connections; call it about twice a second, from any one thread. */
void server_watch(struct server *server);

unsigned server_connections(struct server *server);

enum server_kind server_kind(const struct server *server);

#endif
