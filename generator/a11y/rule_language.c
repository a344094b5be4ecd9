/* rule_language.c - the language of pages and of passages in them. */
#include "generator/a11y/language.h"
#include "generator/a11y/rules.h"

void
rule_page_lang(struct run *r, const struct dom_node *n)
{
	const struct str *lang;

	if (n != r->doc->root || r->doc->host || !r->doc->html)
		return;
	lang = dom_attr(n, "lang");
	if (lang && str_trim(*lang).n > 0)
		run_pass(r);
	else
		run_fail(r, n, "lang", "Die Seite sagt nicht, in welcher Sprache sie ist");
}

void
rule_page_lang_valid(struct run *r, const struct dom_node *n)
{
	const struct str *lang;

	if (n != r->doc->root || r->doc->host || !r->doc->html)
		return;
	lang = dom_attr(n, "lang");
	if (!lang || str_trim(*lang).n == 0)
		return;
	if (language_is_known(*lang))
		run_pass(r);
	else
		run_fail(r, n, "lang", "„%.*s“ ist keine bekannte Sprache", STR_FMT(*lang));
}

/* The element has a name that is read in its language, though no text of it need show. */
static bool
has_spoken_name(const struct dom_node *n)
{
	const struct str *title = dom_attr(n, "title"), *description = dom_attr(n, "aria-description");

	if (!is_included(n))
		return false;
	if ((title && !str_blank(*title)) || (description && !str_blank(*description)))
		return true;
	return !name_is_empty(n);
}

static bool
has_language(const struct dom_node *n)
{
	const struct str *lang = dom_attr(n, "lang");

	return lang && lang->n > 0;
}

/* Whether the text `n` is shown or read. */
static bool
text_speaks(const struct dom_node *n)
{
	return text_visible(n) || (!is_hidden(n) && !(n->flags & NODE_INERT) && !str_blank(n->name));
}

/* Whether text in the language of `top` is shown or read, in the frames below it too. */
static bool
speaks(const struct dom_node *top, const struct dom_node *from)
{
	const struct dom_node *n = from;

	while (n) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (!n->text && n != top && has_language(n)) {
			n = dom_skip(n, top);
			continue;
		}
		if (n->text ? text_speaks(n) : has_spoken_name(n))
			return true;
		if (!n->text && n->frame && !has_language(n->frame->root)
			&& speaks(n->frame->root, n->frame->root))
			return true;
		n = dom_walk(n, top);
	}
	return false;
}

void
rule_lang_valid(struct run *r, const struct dom_node *n)
{
	const struct str *lang = n->ns == DOM_HTML ? dom_attr(n, "lang") : NULL;

	if (!lang || lang->n == 0 || !(dom_is(n, GUMBO_TAG_BODY) || dom_ancestor(n, GUMBO_TAG_BODY)))
		return;
	if (!speaks(n, n))
		return;
	if (language_is_known(*lang))
		run_pass(r);
	else
		run_fail(r, n, "lang", "„%.*s“ ist keine bekannte Sprache", STR_FMT(*lang));
}
