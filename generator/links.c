#include "generator/links.h"

#include <ctype.h>
#include <strings.h>

/* One link while it is resolved. */
struct link {
	const struct model *m;
	const struct record *record;
	const struct record_link *link;
	struct arena *arena;
	struct findings *all;
	struct target *target;
};

static struct finding *
link_stop(struct link *l, const char *rule, struct str message)
{
	l->target->kind = TARGET_BAD;
	return finding_add(l->all, SEVERITY_STOP, rule, l->record->path, l->link->line, l->link->column, "%.*s",
		STR_FMT(message));
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* `s` with %XX decoded; what is not well-formed stays. */
static struct str
percent_decode(struct arena *a, struct str s)
{
	char *p;
	size_t n = 0;

	if (s.n == 0 || !memchr(s.p, '%', s.n))
		return s;
	p = arena_new(a, s.n + 1, 1);
	for (size_t i = 0; i < s.n; i++) {
		int high = i + 2 < s.n ? hex_value(s.p[i + 1]) : -1, low = i + 2 < s.n ? hex_value(s.p[i + 2]) : -1;

		if (s.p[i] == '%' && high >= 0 && low >= 0) {
			p[n++] = (char)(high << 4 | low);
			i += 2;
		} else {
			p[n++] = s.p[i];
		}
	}
	return (struct str){ p, n };
}

/* The scheme in front of ":", empty when there is none (RFC 3986, 3.1). */
static struct str
scheme_of(struct str url)
{
	for (size_t i = 0; i < url.n; i++) {
		char c = url.p[i];

		if (c == ':' && i > 0)
			return (struct str){ url.p, i };
		if (!isalpha((unsigned char)c) && !(i > 0 && (isdigit((unsigned char)c) || c == '+' || c == '-' || c == '.')))
			break;
	}
	return STR("");
}

static bool
scheme_allowed(struct str scheme)
{
	static const char *const allowed[] = { "https", "http", "mailto", "tel", NULL };

	for (size_t i = 0; allowed[i]; i++) {
		if (scheme.n == strlen(allowed[i]) && strncasecmp(scheme.p, allowed[i], scheme.n) == 0)
			return true;
	}
	return false;
}

static void
outside(struct link *l, struct str scheme)
{
	struct finding *f;

	l->target->kind = TARGET_OUTSIDE;
	if (scheme_allowed(scheme) && l->link->kind == LINK_PAGE)
		return;
	if (l->link->kind == LINK_IMAGE) {
		f = link_stop(l, "image-outside", STR("Das Bild liegt auf einem fremden Server"));
		finding_remedy(l->all, f, "Legen Sie es neben die Seite: Eine Seite fragt bei niemandem sonst an.");
		return;
	}
	if (scheme.n == 0) {
		f = link_stop(l, "link-scheme", STR("Die Adresse eines anderen Servers beginnt mit https:"));
		finding_remedy(l->all, f, "Schreiben Sie https: vor die beiden Schrägstriche.");
		return;
	}
	f = link_stop(l, "link-scheme", arena_printf(l->arena, "Links mit „%.*s:“ sind nicht erlaubt", STR_FMT(scheme)));
	finding_remedy(l->all, f, "Nehmen Sie https, http, mailto oder tel.");
}

/* ---- anchors ---- */

static bool
anchor_exists(const struct link *l, const struct record *r, struct str anchor)
{
	for (size_t i = 0; i < r->n_anchor; i++) {
		if (str_eq(r->anchor[i], anchor))
			return true;
	}
	return map_find(&l->m->theme->reserved, anchor) != MAP_NONE;
}

static void
anchor_check(struct link *l, const struct record *r)
{
	const char **names;
	const char *near;
	struct finding *f;

	if (l->target->anchor.n == 0 || anchor_exists(l, r, l->target->anchor))
		return;
	names = ARENA_ARRAY(l->arena, const char *, r->n_anchor + 1);
	for (size_t i = 0; i < r->n_anchor; i++)
		names[i] = arena_copy(l->arena, r->anchor[i]).p;
	near = finding_suggest(l->target->anchor, names);
	f = link_stop(l, "broken-anchor", arena_printf(l->arena, "%.*s hat keine Überschrift und keinen Kasten mit dem Anker #%.*s",
		STR_FMT(r->path), STR_FMT(l->target->anchor)));
	if (near)
		finding_remedy(l->all, f, "Meinten Sie #%s?", near);
	else
		finding_remedy(l->all, f, "Schreiben Sie die Wörter der Überschrift klein und mit Bindestrichen.");
}

/* ---- what exists ---- */

/* A page that is not to be seen today is no mistake of who links to it: its list takes its place. */
static void
hidden_page(struct link *l, const struct page *p)
{
	struct finding *f = finding_add(l->all, SEVERITY_WARN, "link-hidden", l->record->path, l->link->line,
		l->link->column, "Die Seite „%.*s“ ist heute nicht zu sehen", STR_FMT(p->id));

	finding_remedy(l->all, f, "Bis dahin führt der Link zur Liste; mehr ist nicht zu tun.");
	l->target->kind = TARGET_LIST;
	l->target->index = p->kind == PAGE_JOURNEY ? LIST_JOURNEYS : LIST_MODULES;
	l->target->language = -1;
	l->target->anchor = STR("");
}

static void
to_page(struct link *l, size_t index, int language)
{
	const struct page *p = &l->m->page[index];

	if (l->link->kind == LINK_IMAGE) {
		finding_remedy(l->all, link_stop(l, "broken-link", STR("Eine Seite ist kein Bild")), "Nennen Sie die Datei eines Bildes.");
		return;
	}
	l->target->kind = TARGET_PAGE;
	l->target->index = index;
	l->target->language = language;
	if (p->hidden && model_page_of(l->m, l->record) != p)
		hidden_page(l, p);
	else
		anchor_check(l, page_record(p, language >= 0 ? language : l->record->language));
}

static void
to_asset(struct link *l, size_t index)
{
	l->target->kind = TARGET_FILE;
	l->target->index = index;
	atomic_store_explicit(&l->m->asset[index].used, true, memory_order_relaxed);
}

enum { SUGGEST_FILES_MAX = 1000 }; /* comparing is slow; a larger folder gets no suggestions */

/* The nearest file to `path`: the same name in another folder, or nearly the same name in this one. */
static const char *
file_suggest(struct link *l, struct str path)
{
	const char **names = ARENA_ARRAY(l->arena, const char *, SUGGEST_FILES_MAX + 1);
	size_t slash = path.n, n = 0;
	struct str name;

	while (slash > 0 && path.p[slash - 1] != '/')
		slash--;
	name = str_from(path, slash);
	for (size_t i = 0; i < l->m->source->n; i++) {
		struct str other = l->m->source->file[i].path, rest = str_from(other, slash);

		if (name.n > 0 && str_starts(other, STR("content/")) && str_ends(other, name)
			&& other.p[other.n - name.n - 1] == '/')
			return other.p;
		if (n < SUGGEST_FILES_MAX && str_starts(other, (struct str){ path.p, slash })
			&& str_find(rest, STR("/")) == SIZE_MAX)
			names[n++] = rest.p;
	}
	return n < SUGGEST_FILES_MAX ? finding_suggest(name, names) : NULL;
}

static void
broken(struct link *l, struct str path)
{
	const char *near = file_suggest(l, path);
	struct finding *f = link_stop(l, "broken-link",
		arena_printf(l->arena, "%.*s gibt es nicht", STR_FMT(path)));

	if (near)
		finding_remedy(l->all, f, "Meinten Sie %s?", near);
	else
		finding_remedy(l->all, f, "Schreiben Sie den Pfad einer Datei, vom Ordner dieser Datei aus.");
}

/* ---- relative links ---- */

bool
links_join(struct arena *a, struct str folder, struct str relative, struct str *out)
{
	char *p = arena_new(a, folder.n + relative.n + 2, 1);
	size_t n = folder.n;
	struct str part;

	memcpy(p, folder.p, folder.n);
	while (relative.n > 0) {
		bool more = memchr(relative.p, '/', relative.n) != NULL;

		relative = str_cut(relative, '/', &part);
		if (part.n == 0 || str_eq(part, STR(".")))
			continue;
		if (str_eq(part, STR(".."))) {
			if (n == 0)
				return false;
			for (n--; n > 0 && p[n - 1] != '/'; n--)
				;
			continue;
		}
		memcpy(p + n, part.p, part.n);
		n += part.n;
		if (more)
			p[n++] = '/';
	}
	*out = (struct str){ p, n };
	return true;
}

/* A path of a page, given with or without its language: the record it names, or -1. */
static int64_t
page_record_find(const struct link *l, struct str path)
{
	int64_t i = map_find(&l->m->by_path, path);

	if (i == MAP_NONE && (path.n == 0 || path.p[path.n - 1] == '/'))
		i = map_find(&l->m->by_path, arena_printf(l->arena, "%.*sindex.md", STR_FMT(path)));
	if (i == MAP_NONE && path.n > 0 && path.p[path.n - 1] != '/')
		i = map_find(&l->m->by_path, arena_printf(l->arena, "%.*s/index.md", STR_FMT(path)));
	return i;
}

static void
relative(struct link *l, struct str url)
{
	struct str path;
	int64_t i;
	struct finding *f;

	if (!links_join(l->arena, l->record->folder, url, &path) || !str_starts(path, STR("content/"))) {
		f = link_stop(l, "link-outside", STR("Der Link führt aus dem Ordner content/ hinaus"));
		finding_remedy(l->all, f, "Verlinken Sie eine Datei unter content/ oder eine ganze Adresse.");
		return;
	}
	i = page_record_find(l, path);
	if (i != MAP_NONE) {
		const struct record *r = &l->m->record[i];
		const struct page *p = model_page_of(l->m, r);

		/* The default language's file stands for the page in the reader's language. */
		to_page(l, (size_t)(p - l->m->page), r->language == 0 ? -1 : r->language);
		return;
	}
	i = map_find(&l->m->asset_by_path, path);
	if (i != MAP_NONE)
		to_asset(l, (size_t)i);
	else
		broken(l, path);
}

/* ---- addresses of the site ---- */

/* "en/module/x/" -> "module/x/" and the language; without one the reader's. */
static struct str
language_cut(const struct link *l, struct str address, int *language)
{
	const struct str *code = l->m->site->conf.languages.item;
	struct str top, rest = str_cut(address, '/', &top);

	*language = -1;
	for (size_t i = 1; i < l->m->site->n_language; i++) {
		if (str_eq(top, code[i])) {
			*language = (int)i;
			return rest;
		}
	}
	return address;
}

/* Addresses that the tracker answers, and files that every build writes. */
static bool
is_own_address(const struct link *l, struct str address)
{
	return str_eq(address, STR("catalogue.json"))
		|| (l->m->site->conf.tracker && str_starts(address, STR("-/")));
}

static void
absolute(struct link *l, struct str url)
{
	struct str address = str_from(url, 1), bare;
	struct target found;
	struct finding *f;
	int language;

	bare = language_cut(l, address, &language);
	if (!model_address(l->m, bare, &found)
		&& !model_address(l->m, arena_printf(l->arena, "%.*s/", STR_FMT(bare)), &found)) {
		if (is_own_address(l, bare)) {
			l->target->kind = TARGET_ADDRESS;
			l->target->address = bare;
			return;
		}
		f = link_stop(l, "broken-link", arena_printf(l->arena, "Die Adresse %.*s gibt es auf dieser Seite nicht", STR_FMT(url)));
		finding_remedy(l->all, f, "Verlinken Sie besser die Datei; das geht auch im Editor und auf der Git-Plattform.");
		return;
	}
	if (found.kind == TARGET_PAGE) {
		to_page(l, found.index, language);
	} else if (found.kind == TARGET_FILE) {
		to_asset(l, found.index);
	} else {
		l->target->kind = found.kind;
		l->target->index = found.index;
		l->target->language = language;
		l->target->anchor = STR("");
	}
}

static void
link_resolve(struct link *l)
{
	struct str url = l->link->url, scheme = scheme_of(url), path, anchor;
	struct finding *f;

	l->target->language = -1;
	if (scheme.n > 0 || str_starts(url, STR("//"))) {
		outside(l, scheme);
		return;
	}
	if (url.n == 0) {
		f = link_stop(l, "broken-link", STR("Der Link hat kein Ziel"));
		finding_remedy(l->all, f, "Schreiben Sie das Ziel zwischen die runden Klammern.");
		return;
	}
	anchor = str_cut(url, '#', &path);
	l->target->anchor = percent_decode(l->arena, anchor);
	str_cut(path, '?', &path);
	path = percent_decode(l->arena, path);
	if (path.n == 0) {
		const struct page *p = model_page_of(l->m, l->record);

		l->target->kind = TARGET_PAGE;
		l->target->index = (size_t)(p - l->m->page);
		anchor_check(l, l->record);
	} else if (path.p[0] == '/') {
		absolute(l, path);
	} else {
		relative(l, path);
	}
}

void
links_resolve(struct model *m, size_t i, struct arena *arena, struct findings *all)
{
	const struct record *r = &m->record[i];

	m->target[i] = ARENA_ARRAY(arena, struct target, r->n_link);
	for (size_t k = 0; k < r->n_link; k++) {
		struct link l = { m, r, &r->link[k], arena, all, &m->target[i][k] };

		if (r->link[k].kind == LINK_PAGE || r->link[k].kind == LINK_IMAGE)
			link_resolve(&l);
	}
}
