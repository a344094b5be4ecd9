/* The rules on what authors write: what each finds, and where it keeps quiet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "generator/frontmatter.h"
#include "generator/markdown.h"
#include "generator/text/check_text.h"
#include "generator/text/text_rules.h"

struct text_case {
	const char *language;
	struct str in;
	const char *want; /* "rule line:column" a finding, separated by spaces; "" none */
};

/* The findings of `body` as "rule line:column", separated by "; ". */
static char *
rules_found(struct str body, const char *language, int gender)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (!f)
		abort(); /* out of memory */
	check_text_page(&a, STR("x.md"), STR(""), body, 1, str_of(language), gender, &all);
	findings_sort(&all);
	for (size_t i = 0; i < all.n; i++) {
		const struct finding *one = &all.item[i];

		assert_true(one->message.n > 0 && one->remedy.n > 0 && str_utf8(one->message));
		fprintf(f, "%s%s %u:%u", i ? "; " : "", one->rule, one->line, one->column);
	}
	fclose(f);
	arena_reset(&a);
	return text;
}

static void
cases_run(const struct text_case *cases, size_t n, int gender)
{
	for (size_t i = 0; i < n; i++) {
		char *got = rules_found(cases[i].in, cases[i].language, gender);

		if (strcmp(got, cases[i].want) != 0)
			print_error("%.*s\n", STR_FMT(cases[i].in));
		assert_string_equal(got, cases[i].want);
		free(got);
	}
}

#define RUN(cases, gender) cases_run(cases, sizeof(cases) / sizeof((cases)[0]), gender)

static void
pictures(void **state)
{
	static const struct text_case cases[] = {
		{ "en", STR_INIT("Text ![IMG_1234](a.png)"), "alt-filename 1:8" },
		{ "en", STR_INIT("![foto-rathaus.JPG](a.png)"), "alt-filename 1:3" },
		{ "en", STR_INIT("![Screenshot2026-11-24](a.png)"), "alt-filename 1:3" },
		{ "en", STR_INIT("![Das Rathaus am Markt](a.png)"), "" },
		{ "en", STR_INIT("![Bild von einem Rathaus](a.png)"), "alt-prefix 1:3" },
		{ "en", STR_INIT("![Image of a town hall](a.png)"), "alt-prefix 1:3" },
		{ "en", STR_INIT("![Bildung im Wandel](a.png)"), "" },
		{ "en", STR_INIT("![0123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
			"123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 1](a.png)"),
			"alt-long 1:3" },
	};

	(void)state;
	RUN(cases, GENDER_NONE);
}

static void
links(void **state)
{
	static const struct text_case cases[] = {
		{ "de", STR_INIT("Mehr steht [hier](a.md)."), "link-generic 1:13" },
		{ "de", STR_INIT("[hier](a.md)\nund [hier](b.md)"), "link-generic 1:2; link-generic 2:6" },
		{ "de", STR_INIT("[Klicken Sie hier!](a.md)"), "link-generic 1:2" },
		{ "en", STR_INIT("> [Read more](a.md)"), "link-generic 1:4" },
		{ "de", STR_INIT("[So geht es hier weiter](a.md)"), "" },
		{ "de", STR_INIT("[https://x.example/a](https://x.example/a)"), "link-address 1:2" },
		{ "de", STR_INIT("[Plan](a.md) und [plan](b.md)"), "link-equal 1:19" },
		{ "de", STR_INIT("[Plan](a.md) und [Plan](a.md)"), "" },
		{ "de", STR_INIT("[Merkblatt](a.pdf)"), "link-download 1:2" },
		{ "de", STR_INIT("[Merkblatt (PDF)](a.pdf)"), "link-download 1:2" },
		{ "de", STR_INIT("[Merkblatt (PDF, 120 KB)](a.pdf#x)"), "" },
		{ "de", STR_INIT("[Liste (Excel-Datei, XLSX, 1,2 MB)](a.xlsx)"), "" },
	};

	(void)state;
	RUN(cases, GENDER_NONE);
}

