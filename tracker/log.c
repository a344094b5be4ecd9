#include "tracker/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "common/buf.h"

enum { LINE_MAX_BYTES = 2048 };

static void
log_begin(struct buf *b, const char *level, const char *event)
{
	struct tm t;
	time_t now = time(NULL);

	b->max = LINE_MAX_BYTES;
	gmtime_r(&now, &t);
	buf_addf(b, "time=%04d-%02d-%02dT%02d:%02d:%02dZ level=%s event=%s", t.tm_year + 1900, t.tm_mon + 1,
		t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, level, event);
}

/* One write() a line, so that lines of two threads do not mix. */
static void
log_end(struct buf *b)
{
	b->over = false;
	b->max = 0;
	buf_add_char(b, '\n');
	if (write(STDERR_FILENO, b->p, b->n) < 0) { /* nowhere left to say so */
	}
	buf_release(b);
}

static void
log_line(const char *level, const char *event, const char *message)
{
	struct buf b = { 0 };

	log_begin(&b, level, event);
	if (message) {
		buf_add(&b, STR(" message=\""));
		for (const char *p = message; *p; p++)
			buf_add_char(&b, (char)(*p == '"' ? '\'' : (unsigned char)*p < ' ' ? ' ' : *p));
		buf_add_char(&b, '"');
	}
	log_end(&b);
}

void
log_info(const char *event, const char *message)
{
	log_line("info", event, message);
}

void
log_warn(const char *event, const char *message)
{
	log_line("warn", event, message);
}

void
log_error(const char *event, const char *message)
{
	log_line("error", event, message);
}

void
log_pairs(const char *level, const char *event, const char *fmt, ...)
{
	struct buf b = { 0 };
	char text[1024];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	log_begin(&b, level, event);
	buf_add_char(&b, ' ');
	buf_add(&b, str_of(text));
	log_end(&b);
}
