/* /-/melden: a completion by plain form. Signing in on the way loses nothing. */
#include <string.h>

#include "tracker/access.h"
#include "tracker/catalogue.h"
#include "tracker/fact.h"
#include "tracker/holder.h"
#include "tracker/metrics.h"
#include "tracker/page.h"
#include "tracker/routes.h"
#include "tracker/service.h"

/* What is to be told; the job is the first member of its way to the store. */
struct telling {
	struct job job;
	struct fact fact;
	int64_t today;
	struct str module;
};

static bool
id_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return s.n > 0 && s.n <= 64;
}

/* The way back to this question, as a value inside of a query. */
static struct str
way_here(struct request *r, struct str module, struct str version)
{
	if (!id_plain(module))
		return STR("%2F-%2Fmelden");
	return arena_printf(r->arena, "%%2F-%%2Fmelden%%3Fmodule%%3D%.*s%s%.*s", STR_FMT(module),
		id_plain(version) ? "%26version%3D" : "", id_plain(version) ? (int)version.n : 0, version.p);
}

static void
choices_fill(struct request *r, struct page_report *view)
{
	const struct site *site = r->site;
	struct page_choice *item = ARENA_ARRAY(r->arena, struct page_choice, site->n_module + 1);
	size_t n = 0;

	for (size_t i = 0; i < site->n_module; i++)
		if (!site->module[i].attendance && !site->module[i].proof)
			item[n++] = (struct page_choice){ site->module[i].id, site->module[i].title };
	view->modules = (struct template_list){ item, n };
}

static unsigned
view_fill(struct request *r, struct page_report *view, struct str module, struct str version)
{
	const struct site_module *m = site_module_find(r->site, module);

	view->module = module;
	view->version = version;
	view->day_text = page_day(r, r->today);
	view->unknown = module.n > 0 && !m;
	if (!m) {
		choices_fill(r, view);
		return module.n > 0 ? 404 : 200;
	}
	view->title = m->title;
	view->url = m->url;
	view->attendance = m->attendance;
	view->proof = m->proof;
	view->known = !m->attendance && !m->proof;
	return 200;
}

/* Ask, with a token: one page, one button. Nobody signed in: to the sign-in and back. */
static enum err_code
tell_ask(struct request *r, struct response *res, struct str module, struct str version, struct err *e)
{
	struct page_report view = { 0 };
	unsigned status = view_fill(r, &view, module, version);

	if (!r->who.person && view.known) {
		response_see_other(r, res, arena_printf(r->arena, "/-/anmelden?weiter=%.*s",
			STR_FMT(way_here(r, module, version))));
		return ERR_OK;
	}
	return page_render(r, res, status, PAGE_REPORT, &view, e);
}

enum err_code
tell_page(struct request *r, struct response *res, struct err *e)
{
	struct str module, version;

	request_query(r, "module", &module);
	request_query(r, "version", &version);
	return tell_ask(r, res, module, version, e);
}

static enum err_code
telling_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	const struct telling *x = (const struct telling *)job;

	return fact_add(tx, &x->fact, x->today, e);
}

static enum err_code
told(struct request *r, struct response *res, struct job *job, struct err *e)
{
	const struct telling *x = (const struct telling *)job;

	(void)e;
	metrics_add(r->service->metrics, METRIC_FACTS, 1);
	response_see_other(r, res, arena_printf(r->arena, "/-/gemeldet?module=%.*s", STR_FMT(x->module)));
	return ERR_OK;
}

/* The numbers of module and version; false with *too_old: nobody knows that version. */
static enum err_code
fact_fill(struct request *r, struct telling *x, struct str version, bool *too_old, struct err *e)
{
	struct catalogue *c = site_holder_catalogue(r->service->holder);
	const struct catalogue_module *m = c ? catalogue_find(c, x->module) : NULL;
	enum err_code rc = ERR_OK;

	*too_old = false;
	if (!m) {
		rc = err_set(e, ERR_BUSY, "nothing can be recorded just now");
	} else {
		x->fact.module = m->id;
		x->fact.version = version.n > 0 ? catalogue_version(m, version) : m->current;
		*too_old = x->fact.version < 0;
	}
	catalogue_drop(c);
	memcpy(x->fact.person, r->who.pseudonym, sizeof(x->fact.person));
	x->fact.verb = FACT_COMPLETED;
	x->fact.day = x->today = r->today;
	return rc;
}

enum err_code
report_post(struct request *r, struct response *res, struct err *e)
{
	struct telling *x = ARENA_NEW(r->arena, struct telling);
	struct page_report view = { 0 };
	struct str version, token;
	bool too_old;
	enum err_code rc;

	request_field(r, "module", &x->module);
	request_field(r, "version", &version);
	request_field(r, "token", &token);
	view_fill(r, &view, x->module, version);
	if (!r->who.person || token.n == 0 || !view.known)
		return tell_ask(r, res, x->module, version, e);
	if (!access_token_valid(r))
		return response_error(r, res, 403, "no-token", "the form is too old: load the page again");
	rc = fact_fill(r, x, version, &too_old, e);
	if (rc == ERR_OK && too_old) {
		view.too_old = true;
		view.known = false;
		return page_render(r, res, 409, PAGE_REPORT, &view, e);
	}
	x->job = (struct job){ .run = telling_run, .safe = true };
	return rc == ERR_OK ? response_write(r, res, &x->job, told, e) : rc;
}

enum err_code
report_done_page(struct request *r, struct response *res, struct err *e)
{
	struct page_report view = { 0 };
	struct str module;

	request_query(r, "module", &module);
	view_fill(r, &view, module, STR(""));
	return page_render(r, res, 200, PAGE_REPORTED, &view, e);
}
