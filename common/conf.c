#include "common/conf.h"

#include <arpa/inet.h>
#include <string.h>

/* A member's place in the struct that its table fills. */
/* NOLINTBEGIN(bugprone-macro-parentheses): members of members cannot stand in parentheses */
#define AT(member) offsetof(struct site_conf, member)
#define IN(outer, member) (AT(outer.member) - AT(outer))
#define TAT(member) offsetof(struct tracker_conf, member)
#define TIN(outer, member) (TAT(outer.member) - TAT(outer))
/* NOLINTEND(bugprone-macro-parentheses) */

static bool url_read(struct schema_context *c, const struct yaml_node *node, void *member);
static bool languages_read(struct schema_context *c, const struct yaml_node *node, void *member);
static bool zone_read(struct schema_context *c, const struct yaml_node *node, void *member);
static bool edit_url_read(struct schema_context *c, const struct yaml_node *node, void *member);
static bool email_read(struct schema_context *c, const struct yaml_node *node, void *member);
static bool trusted_read(struct schema_context *c, const struct yaml_node *node, void *member);

static const char *const genders[] = { "neutral", "star", "colon", "pair", "none", NULL };
static const char *const headers[] = { "X-Forwarded-For", "Forwarded", "X-Real-IP", NULL };

static const struct schema_key path_keys[] = {
	{ .name = "journeys", .type = SCHEMA_ID, .offset = IN(paths, journeys), .default_text = "reisen",
		.help = "erster Teil der Adressen von Reisen" },
	{ .name = "modules", .type = SCHEMA_ID, .offset = IN(paths, modules), .default_text = "module",
		.help = "von Modulen" },
	{ .name = "news", .type = SCHEMA_ID, .offset = IN(paths, news), .default_text = "neues",
		.help = "von Meldungen" },
	{ .name = "events", .type = SCHEMA_ID, .offset = IN(paths, events), .default_text = "termine",
		.help = "von Terminen" },
	{ .name = "projects", .type = SCHEMA_ID, .offset = IN(paths, projects), .default_text = "projekte",
		.help = "von Projekten" },
	{ .name = "glossary", .type = SCHEMA_ID, .offset = IN(paths, glossary), .default_text = "glossar",
		.help = "von Begriffen" },
	{ .name = NULL },
};

static const struct schema_key contact_keys[] = {
	{ .name = "name", .type = SCHEMA_TEXT, .offset = IN(contact, name), .required = true,
		.help = "ein Team, keine Person" },
	{ .name = "email", .type = SCHEMA_CUSTOM, .offset = IN(contact, email), .required = true,
		.read = email_read, .help = "sein Funktionspostfach" },
	{ .name = NULL },
};

static const struct schema_key style_keys[] = {
	{ .name = "gender", .type = SCHEMA_ENUM, .offset = IN(style, gender), .names = genders,
		.default_text = "neutral",
		.help = "neutral: Beschäftigte; star: Kolleg*innen; colon: Kolleg:innen; pair: Kolleginnen und "
			"Kollegen; none: kein Rat" },
	{ .name = NULL },
};

