/*
 * webvtt.h - captions in WebVTT, read for their faults.
 * Source: https://www.w3.org/TR/webvtt1/, sections 4 (syntax) and 6 (parsing).
 */
#ifndef SITE_WEBVTT_H
#define SITE_WEBVTT_H

#include "generator/site_rules/site_rules.h"
#include "generator/vec.h"

struct vtt_fault {
	enum site_rule_id rule;
	unsigned line;
	struct str message; /* German, one sentence without a full stop */
};

struct webvtt {
	struct arena *arena;
	size_t cues;
	double last_start, end; /* seconds; `end` is the latest end */
	VEC(struct vtt_fault, fault);
};

/* Read the bytes of a file into the zeroed `out`, whose arena is set; `duration` is the recording's in
 * seconds, 0 when it is not known. */
void webvtt_read(struct str text, double duration, struct webvtt *out);

/* The duration that an MP4 file tells in its movie header (ISO/IEC 14496-12, 8.2.2); 0 when it tells none. */
double mp4_duration(struct str bytes);

#endif
