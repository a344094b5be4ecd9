#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "common/conf.h"

#define REQUIRED "title: T\norganisation: O\nurl: https://x.example/\nlanguages: [de]\n"                \
	"contact: {name: Team, email: t@x.example}\n"

static char *
findings_text(const struct findings *all)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	findings_print(all, f, 0);
	fclose(f);
	return text;
}

/* The example of CONTRACTS.md. */
static void
full_site(void **state)
{
	static const struct str text = STR_INIT("title: Digitale Lernreise\norganisation: Stadt Musterstadt\n"
		"url: https://lernen.musterstadt.example/   # absolute, ends with /, may have a path\n"
		"languages: [de, en, ls]\ntime_zone: Europe/Berlin\npublic: true\ntheme: default\ntracker: false\n"
		"edit_url: https://git.musterstadt.example/lernreise/-/edit/main/{path}\n"
		"paths: {journeys: reisen, modules: module, news: neues, events: termine, projects: projekte, glossary: woerter}\n"
		"contact: {name: Team Digitale Lernreise, email: lernreise@musterstadt.example}\n"
		"audiences: {all: Alle, leads: Führungskräfte}\nstyle: {gender: colon}\n");
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct site_conf s;
	const struct str *language;
	bool good = conf_read_site(&a, text, STR("site.conf"), &all, &s);

	(void)state;
	assert_true(good && all.n == 0);
	language = s.languages.item;
	assert_true(str_eq(s.title, STR("Digitale Lernreise")) && s.languages.n == 3);
	assert_true(str_eq(language[2], STR("ls")) && s.is_public && !s.tracker);
	assert_true(str_ends(s.edit_url, STR("{path}")) && str_eq(s.paths.glossary, STR("woerter")));
	assert_true(str_eq(s.contact.email, STR("lernreise@musterstadt.example")));
	assert_true(s.audiences.n == 2 && s.style.gender == GENDER_COLON);
	arena_reset(&a);
}

static void
site_defaults(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct site_conf s;

	(void)state;
	assert_true(conf_read_site(&a, STR(REQUIRED), STR("site.conf"), &all, &s));
	assert_true(all.n == 0 && !s.is_public && s.tracker && s.edit_url.n == 0);
	assert_true(str_eq(s.time_zone, STR("Europe/Berlin")) && str_eq(s.theme, STR("default")));
	assert_true(str_eq(s.paths.journeys, STR("reisen")) && str_eq(s.paths.glossary, STR("glossar")));
	assert_true(s.audiences.n == 5 && s.style.gender == GENDER_NEUTRAL);
	arena_reset(&a);
}