const struct schema_key site_conf_keys[] = {
	{ .name = "title", .type = SCHEMA_TEXT, .offset = AT(title), .required = true,
		.help = "Name der Seite" },
	{ .name = "organisation", .type = SCHEMA_TEXT, .offset = AT(organisation), .required = true,
		.help = "wer die Seite betreibt" },
	{ .name = "url", .type = SCHEMA_CUSTOM, .offset = AT(url), .required = true, .read = url_read,
		.help = "ganze Adresse der Startseite, endet mit /, darf einen Pfad haben" },
	{ .name = "languages", .type = SCHEMA_CUSTOM, .offset = AT(languages), .required = true,
		.read = languages_read,
		.help = "Sprachkürzel (BCP 47); das erste ist die Hauptsprache; ls ist Leichte Sprache" },
	{ .name = "time_zone", .type = SCHEMA_CUSTOM, .offset = AT(time_zone), .read = zone_read,
		.default_text = "Europe/Berlin", .help = "aller Daten im Inhalt" },
	{ .name = "public", .type = SCHEMA_BOOL, .offset = AT(is_public), .default_text = "false",
		.help = "false: noindex, keine offenen Daten; true: Sitemap, offene Daten" },
	{ .name = "theme", .type = SCHEMA_ID, .offset = AT(theme), .default_text = "default",
		.help = "Ordner unter themes/" },
	{ .name = "tracker", .type = SCHEMA_BOOL, .offset = AT(tracker), .default_text = "true",
		.help = "false: eine Seite ohne Dienst dahinter" },
	{ .name = "edit_url", .type = SCHEMA_CUSTOM, .offset = AT(edit_url), .read = edit_url_read,
		.help = "wo man eine Seite bearbeitet; {path} steht für ihre Datei; ohne: keine solchen Links" },
	{ .name = "paths", .type = SCHEMA_OBJECT, .offset = AT(paths), .sub = path_keys,
		.help = "Teile von Adressen" },
	{ .name = "contact", .type = SCHEMA_OBJECT, .offset = AT(contact), .required = true,
		.sub = contact_keys, .help = "wer Fragen zur Seite beantwortet" },
	{ .name = "audiences", .type = SCHEMA_MAP, .offset = AT(audiences),
		.default_text = "{all: Alle, leads: Führungskräfte, it: IT-Koordination, "
			"process: Prozessmanagement, companions: Reisebegleitung}",
		.help = "Zielgruppen: Kennung und Name" },
	{ .name = "style", .type = SCHEMA_OBJECT, .offset = AT(style), .sub = style_keys,
		.help = "was die Ratschläge zum Stil erwarten" },
	{ .name = NULL },
};

/* Bounds: privacy.md, "Published figures": a site may be stricter, never looser. */
static const struct schema_key reporting_keys[] = {
	{ .name = "shown_from", .type = SCHEMA_INT, .offset = TIN(reporting, shown_from), .min = 10,
		.max = 1000, .default_text = "10", .help = "figures below are shown as \"unter …\"" },
	{ .name = "epsilon_max", .type = SCHEMA_REAL, .offset = TIN(reporting, epsilon_max), .min = 0,
		.max = 3.5, .default_text = "3.5",
		.help = "what all figures together may tell about one completion; above, the start is refused" },
	{ .name = "close_after_days", .type = SCHEMA_INT, .offset = TIN(reporting, close_after_days),
		.min = 0, .max = 90, .default_text = "3", .help = "days from a period's end to its closing" },
	{ .name = NULL },
};

static const struct schema_key proxy_keys[] = {
	{ .name = "trusted", .type = SCHEMA_CUSTOM, .offset = TIN(proxy, trusted), .read = trusted_read,
		.help = "addresses or networks of reverse proxies (10.0.0.0/8), or unix: they tell the client's "
			"address" },
	{ .name = "header", .type = SCHEMA_ENUM, .offset = TIN(proxy, header), .names = headers,
		.default_text = "X-Forwarded-For", .help = "the header in which they tell it" },
	{ .name = NULL },
};

static const struct schema_key limit_keys[] = {
	{ .name = "sign_in", .type = SCHEMA_INT, .offset = TIN(limits, sign_in), .min = 1, .max = 1000000,
		.default_text = "60", .help = "sign-ins a minute from one address" },
	{ .name = "feedback", .type = SCHEMA_INT, .offset = TIN(limits, feedback), .min = 1, .max = 1000000,
		.default_text = "120", .help = "feedback a minute from one address" },
	{ .name = "denied", .type = SCHEMA_INT, .offset = TIN(limits, denied), .min = 1, .max = 1000000,
		.default_text = "60", .help = "wrong credentials a minute from one address" },
	{ .name = "events", .type = SCHEMA_INT, .offset = TIN(limits, events), .min = 1, .max = 10000000,
		.default_text = "200000", .help = "facts a second from one API client" },
	{ .name = NULL },
};

