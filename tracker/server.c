#include "tracker/server.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tracker/access.h"
#include "tracker/clock.h"
#include "tracker/exchange.h"
#include "tracker/metrics.h"
#include "tracker/strict.h"

enum {
	CONNECTIONS_MAX = 8192,
	DESCRIPTORS_KEPT = 128,            /* for databases, logs and the site */
	ARENA_FIRST = 8 * 1024,            /* enough for a small request; more comes as needed */
	EXCHANGES_SPARE = 512
};

struct server {
	struct MHD_Daemon *daemon;
	struct service *service;
	enum server_kind kind;
	bool local;
	int listening;          /* the daemon's socket */
	struct conns *conns;
	struct exchange *spare; /* the HTTP thread's */
	unsigned n_spare;
	atomic_uint working;    /* exchanges between head and answer */
	atomic_bool draining;
	uint64_t next_id;
};

/* An id that tells nothing about how many requests there were. */
void
server_id(struct server *server, char out[17])
{
	uint64_t x = server->next_id += 0x9e3779b97f4a7c15u;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	x ^= x >> 31;
	for (size_t i = 0; i < 16; i++, x >>= 4)
		out[i] = "0123456789abcdef"[x & 15];
	out[16] = '\0';
}

enum server_kind
server_kind(const struct server *server)
{
	return server->kind;
}

struct service *
server_service(const struct server *server)
{
	return server->service;
}

static struct exchange *
exchange_new(struct server *server, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct exchange *x = server->spare;

	if (x) {
		server->spare = x->next;
		server->n_spare--;
	} else {
		x = calloc(1, sizeof(*x));
		if (!x)
			abort();
		x->arena.block = ARENA_FIRST;
	}
	x->server = server;
	x->connection = connection;
	x->conn = info ? info->socket_context : NULL;
	x->state = EXCHANGE_HEAD;
	x->began = clock_us();
	x->request.service = server->service;
	x->request.arena = &x->arena;
	x->request.now = time(NULL);
	server_id(server, x->request.id);
	atomic_fetch_add(&server->working, 1);
	return x;
}

static void
exchange_free(struct exchange *x)
{
	struct server *server = x->server;

	site_drop(x->request.site);
	buf_release(&x->response.body);
	buf_clear(&x->body);
	if (x->body.cap > (size_t)16 * 1024)
		buf_release(&x->body);
	arena_clear(&x->arena);
	if (x->arena.block > (size_t)4 * CONNECTION_MEMORY) {
		arena_reset(&x->arena); /* one large request is no reason to keep its memory for ever */
		x->arena.block = ARENA_FIRST;
	}
	x->request = (struct request){ 0 };
	x->response = (struct response){ 0 };
	x->n_header = 0;
	x->too_many = x->close = false;
	x->refuse = 0;
	atomic_fetch_sub(&server->working, 1);
	if (server->n_spare >= EXCHANGES_SPARE) {
		arena_reset(&x->arena);
		buf_release(&x->body);
		free(x);
		return;
	}
	x->next = server->spare;
	server->spare = x;
	server->n_spare++;
}

static struct str
name_join(struct arena *a, struct str path, struct str end)
{
	char *p = arena_new(a, path.n + end.n, 1);

	memcpy(p, path.p, path.n);
	memcpy(p + path.n, end.p, end.n);
	return (struct str){ p, path.n + end.n };
}

/* A path of the site: the file itself, the folder's index, or the way to it. */
static enum MHD_Result
site_send(struct exchange *x)
{
	struct request *r = &x->request;
	struct site_file *file = NULL;
	struct str index;
	bool folder;

	if (!r->site || r->path.n == 0) {
		if (r->site && x->server->service->prefix.n > 0) {
			response_see_other(r, &x->response, STR("/"));
			x->response.status = 308;
			return answer_send(x);
		}
		answer_refuse(x, 404, "not-found", "there is nothing at this address");
		return answer_send(x);
	}
	folder = str_ends(r->path, STR("/"));
	index = name_join(&x->arena, r->path, folder ? STR("index.html") : STR("/index.html"));
	file = site_find(r->site, folder ? index : r->path);
	if (!file && !folder && site_find(r->site, index)) {
		response_see_other(r, &x->response, name_join(&x->arena, r->path, STR("/")));
		x->response.status = 308;
		return answer_send(x);
	}
	if (file && !r->head && !r->get) {
		answer_refuse(x, 405, "wrong-method", "this address does not take that method");
		return answer_send(x);
	}
	if (file)
		return file_send(x, file, 200);
	if (!str_starts(r->path, STR("/-/")) && !str_starts(r->path, STR("/api/")))
		file = site_find_404(r->site, r->path);
	if (file)
		return file_send(x, file, 404);
	answer_refuse(x, 404, "not-found", "there is nothing at this address");
	return answer_send(x);
}

