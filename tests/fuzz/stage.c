#include "tests/fuzz/stage.h"

#include <pthread.h>
#include <sys/stat.h>

#include "common/json.h"
#include "tracker/access.h"
#include "tracker/client.h"
#include "tracker/holder.h"
#include "tracker/json_arena.h"
#include "tracker/library_error.h"
#include "tracker/limit.h"
#include "tracker/metrics.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"
#include "tracker/session.h"

static const char people[] = "iss,sub,name,unit,from,to,roles,audiences\ndemo,lena,Lena Erfunden,fb10,2020-01-01,,learner,\n"
	"demo,hanna,Hanna Erfunden,fb10,2020-01-01,,hr,\n";

static struct stage stage;
static struct arena arena;
static struct tracker_conf conf;
static struct measures measures;

static void
session_make(enum stage_who who, const char *sub)
{
	struct person person;
	struct session session;
	struct db db = { 0 };
	char cookie[SESSION_COOKIE + 1];
	struct err e = { 0 };

	stage_must(store_read(&stage.store.data, DB_PEOPLE, &db, &e), &e);
	stage_must(people_find(&db, &arena, STR("demo"), str_of(sub), 20000, &person, &e), &e);
	db_close(&db);
	stage_must(session_new(person.id, time(NULL), cookie, &session, &e), &e);
	sessions_add(stage.service.sessions, &session);
	stage_must(session_token(str_of(cookie), stage.token[who], &e), &e);
	snprintf(stage.cookie[who], sizeof(stage.cookie[who]), "%s=%s", ACCESS_COOKIE, cookie);
}

static void
client_make(void)
{
	struct db db = { 0 };
	struct err e = { 0 };
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	struct str line, rest;

	if (!out)
		exit(1);
	stage_must(client_add(&stage.store, STR("fachverfahren"), STR("events"), out, &e), &e);
	fclose(out);
	for (rest = (struct str){ text, n }; rest.n > 0;) {
		rest = str_cut(rest, '\n', &line);
		if (line.n > 0)
			stage.key = arena_copy(&arena, line);
	}
	free(text);
	stage_must(store_read(&stage.store.data, DB_STORE, &db, &e), &e);
	stage_must(clients_load(stage.service.clients, &db, &e), &e);
	db_close(&db);
}

static void
service_make(void)
{
	struct service *s = &stage.service;
	struct err e = { 0 };

	stage_must(site_holder_open(stage_place("out"), stage_place("data/site"), &s->holder, &e), &e);
	stage_must(site_holder_register(s->holder, stage.store.writer, &e), &e);
	stage_must(measures_load(&arena, conf.reporting.epsilon_max, &measures, &e), &e);
	stage_must(pseudonym_maker_new(stage.store.data.key, &s->pseudonyms, &e), &e);
	s->store = &stage.store;
	s->sessions = sessions_new();
	s->clients = clients_new();
	s->limits = limits_new();
	s->metrics = metrics_new();
	for (unsigned k = 0; k < LIMIT_KINDS; k++)
		limits_set(s->limits, (enum limit_kind)k, 1e18, 1e18);
	s->figures.measures = &measures;
	s->figures.shown_from = conf.reporting.shown_from;
	s->figures.after = conf.reporting.close_after_days;
	s->origin = STR("https://lernen.musterstadt.example");
	s->demo = true;
	s->loaded = s->ready = true;
}

struct stage *
stage_get(void)
{
	static bool made;
	struct findings all = { .arena = &arena };
	struct err e = { 0 };
	FILE *nowhere;

	if (made)
		return &stage;
	made = true;
	stage_theme();
	json_arena_init();
	library_error_init();
	conf_read_tracker(&arena, STR(""), STR("tracker.conf"), &all, &conf);
	mkdir(stage_place("data"), 0700);
	stage_must(store_open(&stage.store, stage_place("data"), NULL, &e), &e);
	nowhere = fopen("/dev/null", "w");
	if (!nowhere)
		exit(1);
	stage_must(people_import(&stage.store, (struct str){ people, sizeof(people) - 1 }, nowhere, &e), &e);
	fclose(nowhere);
	service_make();
	session_make(STAGE_LEARNER, "lena");
	session_make(STAGE_HR, "hanna");
	client_make();
	return &stage;
}