const struct schema_key tracker_conf_keys[] = {
	{ .name = "reporting", .type = SCHEMA_OBJECT, .offset = TAT(reporting), .sub = reporting_keys,
		.help = "published figures" },
	{ .name = "proxy", .type = SCHEMA_OBJECT, .offset = TAT(proxy), .sub = proxy_keys,
		.help = "reverse proxies in front of the tracker" },
	{ .name = "limits", .type = SCHEMA_OBJECT, .offset = TAT(limits), .sub = limit_keys,
		.help = "how often; above, the answer is 429" },
	{ .name = NULL },
};

/* A stop finding at `node`; returns false, so that it can end a reader. */
static bool
refuse(struct schema_context *c, const struct yaml_node *node, struct str message,
	const char *remedy)
{
	struct finding *f = finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line,
		node->column, "%.*s", STR_FMT(message));

	finding_remedy(c->all, f, "%s", remedy);
	return false;
}

/* The host part of an http or https address; empty for anything else. */
static struct str
host_of(struct str url)
{
	struct str host, rest;

	if (str_starts(url, STR("https://")))
		rest = str_from(url, 8);
	else if (str_starts(url, STR("http://")))
		rest = str_from(url, 7);
	else
		return (struct str){ NULL, 0 };
	str_cut(rest, '/', &host);
	return host;
}

/* Whether all bytes can stand in an address (RFC 3986); `extra` are allowed besides. */
static bool
url_bytes(struct str s, const char *extra)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c >= 0x7f || (strchr("\"<>\\^`{|}?#", c) && !strchr(extra, c)))
			return false;
	}
	return true;
}

static bool
url_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct str *out = member, s = node->text;
	static const char *const remedy = "Schreiben Sie sie wie https://lernen.musterstadt.example/.";

	if (node->kind != YAML_SCALAR || host_of(s).n == 0)
		return refuse(c, node, STR("„url“ muss eine ganze Adresse mit http oder https sein"), remedy);
	if (!str_ends(s, STR("/")))
		return refuse(c, node, STR("„url“ muss mit / enden"), remedy);
	if (!url_bytes(s, "") || str_find(host_of(s), STR("@")) != SIZE_MAX)
		return refuse(c, node, STR("„url“ enthält ein Zeichen, das keine Adresse haben kann"),
			"Schreiben Sie sie ohne Leerzeichen, Umlaute, @, ? und #.");
	*out = s;
	return true;
}

static bool
edit_url_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct str *out = member, s = node->text;

	if (node->kind != YAML_SCALAR || host_of(s).n == 0 || !url_bytes(s, "{}?#")
		|| str_find(s, STR("{path}")) == SIZE_MAX)
		return refuse(c, node, STR("„edit_url“ muss eine ganze Adresse mit {path} darin sein"),
			"Schreiben Sie sie wie https://git.musterstadt.example/lernreise/-/edit/main/{path}.");
	*out = s;
	return true;
}

static bool
zone_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct str *out = member;
	struct date_zone *z = node->kind == YAML_SCALAR ? date_zone_open(node->text) : NULL;

	if (!z)
		return refuse(c, node, STR("„time_zone“ ist keine Zeitzone, die dieser Rechner kennt"),
			"Schreiben Sie sie wie Europe/Berlin.");
	date_zone_close(z);
	*out = node->text;
	return true;
}

static bool
email_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct str *out = member, name, domain = str_cut(node->text, '@', &name);

	if (node->kind != YAML_SCALAR || name.n == 0 || domain.n < 3
		|| str_find(domain, STR("@")) != SIZE_MAX || str_find(domain, STR(".")) == SIZE_MAX
		|| !url_bytes(node->text, ""))
		return refuse(c, node, STR("„email“ muss eine E-Mail-Adresse sein"),
			"Schreiben Sie sie wie lernreise@musterstadt.example.");
	*out = node->text;
	return true;
}

/* --- languages --- */

