/* response.h - what a handler answers. */
#ifndef TRACKER_RESPONSE_H
#define TRACKER_RESPONSE_H

#include "common/buf.h"
#include "common/template.h"
#include "tracker/request.h"
#include "tracker/writer.h"

enum { RESPONSE_HEADERS_MAX = 12 };

struct response;

/* Second half of a writing handler: runs when the job is over (job->rc, job->err), fills `res`. */
typedef enum err_code response_fn(struct request *r, struct response *res, struct job *job,
	struct err *e);

struct response {
	unsigned status;          /* 0 counts as 200 */
	struct str content_type;  /* static or in the arena */
	struct buf body;          /* owned; the server takes it */
	struct {
		const char *name, *value; /* static or in the arena */
	} header[RESPONSE_HEADERS_MAX];
	size_t n_header;
	bool cacheable;           /* false: Cache-Control: no-store */
	struct site_file *file; /* answer with a file of the site instead of `body` */
	struct job *job;          /* set by response_write(): the answer comes after it */
	response_fn *after;
};

void response_header(struct response *res, const char *name, const char *value);

/* Answer with JSON text that stands in res->body. */
void response_json(struct response *res, unsigned status);

/* 303 to `to`: a path below the site's prefix ("/-/ich?gespeichert=1"), language included by this. */
void response_see_other(const struct request *r, struct response *res, struct str to);

/*
 * Hand `job` (in the request's arena) to the writer; `after` makes the answer when it is on disk.
 * ERR_BUSY when the writer does not take it: return that.
 */
enum err_code response_write(struct request *r, struct response *res, struct job *job,
	response_fn *after, struct err *e) MUST_CHECK;

/*
 * An error with a status of its own instead of the one its code has; `word` is the "error" member
 * ("busy", "not-found" …), the sentence comes from `fmt`. Returns ERR_OK, so that
 * `return response_error(...)` reads well: the answer is made.
 */
enum err_code response_error(struct request *r, struct response *res, unsigned status, const char *word,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

#endif
