#include "generator/published.h"

#include "common/file.h"
#include "common/json.h"

enum { PUBLISHED_BYTES_MAX = 64 * 1024 * 1024 };

static struct str
text_of(struct arena *a, const json_t *object, const char *key)
{
	return arena_copy(a, json_text(object, key));
}

enum err_code
published_read(struct published *out, struct arena *arena, const char *path, struct err *e)
{
	struct buf text = { .max = PUBLISHED_BYTES_MAX };
	json_t *root = NULL, *list, *item;
	size_t i;
	enum err_code rc;

	*out = (struct published){ 0 };
	if (!path)
		return ERR_OK;
	rc = file_read(path, &text, e);
	if (rc == ERR_OK)
		rc = json_read(buf_str(&text), PUBLISHED_BYTES_MAX, &root, e);
	if (rc == ERR_OK && json_integer_value(json_object_get(root, "format")) != 1)
		rc = err_set(e, ERR_INVALID, "this is no file of \"lernreise-tracker export public\", format 1");
	if (rc != ERR_OK) {
		rc = err_wrap(e, "%s", path);
		goto out;
	}
	list = json_object_get(root, "barriers");
	out->barrier = ARENA_ARRAY(arena, struct published_barrier, json_array_size(list) + 1);
	json_array_foreach (list, i, item) {
		struct published_barrier *b = &out->barrier[out->n_barrier++];

		*b = (struct published_barrier){ .module = text_of(arena, item, "module"),
			.page = text_of(arena, item, "page"), .heading = text_of(arena, item, "heading"),
			.text = text_of(arena, item, "text"), .answer = text_of(arena, item, "answer") };
		if (!date_parse(json_text(item, "mended"), &b->mended))
			b->mended = (struct date){ 0 };
	}
out:
	json_decref(root);
	buf_release(&text);
	return rc;
}