/* A language tag as far as this program uses them (RFC 5646: letters, then subtags of letters and
 * digits), in small letters, because it becomes a part of addresses. */
static bool
is_language(struct str tag)
{
	struct str part, rest = str_cut(tag, '-', &part);

	if (part.n < 2 || part.n > 3 || (tag.n > 0 && tag.p[tag.n - 1] == '-'))
		return false;
	for (size_t i = 0; i < part.n; i++) {
		if (part.p[i] < 'a' || part.p[i] > 'z')
			return false;
	}
	while (rest.n > 0) {
		rest = str_cut(rest, '-', &part);
		if (part.n < 1 || part.n > 8)
			return false;
		for (size_t i = 0; i < part.n; i++) {
			if ((part.p[i] < 'a' || part.p[i] > 'z') && (part.p[i] < '0' || part.p[i] > '9'))
				return false;
		}
	}
	return true;
}

static bool
language_check(struct schema_context *c, const struct yaml_node *node, const struct str *before,
	size_t n)
{
	if (node->kind != YAML_SCALAR || !is_language(node->text))
		return refuse(c, node, STR("Jeder Eintrag von „languages“ muss ein Sprachkürzel sein"),
			"Schreiben Sie Kürzel in kleinen Buchstaben, zum Beispiel [de, en, ls].");
	for (size_t i = 0; i < n; i++) {
		if (str_eq(before[i], node->text))
			return refuse(c, node, arena_printf(c->arena, "„%.*s“ steht zweimal in „languages“",
				STR_FMT(node->text)), "Behalten Sie eines davon.");
	}
	return true;
}

static bool
languages_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct schema_list *out = member;
	struct str *list;
	bool good = true;

	if (node->kind != YAML_SEQUENCE || node->n == 0)
		return refuse(c, node, STR("„languages“ muss eine Liste mit mindestens einem Sprachkürzel sein"),
			"Schreiben Sie sie wie [de, en, ls]; die erste ist die Hauptsprache.");
	list = ARENA_ARRAY(c->arena, struct str, node->n);
	for (size_t i = 0; i < node->n; i++) {
		good = language_check(c, node->item[i], list, i) && good;
		list[i] = node->item[i]->text;
	}
	if (good)
		*out = (struct schema_list){ list, node->n };
	return good;
}

/* --- what spans keys --- */

/* First parts of addresses that belong to something else (CONTRACTS.md, "Addresses"). */
static const struct str reserved[] = { STR_INIT("files"), STR_INIT("theme"), STR_INIT("search"),
	STR_INIT("api"), STR_INIT("healthz"), STR_INIT("metrics"), STR_INIT("meine-reise"),
	STR_INIT("404") };

static bool
path_check(struct schema_context *c, const struct site_conf *s, const struct yaml_node *map,
	const struct str *path[], size_t i)
{
	const struct yaml_node *node = yaml_find(map, str_of(path_keys[i].name));
	const struct str *language = s->languages.item;
	bool good = true;

	if (!node || path[i]->n == 0)
		return true; /* defaults clash with nothing but what is given, and that is told there */
	for (size_t k = 0; k < sizeof(reserved) / sizeof(reserved[0]); k++) {
		if (str_eq(*path[i], reserved[k]))
			good = refuse(c, node, arena_printf(c->arena, "Die Adresse /%.*s/ gehört schon etwas anderem",
				STR_FMT(*path[i])), "Wählen Sie ein anderes Wort.");
	}
	for (size_t k = 0; k < s->languages.n; k++) {
		if (str_eq(*path[i], language[k]))
			good = refuse(c, node, arena_printf(c->arena,
				"Die Adresse /%.*s/ gehört der Sprache dieses Namens", STR_FMT(*path[i])),
				"Wählen Sie ein anderes Wort.");
	}
	for (size_t k = 0; path_keys[k].name; k++) {
		if (k == i || !str_eq(*path[i], *path[k])
			|| (k > i && yaml_find(map, str_of(path_keys[k].name))))
			continue; /* of two that are given, the later one is told */
		good = refuse(c, node, arena_printf(c->arena, "„%s“ und „%s“ haben dieselbe Adresse /%.*s/",
			path_keys[k].name, path_keys[i].name, STR_FMT(*path[i])), "Wählen Sie zwei verschiedene Wörter.");
	}
	return good;
}

