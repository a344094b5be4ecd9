#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/schema.h"

struct place {
	struct str name, mail;
};

struct station {
	struct str module, why;
	bool optional;
};

struct thing {
	struct str title, colour_text, id;
	bool draft, on;
	int64_t minutes;
	double share;
	int level;
	struct date day;
	struct schema_list goals, requires; /* of struct str */
	struct place place, extra;
	struct schema_list stations; /* of struct station */
	struct schema_list roles;    /* of struct schema_pair */
	int64_t custom;
};

static bool
custom_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	int64_t *out = member;

	*out = (int64_t)node->text.n;
	if (node->text.n > 0)
		return true;
	finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column, "custom");
	return false;
}

static const char *const levels[] = { "basic", "intermediate", "advanced", NULL };

static const struct schema_key place_keys[] = {
	{ .name = "name", .type = SCHEMA_TEXT, .offset = offsetof(struct place, name), .required = true,
		.help = "who" },
	{ .name = "mail", .type = SCHEMA_TEXT, .offset = offsetof(struct place, mail),
		.default_text = "post@x.example" },
	{ .name = NULL },
};

static const struct schema_key station_keys[] = {
	{ .name = "module", .type = SCHEMA_ID, .offset = offsetof(struct station, module), .required = true },
	{ .name = "why", .type = SCHEMA_TEXT, .offset = offsetof(struct station, why) },
	{ .name = "optional", .type = SCHEMA_BOOL, .offset = offsetof(struct station, optional),
		.default_text = "false" },
	{ .name = NULL },
};

static const struct schema_key keys[] = {
	{ .name = "title", .type = SCHEMA_TEXT, .offset = offsetof(struct thing, title), .required = true,
		.help = "the title" },
	{ .name = "id", .type = SCHEMA_ID, .offset = offsetof(struct thing, id) },
	{ .name = "draft", .type = SCHEMA_BOOL, .offset = offsetof(struct thing, draft) },
	{ .name = "on", .type = SCHEMA_BOOL, .offset = offsetof(struct thing, on), .default_text = "true" },
	{ .name = "minutes", .type = SCHEMA_INT, .offset = offsetof(struct thing, minutes), .min = 1,
		.max = 600, .default_text = "15" },
	{ .name = "share", .type = SCHEMA_REAL, .offset = offsetof(struct thing, share), .min = 0, .max = 3.5 },
	{ .name = "level", .type = SCHEMA_ENUM, .offset = offsetof(struct thing, level), .names = levels,
		.default_text = "basic" },
	{ .name = "day", .type = SCHEMA_DATE, .offset = offsetof(struct thing, day) },
	{ .name = "goals", .type = SCHEMA_LIST, .offset = offsetof(struct thing, goals) },
	{ .name = "requires", .type = SCHEMA_IDS, .offset = offsetof(struct thing, requires),
		.default_text = "[a, b]" },
	{ .name = "place", .type = SCHEMA_OBJECT, .offset = offsetof(struct thing, place), .sub = place_keys },
	{ .name = "stations", .type = SCHEMA_OBJECTS, .offset = offsetof(struct thing, stations),
		.sub = station_keys, .size = sizeof(struct station) },
	{ .name = "roles", .type = SCHEMA_MAP, .offset = offsetof(struct thing, roles),
		.default_text = "{all: Alle}" },
	{ .name = "custom", .type = SCHEMA_CUSTOM, .offset = offsetof(struct thing, custom), .read = custom_read },
	{ .name = "later", .type = SCHEMA_TEXT, .offset = offsetof(struct thing, colour_text), .idle = true },
	{ .name = NULL },
};

static bool
thing_read(struct arena *a, struct str text, struct findings *all, struct thing *out)
{
	struct schema_context c = { .arena = a, .file = STR("x.md"), .all = all };
	struct yaml_node *node = NULL;

	*out = (struct thing){ 0 };
	assert_true(yaml_parse(a, text, c.file, 1, false, all, &node));
	return schema_read(&c, keys, node, out);
}

