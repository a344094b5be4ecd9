/* negotiate.h - what a client's headers ask of a file of the site (RFC 9110, 12.5.3, 13.1.2, 14.2). */
#ifndef TRACKER_NEGOTIATE_H
#define TRACKER_NEGOTIATE_H

#include "tracker/site.h"

/* The best variant by Accept-Encoding `accept`: the smaller one when the client does not care. */
enum site_coding negotiate_coding(const struct site_file *file, struct str accept);

/* Whether the list of entity tags `have` (If-None-Match) holds `tag`, by weak comparison. */
bool negotiate_tag(struct str have, struct str tag);

/*
 * One range of `size` bytes: "bytes=a-b", "bytes=a-", "bytes=-n" into first and last byte. *to is below
 * *from, or *from not below `size`, when nothing of it is there (416). False: not of this form, the
 * whole is served.
 */
bool negotiate_range(struct str value, int64_t size, int64_t *from, int64_t *to);

#endif
