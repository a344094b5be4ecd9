/* report_text.c - findings as a colleague would tell them. */
#include <stdlib.h>

#include "common/buf.h"
#include "generator/report.h"

void
report_message(const struct finding *f, struct buf *out)
{
	struct report_rule rule = { .why = "" };

	buf_add(out, f->message);
	if (report_rule_find(f->rule, &rule) && *rule.why)
		buf_addf(out, ". %s", rule.why);
	if (f->excerpt.n > 0)
		buf_addf(out, " Im Text: „%.*s“", STR_FMT(f->excerpt));
}

void
report_remedy(const struct finding *f, struct buf *out)
{
	struct report_rule rule = { .remedy = "" };

	report_rule_find(f->rule, &rule);
	buf_add(out, f->remedy.n > 0 ? f->remedy : str_of(rule.remedy));
	if (f->fixable)
		buf_addf(out, "%sBehebbar mit --fix.", out->n > 0 ? " " : "");
}

/* Whether the reason of rule `id` has been told. */
static bool
is_told(const char **rule, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(rule[i], id) == 0)
			return true;
	}
	return false;
}

static void
finding_tell(const struct finding *f, bool why, FILE *to)
{
	struct report_rule rule = { .why = "" };
	struct buf remedy = { 0 };

	report_rule_find(f->rule, &rule);
	report_remedy(f, &remedy);
	finding_place_print(f, to);
	fprintf(to, "%.*s%s%.*s [%s]\n", STR_FMT(f->message), remedy.n > 0 ? ". " : "", STR_FMT(buf_str(&remedy)), f->rule);
	if (f->excerpt.n > 0)
		fprintf(to, "    Im Text: %.*s\n", STR_FMT(f->excerpt));
	if (why && *rule.why)
		fprintf(to, "    Warum: %s%s%s%s\n", rule.why, f->criterion ? " (" : "", f->criterion ? f->criterion : "",
			f->criterion ? ")" : "");
	buf_release(&remedy);
}

/* Exceptions are told as a number, at the end. */
static bool
is_counted_only(const struct finding *f)
{
	return strcmp(f->rule, "exception") == 0;
}

void
report_text(const struct report *r, FILE *to, size_t limit)
{
	static const char *const one[] = { "Fund hält den Bau an", "Hinweis", "Rat" };
	static const char *const many[] = { "Funde halten den Bau an", "Hinweise", "Ratschläge" };
	const char **told = calloc(r->all->n + 1, sizeof(*told));
	size_t n_told = 0, count, shown;

	if (!told)
		abort(); /* out of memory */
	for (int s = SEVERITY_STOP; s <= SEVERITY_ADVICE; s++) {
		count = shown = 0;
		for (size_t i = 0; i < r->all->n; i++) {
			const struct finding *f = &r->all->item[i];

			if ((int)f->severity != s || is_counted_only(f) || (++count > limit && limit))
				continue;
			finding_tell(f, !is_told(told, n_told, f->rule), to);
			told[n_told++] = f->rule;
			shown++;
		}
		if (shown < count)
			fprintf(to, "… und %zu weitere\n", count - shown);
		if (count > 0)
			fprintf(to, "%zu %s\n", count, count == 1 ? one[s] : many[s]);
	}
	if (r->accepted->n > 0)
		fprintf(to, "%zu %s als Ausnahme angenommen\n", r->accepted->n, r->accepted->n == 1 ? "Fund ist" : "Funde sind");
	free(told);
}
