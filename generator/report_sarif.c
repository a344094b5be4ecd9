#include "generator/report.h"

#include "common/json.h"

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
		if (r.criterion) {
			json_key(w, "properties");
			json_open(w, '{');
			json_pair(w, "criterion", str_of(r.criterion));
			json_close(w, '}');
		}
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
		if (f->line > 0) {
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
		json_close(w, '}');
		json_close(w, '}');
	}
	json_close(w, ']');
	buf_release(&uri);
}

static void
result_write(struct json_writer *w, const struct finding *f, size_t rule)
{
	static const char *const level[] = { "error", "warning", "note" };
	struct buf text = { 0 };

	json_open(w, '{');
	json_pair(w, "ruleId", str_of(f->rule));
	json_key(w, "ruleIndex");
	json_add_int(w, (int64_t)rule);
	json_pair(w, "level", str_of(level[f->severity]));
	buf_add(&text, f->message);
	if (f->remedy.n > 0)
		buf_addf(&text, " (%.*s)", STR_FMT(f->remedy));
	text_object(w, "message", buf_str(&text));
	location_write(w, f);
	json_close(w, '}');
	buf_release(&text);
}

void
report_sarif(const struct findings *all, FILE *to)
{
	struct arena a = { 0 };
	struct buf out = { 0 };
	struct json_writer w = { .out = &out, .pretty = true };
	const char **rule = ARENA_ARRAY(&a, const char *, all->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++) {
		size_t k = rule_index(rule, n, all->item[i].rule);

		if (k == n)
			rule[n++] = all->item[i].rule;
	}
	json_open(&w, '{');
	json_pair(&w, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
	json_pair(&w, "version", STR("2.1.0"));
	json_key(&w, "runs");
	json_open(&w, '[');
	json_open(&w, '{');
	json_key(&w, "tool");
	json_open(&w, '{');
	json_key(&w, "driver");
	json_open(&w, '{');
	json_pair(&w, "name", STR("lernreise"));
	json_key(&w, "rules");
	json_open(&w, '[');
	for (size_t i = 0; i < n; i++)
		rule_write(&w, rule[i]);
	json_close(&w, ']');
	json_close(&w, '}');
	json_close(&w, '}');
	json_pair(&w, "columnKind", STR("unicodeCodePoints"));
	json_key(&w, "results");
	json_open(&w, '[');
	for (size_t i = 0; i < all->n; i++)
		result_write(&w, &all->item[i], rule_index(rule, n, all->item[i].rule));
	json_close(&w, ']');
	json_close(&w, '}');
	json_close(&w, ']');
	json_close(&w, '}');
	buf_add_char(&out, '\n');
	fwrite(out.p, 1, out.n, to);
	buf_release(&out);
	arena_reset(&a);
}
