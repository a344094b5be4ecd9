/* rule_spacing.c - text spacing that readers cannot widen, because !important stands in the way. */
#include <math.h>

#include "generator/a11y/rules.h"

/* A text child that shows. */
static const struct dom_node *
shown_text(const struct dom_node *n)
{
	for (const struct dom_node *c = n->first; c; c = c->next) {
		if (text_visible(c))
			return c;
	}
	return NULL;
}

static bool
is_target(const struct dom_node *n, const struct spacing *s)
{
	return n->ns == DOM_HTML && s->important && !s->unknown && shown_text(n);
}

/* A little less is enough: 0.16 × 25 is not exactly 4 in binary. */
static bool
at_least(double value, double factor, double font_size)
{
	return value >= factor * font_size - 1e-6;
}

static void
expect(struct run *r, const struct dom_node *n, double value, double factor, const char *what)
{
	double size = n->style->font_size;

	if (at_least(value, factor, size))
		run_pass(r);
	else
		run_fail(r, n, "style", "%s ist mit !important auf das %.2f-Fache der Schriftgröße "
			"festgelegt; mindestens das %.2f-Fache ist nötig", what, size > 0 ? value / size : 0,
			factor);
}

void
rule_letter_spacing(struct run *r, const struct dom_node *n)
{
	if (is_target(n, &n->style->letter))
		expect(r, n, n->style->letter.value, 0.12, "Der Buchstabenabstand");
}

void
rule_word_spacing(struct run *r, const struct dom_node *n)
{
	if (is_target(n, &n->style->word))
		expect(r, n, n->style->word.value, 0.16, "Der Wortabstand");
}

/*
 * Whether a line of the text can break by itself. Without a layout the width of the text is
 * estimated (half the font size for a character), and a box without a width of its own is taken
 * to be as narrow as WCAG 1.4.10 lets a window be.
 */
static bool
can_wrap(const struct dom_node *n)
{
	const struct style *s = n->style;
	double width = isnan(s->width) ? 320 : s->width, text = 0;
	bool gap = false;

	if (s->nowrap)
		return false;
	for (const struct dom_node *c = n->first; c; c = c->next) {
		struct str trimmed = c->text ? str_trim(c->name) : STR("");

		if (dom_is(c, GUMBO_TAG_BR))
			text = 0;
		text += (double)str_chars(trimmed) * (s->font_size / 2 + s->letter.value);
		gap = gap || str_find(trimmed, STR(" ")) != SIZE_MAX;
		if (gap && text > width)
			return true;
	}
	return false;
}

void
rule_line_height(struct run *r, const struct dom_node *n)
{
	const struct spacing *line = &n->style->line;

	if (is_target(n, line) && can_wrap(n))
		expect(r, n, line->relative ? line->value * n->style->font_size : line->value, 1.5,
			"Der Zeilenabstand");
}
