#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"

static char folder[64];

/* `name` in the test's own folder, in `out`. */
static const char *
path_in(const char *name, char out[256])
{
	snprintf(out, 256, "%s/%s", folder, name);
	return out;
}

static int
folder_setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_file.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int
folder_teardown(void **state)
{
	struct err e;

	(void)state;
	return folder_remove(folder, &e) == ERR_OK && access(folder, F_OK) != 0 ? 0 : -1;
}

static void
write_and_read(void **state)
{
	char path[256];
	struct buf in = { 0 };
	struct stat st;
	struct err e;

	(void)state;
	assert_int_equal(file_write(path_in("a", path), STR("eins"), &e), ERR_OK);
	assert_int_equal(file_write(path, STR("zwei\0x"), &e), ERR_OK);
	assert_int_equal(file_read(path, &in, &e), ERR_OK);
	assert_true(str_eq(buf_str(&in), STR("zwei\0x")));
	assert_true(stat(path, &st) == 0 && (st.st_mode & 0777) == 0644);
	assert_int_equal(file_write_mode(path_in("key", path), STR("k"), 0600, &e), ERR_OK);
	assert_true(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
	buf_release(&in);
}

static void
read_errors(void **state)
{
	char path[256], want[320];
	struct buf in = { .max = 4 };
	struct err e;

	(void)state;
	assert_int_equal(file_read(path_in("none", path), &in, &e), ERR_NOTFOUND);
	snprintf(want, sizeof(want), "%s: No such file or directory", path);
	assert_string_equal(e.msg, want);
	assert_int_equal(file_read(folder, &in, &e), ERR_IO);
	snprintf(want, sizeof(want), "%s: is a folder", folder);
	assert_string_equal(e.msg, want);
	assert_int_equal(file_write(path_in("big", path), STR("12345"), &e), ERR_OK);
	assert_int_equal(file_read(path, &in, &e), ERR_INVALID);
	snprintf(want, sizeof(want), "%s: larger than 4 bytes", path);
	assert_string_equal(e.msg, want);
	buf_release(&in);
}

/* A failed write leaves the old file and no temporary one. */
static void
write_fails_whole(void **state)
{
	char path[256];
	struct arena a = { 0 };
	struct folder_entry *list;
	struct err e;
	size_t n;

	(void)state;
	assert_int_equal(file_write(path_in("none/x", path), STR("x"), &e), ERR_IO);
	assert_int_equal(folder_make(path_in("sub/inner", path), 0755, &e), ERR_OK);
	assert_int_equal(file_write(path_in("sub/inner", path), STR("x"), &e), ERR_IO); /* a folder is there */
	assert_int_equal(folder_list(&a, path_in("sub", path), &list, &n, &e), ERR_OK);
	assert_int_equal(n, 1);
	arena_reset(&a);
}

static void
folders(void **state)
{
	char path[256], target[256];
	struct arena a = { 0 };
	struct folder_entry *list;
	struct err e;
	size_t n;

	(void)state;
	assert_int_equal(folder_make(path_in("d/e/f", path), 0755, &e), ERR_OK);
	assert_int_equal(folder_make(path_in("d/e/f/", path), 0755, &e), ERR_OK);
	assert_int_equal(file_write(path_in("d/z", path), STR("z"), &e), ERR_OK);
	assert_int_equal(folder_make(path, 0755, &e), ERR_IO); /* a file is no folder */
	assert_int_equal(file_write(path_in("kept", target), STR("k"), &e), ERR_OK);
	assert_int_equal(symlink(target, path_in("d/link", path)), 0);
	assert_int_equal(symlink(folder, path_in("d/up", path)), 0);
	assert_int_equal(folder_list(&a, path_in("d", path), &list, &n, &e), ERR_OK);
	assert_int_equal(n, 4);
	assert_true(str_eq(list[0].name, STR("e")) && list[0].kind == FILE_FOLDER);
	assert_true(str_eq(list[1].name, STR("link")) && list[1].kind == FILE_LINK);
	assert_true(str_eq(list[2].name, STR("up")) && list[2].kind == FILE_LINK);
	assert_true(str_eq(list[3].name, STR("z")) && list[3].kind == FILE_REGULAR);
	assert_int_equal(folder_remove(path, &e), ERR_OK);
	assert_int_equal(folder_remove(path, &e), ERR_OK);
	assert_true(access(path, F_OK) != 0 && access(target, F_OK) == 0); /* links were not followed */
	assert_int_equal(folder_list(&a, path, &list, &n, &e), ERR_NOTFOUND);
	arena_reset(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_and_read),
		cmocka_unit_test(read_errors),
		cmocka_unit_test(write_fails_whole),
		cmocka_unit_test(folders),
	};

	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
