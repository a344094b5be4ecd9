/* main.c - the command line of lernreise: commands, flags, exit status (CONTRACTS.md, Programs). */
#include <stdio.h>
#include <stdlib.h>

#include "generator/a11y/check_html.h"
#include "generator/build.h"
#include "generator/check_run.h"
#include "generator/excerpt.h"
#include "generator/fix/fix.h"
#include "generator/new.h"
#include "generator/publish.h"
#include "generator/report.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, FINDINGS_SHOWN = 50 };

/* What flags can set; each command knows which of them it takes. */
struct flags {
	struct build_options build;
	const char *format, *repo, *to;
	bool fix;
};

struct flag {
	const char *name;
	const char *value; /* what it is called in the help; NULL: the flag takes none */
	const char *help;
	bool (*set)(struct flags *f, const char *value);
};

struct command {
	const char *name, *arguments, *help;
	const char *flags; /* names, separated by spaces */
	int (*run)(struct flags *f, int argc, char **argv);
};

/* ---- flags ---- */

/* Whether `name` is one of the words in `list`. */
static bool
is_listed(const char *list, const char *name)
{
	struct str rest = str_of(list), word;

	while (rest.n > 0) {
		rest = str_cut(rest, ' ', &word);
		if (str_eq(word, str_of(name)))
			return true;
	}
	return false;
}

static bool
set_site(struct flags *f, const char *v)
{
	f->build.site = v;
	return true;
}

static bool
set_rev(struct flags *f, const char *v)
{
	f->build.rev = v;
	return *v != '\0';
}

static bool
set_out(struct flags *f, const char *v)
{
	f->build.out = v;
	return *v != '\0';
}

static bool
set_date(struct flags *f, const char *v)
{
	return date_parse(str_of(v), &f->build.day);
}

static bool
set_drafts(struct flags *f, const char *v)
{
	(void)v;
	f->build.drafts = true;
	return true;
}

static bool
set_full(struct flags *f, const char *v)
{
	(void)v;
	f->build.full = true;
	return true;
}

static bool
set_stick(struct flags *f, const char *v)
{
	(void)v;
	f->build.stick = true;
	return true;
}

static bool
set_jobs(struct flags *f, const char *v)
{
	int64_t n;

	if (!str_number(str_of(v), &n) || n < 1 || n > JOBS_MAX)
		return false;
	f->build.jobs = (unsigned)n;
	return true;
}

static bool
set_format(struct flags *f, const char *v)
{
	f->format = v;
	return is_listed("text json sarif codequality", v);
}

static bool
set_repo(struct flags *f, const char *v)
{
	f->repo = v;
	return true;
}

static bool
set_to(struct flags *f, const char *v)
{
	f->to = v;
	return *v != '\0';
}

static bool
set_public(struct flags *f, const char *v)
{
	f->build.published = v;
	return *v != '\0';
}

static bool
set_fix(struct flags *f, const char *v)
{
	(void)v;
	f->fix = true;
	return true;
}

static const struct flag flags[] = {
	{ "--site", "DIR", "folder with site.conf, or a repository (default: .)", set_site },
	{ "--rev", "REV", "a commit instead of the files as they are", set_rev },
	{ "--out", "DIR", "where the result goes (default: build/site)", set_out },
	{ "--date", "DATE", "the day to build for, YYYY-MM-DD (default: today)", set_date },
	{ "--drafts", NULL, "with drafts and pages outside their dates", set_drafts },
	{ "--jobs", "N", "threads, 1 to 64 (default: processors)", set_jobs },
	{ "--full", NULL, "make everything anew", set_full },
	{ "--stick", NULL, "for a folder that is opened without a server", set_stick },
	{ "--public", "FILE", "what the tracker's export public wrote: mended barriers", set_public },
	{ "--format", "NAME", "text, json, sarif or codequality (GitLab)", set_format },
	{ "--fix", NULL, "mend what is safe to mend, in the author's files", set_fix },
	{ "--repo", "REPO", "the repository to publish from", set_repo },
	{ "--to", "DIR", "the folder that holds releases/ and current", set_to },
	{ NULL, NULL, NULL, NULL }
};

