/* Any bytes as figures.manifest: compared with an empty store, every line of it is a difference or nothing. */
#include <stdint.h>

#include "common/file.h"
#include "tests/fuzz/stage.h"
#include "tracker/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
tell(void *ctx, const char *message)
{
	STAGE_CHECK(message[0] != '\0');
	++*(size_t *)ctx;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct stage *s = stage_get();
	struct db db = { 0 };
	struct err e = { 0 };
	char path[128];
	size_t told = 0;
	enum err_code rc;
	FILE *f;

	snprintf(path, sizeof(path), "%s/figures.manifest", stage_folder());
	f = fopen(path, "wb");
	STAGE_CHECK(f && fwrite(data, 1, n, f) == n);
	fclose(f);
	STAGE_CHECK(store_read(&s->store.data, DB_STORE, &db, &e) == ERR_OK);
	rc = manifest_verify(path, &db, tell, &told, &e);
	STAGE_CHECK(rc == ERR_OK || rc == ERR_INVALID || rc == ERR_PARSE);
	STAGE_CHECK((rc == ERR_INVALID) == (told > 0));
	db_close(&db);
	return 0;
}
