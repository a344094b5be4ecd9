/* listen.h - "ADDR:PORT", "unix:PATH" and "systemd" into a listening socket. */
#ifndef TRACKER_LISTEN_H
#define TRACKER_LISTEN_H

#include <stdbool.h>

#include "common/err.h"

struct listen_place {
	int fd;
	bool local;       /* a unix socket */
	bool loopback;    /* or one that only this machine reaches */
	char url[300];    /* "http://127.0.0.1:8080", or "unix:/run/x" */
	char origin[300]; /* the same without a path; empty for a unix socket */
};

/*
 * Open the socket `spec` says. A port of 0 lets the kernel choose. ERR_INVALID for a malformed
 * one, and for an address that other machines reach unless `public`; ERR_IO, ERR_BUSY (in use).
 */
enum err_code listen_open(const char *spec, bool public, struct listen_place *out, struct err *e) MUST_CHECK;

#endif