void
stage_header(struct stage_request *r, const char *name, struct str value)
{
	if (r->n < STAGE_HEADERS)
		r->header[r->n++] = (struct request_header){ str_of(name), value };
}

/* ---- one request ---- */

struct waiting {
	pthread_mutex_t mutex;
	pthread_cond_t over;
	bool done;
};

static void
job_done(struct job *job)
{
	struct waiting *w = job->owner;

	pthread_mutex_lock(&w->mutex);
	w->done = true;
	pthread_cond_signal(&w->over);
	pthread_mutex_unlock(&w->mutex);
}

static enum err_code
job_wait(struct job *job, struct err *e)
{
	struct waiting w = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false };

	job->owner = &w;
	job->done = job_done;
	if (writer_submit(stage.store.writer, job, e) != ERR_OK)
		return e->code;
	pthread_mutex_lock(&w.mutex);
	while (!w.done)
		pthread_cond_wait(&w.over, &w.mutex);
	pthread_mutex_unlock(&w.mutex);
	*e = job->err;
	return job->rc;
}

static void
header_check(const char *name, const char *value)
{
	for (const char *p = value; *p; p++)
		STAGE_CHECK((unsigned char)*p >= ' ' && *p != 0x7f);
	if (strcmp(name, "Location") == 0)
		STAGE_CHECK(value[0] == '/' && value[1] != '/' && value[1] != '\\');
}

static void
answer_check(const struct response *res, enum err_code rc)
{
	struct str body = buf_str(&res->body);
	json_t *v = NULL;
	struct err e;

	STAGE_CHECK(rc != ERR_DB && rc != ERR_IO);
	STAGE_CHECK(res->status < 500 || res->status == 503);
	STAGE_CHECK(str_utf8(body));
	for (size_t i = 0; i < res->n_header; i++)
		header_check(res->header[i].name, res->header[i].value);
	if (rc != ERR_OK || !str_starts(res->content_type, STR("application/json")))
		return;
	STAGE_CHECK(json_read(body, 64 << 20, &v, &e) == ERR_OK);
	json_decref(v);
}

static enum err_code
handler_run(struct request *r, struct response *res, struct err *e)
{
	enum err_code rc;

	if (!access_allowed(r, res))
		return ERR_OK;
	r->service->figures_only = str_starts(r->route->path, STR("/-/berichte"));
	rc = r->route->run(r, res, e);
	r->service->figures_only = false;
	if (rc == ERR_OK && res->job) {
		struct job *job = res->job;

		res->job = NULL;
		rc = job_wait(job, e);
		if (rc == ERR_OK)
			rc = res->after(r, res, job, e);
	}
	return rc;
}

unsigned
stage_send(const struct stage_request *in, struct buf *body, struct requester *who)
{
	struct arena a = { 0 };
	struct response res = { 0 };
	struct request r = { .service = &stage_get()->service, .arena = &a, .path = in->path, .query = in->query, .body = in->body,
		.header = in->header, .n_header = in->n, .now = time(NULL), .id = "0123456789abcdef" };
	struct err e = { 0 };
	enum err_code rc;
	bool known;

	r.route = route_find(str_of(in->method), in->path, &known);
	if (!r.route || (in->body.n > 0 && in->body.n > r.route->max_body))
		return 404;
	r.get = strcmp(in->method, "GET") == 0;
	r.post = strcmp(in->method, "POST") == 0;
	r.wants_page = str_find(request_header_find(&r, STR("accept")), STR("text/html")) != SIZE_MAX;
	r.site = site_holder_get(r.service->holder);
	r.language = r.site->language[0];
	r.today = date_zone_day(r.site->zone, r.now);
	rc = handler_run(&r, &res, &e);
	answer_check(&res, rc);
	if (body)
		buf_add(body, buf_str(&res.body));
	if (who)
		*who = r.who;
	buf_release(&res.body);
	site_drop(r.site);
	arena_reset(&a);
	return rc == ERR_OK && res.status ? res.status : rc == ERR_OK ? 200 : 400 + (unsigned)rc;
}
