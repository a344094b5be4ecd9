#include "tracker/library_error.h"

#include <dlfcn.h>
#include <sys/socket.h>
#include <time.h>

#include "tracker/exchange.h"
#include "tracker/log.h"
#include "tracker/metrics.h"

enum { UNREAD_MAX = 256 * 1024 };

typedef enum MHD_Result queue_fn(struct MHD_Connection *, unsigned, struct MHD_Response *);

static queue_fn *queue; /* set once, before any thread */

void
library_error_init(void)
{
	union {
		void *object;
		queue_fn *function; /* POSIX has dlsym() give both */
	} found = { .object = dlsym(RTLD_NEXT, "MHD_queue_response") };

	if (!found.object)
		abort();
	queue = found.function;
}

enum MHD_Result
library_queue(struct MHD_Connection *connection, unsigned status, struct MHD_Response *r)
{
	return queue(connection, status, r);
}

static const struct {
	unsigned status;
	const char *word, *reason;
} errors[] = {
	{ 400, "malformed", "the request is malformed" },
	{ 413, "too-large", "the body is too large" },
	{ 414, "too-large", "the address is too long" },
	{ 431, "too-large", "the request has too many or too long headers" },
	{ 505, "wrong-version", "only HTTP/1.1 and HTTP/1.0 are spoken here" },
	{ 500, "internal", "something went wrong here" }, /* any other; the last one */
};

static void
error_print(struct server *server, unsigned status, struct buf *out)
{
	const struct service *s = server_service(server);
	char body[256], id[17], date[40] = "";
	time_t now = time(NULL);
	struct tm tm;
	size_t i = 0;
	int n;

	while (errors[i].status != status && errors[i].status != 500)
		i++;
	server_id(server, id);
	n = snprintf(body, sizeof(body), "{\"error\": \"%s\", \"reason\": \"%s\", \"request\": \"%s\"}\n", errors[i].word,
		errors[i].reason, id);
	if (gmtime_r(&now, &tm))
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	buf_addf(out, "HTTP/1.1 %u %s\r\nDate: %s\r\nConnection: close\r\nContent-Type: application/json\r\n"
		"Content-Length: %d\r\nCache-Control: no-store\r\n", errors[i].status,
		MHD_get_reason_phrase_for(errors[i].status), date, n);
	answer_headers_write(s, out);
	buf_addf(out, "\r\n%s", body);
	metrics_answer(s->metrics, METRIC_OTHER, errors[i].status, 0);
}

void
library_error_write(struct MHD_Connection *connection, unsigned status)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	const struct conn *conn = info ? info->socket_context : NULL;
	struct buf text = { 0 };
	char unread[4096];

	if (!conn)
		return;
	error_print(conn->server, status, &text);
	/* What came before has been sent whole, so that the socket has room; else the peer misses this. */
	if (send(conn->fd, text.p, text.n, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
		/* Closing with bytes unread is a reset that may take the answer along. */
		for (size_t i = 0; i < UNREAD_MAX / sizeof(unread); i++)
			if (recv(conn->fd, unread, sizeof(unread), MSG_DONTWAIT) <= 0)
				break;
	buf_release(&text);
}

/*
 * Takes the place of the library's function of this name, also for the library itself, as ELF has it
 * (a program's own definition comes first). Answers of ours go through library_queue(), so this is
 * one that the library made: refuse instead. MHD_NO has it end the connection without more.
 */
enum MHD_Result
MHD_queue_response(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *r)
{
	(void)r;
	library_error_write(connection, status);
	return MHD_NO;
}
