#include "common/template_set.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/finding.h"

struct template_set *
template_set_new(const struct template_source *file, size_t n_file,
	const struct template_source *text, size_t n_text)
{
	struct template_set *set = calloc(1, sizeof(*set));

	if (!set)
		abort();
	set->file = ARENA_ARRAY(&set->arena, struct parsed, n_file);
	set->text = ARENA_ARRAY(&set->arena, struct parsed, n_text);
	set->n_file = n_file;
	set->n_text = n_text;
	for (size_t i = 0; i < n_file; i++)
		set->file[i].source = file[i];
	for (size_t i = 0; i < n_text; i++)
		set->text[i].source = text[i];
	return set;
}

void
template_set_free(struct template_set *set)
{
	if (!set)
		return;
	arena_reset(&set->arena);
	free(set);
}

enum err_code
origin_error(struct err *e, enum err_code code, const struct origin *from, unsigned line,
	const char *fmt, ...)
{
	char msg[sizeof(e->msg)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	if (from->key.n > 0)
		return node_error(e, code, from->path, from->line, "text \"%.*s\": %s", STR_FMT(from->key), msg);
	return node_error(e, code, from->path, line, "%s", msg);
}

void
template_suggest(struct str word, const char *const names[], char *out, size_t size)
{
	const char *near = finding_suggest(word, names);

	out[0] = '\0';
	if (near)
		snprintf(out, size, " (did you mean \"%s\"?)", near);
}

static struct parsed *
source_find(struct parsed *list, size_t n, struct str name, struct str suffix)
{
	for (size_t i = 0; i < n; i++) {
		struct str own = list[i].source.name;

		if (own.n == name.n + suffix.n && str_starts(own, name) && str_ends(own, suffix))
			return &list[i];
	}
	return NULL;
}

/* What a misspelt file or text may have meant. */
static void
source_suggest(struct template_set *set, const struct parsed *list, size_t n, struct str word,
	struct str suffix, char *out, size_t size)
{
	const char *names[TEMPLATE_SUGGEST_MAX + 1];
	size_t k = 0;

	for (size_t i = 0; i < n && k < TEMPLATE_SUGGEST_MAX; i++) {
		struct str name = list[i].source.name;

		if (!str_ends(name, suffix))
			continue;
		name.n -= suffix.n;
		names[k++] = arena_copy(&set->arena, name).p;
	}
	names[k] = NULL;
	template_suggest(word, names, out, size);
}

enum err_code
set_template(struct template_set *set, struct str name, const struct origin *from, unsigned line,
	const struct node_tree **out, struct err *e)
{
	static const struct str suffix = STR_INIT(".html");
	struct parsed *found = source_find(set->file, set->n_file, name, suffix);

	if (!found) {
		char hint[160];

		source_suggest(set, set->file, set->n_file, name, suffix, hint, sizeof(hint));
		return origin_error(e, ERR_NOTFOUND, from, line, "there is no template \"%.*s.html\"%s",
			STR_FMT(name), hint);
	}
	if (!found->tree) {
		struct node_tree *tree = ARENA_NEW(&set->arena, struct node_tree);
		enum err_code rc = node_parse(&set->arena, found->source.name, found->source.text, false, tree, e);

		if (rc != ERR_OK)
			return rc;
		found->tree = tree;
	}
	*out = found->tree;
	return ERR_OK;
}

enum err_code
set_text(struct template_set *set, struct str key, const struct origin *from, unsigned line,
	const struct node_tree **out, struct err *e)
{
	static const struct str suffix = STR_INIT("");
	struct parsed *found = source_find(set->text, set->n_text, key, suffix);

	if (!found) {
		char hint[160];

		source_suggest(set, set->text, set->n_text, key, suffix, hint, sizeof(hint));
		return origin_error(e, ERR_INVALID, from, line, "there is no text \"%.*s\"%s", STR_FMT(key),
			hint);
	}
	if (!found->tree) {
		struct node_tree *tree = ARENA_NEW(&set->arena, struct node_tree);
		struct origin own = { from->path, from->key.n ? from->line : line, key };
		struct err inner;
		enum err_code rc = node_parse(&set->arena, key, found->source.text, false, tree, &inner);

		if (rc != ERR_OK)
			return origin_error(e, rc, &own, 0, "%s", inner.msg);
		found->tree = tree;
	}
	*out = found->tree;
	return ERR_OK;
}
