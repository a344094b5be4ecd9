/*
 * alloc_fail.c - preloaded into the tracker: lets one allocation fail, whichever library asks. The file
 * named by ALLOC_FAIL holds two numbers of 64 bits, shared with the test: which allocation from now on
 * (0: none, -1: only count), and how many there have been. Setting the first to another value with the
 * second at 0 begins anew.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct control {
	_Atomic int64_t fail_at, count;
};

/* glibc's own names behind malloc and its kin: dlsym() would allocate. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

static struct control *control;

__attribute__((constructor)) static void
control_open(void)
{
	const char *path = getenv("ALLOC_FAIL");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p = fd >= 0 ? mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;

	if (fd >= 0)
		close(fd);
	if (p == MAP_FAILED) {
		static const char text[] = "alloc_fail: ALLOC_FAIL names no file\n";

		(void)!write(2, text, sizeof(text) - 1);
		_exit(99); /* a test that lets nothing fail proves nothing */
	}
	control = p;
}

static bool
fails(void)
{
	int64_t at = control ? control->fail_at : 0;

	if (at == 0 || ++control->count != at)
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	return fails() ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return fails() ? NULL : __libc_realloc(p, n);
}

void *
aligned_alloc(size_t align, size_t n)
{
	return fails() ? NULL : __libc_memalign(align, n);
}

int
posix_memalign(void **out, size_t align, size_t n)
{
	void *p = fails() ? NULL : __libc_memalign(align, n);

	if (!p)
		return ENOMEM;
	*out = p;
	return 0;
}
