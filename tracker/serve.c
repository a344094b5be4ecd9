/*
 * serve: the site, the interface and the pages, until SIGTERM.
 *
 * Threads: the HTTP server's own (one, and one for --ops-listen), the writer, the control socket's,
 * and this one, which watches deadlines and the site and waits for signals.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tracker/client.h"
#include "tracker/clock.h"
#include "tracker/conf_file.h"
#include "tracker/control.h"
#include "tracker/holder.h"
#include "tracker/jobs.h"
#include "tracker/library_error.h"
#include "tracker/limit.h"
#include "tracker/listen.h"
#include "tracker/log.h"
#include "tracker/metrics.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"
#include "tracker/server.h"
#include "tracker/session.h"

enum { TICK_MS = 200, DRAIN_SECONDS = 30, START_PATIENCE_MS = 700 };

/* Everything that serve holds. */
struct serving {
	const struct options *o;
	struct store store;
	struct service service;
	struct server *web, *ops;
	struct control *control;
	struct jobs *jobs;
	struct arena arena; /* of conf and measures */
	struct tracker_conf conf;
	struct measures measures;
	struct listen_place place, ops_place;
	atomic_bool writer_ready, writer_failed, reload, clients_old;
	pthread_mutex_t clients; /* who loads them last has read them last */
	struct err said; /* the reason not to record that the log has already */
};

static void
on_failed(void *ctx)
{
	struct serving *s = ctx;

	atomic_store(&s->writer_failed, true);
	kill(getpid(), SIGTERM); /* wakes the main thread */
}

static void
on_ready(void *ctx)
{
	struct serving *s = ctx;

	atomic_store(&s->writer_ready, true);
}

static enum err_code
clients_follow(struct serving *s, struct db *db, struct err *e)
{
	enum err_code rc;

	pthread_mutex_lock(&s->clients);
	rc = clients_load(s->service.clients, db, e);
	pthread_mutex_unlock(&s->clients);
	return rc;
}

/* An I/O error ends the writer, as one in a handler does. */
static enum err_code
clients_reload(struct serving *s, struct err *e)
{
	struct db db = { 0 };
	enum err_code rc = store_read(&s->store.data, DB_STORE, &db, e);

	if (rc == ERR_OK)
		rc = clients_follow(s, &db, e);
	if (rc != ERR_OK)
		rc = service_read_failed(&s->service, &db, e);
	db_close(&db);
	return rc;
}

/*
 * A command changed clients: what is in memory has to follow before the command says so. When it
 * cannot, a key that was revoked goes on only until the end, or until a tick gets it done.
 */
static void
on_changed(void *ctx)
{
	struct serving *s = ctx;
	struct err e = { 0 };

	if (clients_reload(s, &e) == ERR_OK)
		return;
	log_error("clients_not_loaded", e.msg);
	atomic_store(&s->clients_old, true);
}

static enum err_code
store_load(struct serving *s, struct err *e)
{
	struct data own = s->store.data; /* its key is the writer's to load, in a thread of its own */
	struct db db = { 0 }, people = { 0 };
	enum err_code rc = store_read(&s->store.data, DB_STORE, &db, e);

	if (rc == ERR_OK)
		rc = store_key_check(&db, &own, e);
	if (rc == ERR_IO) /* of the key: no connection has seen it */
		writer_fail(s->store.writer, e->msg);
	if (rc == ERR_OK)
		rc = clients_follow(s, &db, e);
	if (rc == ERR_OK)
		rc = store_read(&s->store.data, DB_PEOPLE, &people, e);
	if (rc == ERR_OK)
		rc = sessions_load(s->service.sessions, &people, time(NULL), e);
	if (rc != ERR_OK)
		rc = service_read_failed(&s->service, people.fault > db.fault ? &people : &db, e);
	if (rc == ERR_OK)
		rc = pseudonym_maker_new(own.key, &s->service.pseudonyms, e);
	atomic_store(&s->service.loaded, rc == ERR_OK);
	explicit_bzero(own.key, sizeof(own.key));
	db_close(&people);
	db_close(&db);
	return rc;
}

