#include "tracker/report_chart.h"

/* Geometry in units of the viewBox 0 0 280 168, which is about one pixel each. */
enum {
	LEFT = 4,       /* of the first bar */
	PITCH = 47,     /* from bar to bar: six fill the width */
	WIDTH = 34,     /* of a bar; the template says the same */
	BASE = 140,     /* y of the base line */
	TALLEST = 108,  /* height of the largest value */
	STUB = 7,       /* of what is not shown */
	TEXT_GAP = 8,   /* from a bar to its text */
	LINE = 18,      /* from line to line */
	NAME_WIDTH = 60 /* of a name below the axis, at most */
};

/* "unter 10" as two lines, cut at the last space: in one it is wider than a bar's place. */
static void
lines_cut(struct report_bar *bar)
{
	size_t at = bar->text.n;

	while (at > 0 && bar->text.p[at - 1] != ' ')
		at--;
	bar->first_line = (struct str){ bar->text.p, at > 0 ? at - 1 : 0 };
	bar->second_line = str_from(bar->text, at);
}

static struct report_bar
bar_make(size_t i, int64_t value, const struct report_value *shown, int64_t largest)
{
	struct report_bar bar = { .x = LEFT + PITCH * (int64_t)i, .few = shown->few, .none = shown->none,
		.text = shown->text };

	if (shown->none)
		bar.height = 0;
	else if (shown->few)
		bar.height = STUB;
	else
		bar.height = (2L * TALLEST * value + largest) / (2 * largest); /* rounded */
	if (bar.height < 1 && !shown->none)
		bar.height = 1;
	bar.y = BASE - bar.height;
	bar.middle = bar.x + WIDTH / 2;
	bar.text_y = bar.y - TEXT_GAP - (shown->few ? LINE : 0);
	lines_cut(&bar);
	return bar;
}

/* The largest value that any chart shows; at least 1. */
static int64_t
largest_shown(const struct report_chart *chart, size_t n)
{
	int64_t largest = 1;

	for (size_t c = 0; c < n; c++) {
		const struct report_value *shown = chart[c].shown.item;

		for (size_t i = 0; i < chart[c].shown.n; i++) {
			if (!shown[i].few && !shown[i].none && chart[c].value[i] > largest)
				largest = chart[c].value[i];
		}
	}
	return largest;
}

static void
chart_fill(struct arena *a, const struct report_chart *chart, int64_t largest,
	const struct template_list *periods)
{
	size_t n = chart->shown.n;
	const struct report_value *shown = chart->shown.item;
	const struct report_period *period = periods->item;
	struct report_bar *bar = ARENA_ARRAY(a, struct report_bar, n);
	struct report_point *point = ARENA_ARRAY(a, struct report_point, n);
	struct report_group *g = chart->group;

	for (size_t i = 0; i < n; i++) {
		bar[i] = bar_make(i, chart->value[i], &shown[i], largest);
		point[i] = (struct report_point){ period[i].name, shown[i].text, shown[i].few };
	}
	g->bars = (struct template_list){ bar, n };
	g->points = (struct template_list){ point, n };
	g->first_text = shown[0].text;
	g->last_text = shown[n - 1].text;
	g->axis_first = period[0].short_name;
	g->axis_last = n > 1 ? period[n - 1].short_name : STR("");
	g->axis_last_x = bar[n - 1].x + WIDTH;
	if (g->axis_last_x < 2L * NAME_WIDTH)
		g->axis_last_x = 2L * NAME_WIDTH; /* two names side by side */
}

void
report_charts(struct arena *a, const struct report_chart *chart, size_t n,
	const struct template_list *periods)
{
	int64_t largest = largest_shown(chart, n);

	for (size_t i = 0; i < n; i++)
		chart_fill(a, &chart[i], largest, periods);
}

void
report_sign(size_t number, struct str *route, struct str *mark)
{
	static const struct {
		struct str route, mark;
	} sign[] = {
		{ STR_INIT("blau"), STR_INIT("raute") },
		{ STR_INIT("gruen"), STR_INIT("balken") },
		{ STR_INIT("pflaume"), STR_INIT("scheibe") },
		{ STR_INIT("ocker"), STR_INIT("dreieck") },
		{ STR_INIT("petrol"), STR_INIT("kreuz") },
		{ STR_INIT("schiefer"), STR_INIT("winkel") },
	};
	size_t i = number % (sizeof(sign) / sizeof(sign[0]));

	*route = sign[i].route;
	*mark = sign[i].mark;
}
