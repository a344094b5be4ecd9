/* record_pack.h - page records to bytes and back, for the cache. */
#ifndef GENERATOR_RECORD_PACK_H
#define GENERATOR_RECORD_PACK_H

#include "generator/pack.h"
#include "generator/record.h"

/* Write or read everything that record_read() makes; what comes from the path is not in it. */
void record_pack(struct pack *k, struct record *r);

#endif
