#include "tracker/site_read.h"

#include <stdlib.h>

#include <jansson.h>

#include "tracker/duty.h"
#include "tracker/pseudonym.h"

static enum err_code
json_object_open(struct str text, const char *name, json_t **out, struct err *e)
{
	json_error_t at;

	*out = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &at);
	if (!json_is_object(*out))
		return err_set(e, ERR_PARSE, "%s: line %d: %s", name, at.line, *out ? "no object" : at.text);
	return ERR_OK;
}

/* Text of a member, copied; empty when it is missing or no text. */
static struct str
member(struct site *site, const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);

	if (!json_is_string(v))
		return (struct str){ "", 0 };
	return arena_copy(&site->arena, (struct str){ json_string_value(v), json_string_length(v) });
}

/* The text of `titles` in the default language, or in any. */
static struct str
title_pick(struct site *site, json_t *titles)
{
	struct str s = { "", 0 };
	const char *key;
	json_t *value;

	if (site->n_language > 0)
		s = member(site, titles, site->language[0].p); /* arena text ends with a NUL */
	if (s.n > 0)
		return s;
	json_object_foreach(titles, key, value)
		return member(site, titles, key);
	return s;
}

/* "https://x.example/lernen/" into origin and prefix. */
static enum err_code
url_read(struct site *site, struct err *e)
{
	size_t scheme = str_find(site->url, STR("://"));
	struct str rest, host;
	size_t end;

	if (scheme == SIZE_MAX || scheme + 3 >= site->url.n || site->url.p[scheme + 3] == '/')
		return err_set(e, ERR_INVALID, "settings.json: url is not absolute");
	rest = str_from(site->url, scheme + 3);
	for (end = 0; end < rest.n && rest.p[end] != '/'; end++)
		;
	host = (struct str){ rest.p, end };
	site->origin = (struct str){ site->url.p, (size_t)(host.p + host.n - site->url.p) };
	site->prefix = str_from(rest, end);
	while (site->prefix.n > 0 && site->prefix.p[site->prefix.n - 1] == '/')
		site->prefix.n--;
	return ERR_OK;
}

static void
departments_read(struct site *site, const json_t *list)
{
	site->n_department = json_array_size(list);
	site->department = ARENA_ARRAY(&site->arena, struct site_department, site->n_department + 1);
	for (size_t i = 0; i < site->n_department; i++) {
		const json_t *item = json_array_get(list, i), *units = json_object_get(item, "units");
		struct site_department *d = &site->department[i];

		d->id = member(site, item, "id");
		d->name = member(site, item, "name");
		d->n = json_array_size(units);
		d->unit = ARENA_ARRAY(&site->arena, struct str, d->n + 1);
		for (size_t u = 0; u < d->n; u++) {
			const json_t *unit = json_array_get(units, u);

			d->unit[u] = arena_copy(&site->arena, (struct str){ json_string_value(unit), json_string_length(unit) });
		}
		if (d->id.n > 0)
			d->unit[d->n++] = d->id; /* a department is a unit of its own as well */
	}
}

static void
units_read(struct site *site, const json_t *list)
{
	site->n_unit = json_array_size(list);
	site->unit = ARENA_ARRAY(&site->arena, struct site_unit, site->n_unit + 1);
	for (size_t i = 0; i < site->n_unit; i++) {
		const json_t *item = json_array_get(list, i);

		site->unit[i] = (struct site_unit){ member(site, item, "id"), member(site, item, "parent"),
			member(site, item, "name") };
	}
}

static void
places_read(struct site *site, const json_t *list)
{
	site->n_place = json_array_size(list);
	site->place = ARENA_ARRAY(&site->arena, struct site_place, site->n_place + 1);
	for (size_t i = 0; i < site->n_place; i++) {
		const json_t *item = json_array_get(list, i);

		site->place[i] = (struct site_place){ member(site, item, "name"), member(site, item, "url"),
			member(site, item, "title") };
	}
}

static enum err_code
settings_read(struct site *site, const json_t *root, struct err *e)
{
	const json_t *languages = json_object_get(root, "languages"), *contact = json_object_get(root, "contact");
	struct str zone = member(site, root, "time_zone");

	site->title = member(site, root, "title");
	site->organisation = member(site, root, "organisation");
	site->url = member(site, root, "url");
	site->contact_name = member(site, contact, "name");
	site->contact_email = member(site, contact, "email");
	site->n_language = json_array_size(languages);
	site->language = ARENA_ARRAY(&site->arena, struct str, site->n_language + 1);
	for (size_t i = 0; i < site->n_language; i++) {
		const json_t *code = json_array_get(languages, i);

		site->language[i] = arena_copy(&site->arena, (struct str){ json_string_value(code), json_string_length(code) });
	}
	departments_read(site, json_object_get(root, "departments"));
	units_read(site, json_object_get(root, "units"));
	places_read(site, json_object_get(root, "places"));
	site->zone = date_zone_open(zone);
	if (!site->zone)
		return err_set(e, ERR_INVALID, "settings.json: no time zone \"%.*s\"", STR_FMT(zone));
	if (site->n_language == 0)
		return err_set(e, ERR_INVALID, "settings.json: no languages");
	return url_read(site, e);
}

