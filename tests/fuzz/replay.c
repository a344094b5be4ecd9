/* replay.c - feeds every file of a folder to one fuzz target: the corpus as a plain test. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* One input. In memory of exactly its size, so that a sanitizer sees a byte read too far. */
static int
replay(const char *path)
{
	struct stat st;
	uint8_t *data = NULL;
	FILE *f = NULL;
	int rc = -1;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	f = fopen(path, "rb");
	data = malloc((size_t)st.st_size ? (size_t)st.st_size : 1);
	if (!f || !data || fread(data, 1, (size_t)st.st_size, f) != (size_t)st.st_size) {
		fprintf(stderr, "replay: cannot read %s\n", path);
		goto out;
	}
	LLVMFuzzerTestOneInput(data, (size_t)st.st_size);
	rc = 1;
out:
	free(data);
	if (f)
		fclose(f);
	return rc;
}

int
main(int argc, char **argv)
{
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	if (argc != 2 || !(dir = opendir(argv[1]))) {
		fprintf(stderr, "usage: replay FOLDER\n");
		return 2;
	}
	while ((entry = readdir(dir))) {
		char path[4096];
		int done;

		snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
		done = replay(path);
		if (done < 0) {
			closedir(dir);
			return 1;
		}
		n += done;
	}
	closedir(dir);
	printf("%d passed, 0 failed\n", n);
	return n == 0; /* an empty corpus tests nothing */
}
