/* log.h - key=value lines on stderr: starts, stops, jobs and errors; never a name, answer or address. */
#ifndef TRACKER_LOG_H
#define TRACKER_LOG_H

#include "common/str.h"

/* One line, `level=… time=… event=… message="…"`; `message` may be NULL. Any thread. */
void log_info(const char *event, const char *message);
void log_warn(const char *event, const char *message);
void log_error(const char *event, const char *message);

/* The same with further pairs, made like printf ("request=%s status=%u"); they must be safe text. */
void log_pairs(const char *level, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
