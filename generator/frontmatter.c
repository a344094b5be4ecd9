#include "generator/frontmatter.h"

const char *const page_kind_names[PAGE_KINDS + 1] = { "home", "page", "journey", "module", "news",
	"event", "project", "term", NULL };
const char *const level_names[] = { "-", "basic", "intermediate", "advanced", "highly-advanced", NULL };
const char *const completion_names[] = { "confirm", "quiz", "tasks", "attendance", NULL };
const char *const span_names[] = { "", "days", "weeks", "months", "years", NULL };
const char *const status_names[] = { "planned", "running", "done", "paused", NULL };

static struct finding *
value_wrong(struct schema_context *c, const struct yaml_node *node, const char *key, const char *what)
{
	return finding_add(c->all, SEVERITY_STOP, "bad-value", c->file, node->line, node->column,
		"%s %s", key, what);
}

static bool
completion_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct completion *out = member;
	struct str word, rest, number;
	struct finding *f;

	if (node->kind == YAML_SCALAR) {
		for (int i = 0; completion_names[i]; i++) {
			if (i != BY_QUIZ && str_eq(node->text, str_of(completion_names[i]))) {
				*out = (struct completion){ .by = i };
				return true;
			}
		}
		rest = str_cut(node->text, '>', &word);
		number = str_trim(str_from(rest, 1));
		if (str_eq(str_trim(word), STR("quiz")) && str_starts(rest, STR("="))
			&& str_number(number, &out->at_least) && out->at_least >= 1 && out->at_least <= 100) {
			out->by = BY_QUIZ;
			return true;
		}
	}
	f = value_wrong(c, node, "completion", "names no way to complete a module");
	finding_remedy(c->all, f, "write confirm, quiz >= 80 (a percentage from 1 to 100), tasks or attendance");
	return false;
}

static bool
level_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct finding *f;

	if (node->kind == YAML_SCALAR) {
		for (int i = LEVEL_BASIC; level_names[i]; i++) {
			if (str_eq(node->text, str_of(level_names[i]))) {
				memcpy(member, &i, sizeof(i));
				return true;
			}
		}
	}
	f = value_wrong(c, node, "level", "is no level of DigComp 3.0");
	finding_remedy(c->all, f, "write basic, intermediate, advanced or highly-advanced");
	return false;
}

static bool
span_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct span *out = member;
	struct finding *f;

	if (node->kind == YAML_SCALAR) {
		struct str number, unit = str_trim(str_cut(node->text, ' ', &number));

		for (int i = SPAN_DAYS; span_names[i]; i++) {
			struct str plural = str_of(span_names[i]);
			bool same = str_eq(unit, plural)
				|| str_eq(unit, (struct str){ plural.p, plural.n - 1 });

			if (same && str_number(number, &out->n) && out->n >= 1 && out->n <= 1000) {
				out->unit = i;
				return true;
			}
		}
	}
	f = value_wrong(c, node, "the span of time", "cannot be read");
	finding_remedy(c->all, f, "write a number and days, weeks, months or years, for example 12 months");
	return false;
}

static bool
moment_read(struct schema_context *c, const struct yaml_node *node, void *member)
{
	struct moment *out = member;
	struct finding *f;

	if (node->kind == YAML_SCALAR && date_time_parse(node->text, &out->at)) {
		out->text = node->text;
		return true;
	}
	f = value_wrong(c, node, "the date-time", "cannot be read");
	finding_remedy(c->all, f, "write it with its offset, for example 2026-11-24T10:00:00+01:00");
	return false;
}

#define KEY(name_, type_, ...) { .name = #name_, .type = SCHEMA_##type_, .offset = offsetof(struct meta, name_), __VA_ARGS__ }

static const struct schema_key exception_keys[] = {
	{ .name = "rule", .type = SCHEMA_ID, .offset = offsetof(struct exception, rule), .required = true,
		.help = "id of the rule whose findings are accepted here" },
	{ .name = "reason", .type = SCHEMA_TEXT, .offset = offsetof(struct exception, reason), .required = true,
		.help = "why, for the accessibility statement" },
	{ .name = NULL }
};