/* False: there is no room for it now. Any other error of the volume is a reason to end. */
static bool
kept_for_commands(struct serving *s)
{
	struct err e = { 0 };

	if (site_holder_keep(s->service.holder, &e) == ERR_OK)
		return true;
	if (strstr(e.msg, strerror(ENOSPC)) || strstr(e.msg, strerror(EDQUOT)))
		return false;
	writer_fail(s->store.writer, e.msg);
	return true;
}

/* A demo without people offers the made-up ones that the program brings along. */
static enum err_code
demo_fill(struct serving *s, struct err *e)
{
	struct arena a = { 0 };
	struct db db = { 0 };
	struct person *person = NULL;
	FILE *nowhere = fopen("/dev/null", "w");
	size_t n = 0;
	enum err_code rc = store_read(&s->store.data, DB_PEOPLE, &db, e);

	if (rc == ERR_OK)
		rc = people_list(&db, &a, STR("demo"), 0, 1, &person, &n, e);
	if (rc != ERR_OK)
		rc = service_read_failed(&s->service, &db, e);
	if (rc == ERR_OK && n == 0 && nowhere)
		rc = people_import(&s->store, (struct str){ demo_people[0].text, demo_people[0].n }, nowhere, e);
	if (nowhere)
		fclose(nowhere);
	db_close(&db);
	arena_reset(&a);
	return rc;
}

/* Each tick tries again: a reason is worth one line, not five a second. */
static void
not_recording(struct serving *s, const struct err *e)
{
	if (strcmp(s->said.msg, e->msg) == 0)
		return;
	s->said = *e;
	log_error("not_recording", e->msg);
}

/* What can only be done when the writer takes jobs: after the check, after a full volume. */
static void
ready_do(struct serving *s)
{
	const char *reason = NULL;
	struct err e = { 0 };
	enum err_code rc;

	if (writer_state(s->store.writer, &reason) == WRITER_FAILED)
		return; /* the end is on its way */
	rc = s->service.loaded ? ERR_OK : store_load(s, &e);
	if (rc == ERR_OK)
		rc = site_holder_register(s->service.holder, s->store.writer, &e);
	if (rc == ERR_OK && s->o->demo && !s->service.ready)
		rc = demo_fill(s, &e);
	if (rc == ERR_OK) {
		if (!atomic_exchange(&s->service.ready, true))
			log_info("recording", NULL);
		if (kept_for_commands(s))
			atomic_store(&s->writer_ready, false);
	} else if (rc != ERR_BUSY) {
		not_recording(s, &e);
	}
}

/* A start on a full volume: nothing can be recorded, but who is signed in can read. */
static void
full_load(struct serving *s)
{
	const char *reason = NULL;
	struct err ignored;

	if (!s->service.loaded && writer_state(s->store.writer, &reason) == WRITER_FULL
	    && store_load(s, &ignored) != ERR_OK)
		return; /* the next tick tries again */
}

static void
tick(struct serving *s)
{
	struct err ignored;

	full_load(s);
	server_watch(s->web);
	if (s->ops)
		server_watch(s->ops);
	if (site_holder_look(s->service.holder))
		atomic_store(&s->writer_ready, true); /* its catalogue is new */
	if (atomic_load(&s->writer_ready))
		ready_do(s);
	if (atomic_exchange(&s->clients_old, false) && clients_reload(s, &ignored) != ERR_OK)
		atomic_store(&s->clients_old, true);
}

/* Whom limits count and how often. tracker.conf says per minute for addresses, per second for API
 * clients. */
