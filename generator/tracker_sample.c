#include "generator/tracker_sample.h"

#include <jansson.h>
#include <stdlib.h>

#include "common/template_lenient.h"

/* ---- which names there are ---- */

#define CONDITION "if_" /* before the name of a section, so that it is none of a value */

enum { NESTED_MAX = 64 };

struct tag {
	char mark; /* '#', '^', '$' …; 0: a value */
	struct str name, before; /* before: text in front of the tag */
};

/* The next tag of *text, which is moved behind it; false at the end, when `before` is the rest. */
static bool
tag_next(struct str *text, struct tag *out)
{
	size_t at = str_find(*text, STR("{{"));
	struct str name;

	*out = (struct tag){ .before = *text };
	if (at == SIZE_MAX)
		return false;
	out->before.n = at;
	*text = str_cut(str_from(*text, at + 2), '}', &name);
	while (text->n > 0 && text->p[0] == '}')
		*text = str_from(*text, 1);
	name = str_trim(name);
	if (name.n > 0 && strchr("#^/>$<!{&", name.p[0])) {
		out->mark = name.p[0];
		name = str_trim(str_from(name, 1));
	}
	out->name = name;
	return true;
}

/* Copy a template to `out` with other names for its conditions. */
static void
conditions_mark(struct str text, struct buf *out)
{
	char open[NESTED_MAX];
	size_t depth = 0;
	struct tag t;

	while (tag_next(&text, &t)) {
		bool section = t.mark == '#' || t.mark == '^';

		if (t.mark == '/')
			section = depth > 0 && depth <= NESTED_MAX && open[depth - 1] == '#';
		buf_add(out, t.before);
		if (t.mark == '!')
			continue;
		if (section || t.mark == '$' || t.mark == '<') {
			if (t.mark != '/' && depth++ < NESTED_MAX)
				open[depth - 1] = section ? '#' : '$';
		}
		if (t.mark == '/' && depth > 0)
			depth--;
		buf_addf(out, "{{%.*s%s%.*s%s", t.mark != 0, &t.mark, section ? CONDITION : "", STR_FMT(t.name),
			t.mark == '{' ? "}}}" : "}}");
	}
	buf_add(out, t.before);
}

static json_t *
json_of(struct str s)
{
	return json_stringn(s.p, s.n);
}

/* A value where a language belongs must be one; for the rest, a number is a text, too. */
static json_t *
value_of(const struct tag *t, struct str language)
{
	return str_ends(t->name, STR("lang")) || str_ends(t->before, STR("lang=\"")) ? json_of(language)
		: json_string("1");
}

/* Set "a", or "b" in the object "a" when the name is "a.b"; the first one stays. */
static void
member_set(json_t *in, struct str name, json_t *value)
{
	struct str head, rest = str_cut(name, '.', &head);

	if (rest.n > 0) {
		json_t *object = json_object_getn(in, head.p, head.n);

		if (!json_is_object(object)) {
			object = json_object();
			json_object_setn_new(in, head.p, head.n, object);
		}
		in = object;
		head = rest;
	}
	if (head.n > 0 && !json_object_getn(in, head.p, head.n))
		json_object_setn_new(in, head.p, head.n, json_incref(value));
	json_decref(value);
}

static void
names_fill(json_t *data, struct str text, struct str language, const struct tracker_sample *sample)
{
	struct tag t;

	while (tag_next(&text, &t)) {
		char name[128];

		if (t.mark == '#' || t.mark == '^') {
			bool on = !str_eq(sample->off, t.name);

			snprintf(name, sizeof(name), CONDITION "%.*s", STR_FMT(t.name));
			member_set(data, str_of(name), on ? json_true() : json_false());
		} else if (t.mark == 0 || t.mark == '{' || t.mark == '&') {
			member_set(data, t.name, value_of(&t, language));
		}
	}
}

/* Any template may name any value: all of them are looked through. */
static json_t *
data_make(const struct tracker_samples *s, const struct tracker_sample *sample)
{
	const struct theme *t = s->render->model->theme;
	const struct theme_language *l = &t->language[sample->language];
	const struct str *code = s->render->model->site->conf.languages.item;
	json_t *data = json_object(), *texts = json_object();

	for (size_t i = 0; i < l->n_text; i++)
		json_object_setn_new(texts, l->text[i].name.p, l->text[i].name.n, json_of(l->text[i].text));
	json_object_set_new(data, "t", texts);
	for (size_t i = 0; i < t->n_file; i++) {
		struct str name = t->file[i].name;

		if (str_starts(name, STR("tracker/")) || str_starts(name, STR("parts/")))
			names_fill(data, t->file[i].text, code[sample->language], sample);
	}
	return data;
}

/* ---- the list ---- */

static void
sample_add(struct tracker_samples *s, struct str name, int language, struct str off)
{
	*VEC_ADD(s->render->model->arena, s, item) = (struct tracker_sample){ name, language, off };
}

/*
 * One for each condition that the template has an answer to when it is false. Others are mostly lists
 * that are never empty where they stand; a table without rows would only be a false alarm.
 */
static void
conditions_add(struct tracker_samples *s, const struct template_source *file)
{
	size_t first = s->n_item, i;
	struct str text = file->text;
	struct tag t;

	while (tag_next(&text, &t)) {
		if (t.mark != '^')
			continue;
		for (i = first; i < s->n_item && !str_eq(s->item[i].off, t.name); i++)
			;
		if (i == s->n_item)
			sample_add(s, file->name, 0, t.name);
	}
}

static struct str
stem(struct str name)
{
	return (struct str){ name.p, name.n - (sizeof(".html") - 1) };
}

void
tracker_samples_open(struct tracker_samples *s, const struct render *r)
{
	const struct model *m = r->model;
	const struct theme *t = m->theme;
	struct buf b = { 0 };

	*s = (struct tracker_samples){ .render = r, .partials = json_object() };
	s->frame = ARENA_ARRAY(m->arena, struct str, m->site->n_language);
	for (int i = 0; i < (int)m->site->n_language; i++) {
		buf_clear(&b);
		render_frame(r, i, m->arena, &b);
		s->frame[i] = arena_copy(m->arena, buf_str(&b));
	}
	for (size_t i = 0; i < t->n_file; i++) {
		struct str name = t->file[i].name;

		if (!str_ends(name, STR(".html")))
			continue;
		buf_clear(&b);
		conditions_mark(t->file[i].text, &b);
		json_object_setn_new(s->partials, name.p, stem(name).n, json_of(buf_str(&b)));
		if (!str_starts(name, STR("tracker/")))
			continue;
		for (int k = 0; k < (int)m->site->n_language; k++)
			sample_add(s, name, k, STR(""));
		conditions_add(s, &t->file[i]);
	}
	buf_release(&b);
}

void
tracker_samples_close(struct tracker_samples *s)
{
	json_decref(s->partials);
	s->partials = NULL;
}

bool
tracker_sample_render(const struct tracker_samples *s, size_t i, struct buf *out)
{
	const struct tracker_sample *sample = &s->item[i];
	json_t *data = data_make(s, sample), *partials = json_copy(s->partials);
	json_t *text = json_object_getn(partials, sample->name.p, stem(sample->name).n);
	struct err ignored;
	bool good;

	json_object_set_new(partials, "frame", json_of(s->frame[sample->language]));
	good = json_is_string(text) && template_lenient_render((struct str){ json_string_value(text),
		json_string_length(text) }, partials, data, out, &ignored) == ERR_OK;
	json_decref(partials);
	json_decref(data);
	return good;
}