static bool
paths_check(struct schema_context *c, const struct site_conf *s, const struct yaml_node *map)
{
	const struct str *path[] = { &s->paths.journeys, &s->paths.modules, &s->paths.news,
		&s->paths.events, &s->paths.projects, &s->paths.glossary };
	bool good = true;

	for (size_t i = 0; i < sizeof(path) / sizeof(path[0]); i++)
		good = path_check(c, s, map, path, i) && good;
	return good;
}

/* Content without an audience is for all, so "all" has to have a name. */
static bool
audiences_check(struct schema_context *c, const struct site_conf *s, const struct yaml_node *map)
{
	const struct schema_pair *pair = s->audiences.item;

	if (!map || map->kind != YAML_MAPPING)
		return true;
	for (size_t i = 0; i < s->audiences.n; i++) {
		if (str_eq(pair[i].key, STR("all")))
			return true;
	}
	return refuse(c, map, STR("In „audiences“ fehlt „all“"), "Ergänzen Sie „all: Alle“.");
}

bool
conf_read_site(struct arena *arena, struct str text, struct str file, struct findings *all,
	struct site_conf *out)
{
	struct schema_context c = { arena, file, all };
	struct yaml_node *root = NULL;
	bool good;

	memset(out, 0, sizeof(*out));
	if (!yaml_parse(arena, text, file, 1, false, all, &root))
		return false;
	good = schema_read(&c, site_conf_keys, root, out);
	good = paths_check(&c, out, yaml_find(root, STR("paths"))) && good;
	return audiences_check(&c, out, yaml_find(root, STR("audiences"))) && good;
}

/* --- tracker.conf --- */

/* An IPv4 or IPv6 address, with or without the length of a network's prefix. */
static bool
is_network(struct str s)
{
	struct str host, bits = str_cut(s, '/', &host);
	char text[INET6_ADDRSTRLEN];
	unsigned char address[sizeof(struct in6_addr)];
	int64_t n = 0;
	bool six = str_find(host, STR(":")) != SIZE_MAX;

	if (host.n == 0 || host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	if (inet_pton(six ? AF_INET6 : AF_INET, text, address) != 1)
		return false;
	return host.n == s.n || (str_number(bits, &n) && n <= (six ? 128 : 32));
}

static bool
trusted_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct schema_list *out = member;
	struct str *list;
	bool good = true;

	if (node->kind != YAML_SEQUENCE)
		return refuse(c, node, STR("„trusted“ muss eine Liste von Adressen sein"),
			"Schreiben Sie sie wie [127.0.0.1, \"::1\", 10.0.0.0/8, unix].");
	list = ARENA_ARRAY(c->arena, struct str, node->n + 1);
	for (size_t i = 0; i < node->n; i++) {
		const struct yaml_node *item = node->item[i];

		list[i] = item->text;
		if (item->kind != YAML_SCALAR || (!str_eq(list[i], STR("unix")) && !is_network(list[i])))
			good = refuse(c, item, STR("Das ist keine Adresse, kein Netz und nicht „unix“"),
				"Schreiben Sie Adressen in Zahlen: 127.0.0.1, \"::1\" oder 10.0.0.0/8.");
	}
	*out = (struct schema_list){ list, node->n };
	return good;
}

bool
conf_read_tracker(struct arena *arena, struct str text, struct str file, struct findings *all,
	struct tracker_conf *out)
{
	struct schema_context c = { arena, file, all };
	struct yaml_node *root = NULL;

	memset(out, 0, sizeof(*out));
	return yaml_parse(arena, text, file, 1, false, all, &root)
		&& schema_read(&c, tracker_conf_keys, root, out);
}
