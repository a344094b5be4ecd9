#include "tracker/conn.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

#include <linux/tcp.h> /* glibc's struct tcp_info lacks the byte counters */
#include <netinet/in.h>

#include "tracker/clock.h"

/* Slots that are kept free by ending who waits longest; of few connections an eighth. */
enum { RESERVED = 64, RESERVED_PART = 8 };

struct conns {
	pthread_mutex_t mutex;
	struct conn list; /* head of a ring */
	unsigned n, max, reserved;
};

struct conns *
conns_new(unsigned max)
{
	struct conns *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	pthread_mutex_init(&c->mutex, NULL);
	c->max = max;
	c->reserved = max / RESERVED_PART < RESERVED ? max / RESERVED_PART : RESERVED;
	c->list.next = c->list.prev = &c->list;
	return c;
}

void
conns_free(struct conns *c)
{
	if (!c)
		return;
	pthread_mutex_destroy(&c->mutex);
	free(c);
}

/* The peer sees the end at once; libmicrohttpd notices and cleans up. */
static void
conn_end(struct conn *conn)
{
	conn->ended = true;
	shutdown(conn->fd, SHUT_RDWR);
}

/* Waiting for a peer for longest: idle ones first, then those whose request does not come. */
static struct conn *
conn_victim(struct conns *c)
{
	struct conn *worst = NULL;
	bool worst_idle = false;

	for (struct conn *k = c->list.next; k != &c->list; k = k->next) {
		enum conn_phase phase = atomic_load(&k->phase);
		bool idle = phase == CONN_IDLE;

		if (k->ended || phase == CONN_WORKING)
			continue;
		if (!worst || (idle && !worst_idle)
		    || (idle == worst_idle && atomic_load(&k->since) < atomic_load(&worst->since))) {
			worst = k;
			worst_idle = idle;
		}
	}
	return worst;
}

struct conn *
conn_open(struct conns *c, int fd, bool local)
{
	struct conn *conn = calloc(1, sizeof(*conn));

	if (!conn)
		abort();
	conn->fd = fd;
	conn->local = local;
	atomic_init(&conn->phase, CONN_IDLE);
	atomic_init(&conn->since, clock_ms());
	pthread_mutex_lock(&c->mutex);
	if (c->n + c->reserved >= c->max) {
		struct conn *victim = conn_victim(c);

		if (victim)
			conn_end(victim);
	}
	conn->next = &c->list;
	conn->prev = c->list.prev;
	conn->prev->next = conn->next->prev = conn;
	c->n++;
	pthread_mutex_unlock(&c->mutex);
	return conn;
}

void
conn_close(struct conns *c, struct conn *conn)
{
	pthread_mutex_lock(&c->mutex);
	conn->prev->next = conn->next;
	conn->next->prev = conn->prev;
	c->n--;
	pthread_mutex_unlock(&c->mutex);
	free(conn);
}

void
conn_set(struct conn *conn, enum conn_phase phase)
{
	enum conn_phase was = atomic_load_explicit(&conn->phase, memory_order_relaxed);

	if (!(phase == CONN_BODY && was == CONN_HEAD) && !(phase == CONN_HEAD && was == CONN_HEAD))
		atomic_store_explicit(&conn->since, clock_ms(), memory_order_relaxed);
	atomic_store_explicit(&conn->phase, phase, memory_order_release);
}

static bool
counters_read(const struct conn *conn, struct tcp_info *out)
{
	socklen_t size = sizeof(*out);

	return !conn->local && getsockopt(conn->fd, IPPROTO_TCP, TCP_INFO, out, &size) == 0
		&& size >= offsetof(struct tcp_info, tcpi_bytes_received) + sizeof(out->tcpi_bytes_received);
}

/* Whether a phase in which the peer sends has lasted too long. */
static bool
request_late(struct conn *conn, const struct tcp_info *info, bool counted, int64_t now)
{
	enum conn_phase phase = atomic_load(&conn->phase);
	int64_t lasted = now - atomic_load(&conn->since);

	if (phase == CONN_IDLE && counted && info->tcpi_bytes_received > conn->received
	    && (conn->received == 0 || atomic_load(&conn->since) <= conn->looked_at)) {
		/* bytes, but no head yet, and idle since the last look: a request has begun */
		enum conn_phase idle = CONN_IDLE;

		if (atomic_compare_exchange_strong(&conn->phase, &idle, CONN_HEAD))
			atomic_store(&conn->since, now);
		return false;
	}
	if (phase == CONN_IDLE)
		return lasted > CONN_IDLE_SECONDS * 1000L;
	return (phase == CONN_HEAD || phase == CONN_BODY) && lasted > CONN_REQUEST_SECONDS * 1000L;
}

static bool
answer_slow(struct conn *conn, const struct tcp_info *info, bool counted, int64_t now)
{
	bool slow;

	if (atomic_load(&conn->phase) != CONN_SENDING) {
		conn->taken_at = 0;
		return false;
	}
	if (!counted) /* nothing to measure: the longest answer is a video of some 100 MB */
		return now - atomic_load(&conn->since) > 3600 * 1000L;
	if (conn->taken_at == 0 || conn->taken_at < atomic_load(&conn->since)) {
		conn->taken_at = now;
		conn->taken = info->tcpi_bytes_acked;
		return false;
	}
	if (now - conn->taken_at < CONN_RATE_SECONDS * 1000L)
		return false;
	slow = info->tcpi_bytes_acked - conn->taken < (uint64_t)CONN_RATE * CONN_RATE_SECONDS;
	conn->taken_at = now;
	conn->taken = info->tcpi_bytes_acked;
	return slow;
}

unsigned
conns_watch(struct conns *c)
{
	int64_t now = clock_ms();
	unsigned ended = 0;

	pthread_mutex_lock(&c->mutex);
	for (struct conn *k = c->list.next; k != &c->list; k = k->next) {
		struct tcp_info info = { 0 };
		bool counted = counters_read(k, &info);

		if (k->ended)
			continue;
		if (request_late(k, &info, counted, now) || answer_slow(k, &info, counted, now)) {
			conn_end(k);
			ended++;
		}
		k->received = counted ? info.tcpi_bytes_received : 0;
		k->looked_at = now;
	}
	pthread_mutex_unlock(&c->mutex);
	return ended;
}

unsigned
conns_count(struct conns *c)
{
	unsigned n;

	pthread_mutex_lock(&c->mutex);
	n = c->n;
	pthread_mutex_unlock(&c->mutex);
	return n;
}
