/* report_chart.h - bars of small multiples: one scale for all, every value written. */
#ifndef TRACKER_REPORT_CHART_H
#define TRACKER_REPORT_CHART_H

#include "tracker/report.h"

/* One chart to fill: values without the display rule are used for heights only where it shows them. */
struct report_chart {
	const int64_t *value;       /* one a period */
	struct template_list shown; /* of struct report_value, the same ones */
	struct report_group *group; /* its bars, points and axis are set */
};

/*
 * Set the bars of `n` charts on one scale: the largest value shown in any of them has the full
 * height. What is not shown gets a stub of fixed height, so that the picture tells no more than the
 * text. `periods` are the struct report_period of the columns.
 */
void report_charts(struct arena *a, const struct report_chart *chart, size_t n,
	const struct template_list *periods);

/* The sign of the journey at `number` (from 0) among the site's journeys, as on its pages. */
void report_sign(size_t number, struct str *route, struct str *mark);

#endif