/* In the writer's thread: the write is on disk, or has failed. */
static void
write_done(struct job *job)
{
	struct exchange *x = job->owner;

	MHD_resume_connection(x->connection);
}

static enum MHD_Result
write_begin(struct exchange *x)
{
	struct job *job = x->response.job;

	job->owner = x;
	job->done = write_done;
	x->state = EXCHANGE_WRITING;
	buf_clear(&x->body); /* everything that is still needed is in the arena */
	if (x->body.cap > (size_t)16 * 1024)
		buf_release(&x->body);
	MHD_suspend_connection(x->connection); /* before the writer can resume it */
	if (writer_submit(x->server->service->store->writer, job, &x->err) != ERR_OK) {
		job->rc = x->err.code;
		job->err = x->err;
		MHD_resume_connection(x->connection);
	}
	return MHD_YES;
}

static enum MHD_Result
write_finish(struct exchange *x)
{
	struct job *job = x->response.job;
	enum err_code rc = job->rc;

	x->response.job = NULL;
	x->err = job->err;
	if (rc == ERR_OK)
		rc = x->response.after(&x->request, &x->response, job, &x->err);
	if (rc != ERR_OK)
		answer_error(x, rc);
	return answer_send(x);
}

/* Everything has arrived: run the handler. */
static enum MHD_Result
exchange_run(struct exchange *x)
{
	struct request *r = &x->request;
	enum err_code rc;

	if (x->refuse != 0) {
		answer_refuse(x, x->refuse, x->refuse_word, x->refuse_why);
		return answer_send(x);
	}
	if (!r->route)
		return x->server->kind == SERVER_WEB ? site_send(x)
			: (answer_refuse(x, 404, "not-found", "there is nothing at this address"), answer_send(x));
	r->body = buf_str(&x->body);
	if (r->route->kind != ROUTE_OPS && !access_allowed(r, &x->response))
		return answer_send(x);
	if (x->server->kind == SERVER_WEB) /* the other server's thread reads no database */
		r->service->figures_only = str_starts(r->route->path, STR("/-/berichte"));
	rc = r->route->run(r, &x->response, &x->err);
	if (x->server->kind == SERVER_WEB)
		r->service->figures_only = false;
	if (rc != ERR_OK)
		answer_error(x, rc);
	else if (x->response.job)
		return write_begin(x);
	return answer_send(x);
}

/* The first call for a request: everything but its body has come. */
static enum MHD_Result
head_take(struct exchange *x, const char *method, const char *version)
{
	if (!head_read(x, method, version))
		return MHD_NO;
	if (x->conn)
		conn_set(x->conn, CONN_BODY);
	x->state = EXCHANGE_BODY;
	/* The library ends the connection after an answer this early: only where that is meant. */
	return x->close ? exchange_run(x) : MHD_YES;
}

static enum MHD_Result
on_request(void *ctx, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *data, size_t *n_data, void **slot)
{
	struct exchange *x = *slot;

	(void)ctx;
	(void)connection;
	(void)url; /* on_target() has it as it came */
	if (x->state == EXCHANGE_HEAD)
		return head_take(x, method, version);
	if (x->state == EXCHANGE_WRITING)
		return write_finish(x);
	if (*n_data > 0) {
		if (x->refuse == 0 && x->request.route)
			buf_add(&x->body, (struct str){ data, *n_data });
		*n_data = 0;
		return MHD_YES;
	}
	if (x->state == EXCHANGE_SENT)
		return MHD_YES;
	if (x->conn)
		conn_set(x->conn, CONN_WORKING);
	return exchange_run(x);
}

/* The request line has come: the first sign of a request, with its target as it was sent. */
static void *
on_target(void *ctx, const char *target, struct MHD_Connection *connection)
{
	struct exchange *x = exchange_new(ctx, connection);
	size_t query;

	x->target_at = target;
	x->target = arena_copy(&x->arena, str_of(target));
	/*
	 * The library would take query and cookies apart next, one record in its small memory for each
	 * part, and end the connection without an answer when that is used up. Nobody needs these: the
	 * query is cut off in its buffer, which it hands out before it cuts there itself; the first
	 * Cookie that it finds is an empty one.
	 */
	query = str_find(x->target, STR("?"));
	if (query < x->target.n)
		((char *)(uintptr_t)target)[query + 1] = '\0';
	MHD_set_connection_value(connection, MHD_HEADER_KIND, "Cookie", head_no_value);
	if (x->conn)
		conn_set(x->conn, CONN_HEAD);
	return x;
}

