#include "generator/compress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

/*
 * Levels by measuring, on pages of 10 KB: they are made on every edit and read much more often, so they
 * should be small, but ten thousand of them must not take longer than the rest of a build.
 */
enum { GZIP_LEVEL = 6, BROTLI_QUALITY = 5, BROTLI_WINDOW = 18 };

bool
compress_wanted(struct str path)
{
	static const char *const suffix[] = { ".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".xml", ".ics",
		".csv", ".tsv", ".vtt", ".md", ".webmanifest", NULL };

	for (size_t i = 0; suffix[i]; i++) {
		if (str_ends(path, str_of(suffix[i])))
			return true;
	}
	return false;
}

void
compress_gzip(struct str bytes, struct buf *out)
{
	z_stream z = { 0 };
	uLong bound;

	if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* only without memory */
	bound = deflateBound(&z, bytes.n);
	z.next_in = (z_const Bytef *)(uintptr_t)bytes.p;
	z.avail_in = (uInt)bytes.n;
	z.next_out = (Bytef *)buf_room(out, bound);
	z.avail_out = (uInt)bound;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		abort(); /* the room is what deflateBound() asked for */
	out->n += z.total_out;
	deflateEnd(&z);
}

void
compress_brotli(struct str bytes, struct buf *out)
{
	size_t n = BrotliEncoderMaxCompressedSize(bytes.n);

	if (n == 0)
		abort(); /* over 2 GB: never a page */
	if (!BrotliEncoderCompress(BROTLI_QUALITY, BROTLI_WINDOW, BROTLI_MODE_TEXT, bytes.n,
			(const uint8_t *)bytes.p, &n, (uint8_t *)buf_room(out, n)))
		abort();
	out->n += n;
}
