/*
 * Any bytes on a connection to the whole server: answers one behind the other and nothing else, no 5xx
 * but 501, 503 and 505, and the end of the connection when the input ends.
 */
#include <errno.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/fuzz/stage.h"
#include "tracker/listen.h"
#include "tracker/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct server *server;

static void
server_end(void)
{
	server_stop(server);
}

static const char *
server_place(void)
{
	static char path[100], spec[120];
	struct listen_place place;
	struct err e = { 0 };

	if (server)
		return path;
	snprintf(path, sizeof(path), "%s/socket", stage_folder());
	snprintf(spec, sizeof(spec), "unix:%s", path);
	stage_get();
	stage_must(listen_open(spec, false, &place, &e), &e);
	stage_must(server_start(&stage_get()->service, place.fd, true, SERVER_WEB, &server, &e), &e);
	atexit(server_end);
	return path;
}

static int
connection_open(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = 30 }; /* of a machine with much else to do */
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", server_place());
	STAGE_CHECK(fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0);
	STAGE_CHECK(connect(fd, (const struct sockaddr *)(const void *)&to, sizeof(to)) == 0);
	return fd;
}

/* Takes the first answer off `text`. */
static void
answer_take(struct str *text)
{
	size_t head = str_find(*text, STR("\r\n\r\n")), at;
	struct str line, value;
	int64_t length = 0;

	STAGE_CHECK(str_starts(*text, STR("HTTP/1.1 ")) && head != SIZE_MAX && text->n > 12);
	STAGE_CHECK(text->p[9] != '5' || (text->p[10] == '0' && memchr("135", text->p[11], 3)));
	line = (struct str){ text->p, head };
	at = str_find(line, STR("\r\nContent-Length: "));
	if (at != SIZE_MAX) {
		str_cut(str_from(line, at + 18), '\r', &value);
		STAGE_CHECK(str_number(value, &length));
	}
	*text = str_from(*text, head + 4);
	if (text->n >= (size_t)length && !str_starts(*text, STR("HTTP/1.1 "))) /* HEAD and 304 have none */
		*text = str_from(*text, (size_t)length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = connection_open();
	struct buf answer = { 0 };
	struct str text;
	char part[16384];
	ssize_t got;

	if (send(fd, data, n, MSG_NOSIGNAL) == (ssize_t)n)
		shutdown(fd, SHUT_WR);
	/* libFuzzer's alarm interrupts: a receive with a timeout is not begun again by itself */
	while ((got = recv(fd, part, sizeof(part), 0)) > 0 || (got < 0 && errno == EINTR))
		buf_add(&answer, (struct str){ part, got > 0 ? (size_t)got : 0 });
	STAGE_CHECK(got == 0 || errno == ECONNRESET); /* else it hangs */
	close(fd);
	for (text = buf_str(&answer); text.n > 0;)
		answer_take(&text);
	buf_release(&answer);
	return 0;
}
