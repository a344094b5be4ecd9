#include "tracker/page.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "common/file.h"
#include "tracker/log.h"
#include "tracker/page_fields.h"
#include "tracker/service.h"

enum { SOURCES_MAX = 128, TEXTS_MAX = 1024, PATH_BYTES = 2048 };

/* One row a page: its template and what that may name. A test walks it. */
static const struct {
	const char *name;
	const struct template_field *fields;
} pages[PAGES] = {
	[PAGE_SIGN_IN] = { "anmelden", page_sign_in_fields },
	[PAGE_SIGN_OUT] = { "abmelden", page_plain_fields },
	[PAGE_REPORT] = { "melden", page_report_fields },
	[PAGE_REPORTED] = { "gemeldet", page_report_fields },
	[PAGE_MINE] = { "ich", page_mine_fields },
	[PAGE_VOICE] = { "rueckmeldung", page_voice_fields },
	[PAGE_THANKS] = { "danke", page_voice_fields },
	[PAGE_VOICES] = { "rueckmeldungen", page_voices_fields },
	[PAGE_FIGURES] = { "berichte", page_figures_fields },
	[PAGE_ERROR] = { "fehler", page_error_fields },
};

struct page_language {
	struct template_set *set;
	const struct template *page[PAGES];
	struct template_source source[SOURCES_MAX], text[TEXTS_MAX];
	size_t n_source, n_text;
};

struct page_set {
	struct page_language *language; /* as in site->language */
	size_t n;
};

static enum err_code
source_take(struct site *site, struct page_language *l, const char *path, const char *name, struct err *e)
{
	struct buf b = { 0 };
	enum err_code rc;

	if (l->n_source == SOURCES_MAX)
		return err_set(e, ERR_INVALID, "more than %d templates for the tracker", SOURCES_MAX);
	rc = file_read(path, &b, e);
	if (rc == ERR_OK)
		l->source[l->n_source++] = (struct template_source){ arena_copy(&site->arena, str_of(name)),
			arena_copy(&site->arena, buf_str(&b)) };
	buf_release(&b);
	return rc;
}

/* Every *.html below `folder` under its name from there; `below` is "" or "parts/". */
static enum err_code
sources_take(struct site *site, struct page_language *l, const char *folder, const char *below,
	struct err *e)
{
	char path[PATH_BYTES], name[256];
	struct dirent *entry;
	enum err_code rc = ERR_OK;
	DIR *dir = opendir(folder);

	if (!dir)
		return errno == ENOENT ? ERR_OK : err_set(e, ERR_IO, "%s: cannot be read", folder);
	while (rc == ERR_OK && (entry = readdir(dir))) {
		if (!str_ends(str_of(entry->d_name), STR(".html")))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		snprintf(name, sizeof(name), "%s%.200s", below, entry->d_name);
		rc = source_take(site, l, path, name, e);
	}
	closedir(dir);
	return rc;
}

static bool
text_known(const struct page_language *l, struct str name)
{
	for (size_t i = 0; i < l->n_text; i++)
		if (str_eq(l->text[i].name, name))
			return true;
	return false;
}

/* The texts of `code`; what is missing there comes from German, the language every theme has. */
static void
texts_take(struct site *site, struct page_language *l, const json_t *all, const char *code)
{
	const char *key;
	json_t *value;

	json_object_foreach(json_object_get(all, code), key, value) {
		if (!json_is_string(value) || l->n_text == TEXTS_MAX || text_known(l, str_of(key)))
			continue;
		l->text[l->n_text++] = (struct template_source){ arena_copy(&site->arena, str_of(key)),
			arena_copy(&site->arena, (struct str){ json_string_value(value), json_string_length(value) }) };
	}
}

/* A theme may leave pages out; asking for one is then 404. */
static bool
source_known(const struct page_language *l, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < l->n_source; i++)
		if (l->source[i].name.n == n + 5 && memcmp(l->source[i].name.p, name, n) == 0)
			return true;
	return false;
}

static enum err_code
language_open(struct site *site, struct page_language *l, const char *root, struct str code,
	const json_t *texts, struct err *e)
{
	char path[PATH_BYTES], name[64];
	enum err_code rc;

	snprintf(path, sizeof(path), "%s/tracker/templates", root);
	rc = sources_take(site, l, path, "", e);
	snprintf(path, sizeof(path), "%s/tracker/templates/parts", root);
	if (rc == ERR_OK)
		rc = sources_take(site, l, path, "parts/", e);
	snprintf(path, sizeof(path), "%s/tracker/frame.%.*s.html", root, STR_FMT(code));
	if (rc == ERR_OK)
		rc = source_take(site, l, path, "frame.html", e);
	snprintf(name, sizeof(name), "%.*s", STR_FMT(code));
	texts_take(site, l, texts, name);
	texts_take(site, l, texts, "de");
	if (rc != ERR_OK)
		return rc;
	l->set = template_set_new(l->source, l->n_source, l->text, l->n_text);
	for (size_t i = 0; i < PAGES && rc == ERR_OK; i++)
		if (pages[i].name && source_known(l, pages[i].name))
			rc = template_compile(l->set, pages[i].name, pages[i].fields, &l->page[i], e);
	return rc;
}

