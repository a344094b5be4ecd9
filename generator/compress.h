/* compress.h - gzip and brotli of finished files, the same bytes each time. */
#ifndef GENERATOR_COMPRESS_H
#define GENERATOR_COMPRESS_H

#include "common/buf.h"

/* Whether files of this name are text that is worth compressing. */
bool compress_wanted(struct str path);

/* Append `bytes` as gzip (RFC 1952, no name, no time) or as brotli (RFC 7932) to `out`. */
void compress_gzip(struct str bytes, struct buf *out);
void compress_brotli(struct str bytes, struct buf *out);

#endif
