#include "generator/a11y/table_grid.h"

#include <string.h>

enum {
	COLUMNS_MAX = 2000,
	SPAN_MAX = 1000,        /* HTML's limit for colspan */
	SLOTS_MAX = 1000 * 1000,
	OPAQUE_MAX = 64,
	STEPS_MAX = 20 * 1000 * 1000
};

struct grid_builder {
	struct arena *arena;
	struct table_grid *grid;
	unsigned *busy;          /* rows still taken in each column by a cell from above */
	unsigned y, group;
	unsigned rows_left;      /* in the row group, this row included; 0: not known */
};

static bool
is_table_role(const struct aria_role *r)
{
	return role_is(r, "table") || role_is(r, "grid") || role_is(r, "treegrid");
}

const struct dom_node *
grid_table(const struct dom_node *n)
{
	const struct dom_node *p = n->parent;

	while (p && !is_table_role(role_semantic(p)))
		p = p->parent;
	return p;
}

static bool
is_html_cell(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_TD) || dom_is(n, GUMBO_TAG_TH);
}

static unsigned
span_of(const struct dom_node *n, const char *html, const char *aria, unsigned most)
{
	const struct str *v = dom_attr(n, is_html_cell(n) ? html : aria);
	int64_t span;

	if (!v || !str_number(str_trim(*v), &span) || span < 0)
		return 1;
	return span > most ? most : (unsigned)span;
}

static bool
is_header_role(const struct aria_role *r)
{
	return role_is(r, "columnheader") || role_is(r, "rowheader");
}

static void
cell_add(struct grid_builder *b, const struct dom_node *n, unsigned *x)
{
	struct grid_cell *c;

	while (*x < COLUMNS_MAX && b->busy[*x] > 0)
		++*x;
	if (*x >= COLUMNS_MAX)
		return;
	c = ARENA_NEW(b->arena, struct grid_cell);
	c->node = n;
	c->x = *x;
	c->y = b->y;
	c->w = span_of(n, "colspan", "aria-colspan", SPAN_MAX);
	c->w = c->w == 0 ? 1 : c->w;
	c->w = c->w > COLUMNS_MAX - *x ? COLUMNS_MAX - *x : c->w;
	c->h = span_of(n, "rowspan", "aria-rowspan", 65534);
	/* 0 is the rest of the group, and no cell reaches beyond it. */
	if (c->h == 0 || (b->rows_left > 0 && c->h > b->rows_left))
		c->h = b->rows_left > 0 ? b->rows_left : 1;
	c->group = b->group;
	c->header = is_header_role(role_semantic(n));
	for (unsigned i = 0; i < c->w; i++)
		b->busy[c->x + i] = c->h;
	*x += c->w;
	if (*x > b->grid->width)
		b->grid->width = *x;
	if (b->grid->last)
		b->grid->last->next = c;
	else
		b->grid->first = c;
	b->grid->last = c;
}

static void
row_end(struct grid_builder *b)
{
	for (unsigned i = 0; i < b->grid->width; i++)
		b->busy[i] -= b->busy[i] > 0 ? 1 : 0;
	b->y++;
	if (b->rows_left > 0)
		b->rows_left--;
}

static void
row_add(struct grid_builder *b, const struct dom_node *row)
{
	unsigned x = 0;

	for (const struct dom_node *c = row->first; c; c = c->next) {
		if (is_html_cell(c))
			cell_add(b, c, &x);
	}
	row_end(b);
}

static void
group_add(struct grid_builder *b, const struct dom_node *group)
{
	b->rows_left = 0;
	for (const struct dom_node *c = group->first; c; c = c->next)
		b->rows_left += dom_is(c, GUMBO_TAG_TR);
	for (const struct dom_node *c = group->first; c; c = c->next) {
		if (dom_is(c, GUMBO_TAG_TR))
			row_add(b, c);
	}
	memset(b->busy, 0, COLUMNS_MAX * sizeof(*b->busy));
	b->rows_left = 0;
	b->group++;
}

/* "Forming a table": footers come last wherever they stand. */
static void
html_table_add(struct grid_builder *b, const struct dom_node *table)
{
	for (int foot = 0; foot < 2; foot++) {
		for (const struct dom_node *c = table->first; c; c = c->next) {
			if (!foot && dom_is(c, GUMBO_TAG_TR))
				row_add(b, c);
			else if (dom_is(c, GUMBO_TAG_TFOOT) ? foot :
			    !foot && (dom_is(c, GUMBO_TAG_TBODY) || dom_is(c, GUMBO_TAG_THEAD)))
				group_add(b, c);
		}
	}
}

