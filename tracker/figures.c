#include "tracker/figures.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "common/date.h"
#include "sql_query.h"
#include "tracker/figures_unit.h"
#include "tracker/noise.h"

static enum err_code
period_is_closed(struct db *db, struct period p, bool *out, struct err *e)
{
	char text[PERIOD_TEXT];
	int64_t n = 0;
	enum err_code rc = DB_NUMBER(db, SQL_figure_period_closed, &n, e,
		DB_S(str_of(period_format(p, text))));

	*out = n > 0;
	return rc;
}

/* Whether `a` is closed before `b`. */
static bool
period_before(struct period a, struct period b)
{
	if (period_last(a) != period_last(b))
		return period_last(a) < period_last(b);
	return period_first(a) > period_first(b);
}

/* The first period of `kind` from the day `first` on that is not closed; it may lie ahead. */
static enum err_code
period_open(struct db *db, enum period_kind kind, int64_t first, struct period *out, struct err *e)
{
	struct period p = period_of_day(kind, first);
	bool closed = true;
	enum err_code rc;

	while ((rc = period_is_closed(db, p, &closed, e)) == ERR_OK && closed)
		p = period_move(p, 1);
	*out = p;
	return rc;
}

enum err_code
figures_due(struct db *store, const struct measures *all, int64_t today, int64_t after,
	struct period *out, struct err *e)
{
	bool found = false;
	int64_t first = 0;
	enum err_code rc = db_number(store, SQL_module_first_seen, NULL, 0, &first, e);

	for (size_t i = 0; i < all->n && rc == ERR_OK && first > 0; i++) {
		struct period p;

		rc = period_open(store, all->item[i].period, first, &p, e);
		if (rc != ERR_OK || period_due(p, after) > today)
			continue;
		if (!found || period_before(p, *out))
			*out = p;
		found = true;
	}
	if (rc == ERR_OK && !found)
		rc = err_set(e, ERR_NOTFOUND, first > 0 ? "no period is due"
			: "no catalogue has been taken over yet");
	return rc;
}

/* A growing list of figures; the arena's memory of a smaller one is overwritten. */
struct list {
	struct arena *arena;
	struct figure *item;
	size_t n, cap;
};

static struct figure *
list_add(struct list *l)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 64;
		struct figure *item = ARENA_ARRAY(l->arena, struct figure, cap);

		if (l->n > 0) {
			memcpy(item, l->item, l->n * sizeof(*item));
			explicit_bzero(l->item, l->n * sizeof(*item)); /* counts without noise may be in it */
		}
		l->item = item;
		l->cap = cap;
	}
	return &l->item[l->n++];
}

/* The measure whose cells are being counted into a list. */
struct counting {
	struct list *list;
	struct str measure;
};

static void
cell_add(void *ctx, struct str unit, struct str item, int64_t people)
{
	struct counting *c = ctx;
	struct figure *f = list_add(c->list);

	*f = (struct figure){ c->measure, arena_copy(c->list->arena, unit), arena_copy(c->list->arena, item),
		people };
}

static enum err_code
city_count(struct db *store, struct period p, struct counting *c, struct err *e)
{
	struct db_rows r = { 0 };
	enum err_code rc = db_query(store, SQL_figure_count_city_module,
		DB_VALUES(DB_I(period_first(p)), DB_I(period_last(p))), &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e))
		cell_add(c, db_text(&r, 0), db_text(&r, 1), db_int(&r, 2));
	db_end(&r);
	return rc;
}

/* Add the cells of `m` to `l`: first the counts, then noise on all of them. */
static enum err_code
measure_draw(struct db *store, const struct population *who, const struct measure *m, struct period p,
	struct list *l, struct err *e)
{
	struct counting c = { .list = l, .measure = m->id };
	size_t first = l->n;
	int64_t *noise;
	enum err_code rc;

	if (m->cell == CELL_CITY_MODULE)
		rc = city_count(store, p, &c, e);
	else
		rc = figures_unit_count(l->arena, store, who, m->cell, p, cell_add, &c, e);
	if (rc != ERR_OK)
		return rc;
	noise = ARENA_ARRAY(l->arena, int64_t, l->n - first + 1);
	rc = noise_draw(noise, l->n - first, e);
	for (size_t i = first; i < l->n; i++)
		l->item[i].value += noise[i - first];
	explicit_bzero(noise, (l->n - first) * sizeof(*noise));
	return rc;
}

static int
figure_cmp(const void *x, const void *y)
{
	const struct figure *a = x, *b = y;
	int c = str_cmp(a->measure, b->measure);

	if (c == 0)
		c = str_cmp(a->unit, b->unit);
	return c != 0 ? c : str_cmp(a->item, b->item);
}

