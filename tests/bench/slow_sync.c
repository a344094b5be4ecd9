/*
 * slow_sync.c - a disk whose sync takes SYNC_US microseconds longer, as on many real ones: a virtual
 * machine's may answer before anything is on a disk.      LD_PRELOAD=slow_sync.so SYNC_US=1000 ...
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int
fdatasync(int fd)
{
	static int (*real)(int);
	static long us;
	struct timespec t;

	if (!real) {
		const char *set = getenv("SYNC_US");

		us = set ? strtol(set, NULL, 10) : 0;
		*(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
	}
	t = (struct timespec){ us / 1000000, us % 1000000 * 1000 };
	nanosleep(&t, NULL);
	return real(fd);
}
