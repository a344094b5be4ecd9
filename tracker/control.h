/* control.h - commands that write while serve holds the data folder are done by serve. */
#ifndef TRACKER_CONTROL_H
#define TRACKER_CONTROL_H

#include "tracker/command.h"

/*
 * The socket DATA/control (mode 0600): one JSON line with the command line comes in, its output
 * and exit status go back. One thread answers, one command at a time.
 */
struct control;
enum err_code control_start(const struct command_place *place, struct control **out,
	struct err *e) MUST_CHECK;
void control_stop(struct control *c); /* NULL is fine */

/*
 * Hand `argv` (without the program's name) and `input` over to the serve that holds `data`; print
 * what it says. Returns its exit status, or -1 with `e` when nobody answers.
 */
int control_ask(const char *data, int argc, const char *const *argv, struct str input, struct err *e);

/* Run one command on `place`, writing its end to place->out; returns the exit status. */
int command_run(const struct command *c, const struct command_place *place, const struct options *o,
	struct err *e);

#endif
