/* /-/berichte and /-/berichte.csv: the report, as a page and as a file. */
#include "tracker/page.h"
#include "tracker/page_fields.h"
#include "tracker/report.h"
#include "tracker/routes.h"
#include "tracker/service.h"

struct page_figures { /* berichte.html */
	struct page_frame frame;
	const struct report *report;
};

const struct template_field page_figures_fields[] = {
	PAGE_FRAME_FIELDS(struct page_figures),
	TEMPLATE_OBJECT_OF(struct page_figures, report, report_fields), TEMPLATE_END
};

/* The one way from the store to what is shown, for both handlers. */
static enum err_code
report_get(struct request *r, struct report *out, struct err *e)
{
	struct service_figures *f = &r->service->figures;
	struct report_source source = { .measures = f->measures, .language = r->language, .root = STR("../"),
		.shown_from = f->shown_from, .after = f->after, .today = r->today };
	struct str until, department;
	enum err_code rc = service_read_figures(r->service, &source.figures, e);

	request_query(r, "zeit", &until);
	request_query(r, "fb", &department);
	if (rc == ERR_OK)
		rc = report_cache_get(&f->cache, r->site, r->language, &source.texts, e);
	if (rc == ERR_OK)
		rc = report_make(r->arena, &source, until, department, out, e);
	if (rc == ERR_DB)
		service_read_failed(r->service, source.figures, e);
	return rc;
}

enum err_code
figures_page(struct request *r, struct response *res, struct err *e)
{
	struct report report;
	struct page_figures page = { .report = &report };
	struct buf csv = { 0 };
	enum err_code rc = report_get(r, &report, e);

	if (rc != ERR_OK)
		return rc;
	report_csv(&report, &csv);
	report.csv_kilobytes = (int64_t)(csv.n + 1023) / 1024;
	buf_release(&csv);
	return page_render(r, res, 200, PAGE_FIGURES, &page, e);
}

enum err_code
figures_csv(struct request *r, struct response *res, struct err *e)
{
	struct report report;
	struct str table;
	enum err_code rc = report_get(r, &report, e);

	if (rc != ERR_OK)
		return rc;
	if (report.empty)
		return err_set(e, ERR_NOTFOUND, "no quarter has been closed yet");
	if (!request_query(r, "tabelle", &table) || table.n == 0)
		report_csv(&report, &res->body);
	else if (!report_table_csv(&report, table, &res->body))
		return err_set(e, ERR_NOTFOUND, "there is no such table");
	res->content_type = STR("text/csv; charset=utf-8");
	response_header(res, "Content-Disposition", arena_printf(r->arena,
		"attachment; filename=\"lernreise-%.*s%s%.*s.csv\"", STR_FMT(report.version), table.n > 0 ? "-" : "",
		STR_FMT(table)).p);
	return ERR_OK;
}
