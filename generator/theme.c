#include "generator/theme.h"

#include <stdlib.h>

#include "common/embed.h"
#include "common/yaml.h"
#include "generator/construct.h"
#include "generator/vec.h"
#include "generator/view.h"

enum { THEME_FILE_MAX = 4 * 1024 * 1024 };

static const struct {
	const char *name;
	const struct template_field *model;
} pages[THEME_PAGES] = {
	[THEME_HOME] = { "home", view_page_fields },
	[THEME_PAGE] = { "page", view_page_fields },
	[THEME_JOURNEYS] = { "journeys", view_page_fields },
	[THEME_MODULES] = { "modules", view_page_fields },
	[THEME_JOURNEY] = { "journey", view_journey_page_fields },
	[THEME_MODULE] = { "module", view_module_fields },
	[THEME_MY] = { "my", view_page_fields },
	[THEME_404] = { "404", view_page_fields },
	[THEME_LAYOUT] = { "frame", view_page_fields },
};

/* All files of the theme while it is opened. */
struct files {
	struct template_source *item;
	size_t n, cap;
	struct str folder; /* "themes/default/", for messages */
};

static void
file_add(struct theme *t, struct files *f, struct str name, struct str text)
{
	f->item = vec_grow(t->arena, f->item, f->n, &f->cap, sizeof(*f->item));
	f->item[f->n++] = (struct template_source){ name, text };
	t->hash = hash_add(hash_add(t->hash, name), text);
}

static void
files_from_source(struct theme *t, struct files *f, struct source *source, struct source_reader *reader,
	struct findings *all)
{
	struct err e;

	for (size_t i = 0; i < source->n; i++) {
		struct source_file *file = &source->file[i];
		struct buf text = { 0 };

		if (!str_starts(file->path, f->folder) || file->kind != SOURCE_FILE)
			continue;
		if (source_read(source, reader, i, THEME_FILE_MAX, &text, &e) == ERR_OK)
			file_add(t, f, str_from(file->path, f->folder.n), arena_copy(t->arena, buf_str(&text)));
		else
			finding_add(all, SEVERITY_STOP, "theme", file->path, 0, 0, "%s", e.msg);
		buf_release(&text);
	}
}

static int
source_compare(const void *a, const void *b)
{
	const struct template_source *x = a, *y = b;

	return str_cmp(x->name, y->name);
}

static const struct template_source *
file_find(const struct files *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++) {
		if (str_eq(f->item[i].name, name))
			return &f->item[i];
	}
	return NULL;
}

/* ---- assets ---- */

static void
asset_add(struct theme *t, struct str name, struct str bytes, size_t *cap)
{
	struct hash h = hash_add((struct hash){ 0 }, bytes);
	size_t dot = name.n;
	char hex[HASH_HEX + 1];

	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	hash_hex(h, hex);
	t->asset = vec_grow(t->arena, t->asset, t->n_asset, cap, sizeof(*t->asset));
	t->asset[t->n_asset++] = (struct theme_asset){ name,
		arena_printf(t->arena, "theme/%.*s-%.8s.%.*s", (int)(dot ? dot - 1 : name.n), name.p, hex,
			(int)(name.n - dot), name.p + dot), bytes };
}

