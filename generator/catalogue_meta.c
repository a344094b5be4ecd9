/* catalogue_meta.c - the rest of the front matter in the catalogue: keys without an effect on pages too. */
#include "generator/catalogue_meta.h"

static void
text_write(struct json_writer *w, const char *key, struct str value)
{
	if (value.n > 0)
		json_pair(w, key, value);
}

static void
date_write(struct json_writer *w, const char *key, struct date d)
{
	char text[11];

	if (d.year == 0)
		return;
	date_format(d, text);
	json_pair(w, key, str_of(text));
}

static void
number_write(struct json_writer *w, const char *key, int64_t value)
{
	if (value == 0)
		return;
	json_key(w, key);
	json_add_int(w, value);
}

static void
texts_write(struct json_writer *w, const char *key, const struct schema_list *list)
{
	const struct str *item = list->item;

	if (list->n == 0)
		return;
	json_key(w, key);
	json_open(w, '[');
	for (size_t i = 0; i < list->n; i++)
		json_add_str(w, item[i]);
	json_close(w, ']');
}

static void
exceptions_write(struct json_writer *w, const struct schema_list *list)
{
	const struct exception *item = list->item;

	if (list->n == 0)
		return;
	json_key(w, "exceptions");
	json_open(w, '[');
	for (size_t i = 0; i < list->n; i++) {
		json_open(w, '{');
		json_pair(w, "rule", item[i].rule);
		json_pair(w, "reason", item[i].reason);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void
description_write(struct json_writer *w, const struct model *m, const struct page *p)
{
	const struct str *code = m->site->conf.languages.item;

	json_key(w, "description");
	json_open(w, '{');
	for (size_t i = 0; i < m->site->n_language; i++) {
		if (!p->variant[i])
			continue;
		json_key_str(w, code[i]);
		json_add_str(w, p->variant[i]->meta.description);
	}
	json_close(w, '}');
}

static void
kind_write(struct json_writer *w, enum page_kind kind, const struct meta *meta)
{
	if (kind == PAGE_PROJECT && meta->status >= 0)
		json_pair(w, "status", str_of(status_names[meta->status]));
	text_write(w, "goal", meta->goal);
	text_write(w, "approach", meta->approach);
	text_write(w, "quarter", meta->quarter);
	text_write(w, "starts", meta->starts.text);
	text_write(w, "ends", meta->ends.text);
	text_write(w, "place", meta->place);
	text_write(w, "online", meta->online);
	text_write(w, "recording", meta->recording);
	texts_write(w, "goals", &meta->goals);
	texts_write(w, "requires", &meta->requires);
	texts_write(w, "recommends", &meta->recommends);
	text_write(w, "edition_reason", meta->edition_reason);
}

void
catalogue_meta_write(struct json_writer *w, const struct model *m, const struct page *p)
{
	const struct meta *meta = &p->main->meta;

	description_write(w, m, p);
	texts_write(w, "aliases", &meta->aliases);
	if (meta->draft) {
		json_key(w, "draft");
		json_add_bool(w, true);
	}
	date_write(w, "publish", meta->publish);
	date_write(w, "expire", meta->expire);
	text_write(w, "owner", meta->owner);
	date_write(w, "reviewed", meta->reviewed);
	number_write(w, "review_every", meta->review_every);
	exceptions_write(w, &meta->exceptions);
	text_write(w, "licence", meta->licence);
	text_write(w, "source", meta->source);
	text_write(w, "lang", meta->lang);
	kind_write(w, p->kind, meta);
}