static bool
templates_exist(const char *root)
{
	char path[PATH_BYTES];
	DIR *dir;

	snprintf(path, sizeof(path), "%s/tracker/templates", root);
	dir = opendir(path);
	if (dir)
		closedir(dir);
	return dir != NULL;
}

enum err_code
page_set_open(struct site *site, const char *root, struct page_set **out, struct err *e)
{
	json_t *settings = NULL;
	json_error_t at;
	struct page_set *set;
	enum err_code rc = ERR_OK;

	*out = NULL;
	if (!templates_exist(root)) {
		log_warn("no_pages", "the site's theme has no pages for the tracker: it only answers programs");
		return ERR_OK;
	}
	settings = json_loadb(site->settings.p, site->settings.n, JSON_REJECT_DUPLICATES, &at);
	set = ARENA_NEW(&site->arena, struct page_set);
	set->n = site->n_language;
	set->language = ARENA_ARRAY(&site->arena, struct page_language, set->n);
	for (size_t i = 0; i < set->n && rc == ERR_OK; i++)
		rc = language_open(site, &set->language[i], root, site->language[i],
			json_object_get(settings, "texts"), e);
	json_decref(settings);
	*out = set; /* closed with the site, also after an error */
	return rc;
}

void
page_set_close(struct page_set *set)
{
	for (size_t i = 0; set && i < set->n; i++)
		template_set_free(set->language[i].set);
}

static const struct template *
page_template(const struct request *r, enum page_id id)
{
	if (!r->site || !r->site->pages)
		return NULL;
	for (size_t i = 0; i < r->site->n_language; i++)
		if (str_eq(r->site->language[i], r->language))
			/* cppcheck-suppress CastIntegerToAddressAtReturn ; it takes the page for a number */
			return r->site->pages->language[i].page[id];
	/* cppcheck-suppress CastIntegerToAddressAtReturn */
	return r->site->pages->language[0].page[id];
}

/* BCP 47 of a language code: Leichte Sprache has no registered tag but this private form. */
static struct str
language_tag(struct str code)
{
	return str_eq(code, STR("ls")) ? STR("de-simple") : code;
}

static void
frame_fill(const struct request *r, struct page_frame *f)
{
	f->lang = language_tag(r->language);
	f->site_title = r->site->title;
	f->path = r->path;
	f->root = str_eq(r->language, r->site->language[0]) ? STR("../") : STR("../../");
	f->demo = r->service->demo;
	f->signed_in = r->who.person;
	f->name = r->who.name;
	f->unit = site_name_of_unit(r->site, r->who.unit);
	f->token = str_of(r->who.token);
	f->sees_reports = (r->who.roles & (ROLE_HR | ROLE_BOARD)) != 0;
	f->clears = (r->who.roles & ROLE_HR) != 0;
	f->administrates = (r->who.roles & ROLE_ADMIN) != 0;
}

enum err_code
page_render(struct request *r, struct response *res, unsigned status, enum page_id id, void *model,
	struct err *e)
{
	const struct template *t = page_template(r, id);

	if (!t)
		return err_set(e, ERR_NOTFOUND, "this site has no pages for the tracker");
	frame_fill(r, model); /* the frame is the first member of every model */
	buf_clear(&res->body);
	template_render(t, model, &res->body);
	res->status = status;
	res->content_type = STR("text/html; charset=utf-8");
	return ERR_OK;
}

bool
page_error(struct request *r, struct response *res, unsigned status, const char *reason)
{
	struct page_error_view view = {
		.status = status, .reason = str_of(reason), .id = str_of(r->id), .not_found = status == 404,
		.not_allowed = status == 401 || status == 403, .busy = status == 503, .too_many = status == 429,
		.too_large = status == 413, .other = status == 405 || (status >= 500 && status != 503),
	};
	struct err ignored;

	view.malformed = !view.not_found && !view.not_allowed && !view.busy && !view.too_many
		&& !view.too_large && !view.other;
	return page_render(r, res, status, PAGE_ERROR, &view, &ignored) == ERR_OK;
}

struct str
page_day(const struct request *r, int64_t day)
{
	static const char *const month[] = { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August",
		"September", "Oktober", "November", "Dezember" };
	struct date d = date_of_days(day);

	if (str_eq(r->language, STR("en")))
		return arena_printf(r->arena, "%04d-%02u-%02u", d.year, d.month, d.day);
	return arena_printf(r->arena, "%u. %s %d", d.day, month[d.month - 1], d.year);
}
