#include "tracker/service.h"

#include <stdlib.h>

#include "tracker/report.h"
#include "tracker/session.h"

enum err_code
service_read(struct service *s, int kind, struct db **out, struct err *e)
{
	struct db *db = kind == DB_PEOPLE ? &s->people_db : &s->store_db;
	enum err_code rc;

	if (s->figures_only) /* privacy: what reports show comes from published figures alone */
		return err_set(e, ERR_DB, "a report may read published figures only");
	*out = db;
	if (db->handle)
		return ERR_OK;
	rc = store_read(&s->store->data, kind, db, e);
	return rc == ERR_OK ? rc : service_read_failed(s, db, e);
}

enum err_code
service_read_figures(struct service *s, struct db **out, struct err *e)
{
	struct db *db = &s->figures.db;
	char path[600];
	enum err_code rc;

	*out = db;
	if (db->handle)
		return ERR_OK;
	data_path(&s->store->data, "store.db", path, sizeof(path));
	rc = report_open(db, path, DB_READER, e);
	return rc == ERR_OK ? rc : service_read_failed(s, db, e);
}

enum err_code
service_read_failed(struct service *s, const struct db *db, const struct err *e)
{
	if (db->fault == DB_FAULT_IO)
		writer_fail(s->store->writer, e->msg);
	return e->code == ERR_DB && db->fault == DB_FAULT_FULL ? ERR_BUSY : e->code;
}

/* A job that nobody waits for. */
struct using {
	struct job job;
	struct session session;
};

static enum err_code
using_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct using *x = job->owner;

	return session_note_use(tx, &x->session, e);
}

static void
using_done(struct job *job)
{
	free(job->owner);
}

void
service_session_used(struct service *s, const struct session *session)
{
	struct using *x = calloc(1, sizeof(*x));
	struct err ignored;

	if (!x)
		abort();
	x->session = *session;
	x->job = (struct job){ .run = using_run, .done = using_done, .owner = x, .people = true };
	if (writer_submit(s->store->writer, &x->job, &ignored) != ERR_OK)
		free(x);
}
