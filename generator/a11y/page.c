/* page.c - one page: parsed, prepared, looked at by every rule. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "generator/a11y/rules.h"

enum { FINDINGS_MAX = 50 /* of one rule on one page; more would only repeat themselves */ };

void
run_pass(struct run *r)
{
	if (r->outcome == OUTCOME_INAPPLICABLE)
		r->outcome = OUTCOME_PASSED;
}

/* A place in a frame is that of the frame: its text has no lines of the page. */
static const struct dom_node *
outermost(const struct dom_node *n)
{
	while (n->doc->host)
		n = n->doc->host;
	return n;
}

void
run_fail(struct run *r, const struct dom_node *n, const char *attr, const char *fmt, ...)
{
	const struct dom_attr *at = attr ? dom_attr_find(n, attr) : NULL;
	const struct dom_node *place = outermost(n);
	struct finding *f;
	char text[512];
	va_list ap;

	r->outcome = OUTCOME_FAILED;
	if (++r->failed > FINDINGS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Cut off in the middle of a character? Then leave that one out. */
	if (!str_utf8(str_of(text))) {
		size_t end = strlen(text);

		while (end > 0 && !str_utf8((struct str){ text, end }))
			end--;
		text[end] = '\0';
	}
	f = finding_add(r->findings, r->rule->severity, r->rule->id, r->file,
		place == n && at ? at->line : place->line, place == n && at ? at->column : place->column,
		"%s", text);
	f->criterion = r->rule->criterion;
	finding_remedy(r->findings, f, "%s", r->rule->remedy);
}

/* Every document of the page: the page itself, then the frames in it. */
static bool
each_document(struct dom_doc *d, bool (*each)(struct dom_doc *, void *), void *data)
{
	if (!each(d, data))
		return false;
	for (struct dom_node *n = d->root; n; n = n->after) {
		if (n->frame && !each_document(n->frame, each, data))
			return false;
	}
	return true;
}

bool
page_prepare(struct dom_doc *d)
{
	if (!style_compute(d))
		return false;
	roles_compute(d);
	tree_own(d);
	names_prepare(d);
	return true;
}

static bool
prepare_each(struct dom_doc *d, void *data)
{
	(void)data;
	return page_prepare(d);
}

static bool
rule_run(struct dom_doc *d, void *data)
{
	struct run *r = data;

	r->doc = d;
	r->done = false;
	for (const struct dom_node *n = d->root; n; n = n->after) {
		if (!n->text)
			r->rule->element(r, n);
	}
	return *d->steps > 0;
}

enum err_code
page_check(struct str html, struct str file, struct findings *findings,
	enum outcome outcome[RULES], struct err *e)
{
	return page_check_seen(html, file, findings, outcome, NULL, NULL, e);
}

enum err_code
page_check_seen(struct str html, struct str file, struct findings *findings,
	enum outcome outcome[RULES], page_seen_fn *seen, void *data, struct err *e)
{
	struct arena a = { 0 };
	struct findings found = { .arena = &a };
	struct run r = { .findings = &found, .file = file };
	struct dom_doc *page = NULL;
	enum err_code rc = dom_parse(&a, html, &page, e);
	bool done = rc == ERR_OK && each_document(page, prepare_each, NULL);

	for (int i = 0; done && i < RULES; i++) {
		r.rule = &rules[i];
		r.outcome = OUTCOME_INAPPLICABLE;
		r.failed = 0;
		done = each_document(page, rule_run, &r);
		if (outcome)
			outcome[i] = r.outcome;
	}
	if (done && seen)
		seen(page, &found, data);
	if (rc == ERR_OK && !done)
		rc = err_set(e, ERR_INVALID, "die Seite ist zu umfangreich, um sie zu prüfen");
	if (rc == ERR_OK)
		findings_append(findings, &found);
	buf_release(&r.a);
	buf_release(&r.b);
	arena_reset(&a);
	return rc;
}
