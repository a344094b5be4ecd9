/* routes.h - every address of the tracker, in one table. */
#ifndef TRACKER_ROUTES_H
#define TRACKER_ROUTES_H

#include "tracker/response.h"

/* One handler. On error the server turns e->code into a status, and a page or JSON. */
typedef enum err_code route_fn(struct request *r, struct response *res, struct err *e);

enum route_kind {
	ROUTE_API,  /* errors are JSON, no language in the path */
	ROUTE_PAGE, /* one segment after "/-/"; also below "/en/", "/ls/" */
	ROUTE_OPS   /* at the server's root, whatever the site's prefix; with --ops-listen only there */
};

struct route {
	const char *method;
	struct str path;
	enum route_kind kind;
	unsigned needs;   /* any of these roles; ROLE_ANYONE: no sign-in */
	size_t max_body;  /* bytes; 0: no body allowed */
	const char *type; /* media type of the body, NULL without one */
	bool stateless;   /* POST that changes nothing by itself, or nothing of the session's */
	route_fn *run;
};

/* Order does not matter: no two rows have the same method and path. Ends with method NULL. */
extern const struct route routes[];

/* The row for `method` ("HEAD" counts as "GET") and `path`, or NULL; *known tells 405 from 404. */
const struct route *route_find(struct str method, struct str path, bool *known);

/* "GET, HEAD, POST": what `path` allows, for 405. */
void route_allowed(struct str path, char out[64]);

/* Handlers, each in handle_<topic>.c. */
route_fn health_get, metrics_get, events_post, feedback_post, me_get;
route_fn sign_in_page, sign_in_post, sign_out_page, sign_out_post;
route_fn tell_page, report_post, report_done_page, mine_page, mine_export, mine_erase_post;
route_fn feedback_form_page, feedback_form_post, feedback_done_page, voices_page, voices_post;
route_fn figures_page, figures_csv;

#endif
