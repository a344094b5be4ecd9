/* The rules on style sheets: what each finds, and where it keeps quiet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "generator/site_rules/check_theme.h"
#include "generator/site_rules/theme_env.h"

struct sheet_case {
	const char *css;
	const char *want; /* "rule line:column" a finding, separated by "; "; "" none */
};

/* A template, so that classes are known. */
static const char *const html = "<main class=\"text\"><button class=\"knopf\">x</button><a class=\"tat\" href=\"x\">x</a>"
	"<p class=\"karte\">x</p><nav class=\"leiste\"></nav><svg class=\"bild\"></svg><label class=\"wahl\">x</label></main>\n";

/* Every theme has these, so that each case speaks of one thing. */
#define FRAME "button { min-height: 3rem }\n:focus-visible { outline: 3px solid #000 }\n"
#define GROUND "body { color: #000; background: #fff }\n"

static char *
rules_found(const char *css, bool framed)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct theme_look t = { .arena = &a, .all = &all };
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (framed)
		theme_sheet_add(&t, STR("y.css"), STR(FRAME GROUND));
	theme_sheet_add(&t, STR("x.css"), str_of(css));
	theme_template_add(&t, STR("x.html"), str_of(html));
	check_theme(&t);
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
cases_run(const struct sheet_case *cases, size_t n)
{
	int bad = 0;

	for (size_t i = 0; i < n; i++) {
		char *got = rules_found(cases[i].css, true);

		if (strcmp(got, cases[i].want) != 0) {
			print_error("%s\n  got  %s\n  want %s\n", cases[i].css, got, cases[i].want);
			bad++;
		}
		free(got);
	}
	assert_int_equal(bad, 0);
}

#define RUN(cases) cases_run(cases, sizeof(cases) / sizeof((cases)[0]))

static void
contrast(void **state)
{
	static const struct sheet_case cases[] = {
		{ "p { color: #777 }", "theme-contrast 1:5" },
		{ "p { color: #767676 }", "theme-contrast-more 1:5" },
		{ "p { color: #595959 }", "" },
		{ ".a { color: #fff; background: #888 }", "theme-contrast 1:6" },
		{ ".a { color: white; background-color: hsl(0 0% 20%) }", "" },
		{ ".a { color: rgb(0 0 0 / 40%); background: #fff }", "theme-contrast 1:6" },
		{ ".a { color: #000; background: url(x.png) #000 }", "" },
		{ ".a { color: inherit; background: #000 }", "" },
		{ ".a { color: #ccc }", "" }, /* who knows what it stands on */
		{ "@media print { p { color: #777 } }", "" },
		{ "input { border: 2px solid #ddd }", "theme-contrast-parts 1:9" },
		{ "input { border: 2px solid #ddd; background: #333 }", "" },
		{ "input { border: 2px solid #767676; background: #fff }", "" },
		{ "p { border: 2px solid #ddd }", "" },
		/* a token in the dark, chosen by the system */
		{ ":root { --t: #000; --g: #fff }\n@media (prefers-color-scheme: dark) { :root { --t: #666; --g: #111 } }\n"
			".a { color: var(--t); background: var(--g) }", "theme-contrast 3:6" },
		/* and by an attribute, with a class, with light-dark() */
		{ ":root { --t: #000; --g: #fff }\n[data-theme=\"dark\"] { --t: #666; --g: #111 }\n"
			".a { color: var(--t); background: var(--g) }", "theme-contrast 3:6" },
		{ ":root { --t: #000; --g: #fff }\n.dunkel { --t: #666; --g: #111 }\n"
			".a { color: var(--t); background: var(--g) }", "theme-contrast 3:6" },
		{ ":root { color-scheme: light dark; --t: light-dark(#000, #666); --g: light-dark(#fff, #111) }\n"
			".a { color: var(--t); background: var(--g) }", "theme-contrast 2:6" },
		{ ":root { --t: #000; --g: #fff }\n@media (prefers-color-scheme: dark) { :root { --t: #eee; --g: #111 } }\n"
			".a { color: var(--t); background: var(--g) }", "" },
		/* of --light and --dark one is empty, the other has no value */
		{ ":root { --light: initial; --dark: ; }\n@media (prefers-color-scheme: dark) { :root { --light: ; --dark: initial } }\n"
			":root { --t: var(--light, #000) var(--dark, #555); --g: var(--light, #fff) var(--dark, #222) }\n"
			".a { color: var(--t); background: var(--g) }", "theme-contrast 4:6" },
		/* KERN's names */
		{ ":root { --kern-color-layout-text-muted: #999; --kern-color-layout-background-default: #fff }", "theme-contrast 1:9" },
		{ ":root { --kern-color-layout-border: #ddd; --kern-color-layout-background-default: #fff }", "theme-contrast-parts 1:9" },
		{ ":root { --kern-color-layout-border: #808080; --kern-color-layout-background-default: #fff }", "" },
		/* declared */
		{ "/* contrast: --t on --g */ :root { --t: #999; --g: #fff }", "theme-contrast 1:1" },
		{ "/* contrast 3: --t on --g, #000 */ :root { --t: #888; --g: #fff }", "" },
		{ "/* contrast 3: --t on --g */ :root { --t: #ccc; --g: #fff }", "theme-contrast-parts 1:1" },
		{ "/* contrast: --t on --g */ :root { --t: #000; --g: #fff }\n.a { --t: #aaa }", "theme-contrast 2:1" },
		{ "/* contrast: --t on --g */ :root { --t: #000; --g: #fff }\n.a { --t: #eee; --g: #111 }", "" },
		{ "/* contrast of this and that: see below */ :root { --t: #999; --g: #fff }", "" },
		/* a colour that text has, on nobody knows what */
		{ ":root { --t: #123 }\n.a { color: var(--t) }", "theme-pair-unknown 2:6" },
		{ ":root { --t: #123; --u: var(--t) }\np { color: var(--t) }\n.a { color: var(--u) }", "" },
		{ "p { color: lab(50% 20 30) }", "theme-colour-unknown 1:5" },
	};

	(void)state;
	RUN(cases);
}

