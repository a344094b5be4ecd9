#include "tracker/report_site.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "common/buf.h"

static enum err_code
json_read(struct str text, const char *name, json_t **out, struct err *e)
{
	json_error_t error;

	*out = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
	if (!*out)
		return err_set(e, ERR_PARSE, "%s: %s (line %d)", name, error.text, error.line);
	if (!json_is_object(*out))
		return err_set(e, ERR_PARSE, "%s holds no object", name);
	return ERR_OK;
}

static struct str
text_of(struct arena *a, const json_t *value)
{
	const char *s = json_string_value(value);

	return s ? arena_copy(a, (struct str){ s, json_string_length(value) }) : (struct str){ "", 0 };
}

/* {"de": …, "en": …} in `language`, else in any one: the first is the site's default. */
static struct str
title_of(struct arena *a, json_t *title, struct str language)
{
	const char *key;
	json_t *value, *any = NULL;

	json_object_foreach(title, key, value) {
		if (str_eq(str_of(key), language))
			return text_of(a, value);
		if (!any)
			any = value;
	}
	return text_of(a, any);
}

static int
module_cmp(const void *x, const void *y)
{
	const struct report_module *a = x, *b = y;

	return str_cmp(a->id, b->id);
}

static struct report_module *
module_get(const struct report_site *s, struct str id)
{
	struct report_module key = { .id = id };

	return s->n_module > 0 ? bsearch(&key, s->module, s->n_module, sizeof(key), module_cmp) : NULL;
}

const struct report_module *
report_module_find(const struct report_site *s, struct str id)
{
	return module_get(s, id);
}

/* Note that `id` took the place of `earlier`, which the catalogue may not list any more. */
static void
successor_set(struct report_site *out, struct str earlier, struct str id)
{
	struct report_module *old = module_get(out, earlier);

	if (!old) {
		out->module[out->n_module++] = (struct report_module){ .id = earlier, .title = earlier, .by = id };
		qsort(out->module, out->n_module, sizeof(*out->module), module_cmp);
		return;
	}
	old->by = id;
}

/* A module that was replaced twice leads to the newest; a ring of them (an error of the site that
 * its build stops at) leads somewhere, in a bounded number of steps. */
static void
successors_follow(struct report_site *out)
{
	for (size_t i = 0; i < out->n_module; i++) {
		struct report_module *m = &out->module[i];

		for (size_t hops = 0; m->by.n > 0 && hops < 32; hops++) {
			const struct report_module *next = module_get(out, m->by);

			if (!next || next->by.n == 0)
				break;
			m->by = next->by;
		}
	}
}

static void
modules_read(struct arena *a, json_t *modules, struct str language, struct report_site *out)
{
	size_t i, k, n = json_array_size(modules);
	json_t *m, *earlier;

	json_array_foreach(modules, i, m) {
		n += json_array_size(json_object_get(m, "replaces"));
	}
	out->module = ARENA_ARRAY(a, struct report_module, n + 1);
	json_array_foreach(modules, i, m) {
		out->module[out->n_module++] = (struct report_module){
			.id = text_of(a, json_object_get(m, "id")),
			.title = title_of(a, json_object_get(m, "title"), language),
			.url = text_of(a, json_object_get(m, "url")),
		};
	}
	qsort(out->module, out->n_module, sizeof(*out->module), module_cmp);
	json_array_foreach(modules, i, m) {
		json_array_foreach(json_object_get(m, "replaces"), k, earlier) {
			successor_set(out, text_of(a, earlier), text_of(a, json_object_get(m, "id")));
		}
	}
	successors_follow(out);
}

static void
journeys_read(struct arena *a, json_t *journeys, struct str language, struct report_site *out)
{
	size_t i, k;
	json_t *j, *station;

	out->journey = ARENA_ARRAY(a, struct report_journey, json_array_size(journeys) + 1);
	json_array_foreach(journeys, i, j) {
		struct report_journey *to = &out->journey[out->n_journey++];
		json_t *stations = json_object_get(j, "stations");

		to->id = text_of(a, json_object_get(j, "id"));
		to->title = title_of(a, json_object_get(j, "title"), language);
		to->url = text_of(a, json_object_get(j, "url"));
		to->station = ARENA_ARRAY(a, struct str, json_array_size(stations) + 1);
		json_array_foreach(stations, k, station) {
			to->station[to->n++] = text_of(a, json_object_get(station, "module"));
		}
	}
}

