/* fill_statement.c - the accessibility statement: what was entered, what was measured, what is mended. */
#include "common/json.h"
#include "generator/a11y/rules.h"
#include "generator/fill.h"

/* The page that shows the statement. */
static const struct str page_id = STR_INIT("barrierefreiheit");

static const struct page *
statement_page(const struct model *m)
{
	const struct page *p = m->site->statement.given ? model_find(m, PAGE_PLAIN, page_id) : NULL;

	return p && !p->hidden ? p : NULL;
}

struct str
render_statement_address(const struct model *m)
{
	const struct page *p = statement_page(m);

	return p ? arena_printf(m->arena, "%.*sstatement.json", STR_FMT(p->address)) : STR("");
}

static struct template_list
exceptions_fill(const struct fill *f, int reason)
{
	const struct statement *s = &f->m->site->statement;
	const struct statement_exception *x = s->exceptions.item;
	struct view_exception *v = ARENA_ARRAY(f->arena, struct view_exception, s->exceptions.n + 1);
	struct str code = ((const struct str *)f->m->site->conf.languages.item)[f->language];
	size_t n = 0;

	for (size_t i = 0; i < s->exceptions.n; i++) {
		if (x[i].reason == reason)
			v[n++] = (struct view_exception){ statement_text(&x[i].what, code),
				statement_text(&x[i].why, code), statement_text(&x[i].alternative, code),
				fill_date(f, x[i].until) };
	}
	return (struct template_list){ v, n };
}

/* Exceptions that authors entered on their pages, as this language shows them. */
static struct template_list
accepted_fill(const struct fill *f)
{
	struct view_accepted *v;
	size_t n = 0;

	for (size_t i = 0; i < f->m->n_page; i++)
		n += page_record(&f->m->page[i], f->language)->meta.exceptions.n;
	v = ARENA_ARRAY(f->arena, struct view_accepted, n + 1);
	n = 0;
	for (size_t i = 0; i < f->m->n_page; i++) {
		const struct page *p = &f->m->page[i];
		const struct record *r = page_record(p, f->language);
		const struct exception *x = r->meta.exceptions.item;

		for (size_t k = 0; k < r->meta.exceptions.n && !p->hidden; k++)
			v[n++] = (struct view_accepted){ fill_here(f, p->address), r->meta.title, x[k].rule, x[k].reason };
	}
	return (struct template_list){ v, n };
}

/* The page that a barrier was reported on: by module, or "kind/id" as pages name themselves. */
static const struct page *
barrier_page(const struct model *m, const struct published_barrier *b)
{
	struct str kind, id = str_cut(b->page, '/', &kind);

	if (b->module.n > 0)
		return model_find(m, PAGE_MODULE, b->module);
	for (int k = 0; k < PAGE_KINDS; k++) {
		if (str_eq(kind, str_of(page_kind_names[k])))
			return model_find(m, (enum page_kind)k, id);
	}
	return NULL;
}

static struct template_list
mended_fill(const struct fill *f)
{
	const struct published *p = &f->m->published;
	struct view_mended *v = ARENA_ARRAY(f->arena, struct view_mended, p->n_barrier + 1);

	for (size_t i = 0; i < p->n_barrier; i++) {
		const struct published_barrier *b = &p->barrier[p->n_barrier - 1 - i]; /* newest first */
		const struct page *page = barrier_page(f->m, b);

		v[i] = (struct view_mended){ .text = b->text, .answer = b->answer, .day = fill_date(f, b->mended) };
		if (page && !page->hidden) {
			v[i].url = fill_here(f, page->address);
			v[i].title = page_record(page, f->language)->meta.title;
		}
	}
	return (struct template_list){ v, p->n_barrier };
}

const struct view_statement *
fill_statement(const struct fill *f)
{
	const struct statement *s = &f->m->site->statement;
	struct str code = ((const struct str *)f->m->site->conf.languages.item)[f->language];
	struct view_statement *v;

	if (!f->page || f->page != statement_page(f->m))
		return NULL;
	v = ARENA_NEW(f->arena, struct view_statement);
	*v = (struct view_statement){ .is_full = s->status == STATUS_FULL, .is_partial = s->status == STATUS_PARTIAL,
		.is_none = s->status == STATUS_NONE, .by_self = s->method == METHOD_SELF,
		.by_third_party = s->method == METHOD_THIRD_PARTY,
		.not_yet = exceptions_fill(f, REASON_NOT_YET), .burden = exceptions_fill(f, REASON_BURDEN),
		.out_of_scope = exceptions_fill(f, REASON_OUT_OF_SCOPE), .accepted = accepted_fill(f),
		.mended = mended_fill(f), .checked = f->r->checked, .pages = (int64_t)f->r->n_output, .rules = RULES,
		.evaluated = fill_date(f, s->evaluated), .prepared = fill_date(f, s->prepared),
		.reviewed = fill_date(f, s->reviewed), .built = fill_date(f, f->m->day),
		.answer_days = s->answer_days, .enforcement = statement_text(&s->enforcement.name, code),
		.address = s->enforcement.address, .email = s->enforcement.email, .phone = s->enforcement.phone,
		.link = s->enforcement.url, .json = fill_url(f, render_statement_address(f->m)) };
	v->has_not_yet = v->not_yet.n > 0;
	v->has_burden = v->burden.n > 0;
	v->has_out_of_scope = v->out_of_scope.n > 0;
	v->has_accepted = v->accepted.n > 0;
	v->has_mended = v->mended.n > 0;
	return v;
}