static void
structure(void **state)
{
	static const struct text_case cases[] = {
		{ "en", STR_INIT("**Was ist neu**\n\nText."), "bold-heading 1:1" },
		{ "en", STR_INIT("**Frau Erfunden, Fachbereich Personal**\n\nText."), "" },
		{ "en", STR_INIT("**Hinweis:**\n\nText."), "" },
		{ "en", STR_INIT("**Das ist ein Satz.**\n\nText."), "" },
		{ "en", STR_INIT("- **Punkt**\n- **Punkt**"), "" },
		{ "en", STR_INIT("Text\n\n**am Ende**"), "" },
		{ "en", STR_INIT("## Ziel\n\na\n\n### ziel\n\nb"), "heading-equal 5:1" },
		{ "en", STR_INIT("Bitte mitbringen:\n– Ausweis\n– Brille"), "typed-list 1:1" },
		{ "en", STR_INIT("> a) eins\n> b) zwei"), "typed-list 1:3" },
		{ "fr", STR_INIT("Ein Satz – mit Strich\n– und noch einer"), "" },
		{ "en", STR_INIT("| a |  | c |\n|---|---|---|\n| 1 | 2 | 3 |"), "table-header 1:1" },
		{ "en", STR_INIT("|  | b |\n|---|---|\n| 1 | 2 |"), "" },
		{ "en", STR_INIT("> [!MORE] Mehr\n> Text\n>\n> > [!QUIZ #a] Frage\n> > Was?"), "hidden-task 4:3" },
		{ "en", STR_INIT("> [!QUIZ #a] Frage\n> Was?"), "" },
		{ "en", STR_INIT("> [!MEHR] Mehr\n> Text\n>\n> > [!WARNING]\n> > Vorsicht."), "hidden-task 4:3" },
		{ "de", STR_INIT("> [!MORE] Mehr\n> Die Meldung ist verpflichtend."), "hidden-duty 2:19" },
		{ "de", STR_INIT("> [!NOTE]\n> Die Meldung ist verpflichtend."), "" },
		{ "de", STR_INIT("Der [Film](film.mp4) dazu."), "media-bare 1:12" },
		{ "de", STR_INIT("![Der Film](film.webm)"), "media-bare 1:13" },
		{ "de", STR_INIT("Das [Gespräch](ton.mp3)."), "media-bare 1:16" },
		{ "de", STR_INIT("> [!VIDEO] Film\n> - [Film](film.mp4)\n> - [Untertitel](film.de.vtt)"), "" },
		{ "de", STR_INIT("Mehr zu [MP4-Dateien](mp4.md)."), "" },
	};

	(void)state;
	RUN(cases, GENDER_NONE);
}