static void
forced(void **state)
{
	static const struct sheet_case cases[] = {
		{ "@media (forced-colors: active) { .a { color: CanvasText; background: Canvas } }", "" },
		{ "@media (forced-colors: active) { .a { color: Canvas; background: CanvasText } }", "" },
		{ "@media (forced-colors: active) { .a { color: CanvasText; background: Highlight } }", "theme-forced-pair 1:39" },
		{ "@media (forced-colors: active) { .a { color: CanvasText; background: CanvasText } }", "theme-forced-pair 1:39" },
		{ "@media (forced-colors: active) { .a { forced-color-adjust: none; background: Canvas; color: CanvasText } }", "" },
		{ ".karte { forced-color-adjust: none }", "theme-forced-adjust 1:10" },
		{ "body { forced-color-adjust: none; color: CanvasText }", "theme-forced-adjust 1:8" },
		{ ".bild { forced-color-adjust: none }", "" },
		{ "input { forced-color-adjust: none }", "theme-forced-adjust 1:9" },
		{ ".karte { forced-color-adjust: preserve-parent-color }", "" },
		{ ".knopf { border: 0; background: #123; color: #fff }", "theme-forced-button 1:10" },
		{ ".knopf { border: 2px solid transparent; background: #123; color: #fff }", "" },
		{ ".knopf { border: 0; background: none }", "" },
		{ ".knopf { border: 0; background: #123; color: #fff }\n@media (forced-colors: active) { .knopf { border: 2px solid } }", "" },
		{ ".karte { border: 0; background: #123; color: #fff }", "" },
	};

	(void)state;
	RUN(cases);
}