static void
everything(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct thing t;
	const struct station *s;
	const struct schema_pair *pair;

	(void)state;
	assert_true(thing_read(&a, STR("title: Ein Titel\nid: ein-titel\ndraft: true\non: false\nminutes: 20\n"
		"share: 1.25\nlevel: advanced\nday: 2024-02-29\ngoals: [eins, zwei]\nrequires: c\n"
		"place: {name: Rathaus}\nstations:\n  - eins\n  - {module: zwei, why: darum, optional: true}\n"
		"roles: {it: IT-Koordination}\ncustom: abc\n"), &all, &t));
	assert_int_equal(all.n, 0);
	assert_true(str_eq(t.title, STR("Ein Titel")) && str_eq(t.id, STR("ein-titel")));
	assert_true(t.draft && !t.on && t.minutes == 20 && t.share == 1.25 && t.level == 2);
	assert_true(t.day.year == 2024 && t.day.month == 2 && t.day.day == 29);
	assert_true(t.goals.n == 2 && str_eq(((struct str *)t.goals.item)[1], STR("zwei")));
	assert_true(t.requires.n == 1 && str_eq(((struct str *)t.requires.item)[0], STR("c")));
	assert_true(str_eq(t.place.name, STR("Rathaus")) && str_eq(t.place.mail, STR("post@x.example")));
	s = t.stations.item;
	assert_int_equal(t.stations.n, 2);
	assert_true(str_eq(s[0].module, STR("eins")) && !s[0].optional && s[0].why.n == 0);
	assert_true(str_eq(s[1].module, STR("zwei")) && s[1].optional && str_eq(s[1].why, STR("darum")));
	pair = t.roles.item;
	assert_true(t.roles.n == 1 && str_eq(pair->key, STR("it")) && str_eq(pair->value, STR("IT-Koordination")));
	assert_int_equal(t.custom, 3);
	arena_reset(&a);
}

static void
defaults(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct thing t;

	(void)state;
	assert_true(thing_read(&a, STR("title: x\n"), &all, &t));
	assert_int_equal(all.n, 0);
	assert_true(!t.draft && t.on && t.minutes == 15 && t.level == 0 && t.day.year == 0);
	assert_true(t.requires.n == 2 && t.goals.n == 0 && t.roles.n == 1);
	assert_true(str_eq(t.place.mail, STR("post@x.example")) && t.place.name.n == 0);
	arena_reset(&a);
}

