/*
 * backup, restore, migrate.
 *
 * A backup is a folder with both databases, the catalogue and the manifest of published figures;
 * the key of pseudonyms and the list of erasures go to another one (--key-to), to be kept apart.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "sql_query.h"
#include "tracker/command.h"
#include "tracker/copy.h"
#include "tracker/mine.h"

enum { PATH_BYTES = 1100 };

/* What lies beside the databases: copied when it is there. */
static const char *const extras[] = { "figures.manifest", "site/catalogue.json", "site/settings.json",
	"tracker.conf", NULL };
static const char *const secrets[] = { "pseudonym.key", "erasures", NULL };

static void
path_join(char out[PATH_BYTES], const char *folder, const char *name)
{
	snprintf(out, PATH_BYTES, "%.500s/%s", folder, name);
}

static enum err_code
folder_new(const char *path, struct err *e)
{
	if (mkdir(path, 0700) == 0)
		return ERR_OK;
	return err_set(e, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "%s: %s", path,
		errno == EEXIST ? "exists already; name a new folder for each backup" : strerror(errno));
}

/* Each of `names` that is in `from` into `to`. */
static enum err_code
files_copy(const char *const names[], const char *from, const char *to, struct err *e)
{
	enum err_code rc = ERR_OK;

	for (size_t i = 0; names[i] && rc == ERR_OK; i++) {
		char source[PATH_BYTES], target[PATH_BYTES];

		path_join(source, from, names[i]);
		path_join(target, to, names[i]);
		rc = copy_file(source, target, e);
		if (rc == ERR_NOTFOUND)
			rc = ERR_OK;
	}
	return rc;
}

static enum err_code
database_backup(const struct data *d, int kind, const char *to, struct err *e)
{
	struct db db = { 0 }, made = { 0 };
	char path[PATH_BYTES];
	enum err_code rc = store_read(d, kind, &db, e);

	path_join(path, to, kind == DB_PEOPLE ? "people.db" : "store.db");
	if (rc == ERR_OK)
		rc = copy_database(&db, path, e);
	db_close(&db);
	if (rc == ERR_OK)
		rc = db_open(&made, path, DB_READER, kind, e); /* a backup that cannot be read is none */
	if (rc == ERR_OK)
		rc = db_check(&made, e);
	db_close(&made);
	copy_tidy(path);
	return rc;
}

/* The key must not lie where the database lies: whoever finds both can name people. */
static enum err_code
places_check(const struct options *o, struct err *e)
{
	size_t n;

	if (!o->to)
		return err_set(e, ERR_INVALID, "backup needs --to FOLDER (a new one), and --key-to FOLDER for the key");
	n = strlen(o->to);
	if (o->key_to && strncmp(o->key_to, o->to, n) == 0 && (o->key_to[n] == '\0' || o->key_to[n] == '/'))
		return err_set(e, ERR_INVALID, "--key-to must not lie inside of --to: the key is kept apart");
	return ERR_OK;
}

static enum err_code
folder_sync(const char *path, struct err *e)
{
	struct data folder = { .lock = -1 };

	snprintf(folder.path, sizeof(folder.path), "%.500s", path);
	return data_sync(&folder, e);
}

/* The entry of `path` in the folder that it lies in. */
static enum err_code
entry_sync(const char *path, struct err *e)
{
	struct str s = str_of(path);
	char folder[PATH_BYTES];

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	while (s.n > 0 && s.p[s.n - 1] != '/')
		s.n--;
	snprintf(folder, sizeof(folder), "%.*s", STR_FMT(s.n > 0 ? s : STR(".")));
	return folder_sync(folder, e);
}

static enum err_code
folder_settle(const char *made, const char *to, struct err *e)
{
	struct err ignored;
	enum err_code rc = folder_sync(made, e);

	if (rc != ERR_OK)
		return rc;
	if (rename(made, to) < 0)
		return err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
	rc = entry_sync(to, e);
	if (rc != ERR_OK && folder_remove(to, &ignored) != ERR_OK)
		err_wrap(e, "%s is left over", to);
	return rc;
}

/* What keys_copy() has made, for the case that the backup fails after it. */
struct keys {
	bool folder, file[sizeof(secrets) / sizeof(secrets[0])];
};

/* Key and erasures into `to`, durable. Only what was made here is noted: others' files stay theirs. */
static enum err_code
keys_copy(const char *from, const char *to, struct keys *made, struct err *e)
{
	struct stat st;
	enum err_code rc = ERR_OK;

	if (stat(to, &st) < 0) {
		rc = folder_new(to, e);
		made->folder = rc == ERR_OK;
	}
	for (size_t i = 0; secrets[i] && rc == ERR_OK; i++) {
		const char *const one[] = { secrets[i], NULL };

		rc = files_copy(one, from, to, e);
		made->file[i] = rc == ERR_OK;
	}
	if (rc == ERR_OK)
		rc = folder_sync(to, e);
	return rc == ERR_OK && made->folder ? entry_sync(to, e) : rc;
}

