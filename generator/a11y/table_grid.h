/*
 * table_grid.h - the cells of a table in rows and columns, and which headers they have
 * (https://html.spec.whatwg.org/multipage/tables.html).
 */
#ifndef A11Y_TABLE_GRID_H
#define A11Y_TABLE_GRID_H

#include "generator/a11y/role.h"

struct grid_cell {
	const struct dom_node *node;
	unsigned x, y, w, h;
	unsigned group;    /* of its row */
	bool header;       /* a row or column header by its role */
	bool heads_column, heads_row, heads_group;
	bool assigned;     /* as a header, to another cell */
	struct grid_cell *next;
};

struct table_grid {
	struct grid_cell *first, *last;
	struct grid_cell **slot; /* width × height; NULL where there is no cell */
	unsigned width, height;
};

/*
 * The grid of `table`, an HTML table or an element with the role of one. NULL when it has no
 * cells or is too large to be looked at (a million slots).
 */
struct table_grid *grid_build(struct arena *a, const struct dom_node *table);

/* Find out for each header whether it is assigned to a cell. */
void grid_assign(struct table_grid *g);

/* The nearest ancestor that is a table, grid or treegrid by its role, or NULL. */
const struct dom_node *grid_table(const struct dom_node *n);

#endif
