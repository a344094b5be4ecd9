/*
 * load.c - a load generator for benchmarks: keep-alive connections on loopback, one thread, epoll.
 *
 *   load PORT CONNECTIONS SECONDS RATE get PATH
 *   load PORT CONNECTIONS SECONDS RATE facts KEY:SECRET MODULE     one new fact a request
 *
 * RATE is requests a second over all connections, 0 for as fast as answers come. With a rate,
 * latency counts from the moment a request was due, so that a stalled server is not flattered.
 * Prints one JSON object: requests, rate, latencies in microseconds, answers by status class.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUCKETS = 200000, BUCKET_US = 10, REQUEST_MAX = 2048, ANSWER_MAX = 64 * 1024 };

struct conn {
	int fd;
	bool busy;
	size_t have, want; /* bytes of the answer so far; whole size once the head is read */
	int status;
	int64_t due; /* nanoseconds */
	char head[4096];
};

struct load {
	int port, epoll;
	int64_t end, interval, next; /* nanoseconds */
	bool facts;
	const char *path, *key, *module;
	struct conn *conn;
	int n_conn, busy;
	uint64_t serial, done, lost, class_of[6];
	uint64_t bucket[BUCKETS];
};

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int
request_write(struct load *l, char *out)
{
	char body[512];
	struct tm tm;
	time_t t = time(NULL);
	char at[32];
	int n;

	if (!l->facts)
		return snprintf(out, REQUEST_MAX, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", l->path);
	gmtime_r(&t, &tm);
	strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &tm);
	l->serial++;
	n = snprintf(body, sizeof(body),
		"{\"events\":[{\"id\":\"00000000-0000-4000-8000-%012llx\",\"person\":{\"iss\":\"bench-%d\","
		"\"sub\":\"%llu\"},\"verb\":\"completed\",\"module\":\"%s\",\"at\":\"%s\"}]}",
		(unsigned long long)l->serial, (int)getpid(), (unsigned long long)l->serial, l->module, at);
	return snprintf(out, REQUEST_MAX,
		"POST /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
		"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", l->key, n, body);
}

static bool
conn_open(struct load *l, struct conn *c)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)l->port) };
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int one = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		return false;
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	c->busy = false;
	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) == 0;
}

static void
conn_send(struct load *l, struct conn *c, int64_t due)
{
	char out[REQUEST_MAX];
	int n = request_write(l, out);

	c->busy = true;
	l->busy++;
	c->have = c->want = 0;
	c->due = due;
	if (write(c->fd, out, (size_t)n) != n)
		c->status = 0;
}

/* The head is in c->head: status and whole size. Answers here always say Content-Length or have no body. */
static void
head_read(struct conn *c)
{
	char *end = strstr(c->head, "\r\n\r\n");
	char *length;

	if (!end)
		return;
	c->status = (int)strtol(c->head + 9, NULL, 10);
	length = strcasestr(c->head, "\r\ncontent-length:");
	c->want = (size_t)(end - c->head) + 4;
	if (length && length < end)
		c->want += (size_t)strtoul(length + 17, NULL, 10);
}

static void
answered(struct load *l, struct conn *c)
{
	int64_t us = (now() - c->due) / 1000 / BUCKET_US;

	c->busy = false;
	l->busy--;
	l->done++;
	l->class_of[c->status / 100 < 6 ? c->status / 100 : 0]++;
	l->bucket[us < 0 ? 0 : us >= BUCKETS ? BUCKETS - 1 : us]++;
}

static void
conn_read(struct load *l, struct conn *c)
{
	static char in[ANSWER_MAX];
	ssize_t n = read(c->fd, in, sizeof(in));

	if (n <= 0) {
		l->lost += c->busy ? 1 : 0;
		l->busy -= c->busy ? 1 : 0;
		close(c->fd);
		if (!conn_open(l, c))
			c->fd = -1;
		return;
	}
	if (c->want == 0) {
		size_t room = sizeof(c->head) - 1 - c->have;
		size_t take = (size_t)n < room ? (size_t)n : room;

		memcpy(c->head + c->have, in, take);
		c->head[c->have + take] = '\0';
		c->have += (size_t)n;
		head_read(c);
	} else {
		c->have += (size_t)n;
	}
	if (c->want && c->have >= c->want)
		answered(l, c);
}