/* ---- for machines ---- */

static void
date_write(struct json_writer *w, const char *key, struct date d)
{
	char text[11];

	json_key(w, key);
	if (d.year == 0) {
		json_add_null(w);
		return;
	}
	date_format(d, text);
	json_add_str(w, str_of(text));
}

static void
texts_write(struct json_writer *w, const char *key, const struct schema_list *by_language)
{
	const struct schema_pair *pair = by_language->item;

	json_key(w, key);
	json_open(w, '{');
	for (size_t i = 0; i < by_language->n; i++) {
		json_key_str(w, pair[i].key);
		json_add_str(w, pair[i].value);
	}
	json_close(w, '}');
}

static void
exceptions_write(struct json_writer *w, const struct statement *s)
{
	const struct statement_exception *x = s->exceptions.item;

	json_key(w, "exceptions");
	json_open(w, '[');
	for (size_t i = 0; i < s->exceptions.n; i++) {
		json_open(w, '{');
		json_pair(w, "reason", str_of(statement_reason_names[x[i].reason]));
		texts_write(w, "what", &x[i].what);
		texts_write(w, "why", &x[i].why);
		texts_write(w, "alternative", &x[i].alternative);
		date_write(w, "until", x[i].until);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* Each file's exceptions, once: a page that stands in for its translation is no file of that language. */
static void
accepted_write(struct json_writer *w, const struct model *m)
{
	const struct str *code = m->site->conf.languages.item;

	json_key(w, "accepted");
	json_open(w, '[');
	for (size_t i = 0; i < m->n_record; i++) {
		const struct record *r = &m->record[i];
		const struct page *p = model_page_of(m, r);
		const struct exception *x = r->meta.exceptions.item;

		for (size_t k = 0; p && !p->hidden && k < r->meta.exceptions.n; k++) {
			json_open(w, '{');
			json_pair(w, "page", p->address);
			json_pair(w, "language", code[r->language]);
			json_pair(w, "rule", x[k].rule);
			json_pair(w, "reason", x[k].reason);
			json_close(w, '}');
		}
	}
	json_close(w, ']');
}

static void
mended_write(struct json_writer *w, const struct published *p)
{
	json_key(w, "mended");
	json_open(w, '[');
	for (size_t i = 0; i < p->n_barrier; i++) {
		json_open(w, '{');
		json_pair(w, "module", p->barrier[i].module);
		json_pair(w, "page", p->barrier[i].page);
		json_pair(w, "text", p->barrier[i].text);
		json_pair(w, "answer", p->barrier[i].answer);
		date_write(w, "mended", p->barrier[i].mended);
		json_close(w, '}');
	}
	json_close(w, ']');
}

void
render_statement_json(const struct render *r, struct buf *out)
{
	const struct site *site = r->model->site;
	const struct statement *s = &site->statement;
	struct json_writer w = { .out = out, .pretty = true };

	json_open(&w, '{');
	json_key(&w, "format");
	json_add_int(&w, 1);
	json_pair(&w, "url", site->conf.url);
	json_pair(&w, "title", site->conf.title);
	json_pair(&w, "organisation", site->conf.organisation);
	json_pair(&w, "law", STR("NBGG §§ 9a, 9b; Directive (EU) 2016/2102"));
	json_pair(&w, "standard", STR("EN 301 549 V3.2.1"));
	json_pair(&w, "status", str_of(statement_status_names[s->status]));
	json_pair(&w, "method", str_of(statement_method_names[s->method]));
	date_write(&w, "evaluated", s->evaluated);
	date_write(&w, "prepared", s->prepared);
	date_write(&w, "reviewed", s->reviewed);
	date_write(&w, "built", r->model->day);
	json_key(&w, "checked");
	json_add_bool(&w, r->checked);
	json_key(&w, "pages");
	json_add_int(&w, (int64_t)r->n_output);
	json_key(&w, "rules");
	json_add_int(&w, RULES);
	exceptions_write(&w, s);
	accepted_write(&w, r->model);
	mended_write(&w, &r->model->published);
	json_key(&w, "contact");
	json_open(&w, '{');
	json_pair(&w, "name", site->conf.contact.name);
	json_pair(&w, "email", site->conf.contact.email);
	json_key(&w, "answer_days");
	json_add_int(&w, s->answer_days);
	json_close(&w, '}');
	json_key(&w, "enforcement");
	json_open(&w, '{');
	texts_write(&w, "name", &s->enforcement.name);
	json_pair(&w, "address", s->enforcement.address);
	json_pair(&w, "email", s->enforcement.email);
	json_pair(&w, "phone", s->enforcement.phone);
	json_pair(&w, "url", s->enforcement.url);
	json_close(&w, '}');
	json_close(&w, '}');
	buf_add_char(out, '\n');
}
