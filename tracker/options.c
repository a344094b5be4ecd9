#include <string.h>

#include "tracker/command.h"

/* One row an option: its member, and whether it takes a value. */
static const struct {
	const char *name;
	size_t text; /* offset of a const char *, or */
	size_t flag; /* of a bool; SIZE_MAX: not this kind */
} known[] = {
	{ "--data", offsetof(struct options, data), SIZE_MAX },
	{ "--site", offsetof(struct options, site), SIZE_MAX },
	{ "--conf", offsetof(struct options, conf), SIZE_MAX },
	{ "--listen", offsetof(struct options, listen), SIZE_MAX },
	{ "--ops-listen", offsetof(struct options, ops_listen), SIZE_MAX },
	{ "--scope", offsetof(struct options, scope), SIZE_MAX },
	{ "--as-of", offsetof(struct options, as_of), SIZE_MAX },
	{ "--to", offsetof(struct options, to), SIZE_MAX },
	{ "--from", offsetof(struct options, from), SIZE_MAX },
	{ "--key-from", offsetof(struct options, key_from), SIZE_MAX },
	{ "--key-to", offsetof(struct options, key_to), SIZE_MAX },
	{ "--period", offsetof(struct options, period), SIZE_MAX },
	{ "--manifest", offsetof(struct options, manifest), SIZE_MAX },
	{ "--demo", SIZE_MAX, offsetof(struct options, demo) },
	{ "--listen-public", SIZE_MAX, offsetof(struct options, listen_public) },
	{ "--dry-run", SIZE_MAX, offsetof(struct options, dry_run) },
	{ "--force", SIZE_MAX, offsetof(struct options, force) },
	{ "--help", SIZE_MAX, offsetof(struct options, help) },
	{ "-h", SIZE_MAX, offsetof(struct options, help) },
};

/* "--data=X" or "--data X"; moves *i over the value. */
static enum err_code
option_take(int argc, const char *const *argv, int *i, struct options *out, struct err *e)
{
	const char *equals = strchr(argv[*i], '=');
	size_t n = equals ? (size_t)(equals - argv[*i]) : strlen(argv[*i]);

	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		if (strlen(known[k].name) != n || strncmp(known[k].name, argv[*i], n) != 0)
			continue;
		if (known[k].flag != SIZE_MAX) {
			if (equals)
				return err_set(e, ERR_INVALID, "%s takes no value", known[k].name);
			*(bool *)((char *)out + known[k].flag) = true;
			return ERR_OK;
		}
		if (!equals && *i + 1 >= argc)
			return err_set(e, ERR_INVALID, "%s needs a value", known[k].name);
		*(const char **)(void *)((char *)out + known[k].text) = equals ? equals + 1 : argv[++*i];
		return ERR_OK;
	}
	return err_set(e, ERR_INVALID, "unknown option %.*s", (int)n, argv[*i]);
}

enum err_code
options_read(int argc, const char *const *argv, struct options *out, struct err *e)
{
	*out = (struct options){ 0 };
	for (int i = 0; i < argc; i++) {
		if (argv[i][0] == '-' && argv[i][1] != '\0') {
			enum err_code rc = option_take(argc, argv, &i, out, e);

			if (rc != ERR_OK)
				return rc;
		} else if (!out->command) {
			out->command = argv[i];
		} else if (out->n_word < sizeof(out->word) / sizeof(out->word[0])) {
			out->word[out->n_word++] = argv[i];
		} else {
			return err_set(e, ERR_INVALID, "too many words: %s", argv[i]);
		}
	}
	return ERR_OK;
}
