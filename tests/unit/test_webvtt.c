/* Captions: what is found in a WebVTT file, and what is none of a fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generator/media.h"
#include "generator/site_rules/webvtt.h"

#define ONE "00:01.000 --> 00:04.000\nGuten Tag.\n"

static char *
faults(const char *text, double duration)
{
	struct arena a = { 0 };
	struct webvtt v = { .arena = &a };
	char *out = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&out, &n);

	webvtt_read(str_of(text), duration, &v);
	for (size_t i = 0; i < v.n_fault; i++) {
		assert_true(v.fault[i].message.n > 0 && str_utf8(v.fault[i].message));
		fprintf(f, "%s%s %u", i ? "; " : "", site_rules[v.fault[i].rule].id, v.fault[i].line);
	}
	fclose(f);
	arena_reset(&a);
	return out;
}

static void
captions(void **state)
{
	static const struct {
		const char *text;
		double duration;
		const char *want;
	} cases[] = {
		{ "WEBVTT\n\n" ONE, 0, "" },
		{ "\xef\xbb\xbfWEBVTT - Titel\r\n\r\n1\r\n00:00:01.000 --> 00:00:04.000 align:start\r\nGuten Tag.\r\n", 0, "" },
		{ "WEBVTT\nKind: captions\nLanguage: de\n\nNOTE Wer spricht\nmit zwei Zeilen\n\nSTYLE\n::cue { color: red }\n\nfrage\n" ONE, 0, "" },
		{ "WEBVTT\n\n" ONE "\n00:02.000 --> 00:05.000\nZugleich.\n", 0, "" },
		{ "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>Guten <i>Tag</i>.\nWie geht es?", 5, "" },
		{ "", 0, "captions-format 1" },
		{ "WEBVTTX\n\n" ONE, 0, "captions-format 1" },
		{ "1\n00:00:01,000 --> 00:00:04,000\nGuten Tag.\n", 0, "captions-format 1" },
		{ "WEBVTT\n\n00:00:01,000 --> 00:00:04,000\nGuten Tag.\n", 0, "captions-format 3" },
		{ "WEBVTT\n\n0:01.000 --> 0:04.000\nGuten Tag.\n", 0, "captions-format 3" },
		{ "WEBVTT\n\n00:61.000 --> 00:64.000\nGuten Tag.\n", 0, "captions-format 3" },
		{ "WEBVTT\n\nNur Text.\n", 0, "captions-format 3" },
		{ "WEBVTT\n\nEin \xff\n", 0, "captions-format 1" },
		{ "WEBVTT\n\n" ONE "00:05.000 --> 00:06.000\nOhne Zeile.\n", 0, "captions-format 5" },
		{ "WEBVTT\n", 0, "captions-empty 1" },
		{ "WEBVTT\n\nNOTE nichts\n", 0, "captions-empty 1" },
		{ "WEBVTT\n\n00:01.000 --> 00:04.000\n\n00:05.000 --> 00:06.000\nText.\n", 0, "captions-empty 3" },
		{ "WEBVTT\n\n00:04.000 --> 00:01.000\nText.\n", 0, "captions-times 3" },
		{ "WEBVTT\n\n00:04.000 --> 00:04.000\nText.\n", 0, "captions-times 3" },
		{ "WEBVTT\n\n00:05.000 --> 00:06.000\nText.\n\n" ONE, 0, "captions-times 6" },
		{ "WEBVTT\n\n" ONE, 3, "captions-times 3" },
		{ "WEBVTT\n\n" ONE, 100, "captions-gap 1" },
		{ "WEBVTT\n\n00:01.000 --> 00:02.000\nSo viel Text kann in einer einzigen Sekunde niemand lesen.\n", 0, "captions-fast 3" },
	};
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *got = faults(cases[i].text, cases[i].duration);

		if (strcmp(got, cases[i].want) != 0) {
			print_error("%s\n  got  %s\n  want %s\n", cases[i].text, got, cases[i].want);
			bad++;
		}
		free(got);
	}
	assert_int_equal(bad, 0);
}

static void
addresses(void **state)
{
	(void)state;
	assert_true(str_eq(media_language(STR("a/film.de.vtt")), STR("de")));
	assert_true(str_eq(media_language(STR("film.de-simple.vtt")), STR("de-simple")));
	assert_int_equal(media_language(STR("film.vtt")).n, 0);
	assert_int_equal(media_language(STR("v1.2.vtt")).n, 0);
	assert_int_equal(media_language(STR("vtt")).n, 0);
	assert_true(media_is_recording(STR("film.MP4?x#t=1"), false));
	assert_false(media_is_recording(STR("film.mp4.md"), false));
	assert_true(media_is_recording(STR("ton.mp3"), true));
}

/* moov > mvhd: 600 units a second, 4500 units. */
static void
durations(void **state)
{
	static const char file[] = "\0\0\0\10free" "\0\0\0\50moov" "\0\0\0\40mvhd" "\0\0\0\0" "\0\0\0\0\0\0\0\0" "\0\0\2\130"
		"\0\0\21\224" "\0\0\0\0";

	(void)state;
	assert_true(mp4_duration((struct str){ file, sizeof(file) - 1 }) == 7.5);
	for (size_t n = 0; n < 40; n++)
		assert_true(mp4_duration((struct str){ file, n }) == 0);
	assert_true(mp4_duration(STR("no film at all")) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captions),
		cmocka_unit_test(addresses),
		cmocka_unit_test(durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
