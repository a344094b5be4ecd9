/* pseudonym.h - what stands in the record instead of a person. */
#ifndef TRACKER_PSEUDONYM_H
#define TRACKER_PSEUDONYM_H

#include "tracker/data.h"

/* Makes pseudonyms under one key; one thread at a time. */
struct pseudonym_maker;
enum err_code pseudonym_maker_new(const unsigned char key[PSEUDONYM_KEY_SIZE],
	struct pseudonym_maker **out, struct err *e) MUST_CHECK;
void pseudonym_maker_free(struct pseudonym_maker *m);

/* The first 16 bytes of HMAC-SHA-256(key, iss LF sub) (CONTRACTS.md). */
enum err_code pseudonym_make(struct pseudonym_maker *m, struct str iss, struct str sub,
	unsigned char out[PSEUDONYM_SIZE], struct err *e) MUST_CHECK;

/* A fingerprint of the key itself, which no pseudonym can equal (no person has an LF in iss). */
enum err_code pseudonym_key_print(const unsigned char key[PSEUDONYM_KEY_SIZE],
	unsigned char out[PSEUDONYM_SIZE], struct err *e) MUST_CHECK;

/* Lower-case hex of `n` bytes and a NUL. */
void hex_write(const unsigned char *bytes, size_t n, char *out);

/* `n` bytes from 2n hex digits; false when `s` is anything else. */
bool hex_read(struct str s, unsigned char *out, size_t n);

/* SHA-256 of `s`. */
enum err_code sha256(struct str s, unsigned char out[32], struct err *e) MUST_CHECK;

#endif
