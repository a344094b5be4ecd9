/* lernreise-tracker: takes the command line apart and runs one command. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/file.h"
#include "tracker/control.h"
#include "tracker/db.h"
#include "tracker/json_arena.h"

static void
usage(FILE *to)
{
	fprintf(to, "lernreise-tracker records what people have learned, and serves the site.\n\n");
	for (const struct command *c = commands; c->name; c++)
		fprintf(to, "  lernreise-tracker %s\n", c->usage);
	fprintf(to, "\nExit status: 0 done, 1 failure, 2 wrong usage, 3 ended after an I/O error.\n");
}

static int
complain(const struct err *e, int status)
{
	fprintf(stderr, "lernreise-tracker: %s\n", e->msg);
	return status;
}

/* A reading command needs no lock: it works beside serve. */
static int
reading_run(const struct command *c, const struct options *o, struct err *e)
{
	struct store store = { 0 };
	struct command_place place = { .store = &store, .out = stdout };
	int status = EXIT_FAILED;

	if (data_open_reading(&store.data, o->data, e) == ERR_OK && store_versions_check(&store.data, e) == ERR_OK)
		status = command_run(c, &place, o, e);
	data_close(&store.data);
	if (fflush(stdout) != 0 && status == EXIT_DONE) {
		err_set(e, ERR_IO, "the output could not be written");
		status = EXIT_FAILED;
	}
	return status == EXIT_DONE ? status : complain(e, status);
}

static int
writing_run(const struct command *c, const struct options *o, int argc, const char *const *argv, struct err *e)
{
	struct store store;
	struct command_place place = { .store = &store, .out = stdout };
	enum err_code rc = store_open(&store, o->data, NULL, e);
	int status;

	if (rc == ERR_BUSY) {
		status = control_ask(o->data, argc, argv, o->input, e);
		fflush(stdout);
		return status == EXIT_DONE ? status : complain(e, status < 0 ? EXIT_FAILED : status);
	}
	if (rc != ERR_OK)
		return complain(e, EXIT_FAILED);
	status = command_run(c, &place, o, e);
	store_close(&store);
	fflush(stdout);
	return status == EXIT_DONE ? status : complain(e, status);
}

/* The file that the last word names, for commands that read one. */
static enum err_code
input_read(const struct command *c, struct options *o, struct buf *text, struct err *e)
{
	if (!c->input)
		return ERR_OK;
	if (file_read(o->word[c->words - 1], text, e) != ERR_OK)
		return e->code;
	o->input = buf_str(text);
	return ERR_OK;
}

/* Commands that make or judge a data folder, instead of working in one. */
static int
free_run(const struct command *c, const struct options *o, struct err *e)
{
	int status = EXIT_USAGE;

	if (strcmp(c->name, "restore") == 0)
		status = restore(o, e);
	else if (strcmp(c->name, "check-config") == 0)
		status = check_config(o, e);
	else
		err_set(e, ERR_INVALID, "%s is not part of this version yet", c->name);
	return status == EXIT_DONE ? status : complain(e, status);
}

static int
command_start(struct options *o, int argc, const char *const *argv, struct err *e)
{
	const struct command *c = command_find(o);
	struct buf input = { 0 };
	int status;

	if (!c) {
		err_set(e, ERR_INVALID, "unknown command %s; --help lists them all", o->command);
		return complain(e, EXIT_USAGE);
	}
	if (c->no_data && !c->run)
		return free_run(c, o, e);
	if (o->n_word != c->words || !o->data) {
		fprintf(stderr, "usage: lernreise-tracker %s\n", c->usage);
		return EXIT_USAGE;
	}
	if (strncmp(o->data, "postgresql://", 13) == 0) {
		err_set(e, ERR_INVALID, "this build of lernreise-tracker keeps its data in a folder, not in PostgreSQL");
		return complain(e, EXIT_USAGE);
	}
	if (!c->run)
		return serve(o);
	if (input_read(c, o, &input, e) != ERR_OK)
		return complain(e, EXIT_FAILED);
	status = c->writes ? writing_run(c, o, argc, argv, e) : reading_run(c, o, e);
	buf_release(&input);
	return status;
}

int
main(int argc, char **argv)
{
	struct options o;
	struct err e = { 0 };
	const char *const *words = (const char *const *)(argc > 0 ? argv + 1 : argv);

	signal(SIGPIPE, SIG_IGN);
	json_arena_init();
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* counting takes a lock at each allocation */
	umask(077); /* what is recorded is nobody else's to read */
	if (options_read(argc > 0 ? argc - 1 : 0, words, &o, &e) != ERR_OK)
		return complain(&e, EXIT_USAGE);
	if (o.help || !o.command) {
		usage(o.help ? stdout : stderr);
		return o.help ? EXIT_DONE : EXIT_USAGE;
	}
	return command_start(&o, argc - 1, words, &e);
}
