#include "tracker/routes.h"

#include <stdio.h>

#define FORM "application/x-www-form-urlencoded"
#define JSON "application/json"

const struct route routes[] = {
	{ "GET", "/healthz", ROUTE_OPS, ROLE_ANYONE, 0, NULL, true, health_get },
	{ "GET", "/metrics", ROUTE_OPS, ROLE_ANYONE, 0, NULL, true, metrics_get },
	{ "POST", "/api/v1/events", ROUTE_API, ROLE_LEARNER | ROLE_CLIENT_EVENTS, 1 << 20, JSON, false, events_post },
	{ "POST", "/api/v1/feedback", ROUTE_API, ROLE_ANYONE, 64 << 10, JSON, true, feedback_post },
	{ "GET", "/api/v1/me", ROUTE_API, ROLE_LEARNER, 0, NULL, true, me_get },
	{ "GET", "/-/anmelden", ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, sign_in_page },
	{ "POST", "/-/anmelden", ROUTE_PAGE, ROLE_ANYONE, 8 << 10, FORM, false, sign_in_post },
	{ "GET", "/-/abmelden", ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, sign_out_page },
	{ "POST", "/-/abmelden", ROUTE_PAGE, ROLE_ANYONE, 8 << 10, FORM, true, sign_out_post },
	{ "GET", "/-/melden", ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, tell_page },
	{ "POST", "/-/melden", ROUTE_PAGE, ROLE_ANYONE, 8 << 10, FORM, true, report_post },
	{ "GET", "/-/gemeldet", ROUTE_PAGE, ROLE_LEARNER, 0, NULL, true, report_done_page },
	{ "GET", "/-/ich", ROUTE_PAGE, ROLE_LEARNER, 0, NULL, true, mine_page },
	{ "GET", "/-/meine-daten", ROUTE_PAGE, ROLE_LEARNER, 0, NULL, true, mine_export },
	{ "POST", "/-/loeschen", ROUTE_PAGE, ROLE_LEARNER, 256 << 10, FORM, false, mine_erase_post },
	{ "GET", "/-/rueckmeldung", ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, feedback_form_page },
	{ "POST", "/-/rueckmeldung", ROUTE_PAGE, ROLE_ANYONE, 128 << 10, FORM, true, feedback_form_post },
	{ "GET", "/-/danke", ROUTE_PAGE, ROLE_ANYONE, 0, NULL, true, feedback_done_page },
	{ "GET", "/-/rueckmeldungen", ROUTE_PAGE, ROLE_HR, 0, NULL, true, voices_page },
	{ "POST", "/-/rueckmeldungen", ROUTE_PAGE, ROLE_HR, 64 << 10, FORM, false, voices_post },
	{ "GET", "/-/berichte", ROUTE_PAGE, ROLE_HR | ROLE_BOARD | ROLE_CLIENT_REPORTS, 0, NULL, true,
		figures_page },
	{ "GET", "/-/berichte.csv", ROUTE_PAGE, ROLE_HR | ROLE_BOARD | ROLE_CLIENT_REPORTS, 0, NULL, true,
		figures_csv },
	{ NULL, NULL, ROUTE_API, ROLE_ANYONE, 0, NULL, false, NULL }
};

const struct route *
route_find(struct str method, struct str path, bool *known)
{
	struct str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;

	*known = false;
	for (const struct route *r = routes; r->method; r++) {
		if (!str_eq(path, str_of(r->path)))
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
		if (str_eq(path, str_of(r->path)))
			n += (size_t)snprintf(out + n, 64 - n, "%s%s", n ? ", " : "",
				r->method[0] == 'G' ? "GET, HEAD" : r->method);
	if (n == 0) /* a file of the site */
		snprintf(out, 64, "GET, HEAD");
}