/* Read the flags of `c` out of argv; the rest moves to the front. Returns how many are left, or -1. */
static int
flags_read(const struct command *c, struct flags *out, int argc, char **argv)
{
	int left = 0;

	for (int i = 0; i < argc; i++) {
		const struct flag *f = flags;
		const char *equals = strchr(argv[i], '='), *value = equals ? equals + 1 : NULL;
		size_t n = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);

		if (argv[i][0] != '-') {
			argv[left++] = argv[i];
			continue;
		}
		while (f->name && (strlen(f->name) != n || strncmp(f->name, argv[i], n) != 0))
			f++;
		if (!f->name || !is_listed(c->flags, f->name)) {
			fprintf(stderr, "lernreise %s: unknown flag %s\n", c->name, argv[i]);
			return -1;
		}
		if (f->value && !value && i + 1 < argc)
			value = argv[++i];
		if ((f->value != NULL) != (value != NULL) || !f->set(out, value)) {
			fprintf(stderr, "lernreise %s: %s %s\n", c->name, f->name,
				f->value ? "needs another value; see --help" : "takes no value");
			return -1;
		}
	}
	return left;
}

/* ---- commands ---- */

static int
failed(const struct err *e)
{
	fprintf(stderr, "lernreise: %s\n", e->msg);
	return EXIT_FAILED;
}

/* Findings for people, in the terminal. */
static void
findings_tell(struct build *b, FILE *to)
{
	struct report r = { &b->findings, &b->accepted };

	excerpts_fill(b);
	report_text(&r, to, FINDINGS_SHOWN);
}

static int
run_build(struct flags *f, int argc, char **argv)
{
	struct build *b = calloc(1, sizeof(*b));
	struct build_summary done = { 0 };
	bool stopped = false;
	struct err e;
	enum err_code rc;

	(void)argc;
	(void)argv;
	if (!b)
		abort();
	if (!f->build.out)
		f->build.out = "build/site";
	rc = build_load(b, &f->build, &e);
	if (rc == ERR_OK)
		rc = build_write(b, &f->build, &stopped, &done, &e);
	findings_tell(b, stderr);
	if (rc == ERR_OK && !stopped)
		printf("%zu Seiten in %s: %zu Dateien geschrieben, %zu entfernt\n", done.pages, f->build.out, done.written,
			done.removed);
	build_free(b);
	free(b);
	return rc != ERR_OK ? failed(&e) : stopped ? EXIT_FAILED : EXIT_DONE;
}

static void
findings_report(const char *format, struct build *b)
{
	struct report r = { &b->findings, &b->accepted };

	if (!format || strcmp(format, "text") == 0)
		findings_tell(b, stdout);
	else if (strcmp(format, "json") == 0)
		report_json(&r, stdout);
	else if (strcmp(format, "sarif") == 0)
		report_sarif(&r, stdout);
	else
		report_codequality(&r, stdout);
}

/* Mend, then load what the files are now. What was changed is told where it does not disturb a format. */
static enum err_code
check_fix(struct flags *f, struct build *b, struct err *e)
{
	bool text = !f->format || strcmp(f->format, "text") == 0;
	struct fix_summary done;
	enum err_code rc = fix_site(b, text ? stdout : stderr, &done, e);

	if (rc != ERR_OK)
		return rc;
	fprintf(text ? stdout : stderr, "%zu %s in %zu %s behoben\n", done.places, done.places == 1 ? "Stelle" : "Stellen", done.files,
		done.files == 1 ? "Datei" : "Dateien");
	build_free(b);
	rc = build_load(b, &f->build, e);
	if (rc == ERR_OK)
		check_run(b, &f->build);
	return rc;
}

static int
run_check(struct flags *f, int argc, char **argv)
{
	struct build *b = calloc(1, sizeof(*b));
	struct err e;
	enum err_code rc;
	bool stopped;

	(void)argc;
	(void)argv;
	if (!b)
		abort();
	if (f->fix && f->build.rev) {
		free(b);
		fprintf(stderr, "lernreise check: --fix writes into files and does not go with --rev\n");
		return EXIT_USAGE;
	}
	rc = build_load(b, &f->build, &e);
	if (rc == ERR_OK)
		check_run(b, &f->build);
	if (rc == ERR_OK && f->fix)
		rc = check_fix(f, b, &e);
	if (rc == ERR_OK)
		fix_mark(b);
	stopped = findings_count(&b->findings, SEVERITY_STOP) > 0;
	findings_report(f->format, b);
	build_free(b);
	free(b);
	return rc != ERR_OK ? failed(&e) : stopped ? EXIT_FAILED : EXIT_DONE;
}

