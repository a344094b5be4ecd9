#include "generator/tsv.h"

/* Where the columns wanted stand in the file: -1 when they are missing. */
static bool
head_read(struct str head, struct str file, const char *const names[], int at[TSV_COLUMNS],
	struct findings *all)
{
	bool good = true;

	for (int i = 0; names[i]; i++) {
		struct str rest = head, cell;
		struct finding *f;

		at[i] = -1;
		for (int column = 0; rest.n > 0; column++) {
			rest = str_cut(rest, '\t', &cell);
			if (str_eq(str_trim(cell), str_of(names[i])))
				at[i] = column;
		}
		if (at[i] >= 0)
			continue;
		f = finding_add(all, SEVERITY_STOP, "table", file, 1, 1, "Der Tabelle fehlt die Spalte „%s“", names[i]);
		finding_remedy(all, f, "Nennen Sie die Spalten in der ersten Zeile, durch Tabulatoren getrennt.");
		good = false;
	}
	return good;
}

static void
row_read(struct tsv_row *row, struct str line, const char *const names[], const int at[TSV_COLUMNS])
{
	struct str cell;

	for (int column = 0; line.n > 0; column++) {
		line = str_cut(line, '\t', &cell);
		for (int i = 0; names[i]; i++) {
			if (at[i] == column)
				row->cell[i] = str_trim(cell);
		}
	}
}

void
tsv_read(struct tsv *t, struct arena *arena, struct str text, struct str file,
	const char *const names[], struct findings *all)
{
	struct str rest, line;
	size_t lines = 1;
	unsigned number = 1;
	int at[TSV_COLUMNS];

	*t = (struct tsv){ 0 };
	rest = str_cut(text, '\n', &line);
	if (!head_read(line, file, names, at, all))
		return;
	for (size_t i = 0; i < rest.n; i++)
		lines += rest.p[i] == '\n';
	t->row = ARENA_ARRAY(arena, struct tsv_row, lines);
	while (rest.n > 0) {
		struct tsv_row row = { .line = ++number };

		rest = str_cut(rest, '\n', &line);
		if (str_trim(line).n == 0 || line.p[0] == '#')
			continue;
		row_read(&row, line, names, at);
		if (row.cell[0].n == 0)
			finding_add(all, SEVERITY_STOP, "table", file, number, 1, "Der Zeile fehlt „%s“", names[0]);
		else if (tsv_find(t, row.cell[0]))
			finding_add(all, SEVERITY_STOP, "table", file, number, 1, "„%.*s“ steht hier ein zweites Mal",
				STR_FMT(row.cell[0]));
		else
			t->row[t->n++] = row;
	}
}

const struct tsv_row *
tsv_find(const struct tsv *t, struct str id)
{
	for (size_t i = 0; i < t->n; i++) {
		if (str_eq(t->row[i].cell[0], id))
			return &t->row[i];
	}
	return NULL;
}