static void
on_completed(void *ctx, struct MHD_Connection *connection, void **slot, enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *slot;

	(void)ctx;
	(void)connection;
	(void)why;
	if (!x)
		return;
	if (x->conn)
		conn_set(x->conn, CONN_IDLE);
	*slot = NULL;
	exchange_free(x);
}

static void
on_connection(void *ctx, struct MHD_Connection *connection, void **slot,
	enum MHD_ConnectionNotificationCode what)
{
	struct server *server = ctx;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		struct conn *conn = info ? conn_open(server->conns, (int)info->connect_fd, server->local) : NULL;

		if (conn)
			conn->server = server;
		*slot = conn;
	} else if (*slot) {
		conn_close(server->conns, *slot);
		*slot = NULL;
	}
}

/* What the library logs is about peers that misbehave: no line for these. */
static void
on_log(void *ctx, const char *fmt, va_list args)
{
	(void)ctx;
	(void)fmt;
	(void)args;
}

/* The whole request line's target, query included, as it came: strict_path() decodes it. */
static size_t
on_unescape(void *ctx, struct MHD_Connection *connection, char *text)
{
	(void)ctx;
	(void)connection;
	return strlen(text);
}

static unsigned
connections_allowed(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 512;
	limit.rlim_cur = limit.rlim_max > CONNECTIONS_MAX + DESCRIPTORS_KEPT ? CONNECTIONS_MAX + DESCRIPTORS_KEPT
		: limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < (rlim_t)2 * DESCRIPTORS_KEPT)
		return limit.rlim_cur / 2 > 16 ? (unsigned)(limit.rlim_cur / 2) : 16;
	return (unsigned)limit.rlim_cur - DESCRIPTORS_KEPT;
}

enum err_code
server_start(struct service *s, int fd, bool local, enum server_kind kind, struct server **out,
	struct err *e)
{
	struct server *server = calloc(1, sizeof(*server));
	unsigned max = kind == SERVER_OPS ? 64 : connections_allowed();

	if (!server)
		abort();
	server->service = s;
	server->kind = kind;
	server->local = local;
	server->listening = fd;
	server->conns = conns_new(max);
	server->next_id = (uint64_t)clock_us() ^ ((uint64_t)getpid() << 32);
	server->daemon = MHD_start_daemon(MHD_USE_ERROR_LOG | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL
			| MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL, on_request, server,
		MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL, /* has to be the first */
		MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_STRICT_FOR_CLIENT, 0, /* 1 closes without a word on what strict.h refuses with 400 */
		MHD_OPTION_CONNECTION_LIMIT, max,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONN_IDLE_SECONDS,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, on_target, server,
		MHD_OPTION_END);
	if (!server->daemon) {
		conns_free(server->conns);
		free(server);
		close(fd);
		return err_set(e, ERR_IO, "the HTTP server did not start: %s", strerror(errno));
	}
	*out = server;
	return ERR_OK;
}

/*
 * Whoever the kernel has connected already may have sent a request, and would only see the
 * connection break: let the HTTP thread take those, for a second at most while more come.
 */
static void
backlog_drain(const struct server *server)
{
	int64_t until = clock_ms() + 1000;
	struct pollfd listening = { .fd = server->listening, .events = POLLIN };

	while (poll(&listening, 1, 0) > 0 && (listening.revents & POLLIN) && clock_ms() < until)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

void
server_drain(struct server *server, unsigned seconds)
{
	int64_t until = clock_ms() + seconds * 1000L;
	int fd;

	if (!server || atomic_exchange(&server->draining, true))
		return;
	backlog_drain(server);
	fd = MHD_quiesce_daemon(server->daemon);
	if (fd >= 0)
		close(fd);
	while (atomic_load(&server->working) > 0 && clock_ms() < until)
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

void
server_stop(struct server *server)
{
	if (!server)
		return;
	server_drain(server, 0);
	MHD_stop_daemon(server->daemon);
	while (server->spare) {
		struct exchange *x = server->spare;

		server->spare = x->next;
		arena_reset(&x->arena);
		buf_release(&x->body);
		free(x);
	}
	conns_free(server->conns);
	free(server);
}

void
server_watch(struct server *server)
{
	metrics_add(server->service->metrics, METRIC_ENDED, conns_watch(server->conns));
	if (server->kind == SERVER_WEB)
		metrics_set(server->service->metrics, METRIC_CONNECTIONS, conns_count(server->conns));
}

unsigned
server_connections(struct server *server)
{
	return conns_count(server->conns);
}
