#include "generator/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static DIR *
folder_open(int fd, const char *path)
{
	int dir = openat(fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = dir < 0 ? NULL : fdopendir(dir);

	if (!d && dir >= 0)
		close(dir);
	return d;
}

enum err_code
tree_link(int fd, const char *from, const char *to, struct err *e)
{
	DIR *source = folder_open(fd, from);
	const struct dirent *d;
	enum err_code rc = ERR_OK;
	int target = -1;
	struct stat st;

	if (source && mkdirat(fd, to, 0755) == 0)
		target = openat(fd, to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!source || target < 0) {
		rc = err_set(e, ERR_IO, "%s: %s", to, strerror(errno));
		goto out;
	}
	while (rc == ERR_OK && (d = readdir(source)) != NULL) {
		if (is_dots(d->d_name))
			continue;
		if (fstatat(dirfd(source), d->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0) {
			rc = err_set(e, ERR_IO, "%s/%s: %s", from, d->d_name, strerror(errno));
		} else if (S_ISREG(st.st_mode)) {
			if (linkat(dirfd(source), d->d_name, target, d->d_name, 0) < 0)
				rc = err_set(e, ERR_IO, "%s/%s: %s", to, d->d_name, strerror(errno));
		} else if (S_ISDIR(st.st_mode)) {
			char path[600]; /* "<from>/<name>", seen from `fd`; a name has at most 255 bytes */
			char made[600];

			if (snprintf(path, sizeof(path), "%s/%s", from, d->d_name) >= (int)sizeof(path)
				|| snprintf(made, sizeof(made), "%s/%s", to, d->d_name) >= (int)sizeof(made))
				rc = err_set(e, ERR_IO, "%s/%s: the path is too long", from, d->d_name);
			else
				rc = tree_link(fd, path, made, e);
		}
	}
out:
	if (source)
		closedir(source);
	if (target >= 0)
		close(target);
	return rc;
}
