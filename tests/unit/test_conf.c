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
			"site.conf:1:1: Der Schlüssel „organisation“ fehlt (Ergänzen Sie „organisation: …“ (wer die Seite betreibt).) [missing-key]\n"
			"site.conf:1:1: Der Schlüssel „url“ fehlt (Ergänzen Sie „url: …“ (ganze Adresse der Startseite, endet mit /, darf einen Pfad haben).) [missing-key]\n"
			"site.conf:1:1: Der Schlüssel „languages“ fehlt (Ergänzen Sie „languages: …“ (Sprachkürzel (BCP 47); das erste ist die Hauptsprache; ls ist Leichte Sprache).) [missing-key]\n"
			"site.conf:1:1: Der Schlüssel „contact“ fehlt (Ergänzen Sie „contact: …“ (wer Fragen zur Seite beantwortet).) [missing-key]\n" },
		{ STR_INIT("title: T\norganisation: O\nurl: lernen.example\nlanguages: []\ncontact: {name: x, email: x}\n"),
			"site.conf:3:6: „url“ muss eine ganze Adresse mit http oder https sein (Schreiben Sie sie wie https://lernen.musterstadt.example/.) [bad-value]\n"
			"site.conf:4:12: „languages“ muss eine Liste mit mindestens einem Sprachkürzel sein (Schreiben Sie sie wie [de, en, ls]; die erste ist die Hauptsprache.) [bad-value]\n"
			"site.conf:5:27: „email“ muss eine E-Mail-Adresse sein (Schreiben Sie sie wie lernreise@musterstadt.example.) [bad-value]\n" },
		{ STR_INIT("title: T\norganisation: O\nurl: https://x.example/lernen\nlanguages: [de, DE, en, en]\ncontact: {name: Team, email: t@x.example}\n"),
			"site.conf:3:6: „url“ muss mit / enden (Schreiben Sie sie wie https://lernen.musterstadt.example/.) [bad-value]\n"
			"site.conf:4:17: Jeder Eintrag von „languages“ muss ein Sprachkürzel sein (Schreiben Sie Kürzel in kleinen Buchstaben, zum Beispiel [de, en, ls].) [bad-value]\n"
			"site.conf:4:25: „en“ steht zweimal in „languages“ (Behalten Sie eines davon.) [bad-value]\n" },
		{ STR_INIT(REQUIRED "time_zone: Europe/Berlim\nedit_url: https://x.example/edit\nthem: x\n"),
			"site.conf:6:12: „time_zone“ ist keine Zeitzone, die dieser Rechner kennt (Schreiben Sie sie wie Europe/Berlin.) [bad-value]\n"
			"site.conf:7:11: „edit_url“ muss eine ganze Adresse mit {path} darin sein (Schreiben Sie sie wie https://git.musterstadt.example/lernreise/-/edit/main/{path}.) [bad-value]\n"
			"site.conf:8:1: Den Schlüssel „them“ gibt es hier nicht (Meinten Sie „theme“?) [unknown-key]\n" },
		{ STR_INIT(REQUIRED "time_zone: ../../../etc/passwd\n"),
			"site.conf:6:12: „time_zone“ ist keine Zeitzone, die dieser Rechner kennt (Schreiben Sie sie wie Europe/Berlin.) [bad-value]\n" },
		{ STR_INIT(REQUIRED "paths: {journeys: files, modules: de, news: glossar, events: projekte, projects: projekte}\n"),
			"site.conf:6:19: Die Adresse /files/ gehört schon etwas anderem (Wählen Sie ein anderes Wort.) [bad-value]\n"
			"site.conf:6:35: Die Adresse /de/ gehört der Sprache dieses Namens (Wählen Sie ein anderes Wort.) [bad-value]\n"
			"site.conf:6:45: „glossary“ und „news“ haben dieselbe Adresse /glossar/ (Wählen Sie zwei verschiedene Wörter.) [bad-value]\n"
			"site.conf:6:82: „events“ und „projects“ haben dieselbe Adresse /projekte/ (Wählen Sie zwei verschiedene Wörter.) [bad-value]\n" },
		{ STR_INIT(REQUIRED "paths: {news: Neu/es}\naudiences: {leads: F}\n"),
			"site.conf:6:15: „news“ muss eine Kennung sein (Nehmen Sie kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens 64 Zeichen.) [bad-value]\n"
			"site.conf:7:12: In „audiences“ fehlt „all“ (Ergänzen Sie „all: Alle“.) [bad-value]\n" },
		{ STR_INIT("title: T\norganisation: O\nurl: https://u@x.example/\nlanguages: [de]\ncontact: {name: Team, email: t@x.example}\n"),
			"site.conf:3:6: „url“ enthält ein Zeichen, das keine Adresse haben kann (Schreiben Sie sie ohne Leerzeichen, Umlaute, @, ? und #.) [bad-value]\n" },
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
		"tracker.conf:1:25: „shown_from“ ist 9, muss aber zwischen 10 und 1000 liegen (Wählen Sie eine Zahl von 10 bis 1000.) [bad-value]\n"
		"tracker.conf:1:41: „epsilon_max“ ist 3.6, muss aber zwischen 0 und 3.5 liegen (Wählen Sie eine Zahl von 0 bis 3.5.) [bad-value]\n"
		"tracker.conf:2:19: Das ist keine Adresse, kein Netz und nicht „unix“ (Schreiben Sie Adressen in Zahlen: 127.0.0.1, \"::1\" oder 10.0.0.0/8.) [bad-value]\n"
		"tracker.conf:2:30: Das ist keine Adresse, kein Netz und nicht „unix“ (Schreiben Sie Adressen in Zahlen: 127.0.0.1, \"::1\" oder 10.0.0.0/8.) [bad-value]\n"
		"tracker.conf:2:43: Das ist keine Adresse, kein Netz und nicht „unix“ (Schreiben Sie Adressen in Zahlen: 127.0.0.1, \"::1\" oder 10.0.0.0/8.) [bad-value]\n");
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
