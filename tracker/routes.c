#include "tracker/routes.h"

#include <stdio.h>

#define FORM "application/x-www-form-urlencoded"
#define JSON "application/json"

const struct route routes[] = {
	{ "GET", STR_INIT("/healthz"), ROUTE_OPS, ROLE_ANYONE, 0, NULL, true, health_get },
	{ "GET", STR_INIT("/metrics"), ROUTE_OPS, ROLE_ANYONE, 0, NULL, true, metrics_get },
	{ "POST", STR_INIT("/api/v1/events"), ROUTE_API, ROLE_LEARNER | ROLE_CLIENT_EVENTS,
		1 << 20, JSON, false, events_post },
	{ "POST", STR_INIT("/api/v1/feedback"), ROUTE_API, ROLE_ANYONE,
		64 << 10, JSON, true, feedback_post },
	{ "GET", STR_INIT("/api/v1/me"), ROUTE_API, ROLE_LEARNER, 0, NULL, true, me_get },
	{ "GET", STR_INIT("/-/anmelden"), ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, sign_in_page },
	{ "POST", STR_INIT("/-/anmelden"), ROUTE_PAGE, ROLE_ANYONE,
		8 << 10, FORM, false, sign_in_post },
	{ "GET", STR_INIT("/-/abmelden"), ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, sign_out_page },
	{ "POST", STR_INIT("/-/abmelden"), ROUTE_PAGE, ROLE_ANYONE,
		8 << 10, FORM, true, sign_out_post },
	{ "GET", STR_INIT("/-/melden"), ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, tell_page },
	{ "POST", STR_INIT("/-/melden"), ROUTE_PAGE, ROLE_ANYONE, 8 << 10, FORM, true, report_post },
	{ "GET", STR_INIT("/-/gemeldet"), ROUTE_PAGE, ROLE_LEARNER, 0, NULL, true, report_done_page },
	{ "GET", STR_INIT("/-/ich"), ROUTE_PAGE, ROLE_LEARNER, 0, NULL, true, mine_page },
	{ "GET", STR_INIT("/-/meine-daten"), ROUTE_PAGE, ROLE_LEARNER, 0, NULL, true, mine_export },
	{ "POST", STR_INIT("/-/loeschen"), ROUTE_PAGE, ROLE_LEARNER,
		256 << 10, FORM, false, mine_erase_post },
	{ "GET", STR_INIT("/-/rueckmeldung"), ROUTE_PAGE, ROLE_ANYONE,
		0, NULL, true, feedback_form_page },
	{ "POST", STR_INIT("/-/rueckmeldung"), ROUTE_PAGE, ROLE_ANYONE,
		128 << 10, FORM, true, feedback_form_post },
	{ "GET", STR_INIT("/-/danke"), ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, feedback_done_page },
	{ "GET", STR_INIT("/-/rueckmeldungen"), ROUTE_PAGE, ROLE_HR, 0, NULL, true, voices_page },
	{ "POST", STR_INIT("/-/rueckmeldungen"), ROUTE_PAGE, ROLE_HR,
		64 << 10, FORM, false, voices_post },
	{ "GET", STR_INIT("/-/berichte"), ROUTE_PAGE, ROLE_HR | ROLE_BOARD | ROLE_CLIENT_REPORTS,
		0, NULL, true, figures_page },
	{ "GET", STR_INIT("/-/berichte.csv"), ROUTE_PAGE, ROLE_HR | ROLE_BOARD | ROLE_CLIENT_REPORTS,
		0, NULL, true, figures_csv },
	{ NULL, STR_INIT(""), ROUTE_API, ROLE_ANYONE, 0, NULL, false, NULL }
};

const struct route *
route_find(struct str method, struct str path, bool *known)
{
	struct str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;

	*known = false;
	for (const struct route *r = routes; r->method; r++) {
		if (!str_eq(path, r->path))
			continue;
		*known = true;
		if (str_eq(wanted, str_of(r->method)))
			return r;
	}
	return NULL;
}

void
route_allowed(struct str path, char out[64])
{
	size_t n = 0;

	out[0] = '\0';
	for (const struct route *r = routes; r->method; r++)
		if (str_eq(path, r->path))
			n += (size_t)snprintf(out + n, 64 - n, "%s%s", n ? ", " : "",
				r->method[0] == 'G' ? "GET, HEAD" : r->method);
	if (n == 0) /* a file of the site */
		snprintf(out, 64, "GET, HEAD");
}
