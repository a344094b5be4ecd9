/*
 * construct.h - the one construct of the content format: a block quote that begins with a marker.
 *
 *   marker = "[!" KIND *( SP "#" id / SP key "=" value ) "]" [ SP title ]
 *
 * Rich editors write \[!KIND\], which gives the same text.
 */
#ifndef GENERATOR_CONSTRUCT_H
#define GENERATOR_CONSTRUCT_H

#include <stdbool.h>

#include "common/str.h"

enum construct_inside {
	INSIDE_TEXT,  /* anything */
	INSIDE_ALERT, /* anything; the marker stands alone on its line */
	INSIDE_QUIZ,
	INSIDE_LIST,  /* a list, whose items are taken apart */
	INSIDE_MEDIA, /* a list of links: recording, captions, transcript */
	INSIDE_LATER  /* not available yet */
};

struct construct_kind {
	const char *name, *german; /* as in the marker; german may be NULL */
	const char *file;          /* "quiz": of the template, in the catalogue, in messages */
	enum construct_inside inside;
	bool keeps;                /* an answer or a tick: needs an #id */
	int number;                /* index in construct_kinds */
};

/* All kinds of CONTENT.md; ends with name NULL. */
extern const struct construct_kind construct_kinds[];

/* The kind called `name` (English or German), or NULL. */
const struct construct_kind *construct_kind_find(struct str name);

#endif
