#include "generator/statement.h"

const struct str statement_path = STR_INIT("content/accessibility.yaml");

const char *const statement_status_names[] = { "-", "full", "partial", "none", NULL };
const char *const statement_method_names[] = { "-", "self", "third-party", NULL };
const char *const statement_reason_names[] = { "-", "not-yet", "burden", "out-of-scope", NULL };

#define KEY(struct_, member, type_, ...)                                                           \
	{ .name = #member, .type = SCHEMA_##type_, .offset = offsetof(struct_, member), __VA_ARGS__ }
#define END { .name = NULL }

static const struct schema_key exception_keys[] = {
	KEY(struct statement_exception, what, MAP, .required = true, .help = "what is not accessible, by language"),
	KEY(struct statement_exception, reason, ENUM, .required = true, .names = statement_reason_names,
		.help = "not-yet, burden (disproportionate) or out-of-scope"),
	KEY(struct statement_exception, why, MAP, .help = "why, by language"),
	KEY(struct statement_exception, alternative, MAP, .help = "what helps until then, by language"),
	KEY(struct statement_exception, until, DATE, .help = "when it will be mended"),
	END
};

static const struct schema_key enforcement_keys[] = {
	{ .name = "name", .type = SCHEMA_MAP, .offset = offsetof(struct statement, enforcement.name)
		- offsetof(struct statement, enforcement), .help = "name of the body, by language" },
	{ .name = "address", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.address)
		- offsetof(struct statement, enforcement), .help = "postal address" },
	{ .name = "email", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.email)
		- offsetof(struct statement, enforcement), .help = "e-mail address" },
	{ .name = "phone", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.phone)
		- offsetof(struct statement, enforcement), .help = "telephone" },
	{ .name = "url", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.url)
		- offsetof(struct statement, enforcement), .help = "its page" },
	END
};

/* Nothing is required here: what is missing is said by statement_check(), which publish heeds. */
static const struct schema_key statement_keys[] = {
	KEY(struct statement, status, ENUM, .names = statement_status_names,
		.help = "full, partial or none: compliance with EN 301 549"),
	KEY(struct statement, evaluated, DATE, .help = "day of the evaluation"),
	KEY(struct statement, method, ENUM, .names = statement_method_names,
		.help = "self or third-party: who evaluated"),
	KEY(struct statement, prepared, DATE, .help = "day the statement was first made"),
	KEY(struct statement, reviewed, DATE, .help = "day it was last reviewed"),
	KEY(struct statement, exceptions, OBJECTS, .sub = exception_keys, .size = sizeof(struct statement_exception),
		.help = "what is not accessible"),
	KEY(struct statement, answer_days, INT, .min = 1, .max = 90, .help = "working days until a report is answered"),
	KEY(struct statement, enforcement, OBJECT, .sub = enforcement_keys, .help = "the enforcement body"),
	END
};

void
statement_open(struct statement *s, struct arena *arena, struct source *source, struct source_reader *reader,
	struct findings *all)
{
	int64_t i = source_find(source, statement_path);
	struct schema_context context = { arena, statement_path, all };
	struct yaml_node *root = NULL;
	struct buf text = { 0 };
	struct err e;

	*s = (struct statement){ 0 };
	if (i < 0)
		return;
	s->given = true;
	if (source_read(source, reader, (size_t)i, (size_t)256 * 1024, &text, &e) != ERR_OK)
		finding_add(all, SEVERITY_STOP, "yaml", statement_path, 0, 0, "%s", e.msg);
	else if (yaml_parse(arena, arena_copy(arena, buf_str(&text)), statement_path, 1, true, all, &root))
		schema_read(&context, statement_keys, root, s);
	buf_release(&text);
}

static void
missing(struct findings *all, enum severity severity, const char *what, const char *remedy)
{
	struct finding *f = finding_add(all, severity, "statement", statement_path, 0, 0,
		"the accessibility statement does not say %s", what);

	f->criterion = "NBGG § 9b; Decision (EU) 2018/1523";
	finding_remedy(all, f, "%s", remedy);
}

static void
exceptions_check(const struct statement *s, enum severity severity, struct findings *all)
{
	const struct statement_exception *x = s->exceptions.item;

	if ((s->status == STATUS_PARTIAL || s->status == STATUS_NONE) && s->exceptions.n == 0)
		missing(all, severity, "what is not accessible", "list it under \"exceptions\"");
	for (size_t i = 0; i < s->exceptions.n; i++) {
		if (x[i].reason == REASON_MISSING)
			missing(all, severity, "why something is not accessible",
				"give each exception a reason: not-yet, burden or out-of-scope");
		if (x[i].reason != REASON_OUT_OF_SCOPE && x[i].alternative.n == 0)
			missing(all, severity, "what helps where something is not accessible",
				"give each exception an \"alternative\"");
	}
}

void
statement_check(const struct statement *s, enum severity severity, struct findings *all)
{
	if (!s->given)
		return;
	if (s->status == STATUS_MISSING)
		missing(all, severity, "how far the site complies", "write \"status: full\", \"partial\" or \"none\"");
	if (s->evaluated.year == 0)
		missing(all, severity, "when the site was evaluated", "write \"evaluated: YYYY-MM-DD\"");
	if (s->method == METHOD_MISSING)
		missing(all, severity, "who evaluated the site", "write \"method: self\" or \"third-party\"");
	if (s->prepared.year == 0)
		missing(all, severity, "when it was prepared", "write \"prepared: YYYY-MM-DD\"");
	if (s->answer_days == 0)
		missing(all, severity, "how soon reports are answered", "write \"answer_days: 10\"");
	if (s->enforcement.name.n == 0)
		missing(all, severity, "who enforces the law", "name the body under \"enforcement\", by language");
	if (s->enforcement.address.n + s->enforcement.email.n + s->enforcement.phone.n == 0)
		missing(all, severity, "how to reach the enforcement body",
			"give its address, email or phone under \"enforcement\"");
	exceptions_check(s, severity, all);
}

struct str
statement_text(const struct schema_list *by_language, struct str code)
{
	const struct schema_pair *pair = by_language->item;

	for (size_t i = 0; i < by_language->n; i++) {
		if (str_eq(pair[i].key, code))
			return pair[i].value;
	}
	return by_language->n > 0 ? pair[0].value : STR("");
}
