/* tree.h - a folder copied by hard links. */
#ifndef GENERATOR_TREE_H
#define GENERATOR_TREE_H

#include "common/err.h"

/* Make folder `to` (in the open folder `fd`) with the same folders and hard links to the files of `from`;
 * symbolic links are left out. */
enum err_code tree_link(int fd, const char *from, const char *to, struct err *e) MUST_CHECK;

#endif