enum err_code
figures_draw(struct arena *a, struct db *store, const struct population *who,
	const struct measures *all, struct period p, struct figures *out, struct err *e)
{
	struct list l = { .arena = a };
	bool closed = false;
	char text[PERIOD_TEXT];
	enum err_code rc = period_is_closed(store, p, &closed, e);

	if (rc == ERR_OK && closed)
		rc = err_set(e, ERR_CONFLICT, "%s is closed already", period_format(p, text));
	for (size_t i = 0; i < all->n && rc == ERR_OK; i++) {
		if (all->item[i].period == p.kind)
			rc = measure_draw(store, who, &all->item[i], p, &l, e);
	}
	if (rc != ERR_OK) {
		if (l.n > 0)
			explicit_bzero(l.item, l.n * sizeof(*l.item)); /* counts without noise may be in it */
		return rc;
	}
	if (l.n > 1)
		qsort(l.item, l.n, sizeof(*l.item), figure_cmp);
	*out = (struct figures){ .period = p, .item = l.item, .n = l.n };
	figures_digest(out, out->digest);
	return ERR_OK;
}

enum err_code
figures_store(struct db *store, struct figures *f, int64_t today, struct err *e)
{
	char text[PERIOD_TEXT];
	struct str period = str_of(period_format(f->period, text));
	bool closed = false;
	enum err_code rc = period_is_closed(store, f->period, &closed, e);

	if (rc == ERR_OK && closed)
		rc = err_set(e, ERR_CONFLICT, "%s is closed already", text);
	for (size_t i = 0; i < f->n && rc == ERR_OK; i++) {
		const struct figure *x = &f->item[i];

		rc = DB_RUN(store, SQL_figure_add, e, DB_S(x->measure), DB_S(period), DB_S(x->unit),
			DB_S(x->item), DB_I(x->value));
	}
	/* The period's row comes last: from then on the schema lets no further figure in. */
	if (rc == ERR_OK)
		rc = DB_RUN(store, SQL_figure_period_add, e, DB_S(period), DB_I(period_first(f->period)),
			DB_I(period_last(f->period)), DB_I(today),
			DB_B(((struct str){ (const char *)f->digest, sizeof(f->digest) })));
	if (rc == ERR_OK)
		f->closed = today;
	return rc;
}

enum err_code
figures_clock(struct db *store, int64_t today, struct err *e)
{
	char now[11], end[11];
	int64_t last = 0;
	enum err_code rc = db_number(store, SQL_figure_period_last, NULL, 0, &last, e);

	if (rc != ERR_OK || today > last)
		return rc;
	date_format(date_of_days(today), now);
	date_format(date_of_days(last), end);
	return err_set(e, ERR_INVALID, "the clock says %s, but the figures up to %s are closed: "
		"one of the two is wrong", now, end);
}

enum err_code
figures_periods(struct arena *a, struct db *db, struct figures **out, size_t *n, struct err *e)
{
	size_t cap = 0;
	struct db_rows r = { 0 };
	enum err_code rc = db_query(db, SQL_figure_period_list, NULL, 0, &r, e);

	*out = NULL;
	*n = 0;
	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		struct str digest = db_text(&r, 4);

		if (*n == cap) {
			struct figures *more = ARENA_ARRAY(a, struct figures, cap = 2 * cap + 16);

			if (*n > 0)
				memcpy(more, *out, *n * sizeof(**out));
			*out = more;
		}
		if (!period_parse(db_text(&r, 0), &(*out)[*n].period) || digest.n != FIGURES_DIGEST) {
			rc = err_set(e, ERR_DB, "a closed period in the store cannot be read");
			break;
		}
		(*out)[*n].closed = db_int(&r, 3);
		memcpy((*out)[*n].digest, digest.p, FIGURES_DIGEST);
		++*n;
	}
	db_end(&r);
	return rc;
}

enum err_code
figures_read(struct arena *a, struct db *db, struct figures *f, struct err *e)
{
	struct list l = { .arena = a };
	struct db_rows r = { 0 };
	char text[PERIOD_TEXT];
	enum err_code rc = db_query(db, SQL_figure_of_period,
		DB_VALUES(DB_S(str_of(period_format(f->period, text)))), &r, e);

	while (rc == ERR_OK && db_next(&r, &rc, e)) {
		struct figure *x = list_add(&l);

		x->measure = arena_copy(a, db_text(&r, 0));
		x->unit = arena_copy(a, db_text(&r, 1));
		x->item = arena_copy(a, db_text(&r, 2));
		x->value = db_int(&r, 3);
	}
	db_end(&r);
	f->item = l.item;
	f->n = l.n;
	return rc;
}

void
figures_line(const struct figures *f, const struct figure *x, struct buf *out)
{
	char period[PERIOD_TEXT];

	buf_addf(out, "%s\t%.*s\t%.*s\t%.*s\t%lld\n", period_format(f->period, period),
		STR_FMT(x->measure), STR_FMT(x->unit), STR_FMT(x->item), (long long)x->value);
}

void
figures_digest(const struct figures *f, unsigned char out[FIGURES_DIGEST])
{
	struct buf lines = { 0 };

	for (size_t i = 0; i < f->n; i++)
		figures_line(f, &f->item[i], &lines);
	if (EVP_Digest(lines.p ? lines.p : "", lines.n, out, NULL, EVP_sha256(), NULL) != 1)
		abort(); /* SHA-256 of memory fails only without memory */
	buf_release(&lines);
}

enum err_code
figures_successor(struct db *store, struct str module, struct str successor, int64_t today,
	struct err *e)
{
	return DB_RUN(store, SQL_successor_put, e, DB_S(module), DB_S(successor), DB_I(today));
}
