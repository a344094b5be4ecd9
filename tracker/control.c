#include "tracker/control.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/json.h"
#include "tracker/log.h"

enum { REQUEST_MAX = 64 * 1024 * 1024, WORDS_MAX = 32, PATIENCE_MS = 10000 };

struct control {
	struct command_place place;
	pthread_t thread;
	int fd;
	atomic_bool stop;
	char path[600];
};

static enum err_code
address_make(const char *data, struct sockaddr_un *out, struct err *e)
{
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(data) + sizeof("/control") > sizeof(out->sun_path))
		return err_set(e, ERR_INVALID, "the data folder's path is too long for a socket in it");
	snprintf(out->sun_path, sizeof(out->sun_path), "%.90s/control", data);
	return ERR_OK;
}

static bool
bytes_send(int fd, struct str s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

/* Everything until the other side has said all of it. */
static bool
bytes_receive(int fd, struct buf *out, int patience_ms)
{
	char chunk[16384];

	out->max = REQUEST_MAX;
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (poll(&p, 1, patience_ms) <= 0)
			return false;
		n = recv(fd, chunk, sizeof(chunk), 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 && !out->over;
		buf_add(out, (struct str){ chunk, (size_t)n });
	}
}

int
command_run(const struct command *c, const struct command_place *place, const struct options *o, struct err *e)
{
	enum err_code rc = c->run(place, o, e);

	if (rc == ERR_OK)
		return EXIT_DONE;
	return EXIT_FAILED;
}

/* Run what `root` says; its output goes to `text`. */
static int
request_run(struct control *c, const json_t *root, struct buf *text, struct err *e)
{
	const json_t *words = json_object_get(root, "argv");
	const char *argv[WORDS_MAX];
	int argc = (int)json_array_size(words), status = EXIT_USAGE;
	struct options o = { 0 };
	struct command_place place = c->place;
	const struct command *command;
	char *printed = NULL;
	size_t n = 0;

	if (argc == 0 || argc > WORDS_MAX)
		return err_set(e, ERR_INVALID, "no command"), EXIT_USAGE;
	for (int i = 0; i < argc; i++)
		argv[i] = json_is_string(json_array_get(words, (size_t)i)) ? json_string_value(json_array_get(words, (size_t)i)) : "";
	if (options_read(argc, argv, &o, e) != ERR_OK)
		return EXIT_USAGE;
	command = command_find(&o);
	if (!command || !command->run || !command->writes)
		return err_set(e, ERR_INVALID, "this command is not one to hand over"), EXIT_USAGE;
	o.input = json_text(root, "input");
	place.out = open_memstream(&printed, &n);
	if (!place.out)
		return err_set(e, ERR_IO, "no memory for the output"), EXIT_FAILED;
	status = command_run(command, &place, &o, e);
	fclose(place.out);
	buf_add(text, (struct str){ printed, n });
	free(printed);
	return status;
}

static void
request_answer(struct control *c, int fd)
{
	struct buf in = { 0 }, text = { 0 }, out = { 0 };
	struct json_writer w = { .out = &out };
	struct err e = { 0 };
	json_t *root = NULL;
	int status = EXIT_FAILED;

	if (bytes_receive(fd, &in, PATIENCE_MS) && json_read(buf_str(&in), REQUEST_MAX, &root, &e) == ERR_OK)
		status = request_run(c, root, &text, &e);
	json_open(&w, '{');
	json_key(&w, "status");
	json_add_int(&w, status);
	json_pair(&w, "output", buf_str(&text));
	json_pair(&w, "error", str_of(e.msg));
	json_close(&w, '}');
	(void)bytes_send(fd, buf_str(&out));
	json_decref(root);
	buf_release(&in);
	buf_release(&text);
	buf_release(&out);
}

static void *
control_main(void *arg)
{
	struct control *c = arg;

	while (!atomic_load(&c->stop)) {
		struct pollfd p = { .fd = c->fd, .events = POLLIN };
		int fd;

		if (poll(&p, 1, 200) <= 0)
			continue;
		fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		request_answer(c, fd);
		close(fd);
	}
	return NULL;
}

enum err_code
control_start(const struct command_place *place, struct control **out, struct err *e)
{
	struct control *c = calloc(1, sizeof(*c));
	struct sockaddr_un address;
	enum err_code rc = address_make(place->store->data.path, &address, e);
	mode_t mask;

	if (!c)
		abort();
	c->place = *place;
	c->fd = -1;
	if (rc != ERR_OK) {
		free(c);
		return rc;
	}
	snprintf(c->path, sizeof(c->path), "%s", address.sun_path);
	unlink(c->path); /* the lock is ours: whoever made it has ended */
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	mask = umask(0177);
	if (c->fd < 0 || bind(c->fd, (const struct sockaddr *)&address, sizeof(address)) < 0 || listen(c->fd, 16) < 0)
		rc = err_set(e, ERR_IO, "%s: %s", c->path, strerror(errno));
	umask(mask);
	if (rc == ERR_OK && pthread_create(&c->thread, NULL, control_main, c) != 0)
		rc = err_set(e, ERR_IO, "no thread for commands");
	if (rc != ERR_OK) {
		if (c->fd >= 0)
			close(c->fd);
		free(c);
		return rc;
	}
	*out = c;
	return ERR_OK;
}

void
control_stop(struct control *c)
{
	if (!c)
		return;
	atomic_store(&c->stop, true);
	pthread_join(c->thread, NULL);
	close(c->fd);
	unlink(c->path);
	free(c);
}

static int
answer_print(struct str text, struct err *e)
{
	json_t *root = NULL;
	struct str output, error;
	int status;

	if (json_read(text, REQUEST_MAX, &root, e) != ERR_OK)
		return err_set(e, ERR_IO, "serve did not answer: it may be ending"), EXIT_FAILED;
	status = (int)json_integer_value(json_object_get(root, "status"));
	output = json_text(root, "output");
	error = json_text(root, "error");
	fwrite(output.p, 1, output.n, stdout);
	if (status != EXIT_DONE)
		err_set(e, ERR_INVALID, "%.*s", STR_FMT(error));
	json_decref(root);
	return status;
}

int
control_ask(const char *data, int argc, const char *const *argv, struct str input, struct err *e)
{
	struct buf out = { 0 }, in = { 0 };
	struct json_writer w = { .out = &out };
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), status = -1;

	json_open(&w, '{');
	json_key(&w, "argv");
	json_open(&w, '[');
	for (int i = 0; i < argc; i++)
		json_add_str(&w, str_of(argv[i]));
	json_close(&w, ']');
	json_pair(&w, "input", input);
	json_close(&w, '}');
	if (fd < 0 || address_make(data, &address, e) != ERR_OK
	    || connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		err_set(e, ERR_BUSY, "%s is in use, and nobody answers at its control socket: %s", data, strerror(errno));
	else if (!bytes_send(fd, buf_str(&out)) || shutdown(fd, SHUT_WR) < 0 || !bytes_receive(fd, &in, 600000))
		err_set(e, ERR_IO, "serve did not answer: it may be ending");
	else
		status = answer_print(buf_str(&in), e);
	if (fd >= 0)
		close(fd);
	buf_release(&out);
	buf_release(&in);
	return status;
}