static void
wording(void **state)
{
	static const struct text_case cases[] = {
		{ "de", STR_INIT("Drücken Sie den roten Knopf."), "sensory 1:17" },
		{ "de", STR_INIT("Das steht im Menü rechts."), "sensory 1:19" },
		{ "de", STR_INIT("Klicken Sie\noben rechts."), "sensory 2:1" },
		{ "de", STR_INIT("Viele Links stehen rechts vom Rathaus."), "" },
		{ "de", STR_INIT("Rote Rosen und der Knopf am Hemd."), "" },
		{ "fr", STR_INIT("Drücken Sie den roten Knopf."), "" },
		{ "en", STR_INIT("Press the red button."), "sensory 1:11" },
		{ "en", STR_INIT("Open the menu on the right."), "sensory 1:22" },
		{ "en", STR_INIT("See the left column."), "sensory 1:9" },
		{ "en", STR_INIT("You have the right to a copy. The white paper is on the left shelf. A black box."), "" },
		{ "en", STR_INIT("Bitte lesen Sie die Hinweise und melden Sie sich bei der Stadt."), "foreign-language 1:1" },
		{ "en", STR_INIT("The word Amt is short for an office of the city."), "" },
		{ "de", STR_INIT("Drücken Sie „roten Knopf“ – fertig."), "sensory 1:14" },
		{ "de", STR_INIT("Fragen Sie „DSB“."), "abbreviation 1:13" },
		{ "de", STR_INIT("Das ist WIRKLICH WICHTIG für alle."), "capitals 1:9" },
		{ "de", STR_INIT("Fragen Sie den DSB, der DSB hilft."), "abbreviation 1:16" },
		{ "de", STR_INIT("Das Datenschutzbüro (DSB) hilft. Der DSB ist da."), "" },
		{ "de", STR_INIT("Der DSB (Datenschutzbüro) hilft."), "" },
		{ "de", STR_INIT("Das gilt hier (nach dem Gesetz zum Datenschutz, NDSG). Das NDSG gilt."), "" },
		{ "de", STR_INIT("Das sagt die Datenschutz-Grundverordnung, kurz DSGVO."), "" },
		{ "de", STR_INIT("Das steht im TDDDG, das ist ein Gesetz."), "" },
		{ "de", STR_INIT("Das steht im TDDDG, das Sie kennen."), "abbreviation 1:14" },
		{ "de", STR_INIT("Legen Sie die SIM-Karte ein."), "" },
		{ "de", STR_INIT("Öffnen Sie die PDF-Datei im VPN-Zugang."), "abbreviation 1:29" },
		{ "de", STR_INIT("Baustein INF.7 gilt hier."), "" },
		{ "de", STR_INIT("Please read the terms of this service and accept them."), "foreign-language 1:1" },
		{ "de", STR_INIT("Der Begriff the cloud meint Rechner, die anderen gehören."), "" },
		{ "de", STR_INIT("Schreiben Sie an [it@musterstadt-verwaltung.example](mailto:it@musterstadt.example)."), "" },
	};

	(void)state;
	RUN(cases, GENDER_NONE);
}

static void
gender(void **state)
{
	static const struct text_case neutral[] = {
		{ "de", STR_INIT("Alle Kolleg:innen und Mitarbeiter/-innen."), "gender-form 1:6; gender-form 1:23" },
		{ "de", STR_INIT("Die KollegInnen lesen."), "gender-form 1:5" },
		{ "de", STR_INIT("Alle Kolleginnen und Kollegen, Beschäftigte und Termine."), "" },
		{ "de", STR_INIT("Die Mitarbeiter melden sich."), "gender-masculine 1:5" },
		{ "de", STR_INIT("Mitarbeiterinnen und Mitarbeiter melden sich."), "" },
		{ "de", STR_INIT("Nicht „die Mitarbeiter“ und nicht „Kolleg:innen“, Bürger!"), "gender-masculine 1:51" },
		{ "ls", STR_INIT("Kolleg:innen"), "" },
	};
	static const struct text_case colon[] = {
		{ "de", STR_INIT("Alle Kolleg:innen."), "" },
		{ "de", STR_INIT("Alle Kolleg\\*innen."), "gender-form 1:6" },
		{ "de", STR_INIT("Zeit: innen und außen, 10:30 Uhr."), "" },
	};
	static const struct text_case none[] = {
		{ "de", STR_INIT("Die Mitarbeiter und Kolleg:innen."), "" },
	};

	(void)state;
	RUN(neutral, GENDER_NEUTRAL);
	RUN(colon, GENDER_COLON);
	RUN(none, GENDER_NONE);
}

#define TEN "eins zwei drei vier fünf sechs sieben acht neun zehn "

static void
sentences(void **state)
{
	static const struct text_case cases[] = {
		{ "de", STR_INIT("Kurz ist gut.\nUnd " TEN TEN "elf zwölf dreizehn vierzehn fünfzehn."), "sentence-length 2:1" },
		{ "de", STR_INIT(TEN TEN "elf. Zwölf " TEN TEN "."), "" },
		{ "de", STR_INIT("Das gilt z. B. für Nr. 5 am 24. November: " TEN TEN "."), "sentence-length 1:1" },
		{ "de", STR_INIT(TEN "(§ 32). Und " TEN "„9“. Und " TEN), "" },
		{ "de", STR_INIT(TEN "die Nummer 4444. Und " TEN "im Jahr 2026. Und " TEN), "" },
		{ "en", STR_INIT(TEN TEN TEN), "" },
	};
	struct buf hard = { 0 };
	char *got;

	(void)state;
	RUN(cases, GENDER_NONE);
	for (int i = 0; i < 12; i++)
		buf_add(&hard, STR("Verwaltungsverfahrensrechtliche Zuständigkeitsregelungen gewährleisten Ermessensausübungen "
			"hinsichtlich entscheidungserheblicher Sachverhaltskonstellationen innerhalb "
			"organisationsübergreifender Aufgabenwahrnehmungsstrukturen.\n"));
	got = rules_found(buf_str(&hard), "de", GENDER_NONE);
	assert_string_equal(got, "readability 1:1");
	free(got);
	buf_release(&hard);
}

