#include "generator/a11y/check_html.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/json.h"
#include "generator/a11y/rules.h"

static const char usage[] =
	"Aufruf: lernreise check-html [--format text|json] DATEI…\n"
	"Prüft HTML-Dateien auf Barrieren, mit 37 Regeln des W3C (ACT).\n";

static const char *const outcome_names[] = {
	[OUTCOME_INAPPLICABLE] = "inapplicable",
	[OUTCOME_PASSED] = "passed",
	[OUTCOME_FAILED] = "failed",
};

/* Read `path`, at most a byte more than a page may have. */
static enum err_code
html_read(const char *path, struct buf *out, struct err *e)
{
	char chunk[64 * 1024];
	struct stat st;
	ssize_t n;
	enum err_code rc = ERR_OK;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(e, ERR_NOTFOUND, "Diese Datei gibt es nicht");
	if (fd < 0)
		return err_set(e, ERR_IO, "Die Datei lässt sich nicht öffnen: %s", strerror(errno));
	if (fstat(fd, &st) != 0) {
		rc = err_set(e, ERR_IO, "%s", strerror(errno));
		goto out;
	}
	if (!S_ISREG(st.st_mode)) {
		rc = err_set(e, ERR_INVALID, "%s", S_ISDIR(st.st_mode) ? "Das ist ein Ordner, keine Datei" :
			"Das ist keine gewöhnliche Datei");
		goto out;
	}
	if (st.st_size > 2 * (off_t)DOM_BYTES_MAX) {
		rc = err_set(e, ERR_INVALID, "Die Datei ist größer als %d MiB",
			DOM_BYTES_MAX / (1024 * 1024));
		goto out;
	}
	while ((n = read(fd, chunk, sizeof(chunk))) > 0 && out->n <= 2 * (size_t)DOM_BYTES_MAX)
		buf_add(out, (struct str){ chunk, (size_t)n });
	if (n < 0)
		rc = err_set(e, ERR_IO, "%s", strerror(errno));
out:
	close(fd);
	return rc;
}

static void
finding_write(struct json_writer *w, const struct finding *f)
{
	static const char *const severities[] = { "stop", "warn", "advice" };

	json_open(w, '{');
	json_pair(w, "rule", str_of(f->rule));
	json_pair(w, "severity", str_of(severities[f->severity]));
	json_pair(w, "file", f->file);
	json_key(w, "line");
	json_add_int(w, f->line);
	json_key(w, "column");
	json_add_int(w, f->column);
	json_pair(w, "message", f->message);
	json_pair(w, "remedy", f->remedy);
	json_pair(w, "criterion", str_of(f->criterion));
	json_close(w, '}');
}

/* One object a file; `error` is why it could not be checked, NULL when it was. */
static void
json_print(struct str file, const enum outcome outcome[RULES], const struct findings *found,
	const char *error)
{
	struct buf out = { 0 };
	struct json_writer w = { .out = &out };

	json_open(&w, '{');
	json_pair(&w, "file", file);
	json_key(&w, "rules");
	json_open(&w, '{');
	for (int i = 0; !error && i < RULES; i++)
		json_pair(&w, rules[i].id, str_of(outcome_names[outcome[i]]));
	json_close(&w, '}');
	json_key(&w, "findings");
	json_open(&w, '[');
	for (size_t i = 0; i < found->n; i++)
		finding_write(&w, &found->item[i]);
	json_close(&w, ']');
	if (error)
		json_pair(&w, "error", str_of(error));
	json_close(&w, '}');
	buf_add_char(&out, '\n');
	fwrite(out.p, 1, out.n, stdout);
	buf_release(&out);
}

static void
text_print(struct str file, const enum outcome outcome[RULES], const struct findings *found)
{
	int passed = 0, failed = 0;

	for (int i = 0; i < RULES; i++) {
		passed += outcome[i] == OUTCOME_PASSED;
		failed += outcome[i] == OUTCOME_FAILED;
	}
	findings_print(found, stdout, 0);
	printf("%.*s: %d Regeln erfüllt, %d verletzt, %d nicht anwendbar\n", STR_FMT(file), passed,
		failed, RULES - passed - failed);
}

/* Whether the file was checked and nothing in it stops. */
static bool
file_check(const char *path, bool json)
{
	struct arena a = { 0 };
	struct findings found = { .arena = &a };
	struct buf html = { 0 };
	enum outcome outcome[RULES] = { OUTCOME_INAPPLICABLE };
	struct err e = { .msg = "" };
	enum err_code rc = html_read(path, &html, &e);
	bool ok;

	if (rc == ERR_OK)
		rc = html_decode(&html, &e);
	if (rc == ERR_OK)
		rc = page_check(buf_str(&html), str_of(path), &found, outcome, &e);
	if (rc != ERR_OK)
		fprintf(stderr, "%s: %s\n", path, e.msg);
	if (json)
		json_print(str_of(path), outcome, &found, rc == ERR_OK ? NULL : e.msg);
	else if (rc == ERR_OK)
		text_print(str_of(path), outcome, &found);
	ok = rc == ERR_OK && findings_count(&found, SEVERITY_STOP) == 0;
	buf_release(&html);
	arena_reset(&a);
	return ok;
}

int
check_html_command(int argc, char **argv)
{
	bool json = false, ok = true;
	int i = 1;

	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			fputs(usage, stdout);
			return 0;
		}
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (strcmp(argv[i], "--format") != 0 || i + 1 >= argc ||
		    (strcmp(argv[i + 1], "text") != 0 && strcmp(argv[i + 1], "json") != 0)) {
			fputs(usage, stderr);
			return 2;
		}
		json = strcmp(argv[++i], "json") == 0;
	}
	if (i >= argc) {
		fputs(usage, stderr);
		return 2;
	}
	for (; i < argc; i++)
		ok = file_check(argv[i], json) && ok;
	if (fflush(stdout) != 0)
		ok = false;
	return ok ? 0 : 1;
}
