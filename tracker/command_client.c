/* client add, list, revoke; people import. */
#include "tracker/client.h"
#include "tracker/command.h"
#include "tracker/people.h"

static void
tell_changed(const struct command_place *place)
{
	if (place->changed)
		place->changed(place->ctx);
}

enum err_code
client_add_command(const struct command_place *place, const struct options *o, struct err *e)
{
	enum err_code rc = client_add(place->store, str_of(o->word[0]), str_of(o->scope), place->out, e);

	if (rc == ERR_OK)
		tell_changed(place);
	return rc;
}

enum err_code
client_revoke_command(const struct command_place *place, const struct options *o, struct err *e)
{
	enum err_code rc = client_revoke(place->store, str_of(o->word[0]), e);

	if (rc == ERR_OK)
		tell_changed(place);
	return rc;
}

enum err_code
client_list_command(const struct command_place *place, const struct options *o, struct err *e)
{
	struct db db = { 0 };
	enum err_code rc = store_read(&place->store->data, DB_STORE, &db, e);

	(void)o;
	if (rc == ERR_OK)
		rc = client_list(&db, place->out, e);
	db_close(&db);
	return rc;
}

enum err_code
people_import_command(const struct command_place *place, const struct options *o, struct err *e)
{
	return people_import(place->store, o->input, place->out, e);
}