static struct str *
texts_read(struct site *site, const json_t *list, size_t *n)
{
	struct str *out;

	*n = json_array_size(list);
	out = ARENA_ARRAY(&site->arena, struct str, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const json_t *item = json_array_get(list, i);

		out[i] = arena_copy(&site->arena, (struct str){ json_string_value(item), json_string_length(item) });
	}
	return out;
}

static void
duties_read(struct site *site, struct site_module *m, const json_t *list)
{
	m->n_duty = json_array_size(list);
	m->duty = ARENA_ARRAY(&site->arena, struct duty, m->n_duty + 1);
	for (size_t i = 0; i < m->n_duty; i++) {
		const json_t *item = json_array_get(list, i);

		m->duty[i].unit = texts_read(site, json_object_get(item, "units"), &m->duty[i].n_unit);
		m->duty[i].audience = texts_read(site, json_object_get(item, "audience"), &m->duty[i].n_audience);
	}
}

static enum err_code
module_read(struct site *site, const json_t *item, struct err *e)
{
	struct site_module *m = &site->module[site->n_module];
	const json_t *former = json_object_get(item, "former"), *completion = json_object_get(item, "completion");

	m->id = member(site, item, "id");
	m->version = member(site, item, "version");
	m->url = member(site, item, "url");
	m->title = title_pick(site, json_object_get(item, "title"));
	m->edition = json_integer_value(json_object_get(item, "edition"));
	m->proof = json_is_true(json_object_get(item, "proof"));
	m->attendance = str_eq(member(site, completion, "by"), STR("attendance"));
	duties_read(site, m, json_object_get(item, "mandatory"));
	m->n_former = json_array_size(former);
	m->former = ARENA_ARRAY(&site->arena, struct str, m->n_former + 1);
	m->former_edition = ARENA_ARRAY(&site->arena, int64_t, m->n_former + 1);
	for (size_t i = 0; i < m->n_former; i++) {
		m->former[i] = member(site, json_array_get(former, i), "version");
		m->former_edition[i] = json_integer_value(json_object_get(json_array_get(former, i), "edition"));
	}
	if (m->id.n == 0 || m->version.n == 0)
		return err_set(e, ERR_INVALID, "catalogue.json: module %zu has no id or no version", site->n_module + 1);
	site->n_module++;
	return ERR_OK;
}

static int
module_order(const void *a, const void *b)
{
	const struct site_module *x = a, *y = b;

	return str_cmp(x->id, y->id);
}

static enum err_code
catalogue_read(struct site *site, const json_t *root, struct err *e)
{
	const json_t *list = json_object_get(root, "modules");
	size_t n = json_array_size(list);
	enum err_code rc = ERR_OK;

	if (json_integer_value(json_object_get(root, "format")) != 1 || !json_is_array(list))
		return err_set(e, ERR_INVALID, "catalogue.json is not of format 1");
	site->revision = member(site, json_object_get(root, "site"), "revision");
	site->module = ARENA_ARRAY(&site->arena, struct site_module, n + 1);
	for (size_t i = 0; i < n && rc == ERR_OK; i++)
		rc = module_read(site, json_array_get(list, i), e);
	if (rc != ERR_OK)
		return rc;
	if (n > 0)
		qsort(site->module, n, sizeof(*site->module), module_order);
	for (size_t i = 1; i < n; i++)
		if (str_eq(site->module[i - 1].id, site->module[i].id))
			return err_set(e, ERR_INVALID, "catalogue.json names module %.*s twice", STR_FMT(site->module[i].id));
	return ERR_OK;
}

enum err_code
site_read(struct site *site, struct err *e)
{
	json_t *settings = NULL, *catalogue = NULL;
	enum err_code rc = json_object_open(site->settings, "settings.json", &settings, e);

	if (rc == ERR_OK)
		rc = json_object_open(site->catalogue, "catalogue.json", &catalogue, e);
	if (rc == ERR_OK)
		rc = settings_read(site, settings, e);
	if (rc == ERR_OK)
		rc = catalogue_read(site, catalogue, e);
	if (rc == ERR_OK)
		rc = sha256(site->catalogue, site->digest, e);
	json_decref(settings);
	json_decref(catalogue);
	return rc;
}
