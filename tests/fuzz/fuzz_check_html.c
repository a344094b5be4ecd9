/* fuzz_check_html.c - the accessibility rules on any bytes: no crash, no endless run. */
#include <stddef.h>
#include <stdint.h>

#include "generator/a11y/check_html.h"
#include "generator/a11y/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct findings found = { .arena = &a };
	struct buf html = { 0 };
	struct err e;
	enum err_code rc;

	buf_add(&html, (struct str){ (const char *)data, n });
	rc = html_decode(&html, &e);
	if (rc == ERR_OK)
		rc = page_check(buf_str(&html), STR("x.html"), &found, NULL, &e);
	buf_release(&html);
	arena_reset(&a);
	return rc == ERR_OK || rc == ERR_INVALID || rc == ERR_PARSE ? 0 : 1;
}
