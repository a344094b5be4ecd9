#include "tracker/pseudonym.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>

struct pseudonym_maker {
	EVP_MAC *mac;
	EVP_MAC_CTX *ctx; /* holds the key; started again for each person */
};

enum err_code
pseudonym_maker_new(const unsigned char key[PSEUDONYM_KEY_SIZE], struct pseudonym_maker **out,
	struct err *e)
{
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()
	};
	struct pseudonym_maker *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	*out = m;
	m->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	m->ctx = m->mac ? EVP_MAC_CTX_new(m->mac) : NULL;
	if (m->ctx && EVP_MAC_init(m->ctx, key, PSEUDONYM_KEY_SIZE, params) == 1)
		return ERR_OK;
	pseudonym_maker_free(m);
	*out = NULL;
	return err_set(e, ERR_INVALID, "the crypto library has no HMAC-SHA-256");
}

void
pseudonym_maker_free(struct pseudonym_maker *m)
{
	if (!m)
		return;
	EVP_MAC_CTX_free(m->ctx);
	EVP_MAC_free(m->mac);
	free(m);
}

static bool
mac_add(struct pseudonym_maker *m, struct str s)
{
	return s.n == 0 || EVP_MAC_update(m->ctx, (const unsigned char *)s.p, s.n) == 1;
}

enum err_code
pseudonym_make(struct pseudonym_maker *m, struct str iss, struct str sub,
	unsigned char out[PSEUDONYM_SIZE], struct err *e)
{
	unsigned char full[EVP_MAX_MD_SIZE];
	size_t n = 0;

	if (EVP_MAC_init(m->ctx, NULL, 0, NULL) != 1 || !mac_add(m, iss) || !mac_add(m, STR("\n"))
	    || !mac_add(m, sub) || EVP_MAC_final(m->ctx, full, &n, sizeof(full)) != 1 || n != 32)
		abort(); /* only for want of memory: a person must not be refused, or counted as another, for that */
	(void)e;
	memcpy(out, full, PSEUDONYM_SIZE);
	return ERR_OK;
}

enum err_code
pseudonym_key_print(const unsigned char key[PSEUDONYM_KEY_SIZE], unsigned char out[PSEUDONYM_SIZE],
	struct err *e)
{
	struct pseudonym_maker *m = NULL;
	enum err_code rc = pseudonym_maker_new(key, &m, e);

	if (rc == ERR_OK && m)
		rc = pseudonym_make(m, STR("key\nprint"), STR(""), out, e);
	pseudonym_maker_free(m);
	return rc;
}

void
hex_write(const unsigned char *bytes, size_t n, char *out)
{
	static const char digit[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		*out++ = digit[bytes[i] >> 4];
		*out++ = digit[bytes[i] & 15];
	}
	*out = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
hex_read(struct str s, unsigned char *out, size_t n)
{
	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(s.p[2 * i]), low = hex_digit(s.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

/* Looked up in the crypto library once: doing it each time takes longer than hashing a key. */
static EVP_MD *digest;

static void
digest_fetch(void)
{
	digest = EVP_MD_fetch(NULL, "SHA256", NULL);
}

enum err_code
sha256(struct str s, unsigned char out[32], struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	unsigned n = 0;

	if (pthread_once(&once, digest_fetch) != 0 || !digest
	    || EVP_Digest(s.p ? s.p : "", s.n, out, &n, digest, NULL) != 1 || n != 32)
		abort(); /* only for want of memory: no good key or session must be told that it is none */
	(void)e;
	return ERR_OK;
}
