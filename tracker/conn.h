/*
 * conn.h - the open connections and their deadlines. libmicrohttpd counts idle time only: a byte a
 * second would hold a connection for ever. So each one is watched here, and ended when a request
 * is not complete in time or its answer is not taken fast enough.
 */
#ifndef TRACKER_CONN_H
#define TRACKER_CONN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	CONN_REQUEST_SECONDS = 30, /* for a whole request, from its first byte */
	CONN_IDLE_SECONDS = 60,
	CONN_RATE = 1024,          /* bytes a second that must be taken of an answer */
	CONN_RATE_SECONDS = 10     /* over which the rate is looked at */
};

enum conn_phase {
	CONN_IDLE,    /* nothing has come since the last answer */
	CONN_HEAD,    /* bytes of a request have come */
	CONN_BODY,    /* its head is complete */
	CONN_WORKING, /* we are busy with it */
	CONN_SENDING
};

struct server;

/* One connection: made and ended by the HTTP thread, watched by another. */
struct conn {
	int fd;
	struct server *server;     /* that accepted it; set by that */
	bool local;                /* a unix socket: no TCP counters */
	_Atomic(enum conn_phase) phase;
	_Atomic int64_t since;     /* ms, monotonic: when the phase began; HEAD and BODY count as one */
	uint64_t received;         /* the watcher's: TCP counters at the last look */
	uint64_t taken;
	int64_t taken_at, looked_at;
	bool ended;
	struct conn *prev, *next;
};

struct conns;

/* For at most `max` connections at a time; all functions but conn_set() lock it. */
struct conns *conns_new(unsigned max);

/* When none is open any more. NULL is fine. */
void conns_free(struct conns *c);

/* A connection was opened. Near the limit the one that has waited longest makes room. */
struct conn *conn_open(struct conns *c, int fd, bool local);

/* It was closed: frees `conn`. */
void conn_close(struct conns *c, struct conn *conn);

/* It is in another phase now. The HTTP thread. */
void conn_set(struct conn *conn, enum conn_phase phase);

/* End what is late. Call it about twice a second. Returns how many were ended. */
unsigned conns_watch(struct conns *c);

/* How many are open. Any thread. */
unsigned conns_count(struct conns *c);

#endif
