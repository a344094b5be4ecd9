/*
 * log_file.h - the file of a write-ahead log, written a commit at a time.
 *
 * SQLite writes each page of a commit with two calls, its header and the page. Here these are
 * gathered and written with one call when the commit's last page has come, before SQLite's sync.
 */
#ifndef TRACKER_LOG_FILE_H
#define TRACKER_LOG_FILE_H

/* The name of the VFS to open a writing connection with; NULL, SQLite's own, when there is no memory. Any thread. */
const char *log_file_vfs(void);

#endif
