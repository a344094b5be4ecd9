/* What comes in: strict headers, paths, form fields, limits, the route table, media types. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>

#include "tracker/access.h"
#include "tracker/json_mend.h"
#include "tracker/limit.h"
#include "tracker/routes.h"
#include "tracker/site_type.h"
#include "tracker/strict.h"
#include "tracker/trust.h"

#define H(name, value) { STR_INIT(name), STR_INIT(value) }

static void
test_headers(void **state)
{
	static const struct {
		const char *what;
		struct request_header header[3];
		size_t n;
		unsigned status;
	} cases[] = {
		{ "plain", { H("Host", "x"), H("Content-Length", "5") }, 2, 0 },
		{ "Content-Type is no lookalike", { H("Host", "x"), H("Content-Type", "a") }, 2, 0 },
		{ "no Host", { H("A", "b") }, 1, 400 },
		{ "two Host", { H("Host", "x"), H("host", "y") }, 2, 400 },
		{ "two lengths", { H("Host", "x"), H("Content-Length", "5"), H("content-length", "5") }, 3, 400 },
		{ "length and coding", { H("Host", "x"), H("Content-Length", "5"), H("Transfer-Encoding", "chunked") }, 3, 400 },
		{ "chunked", { H("Host", "x"), H("Transfer-Encoding", "chunked") }, 2, 411 },
		{ "sign", { H("Host", "x"), H("Content-Length", "+5") }, 2, 400 },
		{ "list", { H("Host", "x"), H("Content-Length", "5, 5") }, 2, 400 },
		{ "no number", { H("Host", "x"), H("Content-Length", "") }, 2, 400 },
		{ "too large a number", { H("Host", "x"), H("Content-Length", "99999999999999999999") }, 2, 400 },
		{ "space before the colon", { H("Host", "x"), H("Content-Length ", "5") }, 2, 400 },
		{ "lookalike", { H("Host", "x"), H("Content-Length_", "5") }, 2, 400 },
		{ "lookalike of the coding", { H("Host", "x"), H("Transfer-Encoding-X", "chunked") }, 2, 400 },
		{ "empty name", { H("Host", "x"), H("", "5") }, 2, 400 },
		{ "no token", { H("Host", "x"), H("A(b)", "5") }, 2, 400 },
		{ "control character", { H("Host", "x"), H("A", "b\x01") }, 2, 400 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct strict_body body;
		const char *why = NULL;

		print_message("  %s\n", cases[i].what);
		assert_int_equal(strict_headers(cases[i].header, cases[i].n, false, &body, &why), cases[i].status);
		assert_true(cases[i].status == 0 || why);
	}
}

static void
test_target(void **state)
{
	static const struct {
		struct str target;
		const char *path, *query; /* NULL: refused */
	} cases[] = {
		{ STR_INIT("/a?b=c?d"), "/a", "b=c?d" }, { STR_INIT("/a"), "/a", "" }, { STR_INIT("*"), "*", "" },
		{ STR_INIT("http://x/a?b"), "/a", "b" }, { STR_INIT("HTTPS://x:1"), "/", "" }, { STR_INIT("http://x?b"), "/", "b" },
		{ STR_INIT("http://[::1]:80/a"), "/a", "" }, { STR_INIT("http://x:/a"), "/a", "" }, { STR_INIT("/http://x/a"), "/http://x/a", "" },
		{ STR_INIT("http://"), NULL, NULL }, { STR_INIT("http:///a"), NULL, NULL }, { STR_INIT("http://:80/a"), NULL, NULL },
		{ STR_INIT("http://u@x/a"), NULL, NULL }, { STR_INIT("http://[]/a"), NULL, NULL }, { STR_INIT("http://[::1/a"), NULL, NULL },
		{ STR_INIT("http://x:65536/"), NULL, NULL }, { STR_INIT("/a b"), NULL, NULL }, { STR_INIT("/a?\r"), NULL, NULL },
		{ STR_INIT("/?\x7f"), NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str path, query;
		bool fine = strict_target(cases[i].target, &path, &query);

		print_message("  %.*s\n", STR_FMT(cases[i].target));
		assert_int_equal(fine, cases[i].path != NULL);
		if (fine)
			assert_true(str_eq(path, str_of(cases[i].path)) && str_eq(query, str_of(cases[i].query)));
	}
}