static const struct schema_key mandatory_keys[] = {
	{ .name = "units", .type = SCHEMA_LIST, .offset = offsetof(struct mandatory, units), .default_text = "[\"*\"]",
		.help = "ids of units, \"*\" for all" },
	{ .name = "audience", .type = SCHEMA_IDS, .offset = offsetof(struct mandatory, audience), .default_text = "[all]",
		.help = "ids of audiences" },
	{ .name = "reason", .type = SCHEMA_TEXT, .offset = offsetof(struct mandatory, reason), .required = true,
		.help = "why it is mandatory; shown to the learner" },
	{ .name = "every", .type = SCHEMA_CUSTOM, .offset = offsetof(struct mandatory, every), .read = span_read,
		.help = "to be repeated, e.g. 12 months" },
	{ .name = "due", .type = SCHEMA_CUSTOM, .offset = offsetof(struct mandatory, due), .read = span_read,
		.help = "time to do it in, e.g. 30 days" },
	{ .name = NULL }
};

static const struct schema_key station_keys[] = {
	{ .name = "module", .type = SCHEMA_ID, .offset = offsetof(struct station, module), .required = true,
		.help = "id of the module" },
	{ .name = "why", .type = SCHEMA_TEXT, .offset = offsetof(struct station, why), .help = "why it is on this journey" },
	{ .name = "optional", .type = SCHEMA_BOOL, .offset = offsetof(struct station, optional), .help = "a side trip" },
	{ .name = NULL }
};

/* What every kind has. */
#define COMMON_KEYS \
	KEY(title, TEXT, .required = true, .help = "title of the page"), \
	KEY(description, TEXT, .required = true, .help = "one sentence for lists and search"), \
	KEY(id, ID, .help = "stable key; default: the file's name"), \
	KEY(replaces, IDS, .help = "earlier ids"), \
	KEY(aliases, LIST, .idle = true, .help = "earlier addresses"), \
	KEY(draft, BOOL, .help = "built only with --drafts"), \
	KEY(publish, DATE, .help = "first day on the site"), \
	KEY(expire, DATE, .help = "first day no longer on the site"), \
	KEY(owner, ID, .help = "id of the unit in charge"), \
	KEY(reviewed, DATE, .help = "day of the last review"), \
	KEY(review_every, INT, .min = 1, .max = 120, .help = "months between reviews"), \
	KEY(exceptions, OBJECTS, .sub = exception_keys, .size = sizeof(struct exception), \
		.help = "findings accepted on this page: {rule, reason}"), \
	KEY(licence, TEXT, .help = "SPDX id of the licence"), \
	KEY(source, TEXT, .idle = true, .help = "where it was adapted from"), \
	KEY(lang, TEXT, .idle = true, .help = "BCP 47 language of the text")

static const struct schema_key plain_keys[] = { COMMON_KEYS, { .name = NULL } };

static const struct schema_key module_keys[] = {
	COMMON_KEYS,
	KEY(duration, INT, .min = 1, .max = 1000, .help = "minutes, realistically"),
	KEY(level, CUSTOM, .read = level_read, .help = "basic, intermediate, advanced or highly-advanced (DigComp 3.0)"),
	KEY(competences, LIST, .help = "ids of competences, e.g. [1.2, 4.2]"),
	KEY(audience, IDS, .help = "audiences of site.conf; default: all"),
	KEY(goals, LIST, .help = "what one can do afterwards"),
	KEY(requires, IDS, .help = "modules that help to have done before; advice, never a lock"),
	KEY(recommends, IDS, .help = "modules that go on from here"),
	KEY(completion, CUSTOM, .read = completion_read, .help = "confirm (default), quiz >= 80, tasks or attendance"),
	KEY(proof, BOOL, .help = "quizzes are graded by the tracker (not available yet)"),
	KEY(mandatory, OBJECTS, .sub = mandatory_keys, .size = sizeof(struct mandatory),
		.help = "who must do it: {units, audience, reason, every, due}"),
	KEY(edition, INT, .default_text = "1", .min = 1, .max = 1000000, .help = "raised when people should look again"),
	KEY(edition_reason, TEXT, .help = "what changed in this edition"),
	{ .name = NULL }
};

static const struct schema_key journey_keys[] = {
	COMMON_KEYS,
	KEY(audience, IDS, .help = "audiences of site.conf; default: all"),
	KEY(stations, OBJECTS, .required = true, .sub = station_keys, .size = sizeof(struct station),
		.help = "module ids in order, or {module, why, optional}"),
	{ .name = NULL }
};

static const struct schema_key event_keys[] = {
	COMMON_KEYS,
	KEY(starts, CUSTOM, .required = true, .read = moment_read, .help = "date-time with offset"),
	KEY(ends, CUSTOM, .read = moment_read, .help = "date-time with offset"),
	KEY(place, TEXT, .idle = true, .help = "where"),
	KEY(online, TEXT, .idle = true, .help = "link to take part"),
	KEY(recording, TEXT, .idle = true, .help = "link to the recording"),
	{ .name = NULL }
};