static void
site_mistakes(void **state)
{
	static const struct {
		struct str in;
		const char *want;
	} cases[] = {
		{ STR_INIT("title: T\n"),
			"site.conf:1:1: the key \"organisation\" is missing (add \"organisation: …\" (who runs it)) [missing-key]\n"
			"site.conf:1:1: the key \"url\" is missing (add \"url: …\" (absolute address of the home page, ends with /, may have a path)) [missing-key]\n"
			"site.conf:1:1: the key \"languages\" is missing (add \"languages: …\" (language tags (BCP 47); the first is the default; ls is Leichte Sprache)) [missing-key]\n"
			"site.conf:1:1: the key \"contact\" is missing (add \"contact: …\" (who answers questions about the site)) [missing-key]\n" },
		{ STR_INIT("title: T\norganisation: O\nurl: lernen.example\nlanguages: []\ncontact: {name: x, email: x}\n"),
			"site.conf:3:6: \"url\" must be an absolute address with http or https (write it like https://lernen.musterstadt.example/) [bad-value]\n"
			"site.conf:4:12: \"languages\" must be a list of at least one language tag (write it like [de, en, ls]; the first is the default) [bad-value]\n"
			"site.conf:5:27: \"email\" must be a mail address (write it like lernreise@musterstadt.example) [bad-value]\n" },
		{ STR_INIT("title: T\norganisation: O\nurl: https://x.example/lernen\nlanguages: [de, DE, en, en]\ncontact: {name: Team, email: t@x.example}\n"),
			"site.conf:3:6: \"url\" must end with / (write it like https://lernen.musterstadt.example/) [bad-value]\n"
			"site.conf:4:17: each of \"languages\" must be a language tag (write tags in small letters, such as [de, en, ls]) [bad-value]\n"
			"site.conf:4:25: \"en\" stands in \"languages\" twice (keep one) [bad-value]\n" },
		{ STR_INIT(REQUIRED "time_zone: Europe/Berlim\nedit_url: https://x.example/edit\nthem: x\n"),
			"site.conf:6:12: \"time_zone\" is no time zone of this system's tz database (write it like Europe/Berlin) [bad-value]\n"
			"site.conf:7:11: \"edit_url\" must be an absolute address with {path} in it (write it like https://git.musterstadt.example/lernreise/-/edit/main/{path}) [bad-value]\n"
			"site.conf:8:1: unknown key \"them\" (did you mean \"theme\"?) [unknown-key]\n" },
		{ STR_INIT(REQUIRED "time_zone: ../../../etc/passwd\n"),
			"site.conf:6:12: \"time_zone\" is no time zone of this system's tz database (write it like Europe/Berlin) [bad-value]\n" },
		{ STR_INIT(REQUIRED "paths: {journeys: files, modules: de, news: glossar, events: projekte, projects: projekte}\n"),
			"site.conf:6:19: the address /files/ belongs to something else (choose another word) [bad-value]\n"
			"site.conf:6:35: the address /de/ belongs to the language of that name (choose another word) [bad-value]\n"
			"site.conf:6:45: \"glossary\" and \"news\" have the same address /glossar/ (choose two different words) [bad-value]\n"
			"site.conf:6:82: \"events\" and \"projects\" have the same address /projekte/ (choose two different words) [bad-value]\n" },
		{ STR_INIT(REQUIRED "paths: {news: Neu/es}\naudiences: {leads: F}\n"),
			"site.conf:6:15: \"news\" must be an id (use small letters a to z, digits and hyphens, at most 64 characters) [bad-value]\n"
			"site.conf:7:12: \"audiences\" lacks \"all\" (add \"all: Alle\") [bad-value]\n" },
		{ STR_INIT("title: T\norganisation: O\nurl: https://u@x.example/\nlanguages: [de]\ncontact: {name: Team, email: t@x.example}\n"),
			"site.conf:3:6: \"url\" holds a character that no site's address can have (write it without spaces, umlauts, @, ? and #) [bad-value]\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = { 0 };
		struct findings all = { .arena = &a };
		struct site_conf s;
		bool good = conf_read_site(&a, cases[i].in, STR("site.conf"), &all, &s);
		char *text = findings_text(&all);

		if (strcmp(text, cases[i].want) != 0)
			print_error("want %sgot  %s", cases[i].want, text);
		assert_string_equal(text, cases[i].want);
		assert_false(good);
		free(text);
		arena_reset(&a);
	}
}

static void
tracker(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct tracker_conf t;
	char *text;

	(void)state;
	assert_true(conf_read_tracker(&a, STR(""), STR("tracker.conf"), &all, &t));
	assert_true(t.reporting.shown_from == 10 && t.reporting.epsilon_max == 3.5);
	assert_true(t.reporting.close_after_days == 3 && t.proxy.trusted.n == 0);
	assert_true(t.limits.sign_in == 60 && t.limits.events == 200000);
	assert_true(conf_read_tracker(&a, STR("reporting: {shown_from: 15, epsilon_max: 2.8}\n"
		"proxy: {trusted: [127.0.0.1, \"::1\", 10.0.0.0/8, \"fd00::/8\", unix], header: Forwarded}\n"),
		STR("tracker.conf"), &all, &t));
	assert_true(t.reporting.shown_from == 15 && t.reporting.epsilon_max == 2.8);
	assert_true(t.proxy.trusted.n == 5 && t.proxy.header == PROXY_FORWARDED);
	assert_int_equal(all.n, 0);
	assert_false(conf_read_tracker(&a, STR("reporting: {shown_from: 9, epsilon_max: 3.6}\n"
		"proxy: {trusted: [localhost, 10.0.0.0/33, 1.2.3]}\n"), STR("tracker.conf"), &all, &t));
	text = findings_text(&all);
	assert_string_equal(text,
		"tracker.conf:1:25: \"shown_from\" is 9, but must be from 10 to 1000 (choose a number from 10 to 1000) [bad-value]\n"
		"tracker.conf:1:41: \"epsilon_max\" is 3.6, but must be from 0 to 3.5 (choose a number from 0 to 3.5) [bad-value]\n"
		"tracker.conf:2:19: this is no address, network or \"unix\" (write addresses as numbers: 127.0.0.1, \"::1\" or 10.0.0.0/8) [bad-value]\n"
		"tracker.conf:2:30: this is no address, network or \"unix\" (write addresses as numbers: 127.0.0.1, \"::1\" or 10.0.0.0/8) [bad-value]\n"
		"tracker.conf:2:43: this is no address, network or \"unix\" (write addresses as numbers: 127.0.0.1, \"::1\" or 10.0.0.0/8) [bad-value]\n");
	free(text);
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_site),
		cmocka_unit_test(site_defaults),
		cmocka_unit_test(site_mistakes),
		cmocka_unit_test(tracker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