/* Gives work to idle connections: all of them, or as many as are due. */
static void
feed(struct load *l)
{
	int64_t t = now();

	for (int i = 0; i < l->n_conn && t < l->end; i++) {
		struct conn *c = &l->conn[i];

		if (c->busy || c->fd < 0)
			continue;
		if (l->interval == 0) {
			conn_send(l, c, t);
		} else if (l->next <= t) {
			conn_send(l, c, l->next);
			l->next += l->interval;
		}
	}
}

static double
percentile(const struct load *l, double p)
{
	uint64_t seen = 0, goal = (uint64_t)((double)l->done * p);

	for (int i = 0; i < BUCKETS; i++) {
		seen += l->bucket[i];
		if (seen > goal)
			return (double)(i + 1) * BUCKET_US;
	}
	return 0;
}

static bool
any_busy(const struct load *l)
{
	for (int i = 0; i < l->n_conn; i++)
		if (l->conn[i].busy && l->conn[i].fd >= 0)
			return true;
	return false;
}

/*
 * Until the next request is due and there is a connection for it: a load that spins would take a
 * core away from what it measures.
 */
static long
wait_ns(const struct load *l)
{
	int64_t rest = l->interval && l->busy < l->n_conn ? l->next - now() : 10000000;

	return rest < 0 ? 0 : rest > 10000000 ? 10000000 : (long)rest;
}

static void
run(struct load *l)
{
	struct epoll_event e[64];

	while (now() < l->end || (any_busy(l) && now() < l->end + 2000000000)) {
		int n;

		feed(l);
		n = epoll_pwait2(l->epoll, e, 64, &(struct timespec){ .tv_nsec = wait_ns(l) }, NULL);
		for (int i = 0; i < n; i++)
			conn_read(l, e[i].data.ptr);
	}
}

int
main(int argc, char **argv)
{
	static struct load l;
	double seconds, rate;
	int64_t begin;

	if (argc < 7 || (strcmp(argv[5], "facts") == 0 && argc < 8)) {
		fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS RATE get PATH | facts KEY:SECRET MODULE\n");
		return 2;
	}
	l.port = (int)strtol(argv[1], NULL, 10);
	l.n_conn = (int)strtol(argv[2], NULL, 10);
	seconds = strtod(argv[3], NULL);
	rate = strtod(argv[4], NULL);
	l.facts = strcmp(argv[5], "facts") == 0;
	l.path = l.key = argv[6];
	l.module = l.facts ? argv[7] : NULL;
	l.epoll = epoll_create1(0);
	l.conn = calloc((size_t)l.n_conn, sizeof(*l.conn));
	for (int i = 0; l.conn && i < l.n_conn; i++)
		if (!conn_open(&l, &l.conn[i])) {
			fprintf(stderr, "load: connection %d: %s\n", i + 1, strerror(errno));
			return 1;
		}
	begin = l.next = now();
	l.end = begin + (int64_t)(seconds * 1e9);
	l.interval = rate > 0 ? (int64_t)(1e9 / rate) : 0;
	run(&l);
	printf("{\"requests\":%llu,\"rate\":%.0f,\"p50\":%.0f,\"p90\":%.0f,\"p99\":%.0f,\"p999\":%.0f,"
	       "\"ok\":%llu,\"refused\":%llu,\"unavailable\":%llu,\"lost\":%llu}\n",
		(unsigned long long)l.done, (double)l.done / seconds, percentile(&l, 0.5),
		percentile(&l, 0.9), percentile(&l, 0.99), percentile(&l, 0.999),
		(unsigned long long)(l.class_of[2] + l.class_of[3]), (unsigned long long)l.class_of[4],
		(unsigned long long)l.class_of[5], (unsigned long long)l.lost);
	return 0;
}
