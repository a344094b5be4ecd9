#include "generator/site_rules/speller.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 20 * 1000, UNKNOWN_BYTES_MAX = 4 * 1024 * 1024 };

/* A file in memory with the words; -1 when there is none to be had. */
static int
words_file(struct str words)
{
	int fd = memfd_create("words", MFD_CLOEXEC);

	for (size_t at = 0; fd >= 0 && at < words.n;) {
		ssize_t n = write(fd, words.p + at, words.n - at);

		if (n < 0) {
			close(fd);
			return -1;
		}
		at += (size_t)n;
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* All that comes out of `fd`; false when it stops coming. */
static bool
answer_read(int fd, struct buf *out)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	for (;;) {
		char *room;
		ssize_t n;

		if (poll(&p, 1, PATIENCE_MS) <= 0 || out->n > UNKNOWN_BYTES_MAX)
			return false;
		room = buf_room(out, 4096);
		n = read(fd, room, 4096);
		if (n <= 0)
			return n == 0;
		out->n += (size_t)n;
	}
}

/* Start it between the two descriptors; an errno. */
static int
speller_start(const char *dictionary, int in, int out, pid_t *pid)
{
	char name[] = "hunspell", list[] = "-l", d[] = "-d", i[] = "-i", utf8[] = "UTF-8", which[32];
	char *argv[] = { name, list, i, utf8, d, which, NULL };
	char locale[] = "LC_ALL=C.UTF-8", path[512];
	char *envp[] = { locale, path, NULL };
	const char *given = getenv("PATH");
	posix_spawn_file_actions_t actions;
	int rc;

	snprintf(which, sizeof(which), "%s", dictionary);
	snprintf(path, sizeof(path), "PATH=%s", given ? given : "/usr/bin:/bin");
	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(pid, name, &actions, NULL, argv, envp);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

enum err_code
speller_ask(const char *dictionary, struct str words, struct buf *unknown, struct err *e)
{
	int in = words_file(words), out[2] = { -1, -1 }, status = 0, error;
	pid_t pid = -1;
	enum err_code rc = ERR_OK;
	bool whole;

	if (in < 0 || pipe2(out, O_CLOEXEC) < 0) {
		rc = err_set(e, ERR_IO, "hunspell: %s", strerror(errno));
		goto done;
	}
	error = speller_start(dictionary, in, out[1], &pid);
	close(out[1]);
	out[1] = -1;
	if (error != 0) {
		rc = err_set(e, ERR_NOTFOUND, "hunspell: %s", strerror(error));
		goto done;
	}
	whole = answer_read(out[0], unknown);
	if (!whole)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!whole)
		rc = err_set(e, ERR_IO, "hunspell antwortet nicht");
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		rc = err_set(e, ERR_NOTFOUND, "hunspell hat kein Wörterbuch %s", dictionary);
done:
	if (in >= 0)
		close(in);
	if (out[0] >= 0)
		close(out[0]);
	if (out[1] >= 0)
		close(out[1]);
	return rc;
}