/* A key without its backup would make the next attempt fail: a key is never written over. */
static void
keys_remove(const char *to, const struct keys *made)
{
	for (size_t i = 0; secrets[i]; i++) {
		char path[PATH_BYTES];

		path_join(path, to, secrets[i]);
		if (made->file[i])
			unlink(path);
	}
	if (made->folder)
		(void)rmdir(to);
}

static enum err_code
parts_backup(const struct data *d, const char *made, struct err *e)
{
	char site[PATH_BYTES];
	enum err_code rc = database_backup(d, DB_STORE, made, e);

	if (rc == ERR_OK)
		rc = database_backup(d, DB_PEOPLE, made, e);
	path_join(site, made, "site");
	if (rc == ERR_OK && mkdir(site, 0700) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", site, strerror(errno));
	if (rc == ERR_OK)
		rc = files_copy(extras, d->path, made, e);
	return rc == ERR_OK ? folder_sync(site, e) : rc;
}

/* Metrics tell when the last one was made: by this file's time, so that no lock is needed. */
static void
backup_note(const struct data *d)
{
	char path[600];
	FILE *f;

	data_path(d, "last-backup", path, sizeof(path));
	f = fopen(path, "w");
	if (f)
		fclose(f);
}

/* A backup of the wrong key, or of none, would be found out on the day it is needed. */
static enum err_code
key_check(struct data *d, struct err *e)
{
	struct db db = { 0 };
	enum err_code rc = store_read(d, DB_STORE, &db, e);

	if (rc == ERR_OK)
		rc = store_key_check(&db, d, e);
	db_close(&db);
	return rc;
}

enum err_code
backup_command(const struct command_place *place, const struct options *o, struct err *e)
{
	const struct data *d = &place->store->data;
	char made[PATH_BYTES];
	struct stat st;
	struct str to;
	struct keys keys = { 0 };
	struct err ignored;
	enum err_code rc = places_check(o, e);

	if (rc != ERR_OK)
		return rc;
	if (stat(o->to, &st) == 0)
		return err_set(e, ERR_CONFLICT, "%s exists already; name a new folder for each backup", o->to);
	to = str_of(o->to);
	while (to.n > 1 && to.p[to.n - 1] == '/')
		to.n--;
	snprintf(made, sizeof(made), "%.*s.partial", STR_FMT(to));
	rc = folder_new(made, e);
	if (rc != ERR_OK)
		return rc;
	rc = parts_backup(d, made, e);
	if (rc == ERR_OK && o->key_to)
		rc = key_check(&place->store->data, e);
	if (rc == ERR_OK && o->key_to)
		rc = keys_copy(d->path, o->key_to, &keys, e);
	if (rc == ERR_OK)
		rc = folder_settle(made, o->to, e);
	if (rc != ERR_OK && o->key_to)
		keys_remove(o->key_to, &keys);
	if (rc != ERR_OK && folder_remove(made, &ignored) != ERR_OK)
		err_wrap(e, "%s is left over", made);
	if (rc != ERR_OK)
		return rc;
	backup_note(d);
	fprintf(place->out, "backup of %s is in %s\n", d->path, o->to);
	if (!o->key_to)
		fprintf(place->out, "without --key-to the key of pseudonyms and the list of erasures are in no backup\n");
	return ERR_OK;
}

static enum err_code
databases_restore(const char *made, const char *from, struct err *e)
{
	static const int kind[] = { DB_STORE, DB_PEOPLE };
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < 2 && rc == ERR_OK; i++) {
		const char *name = kind[i] == DB_PEOPLE ? "people.db" : "store.db";
		char source[PATH_BYTES], target[PATH_BYTES];
		struct db db = { 0 };

		path_join(source, from, name);
		path_join(target, made, name);
		if (access(source, R_OK) < 0)
			return err_set(e, ERR_NOTFOUND, "%s holds no backup (%s is missing)", from, name);
		rc = data_database_whole(source, true, e);
		if (rc == ERR_OK)
			rc = db_open(&db, source, DB_READER, kind[i], e);
		if (rc == ERR_OK)
			rc = store_version_check(&db, source, kind[i], true, e);
		if (rc == ERR_OK)
			rc = db_check(&db, e);
		if (rc == ERR_OK)
			rc = copy_database(&db, target, e);
		db_close(&db);
	}
	return rc;
}

static enum err_code
replay_run(struct writer_tx *tx, struct job *job, struct err *e)
{
	struct {
		const struct data *d;
		int64_t n;
	} *x = job->owner;

	/* Who signed out since must stay so. */
	enum err_code rc = db_run(&tx->people, SQL_session_clear, NULL, 0, e);

	return rc == ERR_OK ? mine_replay(tx, x->d, &x->n, e) : rc;
}

static enum err_code
restored_open(const char *made, int64_t *replayed, struct err *e)
{
	struct store store;
	struct {
		const struct data *d;
		int64_t n;
	} x = { &store.data, 0 };
	enum err_code rc = store_open(&store, made, NULL, e);

	if (rc != ERR_OK)
		return rc;
	rc = writer_run(store.writer, replay_run, &x, e);
	store_close(&store);
	*replayed = x.n;
	return rc;
}

