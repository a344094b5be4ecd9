/* access.h - who asks, whether from here, and whether this may be done. */
#ifndef TRACKER_ACCESS_H
#define TRACKER_ACCESS_H

#include "tracker/routes.h"

/* The session cookie's name: browsers bind such a one to this host and to TLS (RFC 6265bis, 4.1.3.2);
 * loopback counts as secure for them, so that the demo needs no other one. */
#define ACCESS_COOKIE "__Host-lernreise"

/*
 * Find out who asks (r->who) and check origin, role and token as the route's row says. False: the
 * answer in `res` is an error or the way to sign in.
 */
bool access_allowed(struct request *r, struct response *res);

/* Whether the form's field `token` is that of the session. */
bool access_token_valid(const struct request *r);

/* The cookie's value in the request, or the empty slice. */
struct str access_cookie(const struct request *r);

/* Whether `to` is an address of this site to go on to after signing in: "/-/ich", "/module/x/". */
bool access_way_valid(struct str to);

#endif
