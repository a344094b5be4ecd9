#include "tracker/metrics.h"
#include "tracker/routes.h"
#include "tracker/service.h"

enum err_code
health_get(struct request *r, struct response *res, struct err *e)
{
	const char *reason = NULL, *status = "ok";

	(void)e;
	switch (writer_state(r->service->store->writer, &reason)) {
	case WRITER_READY:
		if (r->service->ready) {
			buf_add(&res->body, STR("{\"status\":\"ok\"}\n"));
			response_json(res, 200);
			return ERR_OK;
		}
		status = "checking";
		reason = "the catalogue is being registered";
		break;
	case WRITER_CHECKING: status = "checking"; break;
	case WRITER_FULL: status = "full"; break;
	case WRITER_FAILED: status = "failed"; break;
	case WRITER_STOPPED: status = "stopping"; break;
	}
	buf_addf(&res->body, "{\"status\":\"%s\",\"reason\":\"%s\"}\n", status, reason ? reason : "");
	response_json(res, 503);
	response_header(res, "Retry-After", "2");
	return ERR_OK;
}

enum err_code
metrics_get(struct request *r, struct response *res, struct err *e)
{
	(void)e;
	metrics_print(r->service->metrics, r->service, &res->body);
	res->content_type = STR("application/openmetrics-text; version=1.0.0; charset=utf-8");
	return ERR_OK;
}
