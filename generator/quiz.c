/* quiz.c - options, hint and explanation of a quiz. */
#include "generator/construct.h"
#include "generator/reading.h"

/* "( )", "(x)", "[ ]" or "[x]" at the start of an option. */
struct mark {
	bool found, many, right;
};

static struct mark
mark_of(struct str s)
{
	struct mark m = { 0 };

	if (s.n < 3)
		return m;
	m.many = s.p[0] == '[' && s.p[2] == ']';
	m.right = s.p[1] == 'x' || s.p[1] == 'X';
	m.found = (m.many || (s.p[0] == '(' && s.p[2] == ')')) && (m.right || s.p[1] == ' ');
	return m;
}

/* The first text node of an item, or NULL. */
static cmark_node *
item_text(cmark_node *item)
{
	cmark_node *paragraph = cmark_node_first_child(item);
	cmark_node *text = paragraph && cmark_node_get_type(paragraph) == CMARK_NODE_PARAGRAPH
		? cmark_node_first_child(paragraph) : NULL;

	return text && cmark_node_get_type(text) == CMARK_NODE_TEXT ? text : NULL;
}

static struct mark
item_mark(cmark_node *item)
{
	cmark_node *text = item_text(item);

	return text ? mark_of(str_of(cmark_node_get_literal(text))) : (struct mark){ 0 };
}

/* The list whose first item has a mark. */
static cmark_node *
options_find(cmark_node *quote)
{
	for (cmark_node *n = cmark_node_first_child(quote); n; n = cmark_node_next(n)) {
		if (cmark_node_get_type(n) == CMARK_NODE_LIST && item_mark(cmark_node_first_child(n)).found)
			return n;
	}
	return NULL;
}

/* HTML of the inlines of `paragraph`, without the paragraph around them. */
static struct str
inline_html(struct reading *r, cmark_node *paragraph)
{
	cmark_node *line = cmark_node_new_with_mem(CMARK_NODE_CUSTOM_INLINE, r->mem), *next;

	for (cmark_node *n = cmark_node_first_child(paragraph); n; n = next) {
		next = cmark_node_next(n);
		cmark_node_append_child(line, n);
	}
	return arena_copy(r->arena, str_of(cmark_render_html_with_mem(line, 0, r->extensions, r->mem)));
}

static void
option_read(struct reading *r, cmark_node *item, struct view_option *out)
{
	cmark_node *text = item_text(item), *paragraph = cmark_node_first_child(item);
	cmark_node *after = cmark_node_next(paragraph);
	struct str rest = str_trim(str_from(str_of(cmark_node_get_literal(text)), 3));
	struct finding *f;

	/* What follows the mark may be emphasis or code: then only a space is left of the text. */
	cmark_node_set_literal(text, arena_copy(r->arena, cmark_node_next(text)
		? str_from(str_of(cmark_node_get_literal(text)), 4) : rest).p);
	if (reading_text(r, paragraph).n == 0)
		reading_stop(r, item, "quiz-option", "Die Antwort hat keinen Text");
	out->html = inline_html(r, paragraph);
	if (after && cmark_node_get_type(after) == CMARK_NODE_BLOCK_QUOTE) {
		cmark_node *next = cmark_node_next(after);

		out->feedback = reading_html(r, cmark_node_first_child(after), NULL);
		after = next;
	}
	if (after) {
		f = reading_stop(r, item, "quiz-option", "Die Antwort ist mehr als ein Absatz und seine Rückmeldung");
		finding_remedy(r->all, f, "Schreiben Sie, was zur Antwort gehört, in das Zitat darunter.");
	}
}

static void
options_read(struct reading *r, struct construct *c, cmark_node *list)
{
	struct view_option *option;
	size_t n = 0, right = 0;
	struct finding *f;

	for (cmark_node *i = cmark_node_first_child(list); i; i = cmark_node_next(i))
		n++;
	option = ARENA_ARRAY(r->arena, struct view_option, n);
	c->view.many = item_mark(cmark_node_first_child(list)).many;
	c->view.options = (struct template_list){ option, n };
	n = 0;
	for (cmark_node *i = cmark_node_first_child(list); i; i = cmark_node_next(i), n++) {
		struct mark m = item_mark(i);

		if (!m.found || m.many != c->view.many) {
			f = reading_stop(r, i, "quiz-option", m.found ? "Das Quiz mischt ( ) und [ ]" : "Die Antwort hat kein Kästchen");
			finding_remedy(r->all, f, "Beginnen Sie jede Antwort mit ( ) oder (x), wenn eine richtig ist, oder jede mit [ ] oder [x], wenn es mehrere sein können.");
			continue;
		}
		right += m.right;
		option[n] = (struct view_option){ .right = m.right, .number = (int64_t)n + 1,
			.letter = arena_printf(r->arena, "%c", (char)('a' + n % 26)) };
		option_read(r, i, &option[n]);
	}
	if (right == 0) {
		f = reading_stop(r, c->node, "quiz-answer", "Das Quiz „%.*s“ hat keine richtige Antwort", STR_FMT(c->view.id));
		finding_remedy(r->all, f, c->view.many ? "Schreiben Sie vor jede richtige Antwort [x]." : "Schreiben Sie vor die richtige Antwort (x).");
	} else if (!c->view.many && right > 1) {
		f = reading_stop(r, c->node, "quiz-answer", "Das Quiz „%.*s“ hat %zu richtige Antworten und erlaubt nur eine", STR_FMT(c->view.id),
			right);
		finding_remedy(r->all, f, "Schreiben Sie [ ] und [x] statt ( ) und (x).");
	}
}

/* Whether `n` is a paragraph that begins with strong text `english` or `german`; takes the label away. */
static bool
label_take(struct reading *r, cmark_node *n, struct str english, struct str german)
{
	cmark_node *strong = cmark_node_first_child(n), *text;
	struct str label;

	if (cmark_node_get_type(n) != CMARK_NODE_PARAGRAPH || !strong
		|| cmark_node_get_type(strong) != CMARK_NODE_STRONG)
		return false;
	label = reading_text(r, strong);
	if (!str_eq(label, english) && !str_eq(label, german))
		return false;
	text = cmark_node_next(strong);
	cmark_node_unlink(strong);
	if (text && cmark_node_get_type(text) == CMARK_NODE_TEXT) {
		struct str s = str_of(cmark_node_get_literal(text));

		while (s.n > 0 && s.p[0] == ' ')
			s = str_from(s, 1);
		cmark_node_set_literal(text, arena_copy(r->arena, s).p);
	}
	return true;
}

void
quiz_read(struct reading *r, struct construct *c)
{
	cmark_node *list = options_find(c->node), *next;
	struct finding *f;

	if (list) {
		options_read(r, c, list);
		cmark_node_unlink(list);
	} else {
		f = reading_stop(r, c->node, "quiz-option", "Das Quiz „%.*s“ hat keine Antworten", STR_FMT(c->view.id));
		finding_remedy(r->all, f, "Schreiben Sie sie als Liste: > - ( ) falsch, > - (x) richtig.");
	}
	for (cmark_node *n = cmark_node_first_child(c->node); n; n = next) {
		next = cmark_node_next(n);
		if (label_take(r, n, STR("Hint:"), STR("Hinweis:")))
			c->view.hint = reading_html(r, n, next);
		else if (label_take(r, n, STR("Explanation:"), STR("Erklärung:")))
			c->view.explanation = reading_html(r, n, next);
	}
}
