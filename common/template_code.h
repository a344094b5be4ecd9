/*
 * template_code.h - inside the template engine: what compiling leaves for rendering.
 *
 * A template is one flat array of instructions. Every section that has fields of its own puts a
 * pointer into a numbered frame; numbers are fixed at compile time, so a value is found by one
 * array access and a few additions.
 */
#ifndef COMMON_TEMPLATE_CODE_H
#define COMMON_TEMPLATE_CODE_H

#include <stddef.h>
#include <stdint.h>

#include "common/str.h"

enum { TEMPLATE_FRAMES = 32, TEMPLATE_HOPS = 4 };

enum opcode {
	OP_LITERAL,
	OP_TEXT,       /* escaped for text and quoted attributes */
	OP_URL,        /* an address from its beginning: the scheme is checked */
	OP_QUERY,      /* a part of a query: percent-encoded */
	OP_HTML,       /* as it is */
	OP_NUMBER,
	OP_EACH,       /* list: its first item into `push`, or go to `jump` when empty */
	OP_EACH_TEXT,  /* the same for a list of texts */
	OP_NEXT,       /* the next item of `push`: go to `jump`; after the last one go on */
	OP_WITH,       /* object into `push`, or go to `jump` when NULL */
	OP_IF_TEXT,    /* text into `push`, or go to `jump` when empty */
	OP_IF_BOOL,    /* go to `jump` when false */
	OP_IF_NUMBER,
	OP_NOT_LIST,   /* go to `jump` when not empty, and so on */
	OP_NOT_OBJECT,
	OP_NOT_TEXT,
	OP_NOT_BOOL,
	OP_NOT_NUMBER
};

/* Where a value is: begin at a frame, follow a pointer after each offset but the last. */
struct ref {
	uint16_t frame, hops;
	uint32_t offset[TEMPLATE_HOPS + 1];
};

struct instr {
	enum opcode op;
	uint16_t push;
	uint32_t jump;
	uint32_t size;      /* EACH, NEXT: bytes of an item */
	struct ref ref;
	struct str literal; /* LITERAL */
};

struct template {
	const struct instr *code;
	size_t n;
};

#endif
