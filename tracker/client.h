/* client.h - API clients: other systems that report facts or read figures. */
#ifndef TRACKER_CLIENT_H
#define TRACKER_CLIENT_H

#include <stdio.h>

#include "tracker/store.h"

struct clients;

struct clients *clients_new(void);
void clients_free(struct clients *c);

/* Read them from the store: at start and after each change. Any thread. */
enum err_code clients_load(struct clients *c, struct db *store, struct err *e) MUST_CHECK;

/*
 * Whether `credential` ("KEY:SECRET") is one of a valid client: its role bit and name (copied to
 * `name`, NUL-terminated). 0 when not. Takes the same time for each wrong secret. Any thread.
 */
unsigned clients_check(struct clients *c, struct str credential, char name[65]);

/* The commands; `today` is a day in the site's time zone. The secret is shown once and not stored. */
enum err_code client_add(struct store *s, struct str name, struct str scope, FILE *out,
	struct err *e) MUST_CHECK;
enum err_code client_revoke(struct store *s, struct str name, struct err *e) MUST_CHECK;
enum err_code client_list(struct db *store, FILE *out, struct err *e) MUST_CHECK;

#endif
