#include "tracker/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "common/str.h"

enum { BACKLOG = 1024 };

static enum err_code
listen_fail(const char *spec, int fd, struct err *e)
{
	enum err_code code = errno == EADDRINUSE ? ERR_BUSY : ERR_IO;
	const char *why = errno == EADDRINUSE ? "the port or path is in use already" : strerror(errno);

	if (fd >= 0)
		close(fd);
	return err_set(e, code, "cannot listen on %s: %s", spec, why);
}

/* A socket file that nobody answers on is left over from a crash: it may go. */
static bool
socket_stale(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool stale;

	if (fd < 0)
		return false;
	stale = connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 && errno == ECONNREFUSED;
	close(fd);
	return stale;
}

static enum err_code
unix_open(const char *spec, const char *path, struct listen_place *out, struct err *e)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path) || path[0] == '\0')
		return err_set(e, ERR_INVALID, "--listen %s: the path is empty or too long", spec);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (socket_stale(&address))
		unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0
	    || chmod(path, 0660) < 0 || listen(fd, BACKLOG) < 0)
		return listen_fail(spec, fd, e);
	*out = (struct listen_place){ .fd = fd, .local = true, .loopback = true };
	snprintf(out->url, sizeof(out->url), "%.290s", spec);
	return ERR_OK;
}

static bool
address_loopback(const struct sockaddr_storage *a)
{
	if (a->ss_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)a;

		return (ntohl(in->sin_addr.s_addr) >> 24) == 127;
	}
	if (a->ss_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)a)->sin6_addr);
	return a->ss_family == AF_UNIX;
}

/* What the socket is bound to, as a URL. */
static enum err_code
place_name(struct listen_place *out, struct err *e)
{
	struct sockaddr_storage a = { 0 };
	socklen_t n = sizeof(a);
	char host[INET6_ADDRSTRLEN] = "";
	unsigned port = 0;

	if (getsockname(out->fd, (struct sockaddr *)&a, &n) < 0)
		return err_set(e, ERR_IO, "listening socket: %s", strerror(errno));
	out->local = a.ss_family == AF_UNIX;
	out->loopback = address_loopback(&a);
	if (a.ss_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)&a;

		inet_ntop(AF_INET, &in->sin_addr, host, sizeof(host));
		port = ntohs(in->sin_port);
		snprintf(out->url, sizeof(out->url), "http://%s:%u", host, port);
	} else if (a.ss_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)&a;

		inet_ntop(AF_INET6, &in->sin6_addr, host, sizeof(host));
		port = ntohs(in->sin6_port);
		snprintf(out->url, sizeof(out->url), "http://[%s]:%u", host, port);
	} else {
		snprintf(out->url, sizeof(out->url), "unix:");
	}
	if (!out->local)
		memcpy(out->origin, out->url, sizeof(out->origin));
	return ERR_OK;
}

static enum err_code
address_find(const char *spec, struct addrinfo **out, struct err *e)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	const char *colon = strrchr(spec, ':');
	char host[128];
	int64_t port;
	size_t n;

	if (!colon || !str_number(str_of(colon + 1), &port) || port > 65535)
		return err_set(e, ERR_INVALID, "--listen %s: give ADDR:PORT, unix:PATH or systemd", spec);
	n = (size_t)(colon - spec);
	if (n >= 2 && spec[0] == '[' && spec[n - 1] == ']')
		snprintf(host, sizeof(host), "%.*s", (int)n - 2, spec + 1);
	else
		snprintf(host, sizeof(host), "%.*s", (int)n, spec);
	if (strcmp(host, "localhost") == 0)
		snprintf(host, sizeof(host), "127.0.0.1");
	if (host[0] == '\0' || getaddrinfo(host, colon + 1, &hints, out) != 0)
		return err_set(e, ERR_INVALID, "--listen %s: \"%s\" is no address of this machine", spec, host);
	return ERR_OK;
}

static enum err_code
tcp_open(const char *spec, bool public, struct listen_place *out, struct err *e)
{
	struct addrinfo *found = NULL;
	struct sockaddr_storage a = { 0 };
	socklen_t n;
	int on = 1, fd;
	enum err_code rc = address_find(spec, &found, e);

	if (rc != ERR_OK || !found)
		return rc;
	n = found->ai_addrlen;
	memcpy(&a, found->ai_addr, n);
	freeaddrinfo(found);
	if (!address_loopback(&a) && !public)
		return err_set(e, ERR_INVALID, "--listen %s would be reachable from other machines without a reverse "
			"proxy and TLS: add --listen-public if that is meant", spec);
	fd = socket(a.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0
	    || bind(fd, (const struct sockaddr *)&a, n) < 0 || listen(fd, BACKLOG) < 0)
		return listen_fail(spec, fd, e);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	*out = (struct listen_place){ .fd = fd };
	return place_name(out, e);
}

static enum err_code
systemd_open(bool public, struct listen_place *out, struct err *e)
{
	int n = sd_listen_fds(1);

	if (n != 1)
		return err_set(e, ERR_INVALID, "--listen systemd: %d sockets were passed, 1 is needed", n < 0 ? 0 : n);
	*out = (struct listen_place){ .fd = SD_LISTEN_FDS_START };
	if (place_name(out, e) != ERR_OK)
		return e->code;
	if (!out->loopback && !public)
		return err_set(e, ERR_INVALID, "--listen systemd: the socket is reachable from other machines: add "
			"--listen-public if that is meant");
	return ERR_OK;
}

enum err_code
listen_open(const char *spec, bool public, struct listen_place *out, struct err *e)
{
	if (strcmp(spec, "systemd") == 0)
		return systemd_open(public, out, e);
	if (strncmp(spec, "unix:", 5) == 0)
		return unix_open(spec, spec + 5, out, e);
	return tcp_open(spec, public, out, e);
}
