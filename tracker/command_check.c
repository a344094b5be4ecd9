/* check-config: every mistake that would keep serve from starting, in words, before the start. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracker/command.h"
#include "tracker/conf_file.h"
#include "tracker/listen.h"
#include "tracker/measure.h"
#include "tracker/site.h"

static unsigned
wrong_say(const char *what, const struct err *e)
{
	printf("wrong: %s: %s\n", what, e->msg);
	return 1;
}

static unsigned
conf_check(const struct options *o, const struct data *d)
{
	struct arena a = { 0 };
	struct tracker_conf conf;
	struct measures measures;
	struct err e = { 0 };
	enum err_code rc = conf_file_read(&a, d, o->conf, stdout, &conf, &e);
	unsigned wrong = 0;

	if (rc != ERR_OK)
		wrong = wrong_say("tracker.conf", &e);
	else if (measures_load(&a, conf.reporting.epsilon_max, &measures, &e) != ERR_OK)
		wrong = wrong_say("published figures", &e);
	arena_reset(&a);
	return wrong;
}

static unsigned
site_check(const struct options *o)
{
	struct site *site = NULL;
	struct err e = { 0 };

	if (!o->site)
		return 0;
	if (site_load(o->site, &site, &e) != ERR_OK)
		return wrong_say("--site", &e);
	site_drop(site);
	return 0;
}

/* Opened for a moment and closed again; a busy port counts, unless serve itself is running. */
static unsigned
listen_check(const char *spec, const char *name, bool public)
{
	struct listen_place place;
	struct err e = { 0 };

	if (!spec || strcmp(spec, "systemd") == 0)
		return 0;
	if (listen_open(spec, public, &place, &e) != ERR_OK)
		return wrong_say(name, &e);
	close(place.fd);
	if (strncmp(spec, "unix:", 5) == 0)
		unlink(spec + 5);
	return 0;
}

static unsigned
database_check(const struct data *d, int kind)
{
	struct db db = { 0 };
	struct err e = { 0 };
	unsigned wrong = 0;

	if (store_read(d, kind, &db, &e) != ERR_OK && !strstr(e.msg, "migrate"))
		wrong = wrong_say("--data", &e); /* an older one is migrated by serve itself */
	db_close(&db);
	return wrong;
}

static unsigned
data_check(const struct options *o)
{
	struct data d;
	struct err e = { 0 };
	struct stat st;
	unsigned wrong = 0;

	if (!o->data)
		return conf_check(o, &(struct data){ .path = "/nonexistent", .lock = -1 });
	if (stat(o->data, &st) < 0 && errno == ENOENT)
		return conf_check(o, &(struct data){ .path = "/nonexistent", .lock = -1 }); /* serve makes it */
	if (access(o->data, R_OK | W_OK | X_OK) < 0) {
		err_set(&e, ERR_IO, "%s: %s", o->data, strerror(errno));
		return wrong_say("--data", &e);
	}
	if (data_open_reading(&d, o->data, &e) == ERR_OK) {
		wrong += database_check(&d, DB_STORE) + database_check(&d, DB_PEOPLE);
		if (data_key_load(&d, false, &e) != ERR_OK)
			wrong += wrong_say("--data", &e);
	}
	wrong += conf_check(o, &d);
	data_close(&d);
	return wrong;
}

int
check_config(const struct options *o, struct err *e)
{
	unsigned wrong = data_check(o) + site_check(o) + listen_check(o->listen, "--listen", o->listen_public)
		+ listen_check(o->ops_listen, "--ops-listen", o->listen_public);

	if (wrong > 0)
		return err_set(e, ERR_INVALID, "%u mistakes", wrong), EXIT_FAILED;
	printf("nothing wrong was found\n");
	return EXIT_DONE;
}
