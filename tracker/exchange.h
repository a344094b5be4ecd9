/* exchange.h - one request on its way through the server (server.c, head.c, answer.c, file_answer.c). */
#ifndef TRACKER_EXCHANGE_H
#define TRACKER_EXCHANGE_H

#include <microhttpd.h>

#include "tracker/conn.h"
#include "tracker/routes.h"
#include "tracker/service.h"

enum {
	HEADERS_MAX = 64,
	BODY_DISCARD_MAX = 8 * 1024 * 1024,
	CONNECTION_MEMORY = 16 * 1024 /* head of a request and of an answer, in the library; cleared for each one */
};

enum exchange_state {
	EXCHANGE_HEAD,    /* the request line has come */
	EXCHANGE_BODY,    /* collecting the body */
	EXCHANGE_WRITING, /* suspended until the writer is done */
	EXCHANGE_SENT
};

struct exchange {
	struct exchange *next; /* in the server's list of spare ones */
	struct server *server;
	struct MHD_Connection *connection;
	struct conn *conn;
	enum exchange_state state;
	struct request request;
	struct response response;
	struct arena arena;
	struct buf body;
	struct request_header header[HEADERS_MAX];
	size_t n_header;
	struct str target;     /* as it came, query included */
	const char *target_at; /* where the library has it: see strict_seams() */
	bool too_many;         /* headers */
	bool close;            /* end the connection with the answer */
	unsigned refuse;       /* status to refuse with when the body has been read, 0: none */
	const char *refuse_word, *refuse_why;
	int64_t began;         /* µs, monotonic */
	struct err err;
};

/*
 * Everything but the body has come: check it, find what it asks for, decide how the body is read;
 * x->refuse says what is wrong. False: the library has no room left for an answer, it was written
 * past it, and the connection has to end.
 */
bool head_read(struct exchange *x, const char *method, const char *version);

/* The value of a header that head_read() passes over. */
extern const char head_no_value[];

/* Queue what stands in x->response; sets the state to EXCHANGE_SENT. */
enum MHD_Result answer_send(struct exchange *x);

/* Make x->response the error that `code` stands for, with a page for browsers. */
void answer_error(struct exchange *x, enum err_code code);

/* The same with a status, a word and a sentence. */
void answer_refuse(struct exchange *x, unsigned status, const char *word, const char *why);

/* Answer a GET or HEAD with a file of the site: 200, 206, 304 or 416. */
enum MHD_Result file_send(struct exchange *x, struct site_file *file, unsigned status);

/* Another id for an error to be asked for by: 16 hex digits and a NUL. The HTTP thread. */
void server_id(struct server *server, char out[17]);

/* What all handlers of the server share; borrowed. */
struct service *server_service(const struct server *server);

/* Put a header into `r`. False when there is no memory for it: then the answer must not go out. */
bool answer_header(struct MHD_Response *r, const char *name, const char *value) MUST_CHECK;

/* The same for the headers that every answer has (privacy.md, Web). */
bool answer_headers_common(const struct service *s, struct MHD_Response *r) MUST_CHECK;

/* They as text, a line each. */
void answer_headers_write(const struct service *s, struct buf *out);

/* And those that only documents and their parts need. */
bool answer_headers_page(struct MHD_Response *r) MUST_CHECK;

/* Note the answer in the metrics and queue `r`. */
enum MHD_Result answer_queue(struct exchange *x, unsigned status, struct MHD_Response *r);

#endif
