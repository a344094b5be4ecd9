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
			"x.md:1:1: unknown key \"titel\" (did you mean \"title\"?) [unknown-key]\n"
			"x.md:1:1: the key \"title\" is missing (add \"title: …\" (the title)) [missing-key]\n" },
		{ STR_INIT(""), "x.md:1:1: the key \"title\" is missing (add \"title: …\" (the title)) [missing-key]\n" },
		{ STR_INIT("text\n"), "x.md:1:1: keys and values are expected here (write one \"key: value\" a line) [bad-value]\n" },
		{ STR_INIT("title: x\nplace: {wer: y}\n"),
			"x.md:2:9: unknown key \"wer\" (known here: name, mail) [unknown-key]\n"
			"x.md:2:8: the key \"name\" is missing (add \"name: …\" (who)) [missing-key]\n" },
		{ STR_INIT("title:\n"), "x.md:1:7: \"title\" must be a text (write a value behind \"title:\") [bad-value]\n" },
		{ STR_INIT("title: [x]\n"), "x.md:1:8: \"title\" must be a text (here stands a list; put a text that begins "
			"with [ or { in quotes) [bad-value]\n" },
		{ STR_INIT("title: |\n  a\n  b\n"), "x.md:1:8: \"title\" must be one line of text (write it without line "
			"breaks and control characters) [bad-value]\n" },
		{ STR_INIT("title: x\nid: Über\nminutes: viele\ndraft: yes\non: \"true\"\nday: 2023-02-29\nlevel: advancd\n"),
			"x.md:2:5: \"id\" must be an id (use small letters a to z, digits and hyphens, at most 64 characters) [bad-value]\n"
			"x.md:3:10: \"minutes\" must be a whole number (write digits only) [bad-value]\n"
			"x.md:4:8: \"draft\" must be true or false (write true or false, in small letters) [bad-value]\n"
			"x.md:5:5: \"on\" must be true or false (write it without quotes) [bad-value]\n"
			"x.md:6:6: \"day\" must be a date that exists (write year-month-day, such as 2026-11-24) [bad-value]\n"
			"x.md:7:8: \"level\" cannot be \"advancd\" (did you mean \"advanced\"?) [bad-value]\n" },
		{ STR_INIT("title: x\nlevel: hard\n"),
			"x.md:2:8: \"level\" cannot be \"hard\" (possible: basic, intermediate, advanced) [bad-value]\n" },
		{ STR_INIT("title: x\nminutes: 601\nshare: -0.1\n"),
			"x.md:2:10: \"minutes\" is 601, but must be from 1 to 600 (choose a number from 1 to 600) [bad-value]\n"
			"x.md:3:8: \"share\" is -0.1, but must be from 0 to 3.5 (choose a number from 0 to 3.5) [bad-value]\n" },
		{ STR_INIT("title: x\nminutes: 1.5\nshare: 1,5\n"),
			"x.md:2:10: \"minutes\" must be a whole number (write digits only) [bad-value]\n"
			"x.md:3:8: \"share\" must be a number (write digits, with a point before a fraction) [bad-value]\n" },
		{ STR_INIT("title: x\nrequires: [a, b, a]\ngoals: {a: b}\n"),
			"x.md:2:18: \"a\" stands in \"requires\" twice (keep one) [bad-value]\n"
			"x.md:3:8: \"goals\" must be a list (write it as [first, second]) [bad-value]\n" },
		{ STR_INIT("title: x\nstations:\n  - {why: y}\n  - [a]\n  - B\n"),
			"x.md:3:5: the key \"module\" is missing (add \"module: …\" (required)) [missing-key]\n"
			"x.md:4:5: \"stations\" must be a list of single items (a list cannot stand in this list) [bad-value]\n"
			"x.md:5:5: \"module\" must be an id (use small letters a to z, digits and hyphens, at most 64 characters) [bad-value]\n" },
		{ STR_INIT("title: x\nroles: [a]\n"),
			"x.md:2:8: \"roles\" must be keys with texts (write it as {key: text, other: text}) [bad-value]\n" },
		{ STR_INIT("title: x\nroles: {A: b, c: }\n"),
			"x.md:2:9: \"roles\" must be an id (use small letters a to z, digits and hyphens, at most 64 characters) [bad-value]\n"
			"x.md:2:18: \"c\" must be a text (write a value behind \"c:\", or leave the key out) [bad-value]\n" },
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