/* A table made of roles: rows and cells in document order. */
static void
role_table_add(struct grid_builder *b, const struct dom_node *table)
{
	const struct dom_node *n = dom_walk(table, table), *row = NULL;
	unsigned x = 0;

	while (n) {
		const struct aria_role *r = n->text ? NULL : role_semantic(n);

		if (r && (is_table_role(r) || is_hidden(n))) {
			n = dom_skip(n, table);
			continue;
		}
		if (role_is(r, "row")) {
			if (row)
				row_end(b);
			row = n;
			x = 0;
		} else if (row && role_in(r, "cell gridcell columnheader rowheader")) {
			cell_add(b, n, &x);
			n = dom_skip(n, table);
			continue;
		}
		n = dom_walk(n, table);
	}
	if (row)
		row_end(b);
}

static bool
slots_fill(struct arena *a, struct table_grid *g)
{
	if (g->width == 0 || g->height == 0 || g->height > SLOTS_MAX / g->width)
		return false;
	g->slot = ARENA_ARRAY(a, struct grid_cell *, (size_t)g->width * g->height);
	for (struct grid_cell *c = g->first; c; c = c->next) {
		for (unsigned y = c->y; y < c->y + c->h && y < g->height; y++) {
			for (unsigned x = c->x; x < c->x + c->w; x++) {
				/* Overlapping cells are an error of the page; the first keeps the slot. */
				if (!g->slot[(size_t)y * g->width + x])
					g->slot[(size_t)y * g->width + x] = c;
			}
		}
	}
	return true;
}

static struct grid_cell *
slot(const struct table_grid *g, unsigned x, unsigned y)
{
	return g->slot[(size_t)y * g->width + x];
}

/* No data cell in the columns (or rows) that `c` covers. */
static bool
only_headers(const struct table_grid *g, const struct grid_cell *c, bool columns)
{
	unsigned from_x = columns ? c->x : 0, to_x = columns ? c->x + c->w : g->width;
	unsigned from_y = columns ? 0 : c->y, to_y = columns ? g->height : c->y + c->h;

	for (unsigned y = from_y; y < to_y && y < g->height; y++) {
		for (unsigned x = from_x; x < to_x; x++) {
			if (slot(g, x, y) && !slot(g, x, y)->header)
				return false;
		}
	}
	return true;
}

/* What a header heads: by its scope, its role, or what is beside it. */
static void
header_scope(struct table_grid *g, struct grid_cell *c)
{
	const struct dom_node *n = c->node;
	bool th = dom_is(n, GUMBO_TAG_TH);

	if (th && (dom_attr_is(n, "scope", "rowgroup") || dom_attr_is(n, "scope", "colgroup"))) {
		c->heads_group = dom_attr_is(n, "scope", "rowgroup");
		c->heads_column = !c->heads_group;
	} else if (th && dom_attr_is(n, "scope", "col")) {
		c->heads_column = true;
	} else if (th && dom_attr_is(n, "scope", "row")) {
		c->heads_row = true;
	} else if (role_explicit(n)) {
		c->heads_column = role_is(role_explicit(n), "columnheader");
		c->heads_row = !c->heads_column;
	} else {
		c->heads_column = only_headers(g, c, false);
		c->heads_row = !c->heads_column && only_headers(g, c, true);
	}
}

struct table_grid *
grid_build(struct arena *a, const struct dom_node *table)
{
	struct grid_builder b = { .arena = a, .grid = ARENA_NEW(a, struct table_grid) };

	b.busy = ARENA_ARRAY(a, unsigned, COLUMNS_MAX);
	if (dom_is(table, GUMBO_TAG_TABLE))
		html_table_add(&b, table);
	else
		role_table_add(&b, table);
	b.grid->height = b.y;
	if (!slots_fill(a, b.grid))
		return NULL;
	for (struct grid_cell *c = b.grid->first; c; c = c->next) {
		if (c->header)
			header_scope(b.grid, c);
	}
	return b.grid;
}

struct scan {
	struct table_grid *grid;
	const struct grid_cell *principal;
	const struct grid_cell *opaque[OPAQUE_MAX]; /* headers of blocks already passed */
	const struct grid_cell *block[OPAQUE_MAX];  /* of the block being passed */
	unsigned n_opaque, n_block;
	bool in_block;
	unsigned long steps;
	/* How many headers in each column (or row) are still without a cell: none, no scan there. */
	unsigned *columns, *rows;
};

