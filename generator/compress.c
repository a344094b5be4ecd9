#include "generator/compress.h"

#include <brotli/encode.h>
#include <stdlib.h>
#include <zlib.h>

/*
 * Levels by measuring, on pages of 21 KB (milliseconds a page, share of the size that is left):
 *
 *   gzip 1: 0.23, 31 %   gzip 3: 0.26, 30 %   gzip 6: 0.50, 27 %   gzip 9: 0.48, 27 %
 *   brotli 1: 0.14, 31 %   brotli 4: 0.30, 28 %   brotli 5: 0.39, 26 %   brotli 9: 9.9, 26 %
 *
 * A site of ten thousand pages would spend 9 of 11 seconds of processor time on the good levels; so
 * from 64 MB of text on, the fast ones are taken.
 */
static const int gzip_level[] = { [COMPRESS_FAST] = 1, [COMPRESS_WELL] = 6 };
static const int brotli_quality[] = { [COMPRESS_FAST] = 1, [COMPRESS_WELL] = 5 };
enum { BROTLI_WINDOW = 18, FAST_FROM = 64 * 1024 * 1024 };

enum compress_effort
compress_effort_for(int64_t text_bytes)
{
	return text_bytes < FAST_FROM ? COMPRESS_WELL : COMPRESS_FAST;
}

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
compress_gzip(struct str bytes, enum compress_effort effort, struct buf *out)
{
	z_stream z = { 0 };
	uLong bound;

	if (deflateInit2(&z, gzip_level[effort], Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
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
compress_brotli(struct str bytes, enum compress_effort effort, struct buf *out)
{
	size_t n = BrotliEncoderMaxCompressedSize(bytes.n);

	if (n == 0)
		abort(); /* over 2 GB: never a page */
	if (!BrotliEncoderCompress(brotli_quality[effort], BROTLI_WINDOW, BROTLI_MODE_TEXT, bytes.n,
			(const uint8_t *)bytes.p, &n, (uint8_t *)buf_room(out, n)))
		abort();
	out->n += n;
}