static void
limits_apply(struct serving *s)
{
	const struct {
		enum limit_kind kind;
		int64_t burst;
		double per_second;
	} set[] = {
		{ LIMIT_SIGN_IN, s->conf.limits.sign_in, (double)s->conf.limits.sign_in / 60 },
		{ LIMIT_VOICE, s->conf.limits.feedback, (double)s->conf.limits.feedback / 60 },
		{ LIMIT_DENIED, s->conf.limits.denied, (double)s->conf.limits.denied / 60 },
		{ LIMIT_FACTS, s->conf.limits.events * 2, (double)s->conf.limits.events },
	};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++)
		limits_set(s->service.limits, set[i].kind, (double)set[i].burst, set[i].per_second);
	trust_read(&s->arena, &s->conf, &s->service.trust);
}

static enum err_code
service_open(struct serving *s, struct err *e)
{
	char kept[600];
	struct site *site;
	enum err_code rc;

	data_path(&s->store.data, "site", kept, sizeof(kept));
	rc = site_holder_open(s->o->site, kept, &s->service.holder, e);
	if (rc != ERR_OK)
		return rc;
	s->service.store = &s->store;
	s->service.sessions = sessions_new();
	s->service.clients = clients_new();
	s->service.limits = limits_new();
	s->service.metrics = metrics_new();
	limits_apply(s);
	s->service.demo = s->o->demo;
	s->service.ops_apart = s->o->ops_listen != NULL;
	site = site_holder_get(s->service.holder);
	s->service.tls = !s->o->demo && str_starts(site->url, STR("https://"));
	snprintf(s->service.origin_text, sizeof(s->service.origin_text), "%.*s", STR_FMT(site->origin));
	snprintf(s->service.prefix_text, sizeof(s->service.prefix_text), "%.*s", STR_FMT(site->prefix));
	if (s->o->demo && s->place.origin[0])
		snprintf(s->service.origin_text, sizeof(s->service.origin_text), "%s", s->place.origin);
	s->service.origin = str_of(s->service.origin_text);
	s->service.prefix = str_of(s->service.prefix_text);
	site_drop(site);
	return ERR_OK;
}

static void
service_close(struct serving *s)
{
	db_close(&s->service.store_db);
	db_close(&s->service.people_db);
	db_close(&s->service.figures.db);
	report_cache_release(&s->service.figures.cache);
	pseudonym_maker_free(s->service.pseudonyms);
	site_holder_close(s->service.holder);
	sessions_free(s->service.sessions);
	clients_free(s->service.clients);
	limits_free(s->service.limits);
	metrics_free(s->service.metrics);
}

/* Before anything is served: with a mistake in it, or too much to be published, it does not start. */
static enum err_code
conf_load(struct serving *s, struct err *e)
{
	enum err_code rc = conf_file_read(&s->arena, &s->store.data, s->o->conf, stderr, &s->conf, e);

	if (rc == ERR_OK)
		rc = measures_load(&s->arena, s->conf.reporting.epsilon_max, &s->measures, e);
	s->service.figures.measures = &s->measures;
	s->service.figures.shown_from = s->conf.reporting.shown_from;
	s->service.figures.after = s->conf.reporting.close_after_days;
	return rc;
}

static enum err_code
listen_all(struct serving *s, struct err *e)
{
	enum err_code rc = listen_open(s->o->listen, s->o->listen_public && !s->o->demo, &s->place, e);

	if (rc == ERR_INVALID && s->o->demo)
		err_wrap(e, "--demo lets anyone sign in as anyone, on loopback only");
	if (rc == ERR_OK && s->o->ops_listen)
		rc = listen_open(s->o->ops_listen, s->o->listen_public, &s->ops_place, e);
	return rc;
}

