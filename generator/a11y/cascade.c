#include "generator/a11y/cascade.h"

#include <math.h>
#include <string.h>

static void
contest(struct winner *w, const struct css_decl *d, unsigned specificity, unsigned order,
	bool inline_style)
{
	if (w->decl && w->decl->important != d->important) {
		if (w->decl->important)
			return;
	} else if (w->decl && w->inline_style != inline_style) {
		if (w->inline_style)
			return;
	} else if (w->decl && (w->specificity > specificity ||
	    (w->specificity == specificity && w->order > order))) {
		return;
	}
	*w = (struct winner){ d, specificity, order, inline_style };
}

static void
rule_apply(const struct css_rule *r, void *data)
{
	struct cascade *c = data;
	int which = r->pseudo == PSEUDO_AFTER;

	for (const struct css_decl *d = r->decl; d; d = d->next) {
		if (r->pseudo == PSEUDO_NONE)
			contest(&c->of[d->prop], d, r->specificity, r->order, false);
		else if (d->prop == CSS_CONTENT)
			contest(&c->content[which], d, r->specificity, r->order, false);
		else if (d->prop == CSS_DISPLAY)
			contest(&c->display[which], d, r->specificity, r->order, false);
	}
}

void
cascade_fill(struct arena *a, struct cascade *c, const struct css_sheet *sheet,
	const struct dom_node *n)
{
	const struct str *inline_style = dom_attr(n, "style");
	unsigned order = 0;

	css_each_match(sheet, n, rule_apply, c);
	if (!inline_style)
		return;
	for (const struct css_decl *d = css_declarations(a, *inline_style); d; d = d->next)
		contest(&c->of[d->prop], d, 0, order++, true);
}

/* What attr(…), which `value` begins with, stands for; *end is behind its bracket. */
static struct str
content_attr(const struct dom_node *n, struct str value, size_t *end)
{
	size_t close = str_find(value, STR(")"));
	struct str name = { value.p + 5, close == SIZE_MAX ? 0 : close - 5 };

	*end = close == SIZE_MAX ? value.n : close + 1;
	for (unsigned i = 0; i < n->n_attr; i++) {
		if (str_same(n->attr[i].name, str_trim(name)))
			return n->attr[i].value;
	}
	return STR("");
}

/* What stands behind a slash is read instead of what is shown. */
static struct str
spoken_part(struct str value)
{
	size_t slash = css_until(value, "/");

	return slash < value.n && value.p[slash] == '/' ? css_trim(str_from(value, slash + 1)) : value;
}

struct str
cascade_content(struct arena *a, const struct cascade *c, const struct dom_node *n, int which)
{
	const struct css_decl *content = c->content[which].decl, *display = c->display[which].decl;
	struct buf out = { 0 };
	struct str value, text;

	if (!content || (display && str_same(display->value, STR("none"))))
		return STR("");
	value = spoken_part(content->value);
	while (value.n > 0 && dom_spend(n->doc, value.n / 64)) {
		size_t end = css_opaque(value);

		if (str_starts(value, STR("attr(")))
			buf_add(&out, content_attr(n, value, &end));
		else if (end >= 2 && value.p[0] != '/')
			css_unescape((struct str){ value.p + 1, end - 2 }, &out);
		value = str_from(value, end > 0 ? end : 1);
	}
	text = arena_copy(a, buf_str(&out));
	buf_release(&out);
	return dom_spend(n->doc, text.n / 4) ? text : STR("");
}

bool
cascade_is(const struct cascade *c, enum css_prop prop, const char *word)
{
	const struct css_decl *d = c->of[prop].decl;

	return d && str_same(d->value, str_of(word));
}

double
cascade_length(const struct cascade *c, enum css_prop prop, double em, double percent_of)
{
	const struct css_decl *d = c->of[prop].decl;
	double px;

	return d && css_length(d->value, em, percent_of, &px) ? px : NAN;
}