static int
run_new(struct flags *f, int argc, char **argv)
{
	struct err e;

	if (argc != 2) {
		fprintf(stderr, "lernreise new: needs a kind and an id, for example: lernreise new module datenschutz\n");
		return EXIT_USAGE;
	}
	if (!new_kind(argv[0])) {
		fprintf(stderr, "lernreise new: \"%s\" is none of module, journey, news, event, term\n", argv[0]);
		return EXIT_USAGE;
	}
	return new_write(f->build.site, argv[0], argv[1], f->build.day, &e) == ERR_OK ? EXIT_DONE : failed(&e);
}

static int
run_publish(struct flags *f, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (!f->repo || !f->to) {
		fprintf(stderr, "lernreise publish: needs --repo and --to\n");
		return EXIT_USAGE;
	}
	return publish(f->repo, f->to, &f->build) ? EXIT_DONE : EXIT_FAILED;
}

static int
run_later(struct flags *f, int argc, char **argv)
{
	(void)f;
	(void)argc;
	(void)argv;
	fprintf(stderr, "lernreise: this command is not available yet\n");
	return EXIT_USAGE;
}

static const struct command commands[] = {
	{ "build", "", "make the site", "--site --rev --out --date --drafts --jobs --full --stick --public", run_build },
	{ "check", "", "only look for mistakes", "--site --rev --date --drafts --jobs --format --fix", run_check },
	{ "publish", "", "for a post-receive hook: check, build, then switch", "--repo --to --rev --date --jobs", run_publish },
	{ "new", "module|journey|news|event|term ID", "a file to begin with", "--site --date", run_new },
	{ "preview", "", "show the site while it is written (not available yet)", "", run_later },
	{ "import", "markdown|bits SRC DIR", "other courses into this format (not available yet)", "", run_later },
	{ NULL, NULL, NULL, NULL, NULL }
};

static void
help_print(FILE *to)
{
	fprintf(to, "usage: lernreise COMMAND [FLAGS]\n\n"
		"  check-html [--format text|json] FILE…\n      accessibility rules on any HTML\n");
	for (const struct command *c = commands; c->name; c++) {
		fprintf(to, "  %s%s%s\n      %s\n", c->name, *c->arguments ? " " : "", c->arguments, c->help);
		if (*c->flags)
			fprintf(to, "      flags: %s\n", c->flags);
	}
	fprintf(to, "\n");
	for (const struct flag *f = flags; f->name; f++)
		fprintf(to, "  %s%s%-*s %s\n", f->name, f->value ? " " : "",
			22 - (int)strlen(f->name) - (f->value ? 1 : 0), f->value ? f->value : "", f->help);
	fprintf(to, "\n  --help-config [--json]  every key of site.conf and front matter\n"
		"  check --rules-markdown  every rule of check, as in docs/barrierefreiheit-pruefungen.md\n"
		"\nExit status: 0 done, 1 failure or something to mend, 2 wrong usage.\n");
}

static void
help_config(bool json)
{
	if (json) {
		schema_print_json(site_conf_keys, "site.conf", stdout);
		return;
	}
	printf("site.conf:\n");
	schema_print_help(site_conf_keys, stdout);
	frontmatter_help(stdout);
}

int
main(int argc, char **argv)
{
	struct flags f = { .build = { .site = "." } };
	int left;

	if (argc >= 2 && strcmp(argv[1], "--help-config") == 0) {
		help_config(argc > 2 && strcmp(argv[2], "--json") == 0);
		return EXIT_DONE;
	}
	if (argc == 3 && strcmp(argv[1], "check") == 0 && strcmp(argv[2], "--rules-markdown") == 0) {
		report_rules_markdown(stdout);
		return EXIT_DONE;
	}
	if (argc >= 2 && strcmp(argv[1], "check-html") == 0)
		return check_html_command(argc - 1, argv + 1);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			help_print(stdout);
			return EXIT_DONE;
		}
	}
	for (const struct command *c = commands; argc >= 2 && c->name; c++) {
		if (strcmp(c->name, argv[1]) != 0)
			continue;
		left = flags_read(c, &f, argc - 2, argv + 2);
		return left < 0 ? EXIT_USAGE : c->run(&f, left, argv + 2);
	}
	if (argc >= 2)
		fprintf(stderr, "lernreise: unknown command \"%s\"\n", argv[1]);
	help_print(stderr);
	return EXIT_USAGE;
}
