/* service.h - what handlers share: made by serve, the same for all requests. */
#ifndef TRACKER_SERVICE_H
#define TRACKER_SERVICE_H

#include "tracker/measure.h"
#include "tracker/report_cache.h"
#include "tracker/store.h"
#include "tracker/trust.h"

struct site_holder;
struct sessions;
struct clients;
struct limits;
struct metrics;
struct pseudonym_maker;

/* What reports work on: a connection that can read published figures and nothing else. */
struct service_figures {
	struct db db; /* see service_read_figures() */
	const struct measures *measures;
	struct report_cache cache; /* HTTP thread only */
	int64_t shown_from, after; /* tracker.conf: reporting */
};

/* Owned by serve. The HTTP thread uses `store_db` and `people_db`; everything else locks for itself. */
struct service {
	struct store *store;
	struct db store_db, people_db; /* query_only; opened when first needed, see service_read() */
	struct service_figures figures;
	bool figures_only;             /* a report is being made: service_read() gives nothing */
	struct pseudonym_maker *pseudonyms;
	struct site_holder *holder;    /* the current site: site_holder_get() */
	struct sessions *sessions;
	struct clients *clients;
	struct limits *limits;
	struct metrics *metrics;
	struct str origin;             /* own origin, for Origin checks */
	struct str prefix;             /* path before every address of the site, without '/' at its end */
	char origin_text[300], prefix_text[300];
	_Atomic(bool) loaded;          /* clients and sessions are known: before that, nobody can be told apart */
	_Atomic(bool) ready;           /* the catalogue is registered: events can be judged */
	struct trust trust;            /* proxies that say who the client is */
	bool demo;
	bool ops_apart;                /* --ops-listen: /healthz and /metrics are only there */
	bool tls;                      /* url is https: cookies get __Host- and Secure, HSTS is sent */
};

/* The reading connection to store.db or people.db (`kind`), opened on first use. HTTP thread only.
 * ERR_BUSY while the volume has no room for it; an I/O error also ends the writer. */
enum err_code service_read(struct service *s, int kind, struct db **out, struct err *e) MUST_CHECK;

/* The connection for reports, opened on first use. HTTP thread only. */
enum err_code service_read_figures(struct service *s, struct db **out, struct err *e) MUST_CHECK;

/* A read failed with `e`: when the system is to blame, the tracker has to end. Returns e->code. */
enum err_code service_read_failed(struct service *s, const struct db *db, const struct err *e);

/* Note in the store that a session is in use, without waiting for it; may be skipped when busy. */
struct session;
void service_session_used(struct service *s, const struct session *session);

#endif
