/* pool.h - cmark's memory: never freed singly, all forgotten after each document, one a thread. */
#ifndef GENERATOR_POOL_H
#define GENERATOR_POOL_H

#include <cmark-gfm.h>

/* cmark's allocator is three functions without a context, hence a pool per thread behind them. */
cmark_mem *pool_mem(void);

/* Forget everything this thread took; the largest block is kept for the next document. */
void pool_reset(void);

/* Give this thread's memory back; the end of a thread does so, too. */
void pool_release(void);

#endif
