/* command.h - what `lernreise-tracker COMMAND` does; each in command_<topic>.c. */
#ifndef TRACKER_COMMAND_H
#define TRACKER_COMMAND_H

#include <stdio.h>

#include "common/arena.h"
#include "tracker/store.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_IO = 3 };

/* The command line, taken apart by options_read(). All text is NUL-terminated. */
struct options {
	const char *command;
	const char *data, *site, *conf, *listen, *ops_listen;
	const char *scope, *as_of, *to, *from, *period, *manifest, *key_to, *key_from;
	bool demo, listen_public, help, dry_run, force;
	const char *word[4]; /* words that are no options, after the command */
	size_t n_word;
	struct str input;    /* the file that the command reads (people.csv), read by the caller */
};

/* Take `argv` (without the program's name) apart. ERR_INVALID: wrong usage, with the reason. */
enum err_code options_read(int argc, const char *const *argv, struct options *out, struct err *e) MUST_CHECK;

/* Where a command works: on the store it holds the lock of, in serve or by itself. */
struct command_place {
	struct store *store;
	FILE *out;                           /* what it says */
	void (*changed)(void *ctx);          /* clients or people have changed; may be NULL */
	void *ctx;
};

typedef enum err_code command_fn(const struct command_place *place, const struct options *o, struct err *e);

struct command {
	const char *name;   /* "client add": with its first word where there are several */
	const char *usage;
	size_t words;       /* needed after the name */
	bool writes;        /* takes DATA's lock, or is handed over to serve */
	const char *input;  /* what `word[last]` is a file of: read by the caller; NULL */
	bool no_data;       /* works without --data */
	command_fn *run;    /* NULL: serve */
};

extern const struct command commands[];

/* The row for o->command and its first word; NULL: no such command. Moves the words along. */
const struct command *command_find(struct options *o);

/* serve.c; returns the exit status. */
int serve(const struct options *o);

command_fn client_add_command, client_list_command, client_revoke_command, people_import_command,
	export_events_command, export_public_command, report_command, close_command, verify_command, backup_command, migrate_command,
	retention_command, erase_command;

/* Those that make or judge a data folder instead of working in one; return the exit status. */
int restore(const struct options *o, struct err *e);
int check_config(const struct options *o, struct err *e);

#endif
