#include "generator/report.h"

#include "common/json.h"
#include "generator/fix/fix.h"

/* Of the rules and formats, not of the build: it changes when findings may change. */
#define LERNREISE_VERSION "1.0.0"
#define LERNREISE_HOME "https://git.musterstadt.example/lernreise"

/* RFC 3986: what a path may contain unescaped. */
static void
uri_add(struct buf *out, struct str path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '\0' && strchr(plain, path.p[i]))
			buf_add_char(out, path.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned)(unsigned char)path.p[i]);
	}
}

static void
text_object(struct json_writer *w, const char *key, struct str text)
{
	json_key(w, key);
	json_open(w, '{');
	json_pair(w, "text", text);
	json_close(w, '}');
}

/* Which of the rules in order of their first finding `id` is; n when it is new. */
static size_t
rule_index(const char *const *rule, size_t n, const char *id)
{
	size_t i = 0;

	while (i < n && strcmp(rule[i], id) != 0)
		i++;
	return i;
}

static const char *const level[] = { "error", "warning", "note" };

static void
rule_write(struct json_writer *w, const char *id)
{
	struct report_rule r;

	json_open(w, '{');
	json_pair(w, "id", str_of(id));
	if (report_rule_find(id, &r)) {
		text_object(w, "shortDescription", str_of(r.name));
		text_object(w, "fullDescription", str_of(r.why));
		text_object(w, "help", str_of(r.remedy));
		json_key(w, "defaultConfiguration");
		json_open(w, '{');
		json_pair(w, "level", str_of(level[r.severity]));
		json_close(w, '}');
		json_key(w, "properties");
		json_open(w, '{');
		json_key(w, "fixable");
		json_add_bool(w, fix_knows(id));
		if (r.criterion)
			json_pair(w, "criterion", str_of(r.criterion));
		json_close(w, '}');
	}
	json_close(w, '}');
}

static void
region_write(struct json_writer *w, const struct finding *f)
{
	json_key(w, "region");
	json_open(w, '{');
	json_key(w, "startLine");
	json_add_int(w, f->line);
	if (f->column > 0) {
		json_key(w, "startColumn");
		json_add_int(w, f->column);
	}
	json_close(w, '}');
}

static void
location_write(struct json_writer *w, const struct finding *f)
{
	struct buf uri = { 0 };

	json_key(w, "locations");
	json_open(w, '[');
	if (f->file.n > 0) {
		json_open(w, '{');
		json_key(w, "physicalLocation");
		json_open(w, '{');
		json_key(w, "artifactLocation");
		json_open(w, '{');
		uri_add(&uri, f->file);
		json_pair(w, "uri", buf_str(&uri));
		json_close(w, '}');
		if (f->line > 0)
			region_write(w, f);
		json_close(w, '}');
		json_close(w, '}');
	}
	json_close(w, ']');
	buf_release(&uri);
}

/* An exception in the front matter: the result stays in the log, and nobody is asked to mend it. */
static void
suppression_write(struct json_writer *w, const struct finding *f)
{
	json_key(w, "suppressions");
	json_open(w, '[');
	if (f->accepted.n > 0) {
		json_open(w, '{');
		json_pair(w, "kind", STR("inSource"));
		json_pair(w, "justification", f->accepted);
		json_close(w, '}');
	}
	json_close(w, ']');
}

static void
result_write(struct json_writer *w, const struct finding *f, size_t rule, const char *print)
{
	struct buf text = { 0 };

	json_open(w, '{');
	json_pair(w, "ruleId", str_of(f->rule));
	json_key(w, "ruleIndex");
	json_add_int(w, (int64_t)rule);
	json_pair(w, "level", str_of(level[f->severity]));
	report_message(f, &text);
	buf_add_char(&text, ' ');
	report_remedy(f, &text);
	text_object(w, "message", buf_str(&text));
	location_write(w, f);
	suppression_write(w, f);
	json_key(w, "partialFingerprints");
	json_open(w, '{');
	json_pair(w, "lernreise/v1", str_of(print));
	json_close(w, '}');
	json_close(w, '}');
	buf_release(&text);
}

/* The rules that have findings, in order; returns how many. */
static size_t
rules_collect(const struct findings *all, const char **rule)
{
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t k = rule_index(rule, n, all->item[i].rule);

		if (k == n)
			rule[n++] = all->item[i].rule;
	}
	return n;
}

static void
tool_write(struct json_writer *w, const char *const *rule, size_t n)
{
	json_key(w, "tool");
	json_open(w, '{');
	json_key(w, "driver");
	json_open(w, '{');
	json_pair(w, "name", STR("lernreise"));
	json_pair(w, "version", STR(LERNREISE_VERSION));
	json_pair(w, "semanticVersion", STR(LERNREISE_VERSION));
	json_pair(w, "informationUri", STR(LERNREISE_HOME));
	json_pair(w, "language", STR("de"));
	json_key(w, "rules");
	json_open(w, '[');
	for (size_t i = 0; i < n; i++)
		rule_write(w, rule[i]);
	json_close(w, ']');
	json_close(w, '}');
	json_close(w, '}');
}

void
report_sarif(const struct report *r, FILE *to)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct buf out = { 0 };
	struct json_writer w = { .out = &out, .pretty = true };
	const struct fingerprint *print;
	const char **rule;
	size_t n;

	findings_append(&all, r->all);
	findings_append(&all, r->accepted);
	rule = ARENA_ARRAY(&a, const char *, all.n + 1);
	n = rules_collect(&all, rule);
	print = report_fingerprints(&all, &a);
	json_open(&w, '{');
	json_pair(&w, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
	json_pair(&w, "version", STR("2.1.0"));
	json_key(&w, "runs");
	json_open(&w, '[');
	json_open(&w, '{');
	tool_write(&w, rule, n);
	json_pair(&w, "columnKind", STR("unicodeCodePoints"));
	json_key(&w, "results");
	json_open(&w, '[');
	for (size_t i = 0; i < all.n; i++)
		result_write(&w, &all.item[i], rule_index(rule, n, all.item[i].rule), print[i].hex);
	json_close(&w, ']');
	json_close(&w, '}');
	json_close(&w, ']');
	json_close(&w, '}');
	buf_add_char(&out, '\n');
	fwrite(out.p, 1, out.n, to);
	buf_release(&out);
	arena_reset(&a);
}
