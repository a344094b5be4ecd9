/* Signing in (--demo: pick a made-up person) and out. */
#include <string.h>

#include "tracker/access.h"
#include "tracker/clock.h"
#include "tracker/limit.h"
#include "tracker/page.h"
#include "tracker/people.h"
#include "tracker/pseudonym.h"
#include "tracker/routes.h"
#include "tracker/service.h"
#include "tracker/session.h"

enum { PEOPLE_SHOWN = 200 };

/* `roles` as people.csv has them: names with spaces between. */
static bool
has_role(struct str roles, enum role wanted)
{
	while (roles.n > 0) {
		struct str name;

		roles = str_cut(roles, ' ', &name);
		if (role_of_name(name) == (unsigned)wanted)
			return true;
	}
	return false;
}

static enum err_code
people_fill(struct request *r, struct page_sign_in *view, struct err *e)
{
	struct person *person = NULL;
	struct page_person *item;
	struct db *people = NULL;
	size_t n = 0;
	enum err_code rc;

	if (!r->service->demo)
		return ERR_OK;
	rc = service_read(r->service, DB_PEOPLE, &people, e);
	if (rc != ERR_OK)
		return rc;
	rc = people_list(people, r->arena, STR("demo"), r->today, PEOPLE_SHOWN, &person, &n, e);
	if (rc != ERR_OK)
		return service_read_failed(r->service, people, e);
	item = ARENA_ARRAY(r->arena, struct page_person, n + 1);
	for (size_t i = 0; i < n; i++)
		item[i] = (struct page_person){ .value = person[i].sub, .name = person[i].name,
			.unit = site_name_of_unit(r->site, person[i].unit), .first = i == 0,
			.companion = has_role(person[i].roles, ROLE_COMPANION), .lead = has_role(person[i].roles, ROLE_LEAD),
			.hr = has_role(person[i].roles, ROLE_HR), .process = has_role(person[i].roles, ROLE_PROCESS),
			.board = has_role(person[i].roles, ROLE_BOARD), .council = has_role(person[i].roles, ROLE_COUNCIL),
			.author = has_role(person[i].roles, ROLE_AUTHOR), .admin = has_role(person[i].roles, ROLE_ADMIN) };
	view->people = (struct template_list){ item, n };
	return ERR_OK;
}

static struct str
way_take(const struct request *r, bool form)
{
	struct str way;

	if (form)
		request_field(r, "weiter", &way);
	else
		request_query(r, "weiter", &way);
	return access_way_valid(way) ? way : STR("/-/ich");
}

static enum err_code
sign_in_show(struct request *r, struct response *res, unsigned status, bool wrong, bool form, struct err *e)
{
	struct page_sign_in view = { .way = way_take(r, form), .wrong = wrong };
	enum err_code rc = people_fill(r, &view, e);

	view.reporting = str_starts(view.way, STR("/-/melden"));
	return rc == ERR_OK ? page_render(r, res, status, PAGE_SIGN_IN, &view, e) : rc;
}

enum err_code
sign_in_page(struct request *r, struct response *res, struct err *e)
{
	return sign_in_show(r, res, 200, false, false, e);
}

/* A sign-in on its way to the store; the job is its first member. */
struct signing {
	struct job job;
	struct session session;
	char cookie[SESSION_COOKIE + 1];
	unsigned char former[32]; /* the session it takes the place of */
	bool has_former;
	struct str way;
};

static enum err_code
signing_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct signing *x = (const struct signing *)job;
	enum err_code rc = x->has_former ? session_forget(tx, x->former, e) : ERR_OK;

	return rc == ERR_OK ? session_store(tx, &x->session, e) : rc;
}

