#include "tracker/command.h"

#include <string.h>

const struct command commands[] = {
	{ "serve", "serve --data DIR [--site OUT] [--conf FILE] --listen ADDR:PORT|unix:PATH|systemd\n"
		"      [--ops-listen ADDR:PORT] [--listen-public] [--demo]", 0, true, NULL, false, NULL },
	{ "close", "close --data DIR [--conf FILE] [--as-of YYYY-MM-DD]", 0, true, NULL, false, close_command },
	{ "client add", "client add NAME --scope events|reports --data DIR", 1, true, NULL, false, client_add_command },
	{ "client list", "client list --data DIR", 0, false, NULL, false, client_list_command },
	{ "client revoke", "client revoke NAME --data DIR", 1, true, NULL, false, client_revoke_command },
	{ "export events", "export events --data DIR", 0, false, NULL, false, export_events_command },
	{ "export public", "export public --data DIR [--conf FILE]", 0, false, NULL, false, export_public_command },
	{ "report", "report --period 2026Q4|2026H2|2026 --to DIR --data DIR [--conf FILE]", 0, false, NULL, false, report_command },
	{ "verify", "verify --data DIR [--manifest FILE]", 0, false, NULL, false, verify_command },
	{ "people import", "people import FILE.csv --data DIR", 1, true, "people.csv", false, people_import_command },
	{ "backup", "backup --data DIR --to NEW-DIR [--key-to DIR]", 0, false, NULL, false, backup_command },
	{ "restore", "restore --from DIR --key-from DIR --data NEW-DIR", 0, false, NULL, true, NULL },
	{ "migrate", "migrate --data DIR", 0, true, NULL, false, migrate_command },
	{ "retention", "retention --data DIR [--dry-run] [--as-of YYYY-MM-DD]", 0, true, NULL, false,
		retention_command },
	{ "erase", "erase ISS SUB --data DIR [--force]", 2, true, NULL, false, erase_command },
	{ "check-config", "check-config [--data DIR] [--site OUT] [--conf FILE] [--listen …] [--ops-listen …]", 0,
		false, NULL, true, NULL },
	{ NULL, NULL, 0, false, NULL, false, NULL }
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
