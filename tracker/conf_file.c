#include "tracker/conf_file.h"

#include "common/file.h"

enum err_code
conf_file_read(struct arena *a, const struct data *d, const char *path, FILE *to,
	struct tracker_conf *out, struct err *e)
{
	struct findings all = { .arena = a };
	struct buf text = { 0 };
	char usual[600];
	enum err_code rc;

	data_path(d, "tracker.conf", usual, sizeof(usual));
	rc = file_read(path ? path : usual, &text, e);
	if (rc == ERR_NOTFOUND && !path)
		rc = ERR_OK; /* an empty one: all defaults */
	if (rc == ERR_OK && !conf_read_tracker(a, buf_str(&text), str_of(path ? path : usual), &all, out)) {
		findings_print(&all, to, 50);
		rc = err_set(e, ERR_INVALID, "%s has mistakes", path ? path : usual);
	}
	buf_release(&text);
	return rc;
}
