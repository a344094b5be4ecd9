/*
 * stage.h - what a fuzz target of the tracker needs around it: a store with people, sessions and a
 * client beside the site of stage_site.h; one request at a time, without sockets.
 */
#ifndef TESTS_FUZZ_STAGE_H
#define TESTS_FUZZ_STAGE_H

#include "tests/fuzz/stage_site.h"
#include "tracker/routes.h"
#include "tracker/service.h"

enum { STAGE_HEADERS = 12 };

/* Sessions of made-up people; cookies as browsers send them, tokens as forms hold them. */
enum stage_who { STAGE_NOBODY, STAGE_LEARNER, STAGE_HR, STAGE_WHO };

struct stage {
	struct store store;
	struct service service;
	char cookie[STAGE_WHO][100], token[STAGE_WHO][65];
	struct str key;            /* KEY:SECRET of a client with scope events */
};

/* The stage, made at the first call and gone with the process. */
struct stage *stage_get(void);

/* One request for stage_send(). */
struct stage_request {
	const char *method;
	struct str path, query, body;
	struct request_header header[STAGE_HEADERS];
	size_t n;
};

/* Add a header, if there is room. */
void stage_header(struct stage_request *r, const char *name, struct str value);

/*
 * Run the handler behind `r` as the server would, and its write to the end. Aborts when the answer
 * breaks a promise: a 5xx but 503, JSON that is none, text that is no UTF-8, a header with a control
 * character, a Location that leaves the site. Returns the status, and whoever was found to ask.
 */
unsigned stage_send(const struct stage_request *r, struct buf *body, struct requester *who);

#endif