static void
mistakes(void **state)
{
	static const struct {
		struct str in;
		const char *want;
	} cases[] = {
		{ STR_INIT("titel: x\n"),
			"x.md:1:1: Den Schlüssel „titel“ gibt es hier nicht (Meinten Sie „title“?) [unknown-key]\n"
			"x.md:1:1: Der Schlüssel „title“ fehlt (Ergänzen Sie „title: …“ (the title).) [missing-key]\n" },
		{ STR_INIT(""), "x.md:1:1: Der Schlüssel „title“ fehlt (Ergänzen Sie „title: …“ (the title).) [missing-key]\n" },
		{ STR_INIT("text\n"), "x.md:1:1: Hier gehören Schlüssel und Werte hin (Schreiben Sie je Zeile ein „schlüssel: Wert“.) [bad-value]\n" },
		{ STR_INIT("title: x\nplace: {wer: y}\n"),
			"x.md:2:9: Den Schlüssel „wer“ gibt es hier nicht (Hier gibt es: name, mail.) [unknown-key]\n"
			"x.md:2:8: Der Schlüssel „name“ fehlt (Ergänzen Sie „name: …“ (who).) [missing-key]\n" },
		{ STR_INIT("title:\n"), "x.md:1:7: „title“ muss ein Text sein (Schreiben Sie einen Wert hinter „title:“.) [bad-value]\n" },
		{ STR_INIT("title: [x]\n"), "x.md:1:8: „title“ muss ein Text sein (Hier steht eine Liste; ein Text, der mit [ oder { beginnt, gehört in Anführungszeichen.) [bad-value]\n" },
		{ STR_INIT("title: |\n  a\n  b\n"), "x.md:1:8: „title“ muss eine einzige Zeile Text sein (Schreiben Sie den Text ohne Zeilenumbrüche und Steuerzeichen.) [bad-value]\n" },
		{ STR_INIT("title: x\nid: Über\nminutes: viele\ndraft: yes\non: \"true\"\nday: 2023-02-29\nlevel: advancd\n"),
			"x.md:2:5: „id“ muss eine Kennung sein (Nehmen Sie kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens 64 Zeichen.) [bad-value]\nx.md:3:10: „minutes“ muss eine ganze Zahl sein (Schreiben Sie nur Ziffern.) [bad-value]\n"
			"x.md:4:8: „draft“ muss true oder false sein (Schreiben Sie true oder false, in kleinen Buchstaben.) [bad-value]\nx.md:5:5: „on“ muss true oder false sein (Schreiben Sie es ohne Anführungszeichen.) [bad-value]\n"
			"x.md:6:6: „day“ muss ein gültiges Datum sein (Schreiben Sie Jahr-Monat-Tag, zum Beispiel 2026-11-24.) [bad-value]\nx.md:7:8: „level“ kann nicht „advancd“ sein (Meinten Sie „advanced“?) [bad-value]\n" },
		{ STR_INIT("title: x\nlevel: hard\n"),
			"x.md:2:8: „level“ kann nicht „hard“ sein (Möglich sind: basic, intermediate, advanced.) [bad-value]\n" },
		{ STR_INIT("title: x\nminutes: 601\nshare: -0.1\n"),
			"x.md:2:10: „minutes“ ist 601, muss aber zwischen 1 und 600 liegen (Wählen Sie eine Zahl von 1 bis 600.) [bad-value]\nx.md:3:8: „share“ ist -0.1, muss aber zwischen 0 und 3.5 liegen (Wählen Sie eine Zahl von 0 bis 3.5.) [bad-value]\n" },
		{ STR_INIT("title: x\nminutes: 1.5\nshare: 1,5\n"),
			"x.md:2:10: „minutes“ muss eine ganze Zahl sein (Schreiben Sie nur Ziffern.) [bad-value]\nx.md:3:8: „share“ muss eine Zahl sein (Schreiben Sie Ziffern, mit einem Punkt vor den Nachkommastellen.) [bad-value]\n" },
		{ STR_INIT("title: x\nrequires: [a, b, a]\ngoals: {a: b}\n"),
			"x.md:2:18: „a“ steht zweimal in „requires“ (Behalten Sie eines davon.) [bad-value]\nx.md:3:8: „goals“ muss eine Liste sein (Schreiben Sie sie als [erstes, zweites].) [bad-value]\n" },
		{ STR_INIT("title: x\nstations:\n  - {why: y}\n  - [a]\n  - B\n"),
			"x.md:3:5: Der Schlüssel „module“ fehlt (Ergänzen Sie „module: …“ (er muss da sein).) [missing-key]\nx.md:4:5: „stations“ muss eine Liste aus einzelnen Einträgen sein (In dieser Liste kann keine Liste stehen.) [bad-value]\n"
			"x.md:5:5: „module“ muss eine Kennung sein (Nehmen Sie kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens 64 Zeichen.) [bad-value]\n" },
		{ STR_INIT("title: x\nroles: [a]\n"),
			"x.md:2:8: „roles“ muss eine Reihe von Schlüsseln mit Texten sein (Schreiben Sie sie als {schlüssel: Text, anderer: Text}.) [bad-value]\n" },
		{ STR_INIT("title: x\nroles: {A: b, c: }\n"),
			"x.md:2:9: „roles“ muss eine Kennung sein (Nehmen Sie kleine Buchstaben a bis z, Ziffern und Bindestriche, höchstens 64 Zeichen.) [bad-value]\nx.md:2:18: „c“ muss ein Text sein (Schreiben Sie einen Wert hinter „c:“, oder lassen Sie den Schlüssel weg.) [bad-value]\n" },
		{ STR_INIT("title: x\ncustom:\n"), "x.md:2:8: custom [bad-value]\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena a = { 0 };
		struct findings all = { .arena = &a };
		struct thing t;
		bool good = thing_read(&a, cases[i].in, &all, &t);
		char *text = NULL;
		size_t n = 0;
		FILE *f = open_memstream(&text, &n);

		findings_print(&all, f, 0);
		fclose(f);
		if (good || strcmp(text, cases[i].want) != 0)
			print_error("want %sgot  %s", cases[i].want, text);
		assert_false(good);
		assert_string_equal(text, cases[i].want);
		free(text);
		arena_reset(&a);
	}
}

static void
idle_keys_warn(void **state)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct thing t;

	(void)state;
	assert_true(thing_read(&a, STR("title: x\nlater: y\n"), &all, &t));
	assert_int_equal(all.n, 1);
	assert_int_equal(all.item[0].severity, SEVERITY_WARN);
	assert_string_equal(all.item[0].rule, "idle-key");
	assert_true(str_eq(t.colour_text, STR("y")));
	arena_reset(&a);
}

static void
printed(void **state)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	json_t *json, *props;

	(void)state;
	schema_print_help(keys, f);
	fclose(f);
	assert_non_null(strstr(text, "title                  text; required\n                        the title\n"));
	assert_non_null(strstr(text, "minutes                whole number from 1 to 600; default 15\n"));
	assert_non_null(strstr(text, "level                  one of basic, intermediate, advanced; default basic\n"));
	assert_non_null(strstr(text, "  mail                 text; default post@x.example\n"));
	free(text);
	f = open_memstream(&text, &n);
	schema_print_json(keys, "thing", f);
	fclose(f);
	json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	assert_non_null(json);
	props = json_object_get(json, "properties");
	assert_int_equal(json_object_size(props), sizeof(keys) / sizeof(keys[0]) - 1);
	assert_string_equal(json_string_value(json_array_get(json_object_get(json, "required"), 0)), "title");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(props, "minutes"), "default")), 15);
	assert_true(json_is_true(json_object_get(json_object_get(props, "on"), "default")));
	assert_int_equal(json_array_size(json_object_get(json_object_get(props, "requires"), "default")), 2);
	assert_int_equal(json_array_size(json_object_get(json_object_get(props, "level"), "enum")), 3);
	json_decref(json);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything),
		cmocka_unit_test(defaults),
		cmocka_unit_test(mistakes),
		cmocka_unit_test(idle_keys_warn),
		cmocka_unit_test(printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
