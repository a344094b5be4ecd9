#include "generator/text/check_text.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

#include "generator/pool.h"
#include "generator/text/text.h"
#include "generator/text/text_memory.h"

static enum text_language
language_of(struct str code)
{
	if (str_eq(code, STR("ls")))
		return TEXT_EASY;
	if (str_eq(code, STR("en")) || str_starts(code, STR("en-")))
		return TEXT_ENGLISH;
	return str_eq(code, STR("de")) || str_starts(code, STR("de-")) ? TEXT_GERMAN : TEXT_OTHER;
}

static void
passage_look(struct text_page *p, const struct passage *s)
{
	if (p->language == TEXT_EASY)
		rule_easy(p, s);
	else if (p->language == TEXT_GERMAN)
		rule_words(p, s);
	else if (p->language == TEXT_ENGLISH)
		rule_english(p, s);
	rule_sentences(p, s);
}

static void
block_look(struct text_page *p, cmark_node *node)
{
	struct passage s;

	passage_read(p, node, &s);
	rule_block(p, &s);
	passage_look(p, &s);
}

static void
node_look(struct text_page *p, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	rule_node(p, node);
	if (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING
		|| strcmp(cmark_node_get_type_string(node), "table_cell") == 0)
		block_look(p, node);
}

static cmark_node *
body_parse(struct str body)
{
	cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_FOOTNOTES, pool_mem());
	cmark_node *document;

	cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, body.p, body.n);
	document = cmark_parser_finish(parser);
	cmark_consolidate_text_nodes(document);
	return document;
}

/* --- front matter --- */

/* A text that readers see: lists, search, the page itself. */
static void
value_look(struct text_page *p, const struct yaml_node *node, bool heading)
{
	struct passage s;
	size_t at;

	if (!node || node->kind != YAML_SCALAR || node->line < p->place.first_line)
		return;
	place_lines(&p->place, node->line - p->place.first_line + 1, node->line - p->place.first_line + 1, &at);
	for (unsigned i = 1; i < node->column && at < p->body.n; i++) { /* columns are characters */
		at++;
		while (at < p->body.n && ((unsigned char)p->body.p[at] & 0xc0) == 0x80)
			at++;
	}
	passage_plain(p, node->text, at, heading, &s);
	passage_look(p, &s);
}

/* Texts in a list: by themselves, or under `key` of each item. */
static void
list_look(struct text_page *p, const struct yaml_node *list, const char *key)
{
	for (size_t i = 0; list && list->kind == YAML_SEQUENCE && i < list->n; i++)
		value_look(p, key ? yaml_find(list->item[i], str_of(key)) : list->item[i], false);
}

/* The front matter `yaml`, from the file's second line on; what it explains counts for the body, too.
 * One value is one line: where lines of Leichte Sprache end there is not asked. */
static void
head_look(struct text_page *body, struct str yaml)
{
	struct text_page p = { .arena = body->arena, .all = body->all, .path = body->path, .body = yaml,
		.language = body->language, .gender = body->gender };
	struct findings ignored = { .arena = body->arena };
	struct yaml_node *root = NULL;

	if (yaml.n == 0 || !yaml_parse(p.arena, yaml, p.path, 2, false, &ignored, &root))
		return;
	place_init(&p.place, p.arena, yaml, 2);
	value_look(&p, yaml_find(root, STR("title")), true);
	value_look(&p, yaml_find(root, STR("description")), false);
	value_look(&p, yaml_find(root, STR("edition_reason")), false);
	list_look(&p, yaml_find(root, STR("goals")), NULL);
	list_look(&p, yaml_find(root, STR("stations")), "why");
	list_look(&p, yaml_find(root, STR("mandatory")), "reason");
	list_look(&p, yaml_find(root, STR("exceptions")), "reason");
	body->explained = p.explained;
	body->n_explained = p.n_explained;
	body->cap_explained = p.cap_explained;
}

void
check_text_page(struct arena *arena, struct str path, struct str yaml, struct str body, unsigned first_line,
	struct str language, int gender, struct findings *all)
{
	struct text_page p = { .arena = arena, .all = all, .path = path, .body = body,
		.language = language_of(language), .gender = gender };
	cmark_iter *iter;
	cmark_event_type event;

	head_look(&p, yaml);
	iter = cmark_iter_new(body_parse(body));
	place_init(&p.place, arena, body, first_line);
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (event == CMARK_EVENT_ENTER)
			node_look(&p, cmark_iter_get_node(iter));
	}
	cmark_iter_free(iter);
	rule_page(&p);
	rule_easy_page(&p);
	pool_reset();
}

/* --- the whole site --- */

/* Findings of each page, in order. */
struct looking {
	struct build *build;
	struct findings *found;
	struct text_memory memory;
	struct text_entry *entry;
};

static void
record_look(void *context, unsigned worker, size_t i)
{
	struct looking *l = context;
	struct build *b = l->build;
	const struct record *r = &b->model.record[i];
	const struct str *code = b->site.conf.languages.item;
	struct findings *found = &l->found[i], ignored = { .arena = &b->worker[worker] };
	int64_t file = source_find(&b->source, r->path);
	struct buf text = { 0 };
	struct str yaml, body, bytes;
	unsigned line;
	struct err e;

	found->arena = &b->worker[worker];
	if (!r->usable || file < 0)
		return;
	if (source_read(&b->source, &b->reader[worker], (size_t)file, RECORD_BYTES_MAX, &text, &e) != ERR_OK)
		buf_clear(&text);
	bytes = buf_str(&text);
	if (str_starts(bytes, STR("\xef\xbb\xbf"))) /* a byte order mark is no content */
		bytes = str_from(bytes, 3);
	l->entry[i] = (struct text_entry){ text_memory_key(&l->memory, code[r->language], b->site.conf.style.gender, bytes),
		STR(""), true };
	if (!text_memory_get(&l->memory, l->entry[i].key, r->path, found)
		&& frontmatter_cut(bytes, r->path, &ignored, &yaml, &body, &line)) {
		/* the copy outlives the file's buffer: findings and words borrow from it */
		body = arena_copy(found->arena, body);
		check_text_page(found->arena, r->path, arena_copy(found->arena, yaml), body, line, code[r->language], b->site.conf.style.gender,
			found);
	}
	l->entry[i].found = text_memory_pack(found->arena, found);
	buf_release(&text);
}

void
check_text(struct build *b)
{
	size_t n = b->model.n_record;
	struct looking l = { .build = b, .found = ARENA_ARRAY(&b->arena, struct findings, n + 1),
		.entry = ARENA_ARRAY(&b->arena, struct text_entry, n + 1) };

	text_memory_open(&l.memory, &b->arena, arena_copy(&b->arena, b->source.root).p);
	jobs_run(b->jobs, n, record_look, &l);
	text_memory_save(&l.memory, l.entry, n);
	for (size_t i = 0; i < n; i++)
		findings_append(&b->findings, &l.found[i]);
	findings_sort(&b->findings);
}
