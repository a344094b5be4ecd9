/*
 * rule_label.c - who speaks to the computer says what stands on a button: the words that show must
 * be in its name, in the same order.
 */
#include <string.h>

#include "generator/a11y/rules.h"
#include "generator/a11y/text.h"

static bool
has_visible_text(const struct dom_node *n)
{
	for (const struct dom_node *c = dom_walk(n, n); c; c = dom_walk(c, n)) {
		if (!dom_spend(n->doc, 1))
			return false;
		if (text_visible(c))
			return true;
	}
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* A single letter on a button is a sign: X for close, B for bold, i for information. */
static bool
is_symbol(struct str words)
{
	struct str word = str_trim(words);

	return word.n == 1 && is_letter(word.p[0]);
}

/* `word` without punctuation around it; a period at its end stays when asked for. */
static struct str
bare(struct str word, bool keep_period)
{
	while (word.n > 0 && !is_letter(word.p[0]) && !(word.p[0] >= '0' && word.p[0] <= '9'))
		word = str_from(word, 1);
	while (word.n > 0 && !is_letter(word.p[word.n - 1]) &&
	       !(word.p[word.n - 1] >= '0' && word.p[word.n - 1] <= '9')) {
		if (keep_period && word.p[word.n - 1] == '.')
			break;
		word.n--;
	}
	return word;
}

/* Letters with a period after each: "z.B.", "U.S.A." */
static bool
is_dotted(struct str word)
{
	if (word.n < 4)
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (i % 2 ? word.p[i] != '.' : !is_letter(word.p[i]))
			return false;
	}
	return true;
}

static const char abbreviations[] =
	"abb. abs. abt. allg. approx. apt. art. ave. bldg. blvd. bsp. bspw. bzgl. bzw. ca. co. corp. "
	"dept. dr. e.g. etc. evtl. fr. geb. gem. ggf. hr. i.e. inc. inkl. jr. kap. lt. ltd. max. min. "
	"misc. mr. mrs. ms. no. nr. prof. rd. s.o. s.u. sog. sr. st. std. str. tel. u.a. usw. vgl. vs. "
	"z.b. zzgl.";

/* A word of `other` that begins with `word` and goes on. */
static bool
is_shortened(struct str word, struct str other)
{
	struct str token;

	while (str_token(&other, &token)) {
		token = bare(token, false);
		if (token.n > word.n && is_letter(token.p[word.n]) &&
		    str_same((struct str){ token.p, word.n }, word))
			return true;
	}
	return false;
}

/* Whether `text` has an abbreviation; `other` may say what it stands for. */
static bool
has_abbreviation(const struct dom_doc *d, struct str text, struct str other)
{
	struct str token, rest, known;

	while (str_token(&text, &token)) {
		token = bare(token, true);
		if (token.n < 2 || token.p[token.n - 1] != '.')
			continue;
		if (!dom_spend(d, other.n + sizeof(abbreviations)))
			return false;
		if (is_dotted(token))
			return true;
		for (rest = str_of(abbreviations); str_token(&rest, &known);) {
			if (str_same(token, known))
				return true;
		}
		token.n--;
		if (token.n > 0 && is_letter(token.p[token.n - 1]) && is_shortened(token, other))
			return true;
	}
	return false;
}

/* `a` and `b` are the same but for hyphens. */
static bool
differ_in_hyphens(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	if (str_same(a, b))
		return false;
	while (i < a.n || j < b.n) {
		if (i < a.n && a.p[i] == '-') {
			i++;
		} else if (j < b.n && b.p[j] == '-') {
			j++;
		} else {
			if (i == a.n || j == b.n ||
			    !str_same((struct str){ a.p + i, 1 }, (struct str){ b.p + j, 1 }))
				return false;
			i++;
			j++;
		}
	}
	return true;
}

/* A word stands in both, hyphenated differently. */
static bool
has_other_hyphens(const struct dom_doc *d, struct str label, struct str name)
{
	struct str word, rest, token;

	while (str_token(&label, &word)) {
		word = bare(word, false);
		if (word.n == 0 || !dom_spend(d, name.n))
			continue;
		for (rest = name; str_token(&rest, &token);) {
			token = bare(token, false);
			if (token.n > 0 && differ_in_hyphens(word, token))
				return true;
		}
	}
	return false;
}

static bool
is_widget_named_by_content(const struct aria_role *role)
{
	return role_inherits(role, "link") || role_in(role, "button checkbox gridcell menuitem "
		"menuitemcheckbox menuitemradio option radio searchbox switch tab treeitem");
}

void
rule_label_in_name(struct run *r, const struct dom_node *n)
{
	struct buf label = { 0 }, words = { 0 };
	struct str name;

	if (!(n->aria & (ARIA(LABEL) | ARIA(LABELLEDBY))) ||
	    !is_widget_named_by_content(role_semantic(n)) || !has_visible_text(n))
		return;
	text_visible_inner(n, &label);
	text_words(buf_str(&label), &words);
	name_compute(n, &r->a);
	name = buf_str(&r->a);
	buf_clear(&r->b);
	text_words(name, &r->b);
	if (has_abbreviation(n->doc, buf_str(&label), name) ||
	    has_abbreviation(n->doc, name, buf_str(&label)) ||
	    has_other_hyphens(n->doc, buf_str(&label), name))
		goto out; /* whether they are the same words cannot be told */
	/* Both begin and end with a space, so only whole words match. */
	if (is_symbol(buf_str(&words)) || str_find(buf_str(&r->b), buf_str(&words)) != SIZE_MAX)
		run_pass(r);
	else
		run_fail(r, n, n->aria & ARIA(LABEL) ? "aria-label" : "aria-labelledby",
			"Sichtbar ist „%.*s“, vorgelesen wird „%.*s“", STR_FMT(str_trim(buf_str(&label))),
			STR_FMT(name));
out:
	buf_release(&label);
	buf_release(&words);
}