static enum err_code
signed_in(struct request *r, struct response *res, struct job *job, struct err *e)
{
	const struct signing *x = (const struct signing *)job;

	(void)e;
	if (x->has_former)
		sessions_remove(r->service->sessions, x->former);
	sessions_add(r->service->sessions, &x->session);
	response_header(res, "Set-Cookie", arena_printf(r->arena,
		ACCESS_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax", x->cookie).p);
	response_see_other(r, res, x->way);
	return ERR_OK;
}

enum err_code
sign_in_post(struct request *r, struct response *res, struct err *e)
{
	struct signing *x = ARENA_NEW(r->arena, struct signing);
	struct person person;
	struct db *people = NULL;
	struct str sub;
	enum err_code rc;

	if (!r->service->demo)
		return response_error(r, res, 404, "not-found", "there is no way to sign in here yet");
	if (!limit_take(r->service->limits, LIMIT_SIGN_IN, trust_client(&r->service->trust, r), 1, clock_ms()))
		return response_error(r, res, 429, "too-many", "too many sign-ins came from this address");
	request_field(r, "person", &sub);
	rc = service_read(r->service, DB_PEOPLE, &people, e);
	if (rc != ERR_OK)
		return rc;
	rc = people_find(people, r->arena, STR("demo"), sub, r->today, &person, e);
	if (rc == ERR_NOTFOUND)
		return sign_in_show(r, res, 422, true, true, e);
	if (rc != ERR_OK)
		return service_read_failed(r->service, people, e);
	rc = session_new(person.id, r->now, x->cookie, &x->session, e);
	if (rc != ERR_OK)
		return rc;
	x->has_former = r->who.person;
	memcpy(x->former, r->who.session, sizeof(x->former));
	x->way = way_take(r, true);
	x->job = (struct job){ .run = signing_run, .people = true };
	return response_write(r, res, &x->job, signed_in, e);
}

static enum err_code
signing_out_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct signing *x = (const struct signing *)job;

	return session_forget(tx, x->former, e);
}

static enum err_code
signed_out(struct request *r, struct response *res, struct job *job, struct err *e)
{
	(void)job;
	(void)e;
	response_header(res, "Set-Cookie",
		ACCESS_COOKIE "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
	response_header(res, "Clear-Site-Data", "\"cache\"");
	response_see_other(r, res, STR("/-/abmelden"));
	return ERR_OK;
}

/*
 * "Signed out" is only said when the row is gone: it would bring the cookie back after a restart. A
 * writer that takes nothing leaves the session as it is; one that fails later leaves a cookie that
 * only the store knows, and the next try ends that by its hash.
 */
static enum err_code
session_end(struct request *r, struct response *res, struct err *e)
{
	struct signing *x = ARENA_NEW(r->arena, struct signing);
	struct str cookie = access_cookie(r);
	enum err_code rc;

	if (cookie.n != SESSION_COOKIE)
		return signed_out(r, res, NULL, e);
	if (!r->who.person /* anyone can make up a cookie */
	    && !limit_take(r->service->limits, LIMIT_SIGN_IN, trust_client(&r->service->trust, r), 1, clock_ms()))
		return response_error(r, res, 429, "too-many", "too many sign-outs came from this address");
	rc = sha256(cookie, x->former, e);
	if (rc != ERR_OK)
		return rc;
	x->job = (struct job){ .run = signing_out_run, .safe = true, .people = true };
	rc = response_write(r, res, &x->job, signed_out, e);
	if (rc == ERR_OK) /* at once: no use of it may be written down behind this job */
		sessions_remove(r->service->sessions, x->former);
	return rc;
}

enum err_code
sign_out_page(struct request *r, struct response *res, struct err *e)
{
	struct page_report view = { 0 }; /* only its frame is shown */

	if (!r->who.person && access_cookie(r).n > 0)
		return session_end(r, res, e);
	return page_render(r, res, 200, PAGE_SIGN_OUT, &view, e);
}

enum err_code
sign_out_post(struct request *r, struct response *res, struct err *e)
{
	if (r->who.person && !access_token_valid(r))
		return response_error(r, res, 403, "no-token", "the form is too old: load the page again");
	return session_end(r, res, e);
}
