#include "generator/statement.h"

const struct str statement_path = STR_INIT("content/accessibility.yaml");

const char *const statement_status_names[] = { "-", "full", "partial", "none", NULL };
const char *const statement_method_names[] = { "-", "self", "third-party", NULL };
const char *const statement_reason_names[] = { "-", "not-yet", "burden", "out-of-scope", NULL };

#define KEY(struct_, member, type_, ...)                                                           \
	{ .name = #member, .type = SCHEMA_##type_, .offset = offsetof(struct_, member), __VA_ARGS__ }
#define END { .name = NULL }

static const struct schema_key exception_keys[] = {
	KEY(struct statement_exception, what, MAP, .required = true, .help = "was nicht barrierefrei ist, je Sprache"),
	KEY(struct statement_exception, reason, ENUM, .required = true, .names = statement_reason_names,
		.help = "not-yet, burden (unverhältnismäßige Belastung) oder out-of-scope"),
	KEY(struct statement_exception, why, MAP, .help = "warum, je Sprache"),
	KEY(struct statement_exception, alternative, MAP, .help = "was bis dahin hilft, je Sprache"),
	KEY(struct statement_exception, until, DATE, .help = "wann es behoben sein soll"),
	END
};

static const struct schema_key enforcement_keys[] = {
	{ .name = "name", .type = SCHEMA_MAP, .offset = offsetof(struct statement, enforcement.name)
		- offsetof(struct statement, enforcement), .help = "Name der Stelle, je Sprache" },
	{ .name = "address", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.address)
		- offsetof(struct statement, enforcement), .help = "Anschrift" },
	{ .name = "email", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.email)
		- offsetof(struct statement, enforcement), .help = "E-Mail-Adresse" },
	{ .name = "phone", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.phone)
		- offsetof(struct statement, enforcement), .help = "Telefon" },
	{ .name = "url", .type = SCHEMA_TEXT, .offset = offsetof(struct statement, enforcement.url)
		- offsetof(struct statement, enforcement), .help = "ihre Seite im Netz" },
	END
};

/* Nothing is required here: what is missing is said by statement_check(), which publish heeds. */
static const struct schema_key statement_keys[] = {
	KEY(struct statement, status, ENUM, .names = statement_status_names,
		.help = "full, partial oder none: wie weit EN 301 549 erfüllt ist"),
	KEY(struct statement, evaluated, DATE, .help = "Tag der Prüfung"),
	KEY(struct statement, method, ENUM, .names = statement_method_names,
		.help = "self oder third-party: wer geprüft hat"),
	KEY(struct statement, prepared, DATE, .help = "Tag, seit dem es die Erklärung gibt"),
	KEY(struct statement, reviewed, DATE, .help = "Tag der letzten Durchsicht"),
	KEY(struct statement, exceptions, OBJECTS, .sub = exception_keys, .size = sizeof(struct statement_exception),
		.help = "was nicht barrierefrei ist"),
	KEY(struct statement, answer_days, INT, .min = 1, .max = 90, .help = "Arbeitstage, bis eine Meldung beantwortet ist"),
	KEY(struct statement, enforcement, OBJECT, .sub = enforcement_keys, .help = "die Durchsetzungsstelle"),
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
		"Die Erklärung zur Barrierefreiheit sagt nicht, %s", what);

	f->criterion = "NBGG § 9b; Beschluss (EU) 2018/1523";
	finding_remedy(all, f, "%s", remedy);
}

static void
exceptions_check(const struct statement *s, enum severity severity, struct findings *all)
{
	const struct statement_exception *x = s->exceptions.item;

	if ((s->status == STATUS_PARTIAL || s->status == STATUS_NONE) && s->exceptions.n == 0)
		missing(all, severity, "was nicht barrierefrei ist", "Zählen Sie es unter „exceptions“ auf.");
	for (size_t i = 0; i < s->exceptions.n; i++) {
		if (x[i].reason == REASON_MISSING)
			missing(all, severity, "warum etwas nicht barrierefrei ist",
				"Geben Sie jeder Ausnahme einen Grund: not-yet, burden oder out-of-scope.");
		if (x[i].reason != REASON_OUT_OF_SCOPE && x[i].alternative.n == 0)
			missing(all, severity, "was hilft, wo etwas nicht barrierefrei ist",
				"Geben Sie jeder Ausnahme eine „alternative“.");
	}
}

/* Whether something is listed that the law asks for and that is not there. */
static bool
has_gaps(const struct statement *s)
{
	const struct statement_exception *x = s->exceptions.item;

	for (size_t i = 0; i < s->exceptions.n; i++) {
		if (x[i].reason == REASON_NOT_YET || x[i].reason == REASON_BURDEN)
			return true;
	}
	return false;
}

void
statement_status_check(const struct statement *s, size_t accepted, enum severity severity, struct findings *all)
{
	struct finding *f;

	if (!s->given || s->status != STATUS_FULL || (accepted == 0 && !has_gaps(s)))
		return;
	f = finding_add(all, severity, "statement", statement_path, 0, 0,
		"Die Erklärung zur Barrierefreiheit sagt „full“, und es gibt Ausnahmen");
	f->criterion = "NBGG § 9b; Beschluss (EU) 2018/1523";
	finding_remedy(all, f, "Schreiben Sie „status: partial“, oder nehmen Sie die Ausnahmen heraus.");
}

/* The model statement is to be reviewed regularly; BITV 2.0, section 7, says once a year. */
void
statement_age_check(const struct statement *s, struct date today, struct findings *all)
{
	struct date last = s->reviewed.year != 0 ? s->reviewed : s->prepared;
	struct finding *f;

	if (!s->given || last.year == 0 || date_to_days(today) - date_to_days(last) <= 366)
		return;
	f = finding_add(all, SEVERITY_WARN, "statement", statement_path, 0, 0,
		"Die Erklärung zur Barrierefreiheit ist seit über einem Jahr nicht durchgesehen");
	f->criterion = "NBGG § 9b; Beschluss (EU) 2018/1523";
	finding_remedy(all, f, "Prüfen Sie, ob sie noch stimmt, und schreiben Sie den Tag hinter „reviewed:“.");
}

void
statement_check(const struct statement *s, enum severity severity, struct findings *all)
{
	if (!s->given)
		return;
	if (s->status == STATUS_MISSING)
		missing(all, severity, "wie weit die Seite die Anforderungen erfüllt", "Schreiben Sie „status: full“, „partial“ oder „none“.");
	if (s->evaluated.year == 0)
		missing(all, severity, "wann die Seite geprüft wurde", "Schreiben Sie „evaluated: JJJJ-MM-TT“.");
	if (s->method == METHOD_MISSING)
		missing(all, severity, "wer die Seite geprüft hat", "Schreiben Sie „method: self“ oder „third-party“.");
	if (s->prepared.year == 0)
		missing(all, severity, "seit wann es sie gibt", "Schreiben Sie „prepared: JJJJ-MM-TT“.");
	if (s->answer_days == 0)
		missing(all, severity, "wie schnell Meldungen beantwortet werden", "Schreiben Sie „answer_days: 10“.");
	if (s->enforcement.name.n == 0)
		missing(all, severity, "welche Stelle das Gesetz durchsetzt", "Nennen Sie die Stelle unter „enforcement“, je Sprache.");
	if (s->enforcement.address.n + s->enforcement.email.n + s->enforcement.phone.n == 0)
		missing(all, severity, "wie man die Durchsetzungsstelle erreicht",
			"Geben Sie unter „enforcement“ Anschrift, E-Mail oder Telefon an.");
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