enum err_code
report_site_read(struct arena *a, struct str catalogue, struct str language, struct report_site *out,
	struct err *e)
{
	json_t *root = NULL;
	enum err_code rc = json_read(catalogue, "catalogue.json", &root, e);

	*out = (struct report_site){ .n_module = 0 };
	if (rc == ERR_OK) {
		modules_read(a, json_object_get(root, "modules"), language, out);
		journeys_read(a, json_object_get(root, "journeys"), language, out);
	}
	json_decref(root);
	return rc;
}

static struct report_unit *
units_of(struct arena *a, json_t *list, size_t *n)
{
	struct report_unit *out = ARENA_ARRAY(a, struct report_unit, json_array_size(list) + 1);
	json_t *item;
	size_t i;

	*n = 0;
	json_array_foreach(list, i, item) {
		out[(*n)++] = (struct report_unit){ text_of(a, json_object_get(item, "id")),
			text_of(a, json_object_get(item, "name")) };
	}
	return out;
}

enum err_code
report_units_read(struct arena *a, struct str settings, struct report_unit **department,
	size_t *n_department, struct report_unit **unit, size_t *n_unit, struct err *e)
{
	json_t *root = NULL;
	enum err_code rc = json_read(settings, "settings.json", &root, e);

	if (rc == ERR_OK) {
		*department = units_of(a, json_object_get(root, "departments"), n_department);
		*unit = units_of(a, json_object_get(root, "units"), n_unit);
	}
	json_decref(root);
	return rc;
}

enum err_code
words_read(struct arena *a, struct str settings, struct str language, struct words *out, struct err *e)
{
	static const char *const keys[WORDS] = { "report_below", "report_quarter", "report_quarter_short",
		"report_day", "report_months", "report_rest", "report_city", "report_whole", "report_journey",
		"report_station", "report_as_of", "report_version", "report_counted", "report_department", "report_unit" };
	char name[32];
	json_t *root = NULL, *texts;
	enum err_code rc = json_read(settings, "settings.json", &root, e);

	if (rc == ERR_OK) {
		snprintf(name, sizeof(name), "%.*s", STR_FMT(language));
		texts = json_object_get(json_object_get(root, "texts"), name);
		for (size_t i = 0; i < WORDS && rc == ERR_OK; i++) {
			out->text[i] = text_of(a, json_object_get(texts, keys[i]));
			if (out->text[i].n == 0)
				rc = err_set(e, ERR_INVALID, "the theme has no text %s in '%s'", keys[i], name);
		}
	}
	json_decref(root);
	return rc;
}

enum err_code
report_texts_read(struct arena *a, struct str catalogue, struct str settings, struct str language,
	struct report_texts *out, struct err *e)
{
	enum err_code rc = report_site_read(a, catalogue, language, &out->site, e);

	if (rc == ERR_OK)
		rc = words_read(a, settings, language, &out->words, e);
	if (rc == ERR_OK)
		rc = report_units_read(a, settings, &out->department, &out->n_department, &out->unit, &out->n_unit, e);
	return rc;
}

struct str
word_fill(struct arena *a, struct str word, int64_t n, int64_t year, struct str month)
{
	struct buf b = { 0 };
	struct str out;

	while (word.n > 0) {
		if (str_starts(word, STR("{n}"))) {
			buf_addf(&b, "%lld", (long long)n);
			word = str_from(word, 3);
		} else if (str_starts(word, STR("{year}"))) {
			buf_addf(&b, "%lld", (long long)year);
			word = str_from(word, 6);
		} else if (str_starts(word, STR("{month}"))) {
			buf_add(&b, month);
			word = str_from(word, 7);
		} else {
			buf_add_char(&b, word.p[0]);
			word = str_from(word, 1);
		}
	}
	out = arena_copy(a, buf_str(&b));
	buf_release(&b);
	return out;
}
