/* Any Markdown through the rules on text: findings with a place in the text, never a crash. */
#include <stdint.h>
#include <stdlib.h>

#include "generator/markdown.h"
#include "generator/text/check_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Bytes that record.c lets through: UTF-8 without control characters but tab and line ends. */
static bool
is_body(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			return false;
	}
	return str_utf8(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const languages[] = { "de", "ls", "en" };
	struct str body = { (const char *)data, n };
	unsigned lines = 1;

	if (!is_body(body))
		return 0;
	markdown_start();
	for (size_t i = 0; i < n; i++)
		lines += data[i] == '\n';
	for (int k = 0; k < 3; k++) {
		struct arena a = { 0 };
		struct findings all = { .arena = &a };

		check_text_page(&a, STR("x.md"), k == 0 ? body : STR(""), body, 1, str_of(languages[k]), k, &all);
		for (size_t i = 0; i < all.n; i++) {
			if (all.item[i].line < 1 || all.item[i].line > lines + 1 || all.item[i].column < 1
				|| !str_utf8(all.item[i].message))
				abort();
		}
		arena_reset(&a);
	}
	return 0;
}