static bool
is_blocked(const struct scan *s, const struct grid_cell *c, bool vertical)
{
	if (vertical ? !c->heads_column : !c->heads_row)
		return true;
	for (unsigned i = 0; i < s->n_opaque; i++) {
		const struct grid_cell *o = s->opaque[i];

		if (vertical ? o->x == c->x && o->w == c->w : o->y == c->y && o->h == c->h)
			return true;
	}
	return false;
}

static void
assign(struct scan *s, struct grid_cell *c)
{
	if (c->assigned)
		return;
	c->assigned = true;
	for (unsigned x = c->x; c->heads_column && x < c->x + c->w; x++)
		s->columns[x]--;
	for (unsigned y = c->y; c->heads_row && y < c->y + c->h && y < s->grid->height; y++)
		s->rows[y]--;
}

/* "Internal algorithm for scanning and assigning header cells", one cell of it. */
static void
scan_cell(struct scan *s, struct grid_cell *c, bool vertical)
{
	if (c->header) {
		s->in_block = true;
		if (s->n_block < OPAQUE_MAX)
			s->block[s->n_block++] = c;
		if (c != s->principal && !is_blocked(s, c, vertical))
			assign(s, c);
	} else if (s->in_block) {
		s->in_block = false;
		for (unsigned i = 0; i < s->n_block && s->n_opaque < OPAQUE_MAX; i++)
			s->opaque[s->n_opaque++] = s->block[i];
		s->n_block = 0;
	}
}

static void
scan_from(struct scan *s, unsigned x, unsigned y, bool vertical)
{
	s->n_opaque = s->n_block = 0;
	s->in_block = s->principal->header;
	if (s->in_block)
		s->block[s->n_block++] = s->principal;
	while (s->steps > 0 && (vertical ? y > 0 : x > 0)) {
		struct grid_cell *c = slot(s->grid, vertical ? x : --x, vertical ? --y : y);

		s->steps--;
		if (c)
			scan_cell(s, c, vertical);
	}
}

static void
assign_by_ids(struct scan *s, const struct grid_cell *principal)
{
	struct str rest = *dom_attr(principal->node, "headers"), id;

	while (str_token(&rest, &id)) {
		const struct dom_node *n = dom_by_id(principal->node->doc, id);
		struct grid_cell *c = n && n != principal->node ? s->grid->first : NULL;

		for (; c && dom_spend(n->doc, 1); c = c->next) {
			if (c->node == n) {
				assign(s, c);
				break;
			}
		}
	}
}

/* Headers of row groups head every cell to the right of and below them in the group. */
static void
assign_groups(struct table_grid *g)
{
	for (struct grid_cell *h = g->first; h; h = h->next) {
		for (struct grid_cell *c = h->heads_group ? g->first : NULL; c && !h->assigned; c = c->next) {
			if (!dom_spend(h->node->doc, 1))
				return;
			h->assigned = c != h && c->group == h->group && c->y >= h->y && c->x >= h->x;
		}
	}
}

static void
count_open(struct scan *s)
{
	for (const struct grid_cell *c = s->grid->first; c; c = c->next) {
		for (unsigned x = c->x; c->heads_column && !c->assigned && x < c->x + c->w; x++)
			s->columns[x]++;
		for (unsigned y = c->y; c->heads_row && !c->assigned && y < c->y + c->h &&
		     y < s->grid->height; y++)
			s->rows[y]++;
	}
}

static void
assign_headers(struct scan *s, struct grid_cell *c)
{
	s->principal = c;
	if (is_html_cell(c->node) && dom_attr(c->node, "headers")) {
		assign_by_ids(s, c);
		return;
	}
	for (unsigned x = c->x; x < c->x + c->w; x++) {
		if (s->columns[x] > 0)
			scan_from(s, x, c->y, true);
	}
	for (unsigned y = c->y; y < c->y + c->h && y < s->grid->height; y++) {
		if (s->rows[y] > 0)
			scan_from(s, c->x, y, false);
	}
}

void
grid_assign(struct table_grid *g)
{
	struct arena a = { 0 };
	struct scan s = { .grid = g, .steps = STEPS_MAX };

	s.columns = ARENA_ARRAY(&a, unsigned, g->width);
	s.rows = ARENA_ARRAY(&a, unsigned, g->height);
	assign_groups(g);
	count_open(&s);
	for (struct grid_cell *c = g->first; c && s.steps > 0; c = c->next)
		assign_headers(&s, c);
	/* What could not be looked at in time is not held against the page. */
	for (struct grid_cell *c = g->first; c && s.steps == 0; c = c->next)
		c->assigned = true;
	arena_reset(&a);
}
