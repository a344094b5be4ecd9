#include "tracker/jobs.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "tracker/close.h"
#include "tracker/holder.h"
#include "tracker/log.h"
#include "tracker/metrics.h"
#include "tracker/retention.h"

enum { LOOK_SECONDS = 60, FIRST_LOOK_SECONDS = 1, REST_SECONDS = 20 * 3600 };

struct jobs {
	struct service *service;
	pthread_t thread;
	pthread_mutex_t mutex; /* guards `stop` */
	pthread_cond_t wake;
	bool stop;
	bool ran;         /* well, at least once */
	int64_t ran_day;  /* by the wall clock */
	time_t ran_at;    /* by the monotonic clock */
};

static time_t
steady_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void
closed_log(void *ctx, const struct figures *f)
{
	struct service *s = ctx;
	char period[PERIOD_TEXT];

	log_pairs("info", "period_closed", "period=%s figures=%zu", period_format(f->period, period), f->n);
	metrics_set(s->metrics, METRIC_LAST_CLOSE, time(NULL));
}

/* True when nothing is left to be tried again within the day. */
static bool
periods_close(struct service *s, const struct site *site, int64_t today)
{
	struct close_options o = { .measures = s->figures.measures, .site = site, .today = today,
		.after = s->figures.after, .one_a_day = true };
	struct err e = { 0 };
	enum err_code rc = close_run(s->store, &o, closed_log, s, &e);

	if (rc == ERR_INVALID) { /* figures_clock(): only people can say which of the two is right */
		log_error("clock", e.msg);
		return true;
	}
	if (rc != ERR_OK && rc != ERR_BUSY)
		log_error("period_not_closed", e.msg);
	return rc == ERR_OK;
}

/* The same: true when it is done for the day. */
static bool
old_delete(struct service *s, const struct site *site, int64_t today)
{
	struct retention n = { 0 };
	struct err e = { 0 };
	enum err_code rc = retention_run(s->store, site, today, RETENTION_DAILY, &n, &e);

	if (rc == ERR_OK && n.sessions + n.voice + n.facts + n.audit > 0)
		log_pairs("info", "retention", "sessions=%lld voice=%lld facts=%lld audit=%lld", (long long)n.sessions,
			(long long)n.voice, (long long)n.facts, (long long)n.audit);
	if (rc == ERR_INVALID) { /* as above */
		log_error("clock", e.msg);
		return true;
	}
	if (rc != ERR_OK && rc != ERR_BUSY)
		log_error("retention_failed", e.msg);
	return rc == ERR_OK;
}

static void
jobs_look(struct jobs *j)
{
	struct site *site = site_holder_get(j->service->holder);
	int64_t today = site ? date_zone_day(site->zone, time(NULL)) : time(NULL) / 86400;

	if (!j->service->ready || (j->ran && (today == j->ran_day || steady_seconds() - j->ran_at < REST_SECONDS))
	    || !periods_close(j->service, site, today) || !old_delete(j->service, site, today)) {
		site_drop(site);
		return;
	}
	site_drop(site);
	j->ran = true;
	j->ran_day = today;
	j->ran_at = steady_seconds();
}

/* False: it is time to stop. */
static bool
jobs_wait(struct jobs *j, int seconds)
{
	struct timespec until;
	bool stop;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&j->mutex);
	while (!j->stop && pthread_cond_timedwait(&j->wake, &j->mutex, &until) == 0)
		;
	stop = j->stop;
	pthread_mutex_unlock(&j->mutex);
	return !stop;
}

static void *
jobs_main(void *arg)
{
	struct jobs *j = arg;
	int seconds = FIRST_LOOK_SECONDS;

	while (jobs_wait(j, seconds)) {
		jobs_look(j);
		seconds = j->ran ? LOOK_SECONDS : FIRST_LOOK_SECONDS;
	}
	return NULL;
}

enum err_code
jobs_start(struct service *s, struct jobs **out, struct err *e)
{
	struct jobs *j = calloc(1, sizeof(*j));
	pthread_condattr_t steady;

	if (!j)
		abort();
	j->service = s;
	pthread_mutex_init(&j->mutex, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&j->wake, &steady);
	pthread_condattr_destroy(&steady);
	if (pthread_create(&j->thread, NULL, jobs_main, j) != 0) {
		free(j);
		return err_set(e, ERR_IO, "no thread for the daily jobs");
	}
	*out = j;
	return ERR_OK;
}

void
jobs_stop(struct jobs *j)
{
	if (!j)
		return;
	pthread_mutex_lock(&j->mutex);
	j->stop = true;
	pthread_cond_signal(&j->wake);
	pthread_mutex_unlock(&j->mutex);
	pthread_join(j->thread, NULL);
	pthread_cond_destroy(&j->wake);
	pthread_mutex_destroy(&j->mutex);
	free(j);
}
