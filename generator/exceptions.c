#include "generator/exceptions.h"

#include "generator/check.h"
#include "generator/report.h"

const struct exception *
exception_find(const struct record *r, const char *rule)
{
	const struct exception *x = r->meta.exceptions.item;

	for (size_t i = 0; i < r->meta.exceptions.n; i++) {
		if (str_eq(x[i].rule, str_of(rule)))
			return &x[i];
	}
	return NULL;
}

static const struct record *
record_of(const struct build *b, const struct finding *f)
{
	int64_t i = map_find(&b->model.by_path, f->file);

	return i == MAP_NONE ? NULL : &b->model.record[i];
}

/* Exceptions with an id that check_ids() refuses have no effect, so nothing but a page's rules gets here. */
void
exceptions_apply(struct build *b)
{
	size_t n = 0;

	b->accepted.arena = &b->arena;
	for (size_t i = 0; i < b->findings.n; i++) {
		struct finding f = b->findings.item[i];
		const struct record *r = record_of(b, &f);
		const struct exception *x = r && report_rule_acceptable(f.rule) ? exception_find(r, f.rule) : NULL;
		struct findings one = { .item = &f, .n = 1 };

		if (x) {
			f.accepted = x->reason;
			findings_append(&b->accepted, &one);
		} else {
			b->findings.item[n++] = f;
		}
	}
	b->findings.n = n;
}

static size_t
accepted_count(const struct build *b, const struct record *r, const struct exception *x)
{
	size_t n = 0;

	for (size_t i = 0; i < b->accepted.n; i++)
		n += str_eq(b->accepted.item[i].file, r->path) && str_eq(x->rule, str_of(b->accepted.item[i].rule));
	return n;
}

static void
exception_count(struct build *b, const struct record *r, size_t i, bool pages)
{
	const struct exception *x = (const struct exception *)r->meta.exceptions.item + i;
	const char *rule = arena_copy(&b->arena, x->rule).p;
	size_t n = accepted_count(b, r, x);
	struct finding *f;

	if (!report_rule_acceptable(rule))
		return; /* check_ids() has told it */
	if (n > 0) {
		f = meta_finding(&b->model, r, "exceptions", (int64_t)i, SEVERITY_ADVICE, "exception", &b->findings,
			arena_printf(&b->arena, "%zu %s der Regel „%s“ %s hier angenommen: %.*s", n, n == 1 ? "Fund" : "Funde", rule,
				n == 1 ? "ist" : "sind", STR_FMT(x->reason)));
		finding_remedy(&b->findings, f, "Nehmen Sie die Ausnahme heraus, sobald der Grund wegfällt.");
	} else if (pages) {
		f = meta_finding(&b->model, r, "exceptions", (int64_t)i, SEVERITY_WARN, "exception-unused", &b->findings,
			arena_printf(&b->arena, "Die Ausnahme von „%s“ braucht auf dieser Seite niemand", rule));
		finding_remedy(&b->findings, f, "Nehmen Sie sie heraus; die Erklärung zur Barrierefreiheit nennt sie sonst.");
	}
}

void
exceptions_count(struct build *b, bool pages)
{
	for (size_t i = 0; i < b->model.n_record; i++) {
		const struct record *r = &b->model.record[i];
		const struct page *p = model_page_of(&b->model, r);

		for (size_t k = 0; k < r->meta.exceptions.n; k++)
			exception_count(b, r, k, pages && p && !p->hidden);
	}
	findings_sort(&b->findings);
}
