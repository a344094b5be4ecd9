/* rule_table.c - cells and their headers. */
#include "generator/a11y/rules.h"
#include "generator/a11y/table_grid.h"

static bool
is_cell(const struct dom_node *n)
{
	return dom_is(n, GUMBO_TAG_TD) || dom_is(n, GUMBO_TAG_TH);
}

/* The table element that a cell lies in. */
static const struct dom_node *
table_of(const struct dom_node *cell)
{
	return dom_ancestor(cell, GUMBO_TAG_TABLE);
}

static bool
is_data_table(const struct dom_node *table)
{
	return table && role_in(role_semantic(table), "table grid treegrid") && is_included(table) &&
		element_visible(table);
}

void
rule_headers(struct run *r, const struct dom_node *n)
{
	const struct str *v = is_cell(n) ? dom_attr(n, "headers") : NULL;
	const struct dom_node *table = v ? table_of(n) : NULL;
	struct str rest, id;

	if (!v || !is_data_table(table))
		return;
	rest = *v;
	while (str_token(&rest, &id)) {
		const struct dom_node *header = dom_by_id(n->doc, id);

		if (header == n) {
			run_fail(r, n, "headers", "Die Zelle nennt sich mit „%.*s“ selbst als Kopfzelle",
				STR_FMT(id));
			return;
		}
		if (!header || !is_cell(header) || table_of(header) != table) {
			run_fail(r, n, "headers", "„%.*s“ ist keine Zelle dieser Tabelle", STR_FMT(id));
			return;
		}
	}
	run_pass(r);
}

static bool
is_header(const struct dom_node *n)
{
	return n->ns == DOM_HTML && role_in(role_semantic(n), "columnheader rowheader");
}

/*
 * A header that is visible and exposed in a table that is exposed. A <th> among data cells that
 * does not say what it heads is a cell like others (HTML-AAM).
 */
static bool
is_target(const struct grid_cell *c, const struct dom_node *table)
{
	const struct dom_node *n = c->node;

	return (c->heads_column || c->heads_row || c->heads_group) && is_header(n) &&
		is_included(n) && element_visible(n) && grid_table(n) == table;
}

void
rule_header_cells(struct run *r, const struct dom_node *n)
{
	struct arena a = { 0 };
	struct table_grid *grid;

	if (!role_in(role_semantic(n), "table grid treegrid") || !is_included(n))
		return;
	grid = grid_build(&a, n);
	if (grid)
		grid_assign(grid);
	for (const struct grid_cell *c = grid ? grid->first : NULL; c; c = c->next) {
		if (!is_target(c, n))
			continue;
		if (c->assigned)
			run_pass(r);
		else
			run_fail(r, c->node, NULL, "Zu dieser Kopfzelle gehört keine Zelle der Tabelle");
	}
	arena_reset(&a);
}
