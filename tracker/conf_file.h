/* conf_file.h - tracker.conf: what only the operator may decide (common/conf.h has its table). */
#ifndef TRACKER_CONF_FILE_H
#define TRACKER_CONF_FILE_H

#include "common/conf.h"
#include "tracker/data.h"

/*
 * Read `path`, or DATA/tracker.conf when that is NULL; without such a file all defaults hold. Text
 * is in `a`. ERR_INVALID after a mistake, each of which is printed on `to` with its place;
 * ERR_NOTFOUND when `path` is given and not there.
 */
enum err_code conf_file_read(struct arena *a, const struct data *d, const char *path, FILE *to,
	struct tracker_conf *out, struct err *e) MUST_CHECK;

#endif
