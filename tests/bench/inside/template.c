/*
 * How fast templates render: the default theme's module page with a journey of six stations and a
 * body of 10 KB, 10,000 times, then compiling all of it. `make bench-template`.
 */
#include <stdio.h>
#include <time.h>

#include "common/embed.h"
#include "common/yaml.h"
#include "generator/view.h"

enum { PAGES = 10000, FILES_MAX = 256, TEXTS_MAX = 2048 };

static double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The templates and German texts built into the program. */
static struct template_set *
theme_load(struct arena *a)
{
	static struct template_source file[FILES_MAX], text[TEXTS_MAX];
	struct findings all = { .arena = a };
	struct yaml_node *texts = NULL;
	size_t files = 0, n = 0;

	for (const struct embedded *f = theme_default; f->name && files < FILES_MAX; f++) {
		if (str_ends(str_of(f->name), STR(".html")))
			file[files++] = (struct template_source){ str_of(f->name), { f->text, f->n } };
		else if (str_eq(str_of(f->name), STR("texts/de.yaml")))
			(void)yaml_parse(a, (struct str){ f->text, f->n }, STR("de.yaml"), 1, true, &all, &texts);
	}
	for (; texts && n < texts->n && n < TEXTS_MAX; n++)
		text[n] = (struct template_source){ texts->key[n]->text, texts->item[n]->text };
	return template_set_new(file, files, text, n);
}

static void
page_fill(struct arena *a, struct view_module *m, struct view_journey *j)
{
	struct view_station *station = ARENA_ARRAY(a, struct view_station, 6);
	struct view_link *link = ARENA_ARRAY(a, struct view_link, 5);
	struct buf body = { 0 };

	for (size_t i = 0; i < 6; i++)
		station[i] = (struct view_station){ .id = STR("phishing"), .url = STR("../phishing/"),
			.title = STR("Phishing & Co erkennen"), .number = (int64_t)i + 1, .minutes = 15, .last = i == 5 };
	for (size_t i = 0; i < 5; i++)
		link[i] = (struct view_link){ .url = STR("../../reisen/"), .title = STR("Lernreisen") };
	while (body.n < 10 * 1024)
		buf_add(&body, STR("<p>Ein Absatz, wie er in einem Modul steht, mit <em>Betonung</em>.</p>\n"));
	*j = (struct view_journey){ .id = STR("sicher"), .url = STR("../../reisen/sicher/"),
		.title = STR("Digital sicher im Alltag"), .route = STR("blau"), .mark = STR("raute"), .minutes = 90,
		.total = 6, .stations = { station, 6 }, .number = 2, .previous = &station[0], .next = &station[2] };
	m->page.frame = (struct view_frame){ .lang = STR("de"), .title = STR("Phishing erkennen"),
		.site_title = STR("Digitale Lernreise"), .organisation = STR("Stadt Musterstadt"), .root = STR("../../"),
		.home = STR("../../"), .style = STR("../../theme/style-12345678.css"), .is_module = true, .tracker = true,
		.navigation = { link, 5 }, .footer = { link, 5 }, .crumbs = { link, 3 } };
	m->page.body = arena_copy(a, buf_str(&body));
	m->id = STR("phishing");
	m->journey = j;
	buf_release(&body);
}

int
main(void)
{
	static struct view_module module;
	static struct view_journey journey;
	struct arena a = { 0 };
	struct buf out = { 0 };
	struct template_set *set = theme_load(&a);
	const struct template *t = NULL;
	struct err e;
	double start = seconds_now(), compiled, done;

	if (template_compile(set, "module", view_module_fields, &t, &e) != ERR_OK) {
		fprintf(stderr, "%s:%u: %s\n", e.path, e.line, e.msg);
		return 1;
	}
	compiled = seconds_now();
	page_fill(&a, &module, &journey);
	for (int i = 0; i < PAGES; i++) {
		buf_clear(&out);
		template_render(t, &module, &out);
	}
	done = seconds_now();
	printf("compile module.html: %.2f ms\n%d pages of %zu bytes: %.0f ms, %.1f us a page, %.0f MB/s\n",
		(compiled - start) * 1e3, PAGES, out.n, (done - compiled) * 1e3, (done - compiled) * 1e6 / PAGES,
		(double)out.n * PAGES / 1e6 / (done - compiled));
	template_set_free(set);
	buf_release(&out);
	arena_reset(&a);
	return 0;
}
