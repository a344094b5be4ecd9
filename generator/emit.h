/*
 * emit.h - the output folder: only what changed is written, what no longer belongs is removed.
 *
 * OUT/manifest names every file of the last build with its fingerprint; it is replaced last, by
 * rename. While files are being written, OUT/manifest.next lists what will be there, so that a build
 * after an interrupted one trusts nothing and leaves nothing behind. Beside each text file X stand
 * X.gz and X.br; they are not listed.
 */
#ifndef GENERATOR_EMIT_H
#define GENERATOR_EMIT_H

#include "common/buf.h"
#include "common/err.h"
#include "generator/compress.h"
#include "generator/hash.h"
#include "generator/map.h"
#include "generator/source.h"
#include "generator/vec.h"

/* One file of the output. */
struct emit_file {
	struct str path;     /* below OUT: "public/…", "tracker/…" */
	struct hash hash;
	int64_t size;
	struct str bytes;    /* what to write; p is NULL when the file is there already, or for `source` */
	int64_t source;      /* index of a source file to copy, or -1 */
	bool owned;          /* bytes.p is freed after writing */
	bool write;
};

struct emit {
	struct arena *arena;
	struct str out;      /* the folder as it was given */
	int fd;              /* of OUT, locked; -1 when it does not exist yet */
	struct map old;      /* path -> index in old_file */
	VEC(struct emit_file, old_file);
	enum compress_effort old_effort, effort;
	bool repack;         /* the effort differs from the last build's */
	bool distrust;       /* the last build was interrupted, or --full */
	VEC(struct emit_file, file);
	struct str old_catalogue; /* of the last build, "" when there is none */
	size_t written, removed, kept; /* for the summary */
};

/*
 * Look at the folder `out` (it need not exist) and lock it; nothing is changed. `full`: every file is
 * written again. ERR_BUSY: another build is at work there. Call emit_close() in any case.
 */
enum err_code emit_open(struct emit *e, struct arena *arena, const char *out, bool full, struct err *err) MUST_CHECK;
void emit_close(struct emit *e);

/*
 * Make room for `n` more files and return the index of the first: fill e->file[i].path and .source
 * (-1), then call emit_set() for each.
 */
size_t emit_reserve(struct emit *e, size_t n);

/* The bytes of file `i`. They are copied if they must be written. Threads may set different files at once. */
void emit_set(struct emit *e, size_t i, struct str bytes);

/* One more file with these bytes, which are borrowed until emit_commit(). */
void emit_add(struct emit *e, struct str path, struct str bytes);

/* One more file, copied from file `i` of `source`, whose id is known. */
void emit_copy(struct emit *e, struct str path, const struct source *source, size_t i);

/*
 * Write, compress and remove what must be, on `jobs` threads with a reader each; then the manifest.
 * After an error the folder holds old and new files, each of them whole, and the old manifest.
 */
enum err_code emit_commit(struct emit *e, struct source *source, struct source_reader *reader,
	unsigned jobs, struct err *err) MUST_CHECK;

#endif
