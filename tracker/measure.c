#include "tracker/measure.h"

#include "common/embed.h"

enum { COLUMNS = 6 };

/* ln 2; the register counts in it. */
static const double LN_2 = 0.69314718055994531;

static const struct str head[COLUMNS] = { STR_INIT("measure"), STR_INIT("of"), STR_INIT("cell"),
	STR_INIT("period"), STR_INIT("epsilon"), STR_INIT("counted") };

/* Words of the register, in the order of their enums; a list ends with an empty one. */
static const struct str words_of[] = { STR_INIT("completion"), STR_INIT("mandatory"), { NULL, 0 } };
static const struct str words_cell[] = { STR_INIT("city × module"), STR_INIT("department × module"),
	STR_INIT("department"), STR_INIT("unit"), { NULL, 0 } };
static const struct str words_period[] = { STR_INIT("quarter"), STR_INIT("half"), STR_INIT("year"),
	{ NULL, 0 } };

static enum err_code
word_find(const struct str *words, struct str word, int *out, struct err *e)
{
	for (int i = 0; words[i].n > 0; i++) {
		if (str_eq(words[i], word)) {
			*out = i;
			return ERR_OK;
		}
	}
	return err_set(e, ERR_PARSE, "the word '%.*s' is not known", STR_FMT(word));
}

static enum err_code
columns_cut(struct str line, struct str column[COLUMNS], struct err *e)
{
	size_t n = 1;

	for (size_t i = 0; i < line.n; i++)
		n += line.p[i] == '\t';
	if (n != COLUMNS)
		return err_set(e, ERR_PARSE, "%zu columns instead of %d", n, COLUMNS);
	for (size_t i = 0; i < COLUMNS; i++) {
		line = str_cut(line, '\t', &column[i]);
		if (column[i].n == 0)
			return err_set(e, ERR_PARSE, "the column %s is empty", head[i].p);
	}
	return ERR_OK;
}

static enum err_code
measure_read(struct str line, const struct measures *before, struct measure *m, struct err *e)
{
	struct str column[COLUMNS];
	int of = 0, cell = 0, period = 0;
	enum err_code rc = columns_cut(line, column, e);

	if (rc == ERR_OK)
		rc = word_find(words_of, column[1], &of, e);
	if (rc == ERR_OK)
		rc = word_find(words_cell, column[2], &cell, e);
	if (rc == ERR_OK)
		rc = word_find(words_period, column[3], &period, e);
	if (rc != ERR_OK)
		return rc;
	if (measure_find(before, column[0]))
		return err_set(e, ERR_PARSE, "the measure %.*s stands twice", STR_FMT(column[0]));
	if (!str_number(column[4], &m->epsilon) || m->epsilon != 1)
		return err_set(e, ERR_PARSE, "epsilon is '%.*s', but the noise gives 1 (ln 2)",
			STR_FMT(column[4]));
	m->id = column[0];
	m->of = (enum measure_of)of;
	m->cell = (enum measure_cell)cell;
	m->period = (enum period_kind)period;
	m->counted = column[5];
	return ERR_OK;
}

static enum err_code
head_check(struct str line, struct err *e)
{
	struct str column[COLUMNS] = { 0 };
	enum err_code rc = columns_cut(line, column, e);

	for (size_t i = 0; rc == ERR_OK && i < COLUMNS; i++) {
		if (!str_eq(column[i], head[i]))
			rc = err_set(e, ERR_PARSE, "column %zu is '%.*s' instead of '%s'", i + 1,
				STR_FMT(column[i]), head[i].p);
	}
	return rc;
}

enum err_code
measures_parse(struct arena *a, struct str tsv, struct measures *out, struct err *e)
{
	size_t lines = 1;
	unsigned number = 0;
	bool in_head = true;
	struct str line;
	enum err_code rc = ERR_OK;

	for (size_t i = 0; i < tsv.n; i++)
		lines += tsv.p[i] == '\n';
	out->item = ARENA_ARRAY(a, struct measure, lines);
	out->n = 0;
	while (tsv.n > 0 && rc == ERR_OK) {
		tsv = str_cut(tsv, '\n', &line);
		number++;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		rc = in_head ? head_check(line, e) : measure_read(line, out, &out->item[out->n], e);
		out->n += !in_head && rc == ERR_OK;
		in_head = false;
	}
	if (rc == ERR_OK && out->n == 0)
		rc = err_set(e, ERR_PARSE, "there is no measure in it");
	if (rc != ERR_OK) {
		err_wrap(e, "figures.tsv:%u", number);
		e->line = number;
	}
	return rc;
}

double
measures_epsilon(const struct measures *all)
{
	int64_t sum = 0;

	for (size_t i = 0; i < all->n; i++)
		sum += all->item[i].epsilon; /* a mandatory completion enters all of them */
	return (double)sum * LN_2;
}

enum err_code
measures_check(const struct measures *all, double epsilon_max, struct err *e)
{
	double sum = measures_epsilon(all);

	if (sum > epsilon_max)
		return err_set(e, ERR_INVALID, "the published figures together have epsilon = %.2f, "
			"above epsilon_max = %.2f: take a measure out of the register", sum, epsilon_max);
	return ERR_OK;
}

const struct measure *
measure_find(const struct measures *all, struct str id)
{
	for (size_t i = 0; i < all->n; i++) {
		if (str_eq(all->item[i].id, id))
			return &all->item[i];
	}
	return NULL;
}

enum err_code
measures_load(struct arena *a, double epsilon_max, struct measures *out, struct err *e)
{
	struct str tsv = { figures_register[0].text, figures_register[0].n };
	enum err_code rc = measures_parse(a, tsv, out, e);

	return rc == ERR_OK ? measures_check(out, epsilon_max, e) : rc;
}