static const struct schema_key project_keys[] = {
	COMMON_KEYS,
	KEY(status, ENUM, .idle = true, .names = status_names, .help = "planned, running, done or paused"),
	KEY(goal, TEXT, .idle = true, .help = "id of a goal in strategy.tsv"),
	KEY(approach, TEXT, .idle = true, .help = "id of an approach in strategy.tsv"),
	KEY(quarter, TEXT, .idle = true, .help = "when, e.g. 2027Q1"),
	{ .name = NULL }
};

const struct schema_key *
frontmatter_table(enum page_kind kind)
{
	switch (kind) {
	case PAGE_MODULE: return module_keys;
	case PAGE_JOURNEY: return journey_keys;
	case PAGE_EVENT: return event_keys;
	case PAGE_PROJECT: return project_keys;
	default: return plain_keys;
	}
}

/* The line at the start of `text` without its end; *next is what follows. */
static struct str
line_cut(struct str text, struct str *next)
{
	struct str line;

	*next = str_cut(text, '\n', &line);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

static bool
is_fence(struct str line)
{
	while (line.n > 0 && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t'))
		line.n--;
	return str_eq(line, STR("---"));
}

bool
frontmatter_cut(struct str text, struct str file, struct findings *all, struct str *yaml,
	struct str *body, unsigned *body_line)
{
	struct str rest, start;
	unsigned line = 1;
	struct finding *f;

	*yaml = STR("");
	*body = text;
	*body_line = 1;
	if (!is_fence(line_cut(text, &rest)))
		return true;
	start = rest;
	while (rest.n > 0) {
		struct str at = rest;

		line++;
		if (is_fence(line_cut(rest, &rest))) {
			*yaml = (struct str){ start.p, (size_t)(at.p - start.p) };
			*body = rest;
			*body_line = line + 1;
			return true;
		}
	}
	f = finding_add(all, SEVERITY_STOP, "front-matter", file, 1, 1, "the front matter never ends");
	finding_remedy(all, f, "put a line with just --- after the last key");
	return false;
}

bool
frontmatter_read(struct schema_context *c, enum page_kind kind, struct str yaml, struct meta *out)
{
	struct yaml_node *root = NULL;
	size_t before = findings_count(c->all, SEVERITY_STOP);
	struct finding *f;

	if (yaml.n == 0) {
		f = finding_add(c->all, SEVERITY_STOP, "front-matter", c->file, 1, 1,
			"the file has no front matter");
		finding_remedy(c->all, f,
			"begin it with a line ---, then title: and description:, then a line ---");
		return false;
	}
	if (!yaml_parse(c->arena, yaml, c->file, 2, false, c->all, &root))
		return false;
	schema_read(c, frontmatter_table(kind), root, out);
	if (out->proof) {
		const struct yaml_node *node = yaml_find(root, STR("proof"));

		f = finding_add(c->all, SEVERITY_STOP, "proof", c->file, node ? node->line : 2,
			node ? node->column : 1, "proof: true is not available yet: its quizzes could not be graded in secret");
		finding_remedy(c->all, f, "remove proof for now; completion: quiz >= 80 works");
	}
	return findings_count(c->all, SEVERITY_STOP) == before;
}

void
frontmatter_place(struct str yaml, const char *key, int64_t i, unsigned *line, unsigned *column)
{
	struct arena arena = { 0 };
	struct findings ignored = { .arena = &arena };
	struct yaml_node *root = NULL;
	const struct yaml_node *node = NULL;

	*line = *column = 1;
	if (yaml_parse(&arena, yaml, STR(""), 2, false, &ignored, &root))
		node = yaml_find(root, str_of(key));
	if (node && i >= 0 && node->kind == YAML_SEQUENCE && (size_t)i < node->n)
		node = node->item[i];
	if (node) {
		*line = node->line;
		*column = node->column;
	}
	arena_reset(&arena);
}

void
frontmatter_help(FILE *to)
{
	static const char *const title[PAGE_KINDS] = { NULL, "every page", "journey", "module", NULL,
		"event", "project", NULL };

	for (int i = 0; i < PAGE_KINDS; i++) {
		if (!title[i])
			continue;
		fprintf(to, "\nfront matter of %s:\n", title[i]);
		schema_print_help(frontmatter_table((enum page_kind)i), to);
	}
}