/* url(name) of another asset becomes url(its address, relative to the style sheet). */
static struct str
css_resolve(const struct theme *t, struct str css)
{
	struct buf b = { 0 };
	struct str out;
	size_t at;

	while ((at = str_find(css, STR("url("))) != SIZE_MAX) {
		struct str name, rest = str_cut(str_from(css, at + 4), ')', &name);
		struct str bare = str_trim(name), address;

		if (bare.n > 1 && (bare.p[0] == '"' || bare.p[0] == '\''))
			bare = (struct str){ bare.p + 1, bare.n - 2 };
		address = theme_asset_address(t, arena_copy(t->arena, bare).p);
		buf_add(&b, (struct str){ css.p, at + 4 });
		buf_add(&b, address.n ? str_from(address, sizeof("theme/") - 1) : name);
		buf_add_char(&b, ')');
		css = rest;
	}
	buf_add(&b, css);
	out = arena_copy(t->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

/* Style sheets come last, because their addresses depend on what they name. */
static void
assets_make(struct theme *t, const struct files *f)
{
	const struct str folder = STR("assets/");
	size_t cap = 0;

	for (int css = 0; css < 2; css++) {
		for (size_t i = 0; i < f->n; i++) {
			struct str name = f->item[i].name;

			if (!str_starts(name, folder) || str_ends(name, STR(".css")) != (css == 1))
				continue;
			asset_add(t, str_from(name, folder.n),
				css ? css_resolve(t, f->item[i].text) : f->item[i].text, &cap);
		}
	}
}

struct str
theme_asset_address(const struct theme *t, const char *name)
{
	for (size_t i = 0; i < t->n_asset; i++) {
		if (str_eq(t->asset[i].name, str_of(name)))
			return t->asset[i].address;
	}
	return STR("");
}

/* ---- texts ---- */

/* Add the texts of `language` that `l` does not have yet. */
static void
texts_read(struct theme *t, struct theme_language *l, const struct files *f, struct str language,
	size_t *cap, struct findings *all)
{
	struct str name = arena_printf(t->arena, "texts/%.*s.yaml", STR_FMT(language));
	struct str path = arena_printf(t->arena, "%.*s%.*s", STR_FMT(f->folder), STR_FMT(name));
	const struct template_source *file = file_find(f, name);
	struct map known = { .arena = t->arena };
	struct yaml_node *root = NULL;

	if (!file || !yaml_parse(t->arena, file->text, path, 1, true, all, &root) || !root)
		return;
	for (size_t i = 0; i < l->n_text; i++)
		map_add(&known, l->text[i].name, 1);
	for (size_t i = 0; i < root->n; i++) {
		const struct yaml_node *value = root->kind == YAML_MAPPING ? root->item[i] : root;

		if (value->kind != YAML_SCALAR) {
			finding_add(all, SEVERITY_STOP, "theme", path, value->line, value->column,
				"Texte sind eine flache Liste aus Schlüsseln und Texten");
			return;
		}
		if (map_find(&known, root->key[i]->text) != MAP_NONE)
			continue;
		l->text = vec_grow(t->arena, l->text, l->n_text, cap, sizeof(*l->text));
		l->text[l->n_text++] = (struct template_source){ root->key[i]->text, value->text };
	}
}

struct str
theme_text(const struct theme_language *l, const char *key, const char *otherwise)
{
	struct template_source want = { .name = str_of(key) };
	const struct template_source *found = l->n_text
		? bsearch(&want, l->text, l->n_text, sizeof(want), source_compare) : NULL;

	return found ? found->text : str_of(otherwise);
}

/* ---- templates ---- */

/* Ids that templates write literally: a heading must not take one. */
static void
reserved_collect(struct theme *t, struct str text)
{
	size_t at;

	while ((at = str_find(text, STR(" id=\""))) != SIZE_MAX) {
		struct str id;

		text = str_cut(str_from(text, at + 5), '"', &id);
		if (id.n > 0 && str_find(id, STR("{")) == SIZE_MAX)
			map_add(&t->reserved, id, 1);
	}
}

/*
 * The frame of the tracker's pages: the layout with a placeholder in each of its blocks. render.c
 * turns the placeholders into the blocks of a template again.
 */
static struct str
frame_source(struct theme *t, struct str layout)
{
	struct buf b = { 0 };
	struct str out;
	size_t at;

	buf_add(&b, STR("{{<layout}}"));
	while ((at = str_find(layout, STR("{{$"))) != SIZE_MAX) {
		struct str name;

		layout = str_cut(str_from(layout, at + 3), '}', &name);
		buf_addf(&b, "{{$%.*s}}\x02%.*s\x03{{/%.*s}}", STR_FMT(name), STR_FMT(name), STR_FMT(name));
	}
	buf_add(&b, STR("{{/layout}}"));
	out = arena_copy(t->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static void
compile_failed(const struct theme *t, const struct files *f, const struct err *e, struct findings *all)
{
	struct str path = arena_printf(t->arena, "%.*s%s", STR_FMT(f->folder), e->path);

	for (size_t i = 0; i < all->n; i++) { /* every language finds the same mistake */
		if (str_eq(all->item[i].file, path) && all->item[i].line == e->line
			&& str_eq(all->item[i].message, str_of(e->msg)))
			return;
	}
	finding_add(all, SEVERITY_STOP, "theme", path, e->line, e->line ? 1 : 0, "%s", e->msg);
}

static void
language_compile(struct theme *t, struct theme_language *l, const struct files *f, struct findings *all)
{
	struct err e;

	l->set = template_set_new(t->file, t->n_file, l->text, l->n_text);
	for (int i = 0; i < THEME_PAGES; i++) {
		if (template_compile(l->set, pages[i].name, pages[i].model, &l->page[i], &e) != ERR_OK)
			compile_failed(t, f, &e, all);
	}
	for (const struct construct_kind *k = construct_kinds; k->name; k++) {
		struct str name = arena_printf(t->arena, "construct/%s", k->file);

		if (!file_find(f, arena_printf(t->arena, "%s.html", name.p)))
			continue; /* said where an author uses it */
		if (template_compile(l->set, name.p, view_construct_fields, &l->construct[k->number], &e) != ERR_OK)
			compile_failed(t, f, &e, all);
	}
	if (file_find(f, STR("construct/table.html"))
		&& template_compile(l->set, "construct/table", view_construct_fields, &l->table, &e) != ERR_OK)
		compile_failed(t, f, &e, all);
}

static void
templates_collect(struct theme *t, const struct files *f)
{
	const struct template_source *layout = file_find(f, STR("layout.html"));

	t->file = ARENA_ARRAY(t->arena, struct template_source, f->n + 1);
	for (size_t i = 0; i < f->n; i++) {
		if (!str_ends(f->item[i].name, STR(".html")))
			continue;
		t->file[t->n_file++] = f->item[i];
		if (!str_starts(f->item[i].name, STR("tracker/")))
			reserved_collect(t, f->item[i].text);
	}
	t->file[t->n_file++] = (struct template_source){ STR("frame.html"),
		layout ? frame_source(t, layout->text) : STR("") };
}

void
theme_open(struct theme *t, struct arena *arena, struct source *source, struct source_reader *reader,
	const struct site *site, struct findings *all)
{
	struct files f = { .folder = arena_printf(arena, "themes/%.*s/", STR_FMT(site->conf.theme)) };

	*t = (struct theme){ .arena = arena, .n = site->n_language, .reserved = { .arena = arena } };
	files_from_source(t, &f, source, reader, all);
	if (f.n == 0) {
		for (const struct embedded *e = theme_default; e->name; e++)
			file_add(t, &f, str_of(e->name), (struct str){ e->text, e->n });
	}
	if (f.n > 1)
		qsort(f.item, f.n, sizeof(*f.item), source_compare);
	templates_collect(t, &f);
	assets_make(t, &f);
	t->language = ARENA_ARRAY(arena, struct theme_language, t->n);
	for (size_t i = 0; i < t->n; i++) {
		struct theme_language *l = &t->language[i];
		const struct str *code = site->conf.languages.item;
		size_t cap = 0;

		texts_read(t, l, &f, code[i], &cap, all);
		texts_read(t, l, &f, STR("de"), &cap, all);
		if (l->n_text > 1)
			qsort(l->text, l->n_text, sizeof(*l->text), source_compare);
		l->reserved = &t->reserved;
		language_compile(t, l, &f, all);
	}
}

void
theme_close(struct theme *t)
{
	for (size_t i = 0; i < t->n; i++)
		template_set_free(t->language[i].set);
	t->n = 0;
}