static void
easy(void **state)
{
	static const struct text_case cases[] = {
		{ "ls", STR_INIT("Das ist ein kurzer Satz.\nDas auch."), "" },
		{ "ls", STR_INIT("Das ist kurz. Das auch. Das auch."), "easy-line 1:15" },
		{ "ls", STR_INIT("| Kopf | Fuß |\n|---|---|\n| Das ist kurz. Das auch. | Gut. |"), "" },
		{ "ls", STR_INIT(TEN "elf zwölf dreizehn."), "easy-sentence 1:1" },
		{ "ls", STR_INIT("Wir helfen, weil Sie fragen."), "easy-statement 1:13" },
		{ "ls", STR_INIT("Das könnte gehen."), "easy-conjunctive 1:5" },
		{ "ls", STR_INIT("Der Antrag wird geprüft."), "easy-passive 1:12" },
		{ "ls", STR_INIT("Morgen wird es warm."), "" },
		{ "ls", STR_INIT("Das ist die Tür des Amtes."), "easy-genitive 1:17" },
		{ "ls", STR_INIT("Das ist z. B. neu."), "easy-abbreviation 1:9" },
		{ "ls", STR_INIT("Die Datenschutzverordnung hilft."), "easy-compound 1:5" },
		{ "ls", STR_INIT("Die Daten·schutz·verordnung und die Datenschutz-Verordnung."), "" },
		{ "de", STR_INIT("Der Antrag wird geprüft. Das könnte gehen."), "" },
	};

	(void)state;
	RUN(cases, GENDER_NONE);
}

/* Titles, descriptions and lists in front matter have their places there. */
static void
front_matter(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };

	(void)state;
	check_text_page(&a, STR("x.md"), STR("title: Für Mitarbeiter\ndescription: \"Ä: klicken Sie auf den roten Knopf\"\ngoals:\n"
		"  - die DSFA erklären\nstations:\n  - {module: m, why: 'Das ZIF der Stadt'}\n"), STR("Die DSFA und das VVT.\n"), 12,
		STR("de"), GENDER_NEUTRAL, &all);
	findings_sort(&all);
	assert_int_equal(all.n, 5);
	assert_string_equal(all.item[0].rule, "gender-masculine");
	assert_int_equal(all.item[0].line, 2);
	assert_int_equal(all.item[0].column, 12);
	assert_string_equal(all.item[1].rule, "sensory");
	assert_int_equal(all.item[1].line, 3);
	assert_int_equal(all.item[1].column, 38);
	assert_string_equal(all.item[2].rule, "abbreviation");
	assert_int_equal(all.item[2].line, 5);
	assert_int_equal(all.item[2].column, 9);
	assert_int_equal(all.item[3].line, 7);
	assert_int_equal(all.item[4].line, 12); /* VVT; DSFA was told above */
	assert_int_equal(all.item[4].column, 18);
	arena_reset(&a);
}

/* Each rule has an id of its own and says all that the documentation shows. */
static void
table_is_whole(void **state)
{
	(void)state;
	for (int i = 0; i < TEXT_RULES; i++) {
		const struct text_rule *r = &text_rules[i];

		assert_true(r->id && r->name && r->why && r->remedy);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(r->id, text_rules[j].id);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures),
		cmocka_unit_test(links),
		cmocka_unit_test(structure),
		cmocka_unit_test(wording),
		cmocka_unit_test(gender),
		cmocka_unit_test(sentences),
		cmocka_unit_test(easy),
		cmocka_unit_test(front_matter),
		cmocka_unit_test(table_is_whole),
	};

	markdown_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
