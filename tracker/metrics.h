/* metrics.h - numbers for OpenMetrics; any thread. */
#ifndef TRACKER_METRICS_H
#define TRACKER_METRICS_H

#include "common/buf.h"

enum metric_route {
	METRIC_SITE, METRIC_PAGE, METRIC_EVENTS, METRIC_FEEDBACK, METRIC_ME, METRIC_OPS, METRIC_OTHER,
	METRIC_ROUTES
};

struct metrics;
struct service;

struct metrics *metrics_new(void);
void metrics_free(struct metrics *m);

/* One answer: its status and how long the request took, in microseconds. */
void metrics_answer(struct metrics *m, enum metric_route route, unsigned status, int64_t us);

enum metric_gauge {
	METRIC_FACTS,       /* facts acknowledged */
	METRIC_VOICES,      /* feedback acknowledged */
	METRIC_LIMITED,     /* answers 429 */
	METRIC_ENDED,       /* connections ended for being late */
	METRIC_CONNECTIONS, /* open now */
	METRIC_LAST_CLOSE,  /* seconds since 1970 of the last close and backup, 0: never */
	METRIC_LAST_BACKUP,
	METRIC_GAUGES
};
void metrics_add(struct metrics *m, enum metric_gauge g, int64_t n);
void metrics_set(struct metrics *m, enum metric_gauge g, int64_t n);

/* The text for /metrics, with the writer's numbers and the disk's. */
void metrics_print(struct metrics *m, struct service *s, struct buf *out);

#endif
