/*
 * tracker_sample.h - the tracker's pages as they can look, for the accessibility rules.
 *
 * The tracker fills them with figures and names that the generator does not have. But which tags
 * there are depends on templates alone: here every value is a sample, and every condition is
 * true, and false once where the template says what to show then. A value that has a condition of its own stays when that is false,
 * for it may be another one: lists name their items' fields as pages name theirs.
 */
#ifndef GENERATOR_TRACKER_SAMPLE_H
#define GENERATOR_TRACKER_SAMPLE_H

#include "generator/render.h"

/* One state of one page. */
struct tracker_sample {
	struct str name;        /* "tracker/anmelden.html" */
	int language;
	struct str off;         /* the condition that is false; "": all are true */
};

struct tracker_samples {
	const struct render *render;
	struct str *frame;      /* by language */
	void *partials;         /* json_t: names of templates without ".html" -> texts, see conditions_mark() */
	VEC(struct tracker_sample, item);
};

/* List them all. Lives in the model's arena; close it all the same. */
void tracker_samples_open(struct tracker_samples *s, const struct render *r);
void tracker_samples_close(struct tracker_samples *s);

/* Append sample `i` to `out`; false when the template cannot be used. Any thread. */
bool tracker_sample_render(const struct tracker_samples *s, size_t i, struct buf *out);

#endif