/* The head `raw` cut in place as libmicrohttpd does it, bare LF, NUL and all. */
static bool
seams_of(const char *raw, size_t n, size_t n_header)
{
	char text[256];
	char *line, *end = text + n;
	struct request_header header[4] = { 0 };
	struct strict_head head = { .header = header, .n_header = n_header, .size = n };

	memcpy(text, raw, n);
	for (char *p = text; p < end; p++) {
		if (*p != '\n')
			continue;
		*p = '\0';
		if (p > text && p[-1] == '\r')
			p[-1] = '\0';
	}
	head.method = text;
	line = strchr(text, ' ');
	if (!line)
		return false;
	*line = '\0';
	for (head.target = line + 1; *head.target == ' '; head.target++)
		;
	line = strrchr(head.target, ' ');
	if (!line) /* a NUL in the target: the version is behind it */
		line = strchr(head.target + strlen(head.target) + 1, ' ');
	if (!line)
		return false;
	*line = '\0';
	head.n_target = strlen(head.target);
	head.version = line + 1;
	line += 9;
	for (size_t i = 0; i < n_header; i++) {
		while (*line == '\0')
			line++;
		header[i].name = (struct str){ line, strcspn(line, ":") };
		line += header[i].name.n;
		*line++ = '\0';
		line += strspn(line, " \t");
		header[i].value = str_of(line);
		line += header[i].value.n;
	}
	return strict_seams(&head);
}

static void
test_seams(void **state)
{
	static const struct {
		struct str raw;
		size_t n_header;
		bool whole;
	} cases[] = {
		{ STR_INIT("GET / HTTP/1.0\r\n\r\n"), 0, true },
		{ STR_INIT("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"), 1, true },
		{ STR_INIT("GET / HTTP/1.1\r\nHost:x\r\nA: \t b \r\nC:\r\n\r\n"), 3, true },
		{ STR_INIT("GET  / HTTP/1.1\r\nHost: x\r\n\r\n"), 1, false },
		{ STR_INIT("GET /\0a HTTP/1.1\r\nHost: x\r\n\r\n"), 1, false },
		{ STR_INIT("GET / HTTP/1.1\nHost: x\r\n\r\n"), 1, false },
		{ STR_INIT("GET / HTTP/1.1\r\nHost: x\n\r\n"), 1, false },
		{ STR_INIT("GET / HTTP/1.1\r\nHost: x\r\n\n"), 1, false },
		{ STR_INIT("GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"), 2, false },
		{ STR_INIT("GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n"), 1, false },
		{ STR_INIT("GET / HTTP/1.1\r\nHost: x\0\r\nA: b\r\n\r\n"), 2, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %zu\n", i);
		assert_int_equal(seams_of(cases[i].raw.p, cases[i].raw.n, cases[i].n_header), cases[i].whole);
	}
}

/* The client that counts, for one X-Forwarded-For and the peer 10.0.0.1. */
static bool
client_is(const char *forwarded, const char *address, size_t n)
{
	static const struct str nets[] = { STR_INIT("10.0.0.0/9"), STR_INIT("unix"), STR_INIT("fd00::/8"), STR_INIT("192.0.2.7") };
	struct tracker_conf conf = { 0 };
	struct arena a = { 0 };
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0a000001) };
	struct request_header header = { STR_INIT("X-Forwarded-For"), { forwarded, strlen(forwarded) } };
	struct request r = { .arena = &a, .header = &header, .n_header = 1, .peer = (const struct sockaddr *)(const void *)&peer };
	unsigned char want[16] = { [10] = 0xff, [11] = 0xff };
	struct trust t;
	struct str got;
	bool same;

	conf.proxy.trusted.item = ARENA_ARRAY(&a, struct str, 4);
	memcpy(conf.proxy.trusted.item, nets, sizeof(nets));
	conf.proxy.trusted.n = 4;
	trust_read(&a, &conf, &t);
	assert_int_equal(inet_pton(n == 8 ? AF_INET6 : AF_INET, address, n == 8 ? want : want + 12), 1);
	got = trust_client(&t, &r);
	same = got.n == n && memcmp(got.p, want, n) == 0;
	arena_reset(&a);
	return same;
}

