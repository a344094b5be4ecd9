#include "tracker/command.h"

#include <string.h>

const struct command commands[] = {
	{ "serve", "serve --data DIR [--site OUT] [--conf FILE] --listen ADDR:PORT|unix:PATH|systemd\n"
		"      [--ops-listen ADDR:PORT] [--listen-public] [--demo]", 0, true, NULL, NULL },
	{ "close", "close --data DIR [--conf FILE] [--as-of YYYY-MM-DD]", 0, true, NULL, close_command },
	{ "client add", "client add NAME --scope events|reports --data DIR", 1, true, NULL, client_add_command },
	{ "client list", "client list --data DIR", 0, false, NULL, client_list_command },
	{ "client revoke", "client revoke NAME --data DIR", 1, true, NULL, client_revoke_command },
	{ "export events", "export events --data DIR", 0, false, NULL, export_events_command },
	{ "export public", "export public --data DIR [--conf FILE]", 0, false, NULL, export_public_command },
	{ "verify", "verify --data DIR [--manifest FILE]", 0, false, NULL, verify_command },
	{ "people import", "people import FILE.csv --data DIR", 1, true, "people.csv", people_import_command },
	{ NULL, NULL, 0, false, NULL, NULL }
};

const struct command *
command_find(struct options *o)
{
	for (const struct command *c = commands; c->name; c++) {
		const char *space = strchr(c->name, ' ');
		size_t n = space ? (size_t)(space - c->name) : strlen(c->name);

		if (!o->command || strlen(o->command) != n || strncmp(o->command, c->name, n) != 0)
			continue;
		if (space && (o->n_word == 0 || strcmp(o->word[0], space + 1) != 0))
			continue;
		if (space) {
			memmove(o->word, o->word + 1, (o->n_word - 1) * sizeof(o->word[0]));
			o->n_word--;
		}
		return c;
	}
	return NULL;
}
