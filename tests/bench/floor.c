/*
 * floor.c - the least that any generator has to do: read each Markdown file, render it with cmark-gfm
 * (tables, footnotes), put it into a template of 6 KB, write a page. Two processes, no cache, no checks.
 *
 *   floor SITE OUT      SITE/content/modules/ *.md -> OUT/<n>.html
 */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 2, TEMPLATE = 6 * 1024 };

static char *
read_whole(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *p = NULL;

	if (!f)
		return NULL;
	if (fstat(fileno(f), &st) == 0 && (p = malloc((size_t)st.st_size + 1))) {
		*n = fread(p, 1, (size_t)st.st_size, f);
		p[*n] = '\0';
	}
	fclose(f);
	return p;
}

static char *
render(const char *text, size_t n)
{
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES);
	cmark_node *root;
	char *html;

	cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
	cmark_parser_feed(parser, text, n);
	root = cmark_parser_finish(parser);
	html = cmark_render_html(root, CMARK_OPT_FOOTNOTES, cmark_parser_get_syntax_extensions(parser));
	cmark_node_free(root);
	cmark_parser_free(parser);
	return html;
}

static int
page(const char *in, const char *out)
{
	static char frame[TEMPLATE];
	char *html = NULL, *text, *body;
	size_t n = 0;
	FILE *f = NULL;
	int rc = -1;

	memset(frame, 'x', sizeof(frame));
	text = read_whole(in, &n);
	if (!text)
		return -1;
	body = n > 4 ? strstr(text + 4, "\n---\n") : NULL;
	body = body ? body + 5 : text;
	html = render(body, n - (size_t)(body - text));
	f = fopen(out, "wb");
	if (f && html) {
		fwrite(frame, 1, sizeof(frame) / 2, f);
		fwrite(html, 1, strlen(html), f);
		fwrite(frame, 1, sizeof(frame) / 2, f);
		rc = 0;
	}
	if (f)
		fclose(f);
	free(html);
	free(text);
	return rc;
}

static int
worker(const char *site, const char *out, int who)
{
	char dir[2048], in[4096], to[4096];
	struct dirent *e;
	DIR *d;
	int i = 0;

	snprintf(dir, sizeof(dir), "%s/content/modules", site);
	d = opendir(dir);
	if (!d)
		return 1;
	while ((e = readdir(d))) {
		size_t n = strlen(e->d_name);

		if (n < 4 || strcmp(e->d_name + n - 3, ".md") != 0 || i++ % WORKERS != who)
			continue;
		snprintf(in, sizeof(in), "%s/%s", dir, e->d_name);
		snprintf(to, sizeof(to), "%s/%s.html", out, e->d_name);
		if (page(in, to) != 0)
			return 1;
	}
	closedir(d);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0, status;

	if (argc != 3)
		return 2;
	cmark_gfm_core_extensions_ensure_registered();
	mkdir(argv[2], 0755);
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			_exit(worker(argv[1], argv[2], i));
	while (wait(&status) > 0)
		failed |= status;
	return failed != 0;
}