/* All of it into `made`, opened and checked once, with the erasures replayed. */
static enum err_code
parts_restore(const struct options *o, const char *from, const char *made, int64_t *replayed, struct err *e)
{
	char path[PATH_BYTES];
	struct stat st;
	enum err_code rc;

	path_join(path, made, "site");
	if (mkdir(path, 0700) < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	rc = files_copy(secrets, o->key_from ? o->key_from : o->data, made, e);
	if (rc != ERR_OK)
		return rc;
	path_join(path, made, "pseudonym.key");
	if (stat(path, &st) < 0)
		return err_set(e, ERR_INVALID, "the key of pseudonyms is needed, too: --key-from FOLDER (as backup "
			"--key-to made it)");
	rc = databases_restore(made, from, e);
	if (rc == ERR_OK)
		rc = files_copy(extras, from, made, e);
	return rc == ERR_OK ? restored_open(made, replayed, e) : rc;
}

/* A file takes the place of what an attempt that was cut short has moved already; a folder needs it empty. */
static enum err_code
part_move(const char *made, const char *to, const char *name, struct err *e)
{
	char source[PATH_BYTES], target[PATH_BYTES];
	struct stat st;
	enum err_code rc = ERR_OK;

	path_join(source, made, name);
	path_join(target, to, name);
	if (stat(source, &st) == 0 && S_ISDIR(st.st_mode))
		rc = folder_remove(target, e);
	if (rc != ERR_OK)
		return rc;
	return rename(source, target) == 0 ? ERR_OK : err_set(e, ERR_IO, "%s: %s", target, strerror(errno));
}

/* What lies in `made` into the data folder; store.db last, so that only a whole one is a store. */
static enum err_code
parts_move(const char *made, const char *to, struct err *e)
{
	DIR *dir = opendir(made);
	struct dirent *entry;
	enum err_code rc = ERR_OK;

	if (!dir)
		return err_set(e, ERR_IO, "%s: %s", made, strerror(errno));
	while (rc == ERR_OK && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0
		    && strcmp(entry->d_name, "store.db") != 0)
			rc = part_move(made, to, entry->d_name, e);
	closedir(dir);
	if (rc == ERR_OK)
		rc = folder_sync(to, e);
	if (rc == ERR_OK)
		rc = part_move(made, to, "store.db", e);
	return rc == ERR_OK ? folder_sync(to, e) : rc;
}

/*
 * Made in a folder inside of the new one and moved when it is whole: half a restore, or one without
 * its erasures, is never taken for a store. Data_open() refuses what a killed one leaves behind.
 */
static enum err_code
restore_run(const struct options *o, const char *from, struct err *e)
{
	char path[PATH_BYTES], made[PATH_BYTES];
	struct stat st;
	struct err ignored;
	int64_t replayed = 0;
	enum err_code rc;

	path_join(path, o->data, "store.db");
	if (stat(path, &st) == 0)
		return err_set(e, ERR_CONFLICT, "%s holds a store already: restore into a new folder", o->data);
	path_join(made, o->data, "restore.partial");
	if (mkdir(o->data, 0700) < 0 && errno != EEXIST)
		return err_set(e, ERR_IO, "%s: %s", o->data, strerror(errno));
	rc = folder_remove(made, e); /* of an attempt that was cut short */
	if (rc == ERR_OK)
		rc = folder_new(made, e);
	if (rc == ERR_OK)
		rc = parts_restore(o, from, made, &replayed, e);
	if (rc == ERR_OK)
		rc = parts_move(made, o->data, e);
	if (folder_remove(made, rc == ERR_OK ? e : &ignored) != ERR_OK)
		return e->code;
	if (rc == ERR_OK)
		printf("restored into %s; %lld erasures replayed\n", o->data, (long long)replayed);
	else
		(void)rmdir(o->data); /* unless something else lies there */
	return rc;
}

int
restore(const struct options *o, struct err *e)
{
	const char *from = o->from ? o->from : o->n_word > 0 ? o->word[0] : NULL;

	if (!from || !o->data)
		return err_set(e, ERR_INVALID, "restore needs --from FOLDER, --key-from FOLDER and --data NEW-FOLDER"),
			EXIT_USAGE;
	return restore_run(o, from, e) == ERR_OK ? EXIT_DONE : EXIT_FAILED;
}

static enum err_code
version_print(const struct data *d, int kind, const char *name, FILE *out, struct err *e)
{
	struct db db = { 0 };
	int64_t version = 0;
	enum err_code rc = store_read(d, kind, &db, e);

	if (rc == ERR_OK)
		rc = db_version(&db, &version, e);
	db_close(&db);
	if (rc == ERR_OK)
		fprintf(out, "%s has version %lld\n", name, (long long)version);
	return rc;
}

/* The store is open: its migrations have been rehearsed and run by then. */
enum err_code
migrate_command(const struct command_place *place, const struct options *o, struct err *e)
{
	enum err_code rc = version_print(&place->store->data, DB_STORE, "store.db", place->out, e);

	(void)o;
	return rc == ERR_OK ? version_print(&place->store->data, DB_PEOPLE, "people.db", place->out, e) : rc;
}