static void
test_trust(void **state)
{
	(void)state;
	assert_true(client_is("", "10.0.0.1", 16));
	assert_true(client_is("198.51.100.1", "198.51.100.1", 16));
	assert_true(client_is("1.2.3.4, 198.51.100.1", "198.51.100.1", 16));
	assert_true(client_is("198.51.100.1, 10.127.255.255, 192.0.2.7, fd00::1", "198.51.100.1", 16));
	assert_true(client_is("198.51.100.1, 10.128.0.0", "10.128.0.0", 16));
	assert_true(client_is("198.51.100.1, 192.0.2.6", "192.0.2.6", 16));
	assert_true(client_is("198.51.100.1:99", "198.51.100.1", 16));
	assert_true(client_is("2001:db8:1:2:3::4", "2001:db8:1:2::", 8));
	assert_true(client_is("\"[2001:db8:1:2:3::4]:5\"", "2001:db8:1:2::", 8));
	assert_true(client_is("unknown", "10.0.0.1", 16));
	assert_true(client_is("198.51.100.1, unknown", "10.0.0.1", 16));
	assert_true(client_is("198.51.100.1,", "10.0.0.1", 16));
}

static void
test_mend(void **state)
{
	static const char *const cases[][2] = {
		{ "[1, -2.5e+3, \"1\"]", "[0, 0      , \"1\"]" }, { "\"\\u0000\"", "\"\\u0001\"" },
		{ "\"\\\\u0000\"", "\"\\\\u0000\"" }, { "\"\\ud800\\udc00\"", "\"\\ud800\\udc00\"" },
		{ "\"\\uD800\\u0041\"", "\"\\u0001\\u0041\"" }, { "\"\\udc00\"", "\"\\u0001\"" },
		{ "\"\\\"1\" 2", "\"\\\"1\" 0" }, { "01", "01" }, { "1.", "1." }, { "1.-5", "1.-5" }, { "1-2", "1-2" }, { "", "" }, { "\"\\", "\"\\" },
		{ "\"\\u00", "\"\\u00" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		print_message("  %s\n", cases[i][0]);
		assert_true(str_eq(json_mend(&a, str_of(cases[i][0])), str_of(cases[i][1])));
	}
	arena_reset(&a);
}

static void
test_path(void **state)
{
	static const struct {
		struct str raw;
		const char *path; /* NULL: refused */
	} cases[] = {
		{ STR_INIT("/"), "/" }, { STR_INIT("/a%20b"), "/a b" }, { STR_INIT("/%C3%BC"), "/\xc3\xbc" },
		{ STR_INIT("/a/../b"), NULL }, { STR_INIT("/%2e%2e/b"), NULL }, { STR_INIT("/a/."), NULL },
		{ STR_INIT("/a%2fb"), NULL }, { STR_INIT("/%00"), NULL }, { STR_INIT("/%zz"), NULL }, { STR_INIT("/%4"), NULL },
		{ STR_INIT("/a\\b"), NULL }, { STR_INIT("http://x/"), NULL }, { STR_INIT("*"), NULL }, { STR_INIT(""), NULL },
		{ STR_INIT("/\xff"), NULL }, { STR_INIT("/.well-known/x"), "/.well-known/x" }, { STR_INIT("/..."), "/..." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[64];
		struct str path;
		bool fine = strict_path(cases[i].raw, out, &path);

		print_message("  %.*s\n", STR_FMT(cases[i].raw));
		assert_int_equal(fine, cases[i].path != NULL);
		if (fine)
			assert_true(str_eq(path, str_of(cases[i].path)));
	}
}

static void
test_fields(void **state)
{
	struct arena a = { 0 };
	struct request r = { .arena = &a, .body = STR_INIT("a=1&b=x+y%26%C3%BC&a=2&c=%ff&d=%0D%0A&e&%66=7") };
	struct str v;

	(void)state;
	assert_true(request_field(&r, "a", &v) && str_eq(v, STR("1")));
	assert_true(request_field(&r, "b", &v) && str_eq(v, STR("x y&\xc3\xbc")));
	assert_false(request_field(&r, "c", &v));
	assert_int_equal(v.n, 0);
	assert_true(request_field(&r, "d", &v) && str_eq(v, STR("\n")));
	assert_true(request_field(&r, "e", &v) && v.n == 0);
	assert_true(request_field(&r, "f", &v) && str_eq(v, STR("7")));
	assert_false(request_field(&r, "g", &v));
	arena_reset(&a);
}

static void
test_fields_again(void **state)
{
	struct arena a = { 0 };
	struct request r = { .arena = &a, .body = STR_INIT("a=1&%=&%61=2&%6&aa=3&a+=4&%61%61=5&a&%00a=6&a=x%2By&b=7&a=%ff&a=8") };
	static const char *const want[] = { "1", "2", "", "x+y" };
	struct str rest = r.body, v;

	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_true(request_field_next(&r, &rest, "a", &v));
		assert_true(str_eq(v, str_of(want[i])));
	}
	assert_false(request_field_next(&r, &rest, "a", &v)); /* no UTF-8 ends the list */
	assert_int_equal(v.n, 0);
	arena_reset(&a);
}

static void
test_way(void **state)
{
	(void)state;
	assert_true(access_way_valid(STR("/-/melden?module=a&version=b")));
	assert_false(access_way_valid(STR("//evil.example")));
	assert_false(access_way_valid(STR("/\\evil.example")));
	assert_false(access_way_valid(STR("https://evil.example")));
	assert_false(access_way_valid(STR("/a\r\nX: y")));
	assert_false(access_way_valid(STR("")));
}

static void
test_limit(void **state)
{
	struct limits *l = limits_new();

	(void)state;
	limits_set(l, LIMIT_VOICE, 3, 1);
	for (int i = 0; i < 3; i++)
		assert_true(limit_take(l, LIMIT_VOICE, STR("a"), 1, 1000));
	assert_false(limit_take(l, LIMIT_VOICE, STR("a"), 1, 1000));
	assert_true(limit_take(l, LIMIT_VOICE, STR("b"), 1, 1000));
	assert_true(limit_take(l, LIMIT_SIGN_IN, STR("a"), 1, 1000));
	assert_false(limit_take(l, LIMIT_VOICE, STR("a"), 1, 1900));
	assert_true(limit_take(l, LIMIT_VOICE, STR("a"), 1, 3000));
	limits_free(l);
}

/* Each row has a handler, at most one segment after "/-/", and no twin. */
static void
test_routes(void **state)
{
	bool known;

	(void)state;
	for (const struct route *r = routes; r->method; r++) {
		assert_non_null(r->run);
		assert_int_equal(r->kind == ROUTE_PAGE, str_starts(r->path, STR("/-/")));
		if (r->kind == ROUTE_PAGE)
			assert_true(str_find(str_from(r->path, 3), STR("/")) == SIZE_MAX);
		assert_int_equal(r->max_body > 0, strcmp(r->method, "POST") == 0);
		for (const struct route *o = r + 1; o->method; o++)
			assert_false(str_eq(o->path, r->path) && strcmp(o->method, r->method) == 0);
		/* what changes something for a person asks for the token */
		if (strcmp(r->method, "POST") == 0 && r->needs != ROLE_ANYONE)
			assert_false(r->stateless);
	}
	assert_non_null(route_find(STR("HEAD"), STR("/healthz"), &known));
	assert_null(route_find(STR("POST"), STR("/healthz"), &known));
	assert_true(known);
	assert_null(route_find(STR("GET"), STR("/-/ich/"), &known));
	assert_false(known);
}

static void
test_types(void **state)
{
	bool media;

	(void)state;
	assert_string_equal(site_type(STR("/a/index.html"), &media), "text/html; charset=utf-8");
	assert_false(media);
	assert_string_equal(site_type(STR("/x.mp4"), &media), "video/mp4");
	assert_true(media);
	assert_string_equal(site_type(STR("/feed.xml"), &media), "application/atom+xml; charset=utf-8");
	assert_string_equal(site_type(STR("/x"), &media), "application/octet-stream");
	assert_true(site_name_hashed(STR("/theme/style-0123abcd.css")));
	assert_false(site_name_hashed(STR("/theme/style.css")));
	assert_false(site_name_hashed(STR("/files/style-0123abcd.css")));
	assert_false(site_name_hashed(STR("/theme/style-0123abcg.css")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_headers), cmocka_unit_test(test_target),
		cmocka_unit_test(test_seams), cmocka_unit_test(test_trust), cmocka_unit_test(test_mend), cmocka_unit_test(test_path),
		cmocka_unit_test(test_fields), cmocka_unit_test(test_fields_again), cmocka_unit_test(test_way), cmocka_unit_test(test_limit),
		cmocka_unit_test(test_routes), cmocka_unit_test(test_types) };

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
