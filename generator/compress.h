/* compress.h - gzip and brotli of finished files, the same bytes each time. */
#ifndef GENERATOR_COMPRESS_H
#define GENERATOR_COMPRESS_H

#include "common/buf.h"

/* Whether files of this name are text that is worth compressing. */
bool compress_wanted(struct str path);

/*
 * How hard to try. It follows from the size of the whole site, never from what has changed: the same
 * site gives the same bytes, whatever was built before.
 */
enum compress_effort { COMPRESS_FAST, COMPRESS_WELL };
enum compress_effort compress_effort_for(int64_t text_bytes);

/* Append `bytes` as gzip (RFC 1952, no name, no time) or as brotli (RFC 7932) to `out`. */
void compress_gzip(struct str bytes, enum compress_effort effort, struct buf *out);
void compress_brotli(struct str bytes, enum compress_effort effort, struct buf *out);

#endif
