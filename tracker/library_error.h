/*
 * library_error.h - libmicrohttpd refuses some requests before a handler sees them: too large a
 * head, no colon, a Content-Length that is no number, another version. Its own answers are HTML
 * without our headers, and some carry their head twice. They are replaced here.
 */
#ifndef TRACKER_LIBRARY_ERROR_H
#define TRACKER_LIBRARY_ERROR_H

#include <microhttpd.h>

/* Before any server: find the library's function behind the one of ours. */
void library_error_init(void);

/*
 * Refuse a request without the library, which has no room left for an answer or would make its own.
 * Only where the library ends the connection next: return MHD_NO to it.
 */
void library_error_write(struct MHD_Connection *connection, unsigned status);

/* The library's MHD_queue_response(): for every answer that is ours. */
enum MHD_Result library_queue(struct MHD_Connection *connection, unsigned status, struct MHD_Response *r);

#endif
