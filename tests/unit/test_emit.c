/* What a build may rely on: unchanged files are left alone, stale ones go, an interruption is survived. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/file.h"
#include "generator/emit.h"

static char folder[] = "/tmp/lernreise-emit-XXXXXX";

struct wanted {
	const char *path, *text;
};

/* One build that wants these files; ends with path NULL. Returns how many it wrote. */
static size_t
build(const struct wanted *file, size_t *removed)
{
	struct arena arena = { 0 };
	struct emit e;
	struct source_reader reader = { 0 };
	struct source source = { .root_fd = -1 };
	struct err err = { 0 };
	size_t written;

	assert_int_equal(emit_open(&e, &arena, folder, false, &err), ERR_OK);
	for (; file->path; file++)
		emit_add(&e, str_of(file->path), str_of(file->text));
	assert_int_equal(emit_commit(&e, &source, &reader, 1, &err), ERR_OK);
	written = e.written;
	*removed = e.removed;
	emit_close(&e);
	arena_reset(&arena);
	return written;
}

static char *
path_of(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static bool
exists(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

static void
text_is(const char *name, const char *want)
{
	struct buf b = { 0 };
	struct err e;

	assert_int_equal(file_read(path_of(name), &b, &e), ERR_OK);
	assert_true(str_eq(buf_str(&b), str_of(want)));
	buf_release(&b);
}

static const struct wanted two[] = { { "public/index.html", "eins" }, { "public/a/b/bild.png", "zwei" }, { NULL, NULL } };
static const struct wanted one[] = { { "public/index.html", "drei" }, { NULL, NULL } };

static void
only_changes_are_written(void **state)
{
	size_t removed;

	(void)state;
	assert_int_equal(build(two, &removed), 2);
	assert_true(exists("public/index.html.gz") && exists("public/index.html.br"));
	assert_false(exists("public/a/b/bild.png.gz"));
	assert_int_equal(build(two, &removed), 0);
	unlink(path_of("public/index.html")); /* someone deletes a file: it comes back */
	assert_int_equal(build(two, &removed), 1);
	text_is("public/index.html", "eins");
}

static void
stale_files_go(void **state)
{
	size_t removed;

	(void)state;
	build(two, &removed);
	assert_int_equal(build(one, &removed), 1);
	assert_int_equal(removed, 1);
	assert_false(exists("public/a"));
	text_is("public/index.html", "drei");
}

/* A hard link to an old file, as publish makes them, keeps its content. */
static void
old_links_keep_their_content(void **state)
{
	char kept[256];
	size_t removed;

	(void)state;
	build(two, &removed);
	snprintf(kept, sizeof(kept), "%s/kept", folder);
	assert_int_equal(link(path_of("public/index.html"), kept), 0);
	build(one, &removed);
	text_is("public/index.html", "drei");
	text_is("kept", "eins");
}

/* The list of what was to be written is still there: nothing is trusted, nothing is left behind. */
static void
an_interruption_is_survived(void **state)
{
	struct err e;
	size_t removed;

	(void)state;
	build(two, &removed);
	assert_int_equal(file_write(path_of("public/index.html"), STR("halb"), &e), ERR_OK); /* 4 bytes, too */
	assert_int_equal(file_write(path_of("public/neu.html"), STR("neu"), &e), ERR_OK);
	assert_int_equal(file_write(path_of("manifest.next"),
		STR("lernreise manifest 1 1\n00000000000000000000000000000000 3 public/neu.html\n"), &e), ERR_OK);
	assert_int_equal(build(two, &removed), 2);
	text_is("public/index.html", "eins");
	assert_false(exists("public/neu.html"));
	assert_false(exists("manifest.next"));
	assert_int_equal(build(two, &removed), 0);
}

static void
two_builds_do_not_meet(void **state)
{
	struct arena arena = { 0 };
	struct emit first, second;
	struct err e = { 0 };
	size_t removed;

	(void)state;
	build(one, &removed);
	assert_int_equal(emit_open(&first, &arena, folder, false, &e), ERR_OK);
	assert_int_equal(emit_open(&second, &arena, folder, false, &e), ERR_BUSY);
	emit_close(&second);
	emit_close(&first);
	arena_reset(&arena);
}

static int
out_make(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/lernreise-emit-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int
out_remove(void **state)
{
	struct err e;

	(void)state;
	return folder_remove(folder, &e) == ERR_OK ? 0 : -1;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, out_make, out_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = { TEST(only_changes_are_written), TEST(stale_files_go),
		TEST(old_links_keep_their_content), TEST(an_interruption_is_survived), TEST(two_builds_do_not_meet) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
