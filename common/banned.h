/*
 * banned.h - C functions that this project does not use, and what to use instead.
 *
 * The Makefile includes it before every file of ours. System headers are included first, because
 * they may name what they declare.
 */
#ifndef COMMON_BANNED_H
#define COMMON_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* strcpy, strcat, strncpy, sprintf: struct buf, arena_printf, snprintf. strtok: str_cut. gmtime,
 * localtime (a shared buffer, process-wide zones): date.h. atoi (no errors): str_number. */
/* clang has some of them as macros when _FORTIFY_SOURCE is set. */
#undef sprintf
#undef strncpy
#undef strcpy
#undef strcat
#pragma GCC poison strcpy strcat strncpy sprintf strtok gmtime localtime atoi

#endif
