#include "tracker/metrics.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "tracker/service.h"

/* Upper bounds of the latency histogram in microseconds; the last bucket has none. */
static const int64_t bounds[] = { 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000,
	10000000 };
enum { BUCKETS = sizeof(bounds) / sizeof(bounds[0]) + 1, CLASSES = 6 };

struct metrics {
	_Atomic uint64_t answers[METRIC_ROUTES][CLASSES]; /* by the status' first digit */
	_Atomic uint64_t bucket[METRIC_ROUTES][BUCKETS];
	_Atomic uint64_t sum_us[METRIC_ROUTES];
	_Atomic int64_t gauge[METRIC_GAUGES];
};

static const char *const route_names[METRIC_ROUTES] = { "site", "page", "events", "feedback", "me", "ops",
	"other" };

struct metrics *
metrics_new(void)
{
	struct metrics *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	return m;
}

void
metrics_free(struct metrics *m)
{
	free(m);
}

void
metrics_answer(struct metrics *m, enum metric_route route, unsigned status, int64_t us)
{
	size_t at = 0;

	while (at < BUCKETS - 1 && us > bounds[at])
		at++;
	atomic_fetch_add_explicit(&m->answers[route][status / 100 % CLASSES], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&m->bucket[route][at], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&m->sum_us[route], (uint64_t)us, memory_order_relaxed);
}

void
metrics_add(struct metrics *m, enum metric_gauge g, int64_t n)
{
	atomic_fetch_add_explicit(&m->gauge[g], n, memory_order_relaxed);
}

void
metrics_set(struct metrics *m, enum metric_gauge g, int64_t n)
{
	atomic_store_explicit(&m->gauge[g], n, memory_order_relaxed);
}

static void
answers_print(struct metrics *m, struct buf *out)
{
	buf_add(out, STR("# TYPE lernreise_answers counter\n# HELP lernreise_answers Answers by route and class of status.\n"));
	for (size_t r = 0; r < METRIC_ROUTES; r++)
		for (size_t c = 2; c < CLASSES; c++)
			buf_addf(out, "lernreise_answers_total{route=\"%s\",status=\"%zuxx\"} %llu\n", route_names[r], c,
				(unsigned long long)atomic_load(&m->answers[r][c]));
}

static void
latency_print(struct metrics *m, struct buf *out)
{
	buf_add(out, STR("# TYPE lernreise_request_seconds histogram\n# UNIT lernreise_request_seconds seconds\n"
		"# HELP lernreise_request_seconds From the head of a request to its answer.\n"));
	for (size_t r = 0; r < METRIC_ROUTES; r++) {
		uint64_t n = 0;

		for (size_t b = 0; b < BUCKETS - 1; b++) {
			n += atomic_load(&m->bucket[r][b]);
			buf_addf(out, "lernreise_request_seconds_bucket{route=\"%s\",le=\"%g\"} %llu\n", route_names[r],
				(double)bounds[b] / 1e6, (unsigned long long)n);
		}
		n += atomic_load(&m->bucket[r][BUCKETS - 1]);
		buf_addf(out, "lernreise_request_seconds_bucket{route=\"%s\",le=\"+Inf\"} %llu\n"
			"lernreise_request_seconds_sum{route=\"%s\"} %g\nlernreise_request_seconds_count{route=\"%s\"} %llu\n",
			route_names[r], (unsigned long long)n, route_names[r], (double)atomic_load(&m->sum_us[r]) / 1e6,
			route_names[r], (unsigned long long)n);
	}
}

static void
one_print(struct buf *out, const char *name, const char *type, const char *help, double value)
{
	bool counter = type[0] == 'c';

	buf_addf(out, "# TYPE %s %s\n# HELP %s %s\n%s%s %.17g\n", name, type, name, help, name,
		counter ? "_total" : "", value);
}

static void
writer_print(struct service *s, struct buf *out)
{
	struct writer_count n;
	const char *reason;

	writer_count(s->store->writer, &n);
	one_print(out, "lernreise_recording", "gauge", "1 when facts are recorded.",
		writer_state(s->store->writer, &reason) == WRITER_READY);
	one_print(out, "lernreise_queue_jobs", "gauge", "Writes that wait for the next commit.", (double)n.queued);
	one_print(out, "lernreise_commits", "counter", "Transactions that are on disk.", (double)n.commits);
	one_print(out, "lernreise_written_jobs", "counter", "Writes in these transactions.", (double)n.jobs);
	one_print(out, "lernreise_refused_jobs", "counter", "Writes that were told to come back.", (double)n.refused);
	one_print(out, "lernreise_commit_seconds", "counter", "Time spent in COMMIT.", (double)n.commit_us / 1e6);
	one_print(out, "lernreise_log_pages", "gauge", "Pages in the write-ahead log.", (double)n.log_pages);
}

static void
disk_print(struct service *s, struct buf *out)
{
	char path[600];
	struct statvfs fs;
	struct stat st;

	if (statvfs(s->store->data.path, &fs) == 0)
		one_print(out, "lernreise_disk_free_bytes", "gauge", "Room left on the volume of the data folder.",
			(double)fs.f_bavail * (double)fs.f_frsize);
	data_path(&s->store->data, "store.db", path, sizeof(path));
	if (stat(path, &st) == 0)
		one_print(out, "lernreise_store_bytes", "gauge", "Size of the store.", (double)st.st_size);
}

/* `backup` is a process of its own: it leaves a file whose time tells when it was done. */
static void
backup_look(struct metrics *m, struct service *s)
{
	char path[600];
	struct stat st;

	data_path(&s->store->data, "last-backup", path, sizeof(path));
	if (stat(path, &st) == 0)
		metrics_set(m, METRIC_LAST_BACKUP, st.st_mtim.tv_sec);
}

void
metrics_print(struct metrics *m, struct service *s, struct buf *out)
{
	static const struct {
		const char *name, *type, *help;
	} gauge[METRIC_GAUGES] = {
		{ "lernreise_facts", "counter", "Facts that were acknowledged." },
		{ "lernreise_voices", "counter", "Feedback that was acknowledged." },
		{ "lernreise_limited", "counter", "Requests beyond a limit (429)." },
		{ "lernreise_late_connections", "counter", "Connections ended for being late." },
		{ "lernreise_connections", "gauge", "Open connections." },
		{ "lernreise_last_close_timestamp_seconds", "gauge", "When a period was last closed." },
		{ "lernreise_last_backup_timestamp_seconds", "gauge", "When the last backup was made." },
	};

	backup_look(m, s);
	answers_print(m, out);
	latency_print(m, out);
	for (size_t g = 0; g < METRIC_GAUGES; g++)
		one_print(out, gauge[g].name, gauge[g].type, gauge[g].help, (double)atomic_load(&m->gauge[g]));
	writer_print(s, out);
	disk_print(s, out);
	buf_add(out, STR("# EOF\n"));
}