static void
focus(void **state)
{
	static const struct sheet_case cases[] = {
		{ "a:focus { outline: none }", "theme-focus-removed 1:11" },
		{ "*:focus-visible { outline: 0 }", "theme-focus-removed 1:19" },
		{ ".tat:focus { outline-style: none }", "theme-focus-removed 1:14" },
		{ "button { outline: none !important }", "theme-focus-removed 1:10" },
		{ "a { outline: 0 }", "" }, /* :focus-visible is stronger */
		{ "a:focus { outline: none }\na:focus { outline: 2px solid #000 }", "" },
		{ "a:focus { outline: none; box-shadow: 0 0 0 3px #000 }", "theme-focus-forced 1:11" },
		{ "a:focus { outline: 2px solid transparent; box-shadow: 0 0 0 3px #000 }", "" },
		{ "a:focus { outline: none; border-bottom: 3px solid }", "" },
		{ ":focus:not(:focus-visible) { outline: none }", "" },
		{ "main:focus { outline: 0 }", "" },
		{ "[tabindex=\"-1\"]:focus { outline: none }", "" },
		{ ".zeile a:focus-visible { outline: 0 }\n.zeile a:focus-visible::after { outline: 3px solid #000 }", "" },
		{ ".feld input:focus { outline: 0 }\n.feld:focus-within { outline: 3px solid #000 }", "" },
		{ "@media print { a:focus { outline: none } }", "" },
		{ "a:focus { outline: 1px solid #000 }", "theme-focus-thin 1:11" },
		{ "a:focus { outline: thin solid #000 }", "theme-focus-thin 1:11" },
		{ "a:focus { outline: 3px solid #ddd }", "theme-focus-contrast 1:11" },
		{ "a:focus { outline: 3px solid #ddd; box-shadow: 0 0 0 6px #111 }", "" },
		{ "a:focus { outline: 3px solid #767676 }", "" },
		{ "a:focus { outline: 3px solid }", "" },
		{ ".leiste { position: sticky; top: 0 }", "theme-focus-covered 1:11" },
		{ ".leiste { position: fixed; bottom: 0 }", "theme-focus-covered 1:11" },
		{ ".leiste { position: sticky; top: 0 }\nhtml { scroll-padding-top: 5rem }", "" },
		{ ".karte { position: sticky; top: 0 }", "" },
		{ ".leiste { position: absolute; top: 0 }", "" },
	};
	char *got;

	(void)state;
	RUN(cases);
	got = rules_found("button { min-height: 3rem }", false);
	assert_string_equal(got, "theme-focus-missing 1:1");
	free(got);
}

static void
targets(void **state)
{
	static const struct sheet_case cases[] = {
		{ "button { min-height: 20px }", "theme-target 1:10" },
		{ ".knopf { min-height: 2.5rem }", "theme-target-large 1:10" },
		{ ".knopf { min-height: 2.75rem }", "" },
		{ ".knopf { min-height: 2rem; padding: 1rem }", "" },
		{ ".knopf { height: calc(1rem + 4px) }", "theme-target 1:10" },
		{ ":root { --h: 1.5rem }\n.tat { display: block; min-height: var(--h) }", "theme-target-large 2:24" },
		{ ".knopf { width: 1.5rem; height: 3rem }", "theme-target-large 1:10" },
		{ ".knopf { min-height: 1rem }\n.knopf { min-height: 3rem }", "" },
		{ ".karte { min-height: 1rem }", "" },
		{ ".knopf::before { height: 1rem }", "" },
		{ "@media print { button { min-height: 10px } }", "" },
		{ "a { color: #000 }", "" },
		{ "input { position: absolute; width: 1px; height: 1px; opacity: 0 }", "" },
		{ "input { width: 1.5rem; height: 1.5rem }", "theme-target-large 1:24" },
		{ "input { width: 1.5rem; height: 1.5rem }\nlabel { min-height: 3rem }", "" },
		{ "input { width: 1rem; height: 1rem }\nlabel { min-height: 3rem }", "theme-target 1:22" },
	};
	char *got;

	(void)state;
	RUN(cases);
	got = rules_found(":focus-visible { outline: 3px solid #000 }", false);
	assert_string_equal(got, "theme-target-unset 1:20");
	free(got);
}