/* A small store is checked in a moment: then the first answer can already be "ok". */
static void
wait_for_ready(struct serving *s)
{
	int64_t until = clock_ms() + START_PATIENCE_MS;

	while (!atomic_load(&s->service.ready) && !atomic_load(&s->writer_failed) && clock_ms() < until) {
		const char *reason;

		if (writer_state(s->store.writer, &reason) == WRITER_FULL)
			break;
		if (atomic_load(&s->writer_ready))
			ready_do(s);
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
}

static enum err_code
start(struct serving *s, struct err *e)
{
	const struct writer_hooks hooks = { on_failed, on_ready, s };
	struct command_place place = { .store = &s->store, .changed = on_changed, .ctx = s };
	enum err_code rc = store_open(&s->store, s->o->data, &hooks, e);

	if (rc == ERR_OK)
		rc = conf_load(s, e);
	if (rc == ERR_OK)
		rc = listen_all(s, e);
	if (rc == ERR_OK)
		rc = service_open(s, e);
	if (rc != ERR_OK)
		return rc;
	wait_for_ready(s);
	library_error_init();
	rc = server_start(&s->service, s->place.fd, s->place.local, SERVER_WEB, &s->web, e);
	s->place.fd = -1;
	if (rc == ERR_OK && s->o->ops_listen) {
		rc = server_start(&s->service, s->ops_place.fd, s->ops_place.local, SERVER_OPS, &s->ops, e);
		s->ops_place.fd = -1;
	}
	if (rc == ERR_OK)
		rc = jobs_start(&s->service, &s->jobs, e);
	return rc == ERR_OK ? control_start(&place, &s->control, e) : rc;
}

static void
announce(const struct serving *s)
{
	if (!s->place.loopback)
		log_warn("listen_public", "reachable from other machines: put a reverse proxy with TLS in front");
	if (s->o->demo)
		log_warn("demo", "anyone can sign in as anyone");
	printf("listening on %s%.*s/\n", s->place.url, STR_FMT(s->service.prefix));
	fflush(stdout);
	log_info("started", NULL);
}

/* Until a signal asks for the end. */
static void
run(struct serving *s, const sigset_t *signals)
{
	const struct timespec wait = { .tv_nsec = TICK_MS * 1000000L };

	for (;;) {
		int signal = sigtimedwait(signals, NULL, &wait);

		if (signal == SIGTERM || signal == SIGINT || atomic_load(&s->writer_failed))
			return;
		tick(s);
	}
}

/* Answer what has come in, write it, end. After an I/O error nothing is written any more. */
static int
stop(struct serving *s)
{
	bool failed = atomic_load(&s->writer_failed);

	control_stop(s->control);
	if (!failed)
		jobs_stop(s->jobs);
	server_drain(s->web, failed ? 2 : DRAIN_SECONDS);
	server_drain(s->ops, 1);
	if (failed) {
		nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL); /* for the last 503 to leave */
		log_error("ended", "after an I/O error nothing more can be recorded");
		_exit(EXIT_IO);
	}
	server_stop(s->web);
	server_stop(s->ops);
	store_close(&s->store);
	service_close(s);
	log_info("stopped", NULL);
	return EXIT_DONE;
}

int
serve(const struct options *o)
{
	struct serving *s = calloc(1, sizeof(*s));
	struct err e = { 0 };
	sigset_t signals;
	int status;

	if (!s)
		abort();
	if (!o->listen) {
		fprintf(stderr, "lernreise-tracker: serve needs --listen ADDR:PORT, unix:PATH or systemd\n");
		free(s);
		return EXIT_USAGE;
	}
	s->o = o;
	s->place.fd = s->ops_place.fd = -1;
	pthread_mutex_init(&s->clients, NULL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigprocmask(SIG_BLOCK, &signals, NULL); /* before any thread is made */
	if (start(s, &e) != ERR_OK) {
		bool io = s->store.writer && s->writer_failed;

		fprintf(stderr, "lernreise-tracker: %s\n", e.msg);
		_exit(io ? EXIT_IO : EXIT_FAILED);
	}
	announce(s);
	run(s, &signals);
	status = stop(s);
	pthread_mutex_destroy(&s->clients);
	arena_reset(&s->arena);
	free(s);
	return status;
}
