/* report_json.c - CONTRACTS.md, check --format json. */
#include "common/json.h"
#include "generator/report.h"

static void
object_write(const struct finding *f, struct buf *out)
{
	static const char *const severity[] = { "stop", "warn", "advice" };
	struct json_writer w = { .out = out };
	struct buf message = { 0 }, remedy = { 0 };

	report_message(f, &message);
	report_remedy(f, &remedy);
	json_open(&w, '{');
	json_pair(&w, "rule", str_of(f->rule));
	json_pair(&w, "severity", str_of(severity[f->severity]));
	json_pair(&w, "file", f->file);
	json_key(&w, "line");
	json_add_int(&w, f->line);
	json_key(&w, "column");
	json_add_int(&w, f->column);
	json_pair(&w, "message", buf_str(&message));
	json_pair(&w, "remedy", buf_str(&remedy));
	json_pair(&w, "criterion", str_of(f->criterion ? f->criterion : ""));
	json_close(&w, '}');
	buf_add_char(out, '\n');
	buf_release(&message);
	buf_release(&remedy);
}

void
report_json(const struct report *r, FILE *to)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < r->all->n; i++) {
		buf_clear(&out);
		object_write(&r->all->item[i], &out);
		fwrite(out.p, 1, out.n, to);
	}
	buf_release(&out);
}