static void
layout(void **state)
{
	static const struct sheet_case cases[] = {
		{ ".karte { width: 600px }", "theme-fixed-width 1:10" },
		{ ".karte { min-width: 30rem }", "theme-fixed-width 1:10" },
		{ ".karte { width: 600px; max-width: 100% }", "" },
		{ ".karte { width: 20rem }", "" },
		{ ".karte { width: min(100%, 60rem) }", "" },
		{ ".karte { width: min(100% - 2rem, 60rem) }", "" },
		{ ".karte { max-width: 60rem }", "" },
		{ "@media (min-width: 48em) { .karte { width: 40rem } }", "" },
		{ "@media (width >= 800px) { .karte { width: 600px } }", "" },
		{ "@media (max-width: 30em) { .karte { width: 600px } }", "theme-fixed-width 1:37" },
		{ "@media print { .karte { width: 600px } }", "" },
		{ "table { min-width: 40rem }", "" },
		{ "img { max-width: 100% }\n.bild { width: 600px }", "" },
		{ ".karte::before { width: 600px }", "" },
		{ ".karte { width: 100vw }", "" },
		{ ".karte { display: grid; grid-template-columns: 200px 300px }", "theme-fixed-track 1:25" },
		{ ".karte { grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)) }", "theme-fixed-track 1:10" },
		{ ".karte { grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)) }", "" },
		{ ".karte { grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)) }", "" },
		{ ".karte { grid-template-columns: [a] auto [b] 1fr }", "" },
		{ ".karte { height: 3rem; overflow: hidden }", "theme-fixed-height 1:10" },
		{ ".karte { max-height: 3rem; overflow: hidden }", "theme-fixed-height 1:10" },
		{ ".karte { height: 48px }", "theme-fixed-height 1:10" },
		{ ".karte { height: 1px; overflow: hidden }", "" },
		{ ".karte { max-height: 20rem; overflow: auto }", "" },
		{ ".karte { min-height: 48px }", "" },
		{ ".bild { height: 48px; overflow: hidden }", "" },
	};

	(void)state;
	RUN(cases);
}

static void
type(void **state)
{
	static const struct sheet_case cases[] = {
		{ "body { font-size: 18px }", "theme-font-unit 1:8" },
		{ "body { font: 400 14pt/1.5 serif }", "theme-font-unit 1:8" },
		{ "body { font: 400 1.125rem/1.5 \"Noto Sans\", serif }", "" },
		{ "html { font-size: 112.5% }", "" },
		{ ":root { --s: 18px; --f: \"Noto Sans\", serif }\nbody { font: 400 var(--s)/1.6 var(--f) }", "theme-font-unit 2:8" },
		{ ":root { --s: 14px }\nbody { font-size: var(--s) }", "theme-font-unit 2:8" },
		{ ".bild text { font-size: 16px }", "" },
		{ "@media print { body { font-size: 11pt } }", "" },
		{ "h1 { font-size: 4vw }", "theme-font-view 1:6" },
		{ "h1 { font-size: clamp(1rem, .5rem + 4vw, 3rem) }", "" },
		{ "small { font-size: .6rem }", "theme-font-small 1:9" },
		{ "small { font-size: .875rem }", "" },
		{ "p { line-height: 1.2 !important }", "theme-text-spacing 1:5" },
		{ "p { line-height: 1.6 !important }", "" },
		{ "p { letter-spacing: 0 !important }", "theme-text-spacing 1:5" },
		{ "p { line-height: 20px }", "theme-text-spacing 1:5" },
		{ "p { line-height: 1.5; letter-spacing: -.01em }", "" },
		{ ".karte { overflow: hidden; white-space: nowrap; text-overflow: ellipsis }", "theme-text-cut 1:49" },
		{ ".karte { -webkit-line-clamp: 3 }", "theme-text-cut 1:10" },
		{ "a { text-decoration: none }", "theme-link-colour 1:5" },
		{ ".prose a { text-decoration: none }", "theme-link-colour 1:12" },
		{ "a { text-decoration: none; border-bottom: 1px solid }", "" },
		{ "nav a { text-decoration: none }", "" },
		{ ".tat { text-decoration: none }", "" },
		{ "p { text-align: justify }", "theme-justify 1:5" },
		{ ".a::before { content: \"Wichtig: \" }", "theme-content 1:14" },
		{ ".a::before { content: \"· \" }", "" },
		{ ".a::before { content: \"\\2192\" }", "" },
		{ ".a::before { content: counter(stop) }", "" },
		{ "@media print { .a::after { content: \" (Adresse) \" } }", "" },
	};

	(void)state;
	RUN(cases);
}

