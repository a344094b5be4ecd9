/* Any bytes as people.csv: imported whole, or refused with what is wrong and nothing changed. */
#include <stdint.h>

#include "tests/fuzz/stage.h"
#include "tracker/people.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static size_t
people_count(void)
{
	struct person *person = NULL;
	struct arena a = { 0 };
	struct db db = { 0 };
	struct err e;
	size_t k = 0;

	STAGE_CHECK(store_read(&stage_get()->store.data, DB_PEOPLE, &db, &e) == ERR_OK);
	STAGE_CHECK(people_list(&db, &a, STR("demo"), 20000, 100, &person, &k, &e) == ERR_OK);
	for (size_t i = 0; i < k; i++)
		STAGE_CHECK(person[i].sub.n > 0 && str_utf8(person[i].name));
	db_close(&db);
	arena_reset(&a);
	return k;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct stage *s = stage_get();
	struct err e = { 0 };
	char *said = NULL;
	size_t n_said = 0, before = people_count();
	FILE *out = open_memstream(&said, &n_said);
	enum err_code rc;

	STAGE_CHECK(out != NULL);
	rc = people_import(&s->store, (struct str){ (const char *)data, n }, out, &e);
	fclose(out);
	STAGE_CHECK(rc == ERR_OK || rc == ERR_INVALID);
	if (rc != ERR_OK)
		STAGE_CHECK(e.msg[0] && people_count() == before);
	else
		people_count();
	free(said);
	return 0;
}
