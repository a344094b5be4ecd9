#include "generator/record_pack.h"

#include "generator/construct.h"

/* ---- front matter, along its table ---- */

static void table_pack(struct pack *k, const struct schema_key *table, void *base);

/* Room for the items of a list that is read. */
static void
list_start(struct pack *k, struct schema_list *l, size_t size)
{
	pack_count(k, &l->n);
	if (!k->out)
		l->item = arena_new(k->arena, l->n * size, alignof(max_align_t));
}

static void
texts_pack(struct pack *k, struct schema_list *l)
{
	list_start(k, l, sizeof(struct str));
	for (size_t i = 0; i < l->n; i++)
		pack_str(k, (struct str *)l->item + i);
}

static void
objects_pack(struct pack *k, const struct schema_key *key, struct schema_list *l)
{
	list_start(k, l, key->size);
	for (size_t i = 0; i < l->n; i++)
		table_pack(k, key->sub, (char *)l->item + i * key->size);
}

/* The four values that have a reader of their own. */
static void
custom_pack(struct pack *k, const struct schema_key *key, void *member)
{
	if (strcmp(key->name, "starts") == 0 || strcmp(key->name, "ends") == 0) {
		struct moment *m = member;

		pack_bytes(k, &m->at, sizeof(m->at));
		pack_str(k, &m->text);
	} else if (strcmp(key->name, "completion") == 0) {
		struct completion *c = member;

		pack_bytes(k, &c->by, sizeof(c->by)); /* one by one: between them the struct has a gap */
		pack_bytes(k, &c->at_least, sizeof(c->at_least));
	} else if (strcmp(key->name, "level") == 0) {
		pack_bytes(k, member, sizeof(int));
	} else {
		struct span *span = member;

		pack_bytes(k, &span->n, sizeof(span->n));
		pack_bytes(k, &span->unit, sizeof(span->unit));
	}
}

static void
table_pack(struct pack *k, const struct schema_key *table, void *base)
{
	for (const struct schema_key *key = table; key->name; key++) {
		void *member = (char *)base + key->offset;

		switch (key->type) {
		case SCHEMA_TEXT:
		case SCHEMA_ID: pack_str(k, member); break;
		case SCHEMA_BOOL: pack_bytes(k, member, sizeof(bool)); break;
		case SCHEMA_INT: pack_bytes(k, member, sizeof(int64_t)); break;
		case SCHEMA_REAL: pack_bytes(k, member, sizeof(double)); break;
		case SCHEMA_ENUM: pack_bytes(k, member, sizeof(int)); break;
		case SCHEMA_DATE: pack_bytes(k, member, sizeof(struct date)); break;
		case SCHEMA_LIST:
		case SCHEMA_IDS: texts_pack(k, member); break;
		case SCHEMA_OBJECT: table_pack(k, key->sub, member); break;
		case SCHEMA_OBJECTS: objects_pack(k, key, member); break;
		case SCHEMA_MAP: k->bad = true; break; /* no front matter has one */
		case SCHEMA_CUSTOM: custom_pack(k, key, member); break;
		}
	}
}

/* ---- the rest ---- */

/* Start an array of the record: its count, and room for it when it is read. */
#define ARRAY_START(k, r, name) \
	do { \
		pack_count((k), &(r)->n_##name); \
		if (!(k)->out) \
			(r)->name = arena_new((k)->arena, (r)->n_##name * sizeof(*(r)->name), alignof(max_align_t)); \
		if (!(k)->out) \
			(r)->cap_##name = (r)->n_##name; \
	} while (0)

static void
links_pack(struct pack *k, struct record *r)
{
	ARRAY_START(k, r, link);
	for (size_t i = 0; i < r->n_link; i++) {
		pack_bytes(k, &r->link[i].kind, sizeof(r->link[i].kind));
		pack_str(k, &r->link[i].url);
		pack_bytes(k, &r->link[i].line, sizeof(unsigned));
		pack_bytes(k, &r->link[i].column, sizeof(unsigned));
	}
	ARRAY_START(k, r, cut);
	for (size_t i = 0; i < r->n_cut; i++) {
		pack_bytes(k, &r->cut[i], sizeof(r->cut[i]));
		k->bad = k->bad || r->cut[i].link >= r->n_link || r->cut[i].at > r->html.n;
	}
}

static void
headings_pack(struct pack *k, struct record *r)
{
	ARRAY_START(k, r, heading);
	for (size_t i = 0; i < r->n_heading; i++) {
		pack_str(k, &r->heading[i].id);
		pack_str(k, &r->heading[i].title);
		pack_bytes(k, &r->heading[i].level, sizeof(int));
		pack_bytes(k, &r->heading[i].inside, sizeof(bool));
	}
	ARRAY_START(k, r, anchor);
	for (size_t i = 0; i < r->n_anchor; i++)
		pack_str(k, &r->anchor[i]);
}

static void
questions_pack(struct pack *k, struct record *r)
{
	ARRAY_START(k, r, question);
	for (size_t i = 0; i < r->n_question; i++) {
		struct str kind = str_of(r->question[i].kind);

		pack_str(k, &r->question[i].id);
		pack_str(k, &kind);
		r->question[i].kind = kind.p;
	}
}

/* Rules and criteria are static text when they are made; read back they live as long as the cache. */
static void
finding_pack(struct pack *k, struct finding *f)
{
	struct str rule = str_of(f->rule), criterion = str_of(f->criterion);

	pack_str(k, &rule);
	pack_bytes(k, &f->severity, sizeof(f->severity));
	pack_bytes(k, &f->line, sizeof(f->line));
	pack_bytes(k, &f->column, sizeof(f->column));
	pack_str(k, &f->message);
	pack_str(k, &f->remedy);
	pack_str(k, &criterion);
	f->rule = rule.p ? rule.p : "";
	f->criterion = criterion.n ? criterion.p : NULL;
}

static void
findings_pack(struct pack *k, struct record *r)
{
	size_t n = r->findings.n;

	pack_count(k, &n);
	for (size_t i = 0; i < n; i++) {
		struct finding f = k->out ? r->findings.item[i] : (struct finding){ .rule = "" };
		struct finding *added;

		finding_pack(k, &f);
		if (k->out || k->bad)
			continue;
		added = finding_add(&r->findings, f.severity, f.rule, r->path, f.line, f.column, "%.*s",
			STR_FMT(f.message));
		added->remedy = f.remedy;
		added->criterion = f.criterion;
	}
}

void
record_pack(struct pack *k, struct record *r)
{
	pack_bytes(k, &r->usable, sizeof(r->usable));
	table_pack(k, frontmatter_table(r->kind), &r->meta);
	pack_str(k, &r->html);
	links_pack(k, r);
	headings_pack(k, r);
	questions_pack(k, r);
	pack_bytes(k, &r->has_goals, sizeof(r->has_goals));
	findings_pack(k, r);
	if (!k->out && r->meta.id.n > 0 && r->kind != PAGE_HOME)
		r->id = r->meta.id;
}