static void
motion(void **state)
{
	static const struct sheet_case cases[] = {
		{ ".a { transition: transform .3s }", "theme-motion 1:6" },
		{ ".a { transition: .3s }", "theme-motion 1:6" },
		{ ".a { transition: color .3s, background-color 200ms }", "" },
		{ ".a { transition: none }", "" },
		{ ".a { transition: transform 0s }", "" },
		{ ".a { animation: rein 1s }", "theme-motion 1:6" },
		{ ".a { animation: dreh 1s linear infinite }", "theme-motion-endless 1:6" },
		{ "html { scroll-behavior: smooth }", "theme-motion 1:8" },
		{ "@media (prefers-reduced-motion: no-preference) { .a { animation: dreh 1s infinite } }", "" },
		{ "@media not (prefers-reduced-motion) { .a { transition: transform 1s } }", "" },
		{ ".a { transition: transform 1s }\n@media (prefers-reduced-motion: reduce) { .a { transition: none } }", "" },
		{ ".a { transition: transform 1s }\n@media (prefers-reduced-motion: reduce) { * { transition-duration: .01ms } }", "" },
		{ ".a { transition: transform 1s }\n@media (prefers-reduced-motion: reduce) { .b { transition: none } }", "theme-motion 1:6" },
		{ "li:hover .mehr { display: block }", "theme-hover 1:1" },
		{ "li:hover .mehr, li:focus-within .mehr { display: block }", "" },
		{ "a:hover { opacity: 1 }", "" },
		{ "li:hover .mehr { color: #000 }", "" },
	};

	(void)state;
	RUN(cases);
}

/* Sheets as people and programs write them. */
static void
syntax(void **state)
{
	static const struct sheet_case cases[] = {
		{ ".karte { p & { width: 600px } & > b { width: 600px } }", "theme-fixed-width 1:16; theme-fixed-width 1:39" },
		{ ".karte { @media (min-width: 60em) { width: 600px } }", "" },
		{ ".karte { @media (max-width: 60em) { width: 600px } }", "theme-fixed-width 1:37" },
		{ "@layer a { @supports (display: grid) { .karte { width: 600px } } }", "theme-fixed-width 1:49" },
		{ "@import \"x.css\"; @charset \"utf-8\"; .karte { width: 600px }", "theme-fixed-width 1:45" },
		{ "} .karte { width: 600px", "theme-fixed-width 1:12" },
		{ "/* } */ .karte { /* x: */ width: 600px; }", "theme-fixed-width 1:27" },
		{ "@keyframes a { from { width: 600px } }", "" },
		{ ":is(.karte, .text) { width: 600px }", "theme-fixed-width 1:22" },
		{ ":root { --a: var(--b); --b: var(--a) } p { color: var(--a) }", "" },
		{ "", "" },
		{ "{{{{{{", "" },
	};

	(void)state;
	RUN(cases);
}

/* The ratio of WCAG 2.2, and colours in every notation. */
static void
colours(void **state)
{
	static const struct {
		const char *colour;
		double on_white; /* hundredths */
	} cases[] = {
		{ "#000", 2100 }, { "#fff", 100 }, { "#767676", 454 }, { "red", 399 }, { "rgb(255, 0, 0)", 399 },
		{ "hsl(0, 100%, 50%)", 399 }, { "hsl(1turn 100% 50%)", 399 }, { "rebeccapurple", 841 }, { "#f00f", 399 },
		{ "oklch(62.8% 0.2577 29.23)", 399 }, { "color-mix(in srgb, #000, #fff)", 398 }, { "light-dark(#000, #fff)", 2100 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct colour c, white = { 1, 1, 1, 1 };
		double ratio;

		assert_true(colour_read(str_of(cases[i].colour), false, &c));
		ratio = colour_contrast(c, white) * 100;
		if (ratio < cases[i].on_white - 2 || ratio > cases[i].on_white + 2)
			fail_msg("%s: %.1f", cases[i].colour, ratio);
	}
}

/* Each rule has an id of its own and says all that the documentation shows. */
static void
table_is_whole(void **state)
{
	(void)state;
	for (int i = 0; i < SITE_RULES; i++) {
		assert_true(site_rules[i].id && site_rules[i].name && site_rules[i].why && site_rules[i].remedy);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(site_rules[i].id, site_rules[j].id);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contrast),
		cmocka_unit_test(forced),
		cmocka_unit_test(focus),
		cmocka_unit_test(targets),
		cmocka_unit_test(layout),
		cmocka_unit_test(type),
		cmocka_unit_test(motion),
		cmocka_unit_test(syntax),
		cmocka_unit_test(colours),
		cmocka_unit_test(table_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
