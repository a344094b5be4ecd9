#include "generator/site_rules/webvtt.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FAULTS_MAX = 20, FAST_CHARS = 20 /* a second */, FAST_MIN = 30 };

static void __attribute__((format(printf, 4, 5)))
fault(struct webvtt *v, enum site_rule_id rule, unsigned line, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	if (v->n_fault >= FAULTS_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	*VEC_ADD(v->arena, v, fault) = (struct vtt_fault){ rule, line, arena_copy(v->arena, str_of(text)) };
}

/* The next line without its end; counts it. */
static struct str
line_take(struct str *rest, unsigned *number)
{
	struct str line;

	*rest = str_cut(*rest, '\n', &line);
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	++*number;
	return line;
}

/* ---- times ---- */

static bool
digits_take(struct str *s, size_t least, size_t most, unsigned *out)
{
	size_t n = 0;

	*out = 0;
	while (n < s->n && n < most && isdigit((unsigned char)s->p[n]))
		*out = *out * 10 + (unsigned)(s->p[n++] - '0');
	*s = str_from(*s, n);
	return n >= least;
}

static bool
sign_take(struct str *s, char sign)
{
	if (s->n == 0 || s->p[0] != sign)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* [hh:]mm:ss.ttt */
static bool
time_take(struct str *s, double *out)
{
	unsigned part[3] = { 0 }, thousandth;

	if (!digits_take(s, 2, 6, &part[1]) || !sign_take(s, ':') || !digits_take(s, 2, 2, &part[2]))
		return false;
	if (sign_take(s, ':')) {
		part[0] = part[1];
		part[1] = part[2];
		if (!digits_take(s, 2, 2, &part[2]))
			return false;
	}
	if (part[1] > 59 || part[2] > 59 || !sign_take(s, '.') || !digits_take(s, 3, 3, &thousandth))
		return false;
	*out = part[0] * 3600.0 + part[1] * 60.0 + part[2] + thousandth / 1000.0;
	return true;
}

static bool
times_read(struct str line, double *start, double *end)
{
	line = str_trim(line);
	if (!time_take(&line, start))
		return false;
	line = str_trim(line);
	if (!str_starts(line, STR("-->")))
		return false;
	line = str_trim(str_from(line, 3));
	return time_take(&line, end) && (line.n == 0 || line.p[0] == ' ' || line.p[0] == '\t');
}

/* ---- cues ---- */

/* Characters that are read: without tags such as <v Anna>. */
static size_t
shown_chars(struct str text)
{
	size_t n = 0;
	bool tag = false;

	for (size_t i = 0; i < text.n; i++) {
		tag = tag || text.p[i] == '<';
		n += !tag && ((unsigned char)text.p[i] & 0xC0) != 0x80 && !isspace((unsigned char)text.p[i]);
		tag = tag && text.p[i] != '>';
	}
	return n;
}

static void
cue_judge(struct webvtt *v, unsigned line, double start, double end, size_t chars, double duration)
{
	v->cues++;
	if (end <= start)
		fault(v, CAPTIONS_TIMES, line, "Der Untertitel endet, bevor er beginnt");
	else if (start < v->last_start)
		fault(v, CAPTIONS_TIMES, line, "Der Untertitel beginnt früher als der vor ihm");
	else if (duration > 0 && end > duration + 0.5)
		fault(v, CAPTIONS_TIMES, line, "Der Untertitel endet nach der Aufnahme, die %.0f Sekunden dauert", duration);
	else if (chars >= FAST_MIN && (double)chars > (end - start) * FAST_CHARS)
		fault(v, CAPTIONS_FAST, line, "%zu Zeichen stehen nur %.1f Sekunden", chars, end - start);
	v->last_start = start;
	v->end = end > v->end ? end : v->end;
	if (chars == 0)
		fault(v, CAPTIONS_EMPTY, line, "Zu dieser Zeit gehört kein Text");
}

/* A cue, from its timing line on. */
static void
cue_read(struct webvtt *v, struct str times, struct str *rest, unsigned *number, double duration)
{
	double start, end;
	unsigned line = *number;
	size_t chars = 0;
	bool ok = times_read(times, &start, &end);

	if (!ok)
		fault(v, CAPTIONS_FORMAT, line, memchr(times.p, ',', times.n) ? "Die Zeit hat ein Komma; in WebVTT steht ein Punkt vor den Tausendsteln"
			: "„%.*s“ ist keine Zeit", (int)(times.n < 60 ? times.n : 60), times.p);
	while (rest->n > 0) {
		struct str text = line_take(rest, number);

		if (text.n == 0)
			break;
		if (str_find(text, STR("-->")) != SIZE_MAX)
			fault(v, CAPTIONS_FORMAT, *number, "Vor dieser Zeit fehlt eine leere Zeile");
		chars += shown_chars(text);
	}
	if (ok)
		cue_judge(v, line, start, end, chars, duration);
}

static void
block_skip(struct str *rest, unsigned *number)
{
	while (rest->n > 0 && line_take(rest, number).n > 0)
		;
}

static bool
is_block(struct str line, const char *name)
{
	size_t n = strlen(name);

	return str_starts(line, str_of(name)) && (line.n == n || isspace((unsigned char)line.p[n]));
}

static void
blocks_read(struct webvtt *v, struct str rest, unsigned number, double duration)
{
	while (rest.n > 0) {
		struct str line = line_take(&rest, &number);

		if (line.n == 0)
			continue;
		if (is_block(line, "NOTE") || is_block(line, "STYLE") || is_block(line, "REGION")) {
			block_skip(&rest, &number);
			continue;
		}
		if (str_find(line, STR("-->")) == SIZE_MAX && rest.n > 0) /* the name of a cue */
			line = line_take(&rest, &number);
		if (str_find(line, STR("-->")) != SIZE_MAX) {
			cue_read(v, line, &rest, &number, duration);
			continue;
		}
		fault(v, CAPTIONS_FORMAT, number, "Zu diesem Text gehört keine Zeit");
		if (line.n > 0)
			block_skip(&rest, &number);
	}
}

void
webvtt_read(struct str text, double duration, struct webvtt *v)
{
	unsigned number = 0;
	struct str line;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	if (!str_utf8(text)) {
		fault(v, CAPTIONS_FORMAT, 1, "Die Datei ist nicht in UTF-8 geschrieben");
		return;
	}
	line = line_take(&text, &number);
	if (!is_block(line, "WEBVTT")) {
		fault(v, CAPTIONS_FORMAT, 1, "Die Datei beginnt nicht mit WEBVTT");
		return;
	}
	if (line.n > 0 && text.n > 0 && text.p[0] != '\n' && text.p[0] != '\r')
		block_skip(&text, &number); /* the header goes on to the first empty line */
	blocks_read(v, text, number, duration);
	if (v->cues == 0 && v->n_fault == 0)
		fault(v, CAPTIONS_EMPTY, 1, "Die Datei hat keinen einzigen Untertitel");
	else if (duration > 60 && v->end < duration * 0.8)
		fault(v, CAPTIONS_GAP, number, "Der letzte Untertitel endet nach %.0f von %.0f Sekunden", v->end, duration);
}

/* ---- MP4 ---- */

static uint64_t
big_endian(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

/* The contents of the first box called `name`; without bytes when there is none. */
static struct str
box_find(struct str s, const char *name)
{
	while (s.n >= 8) {
		uint64_t size = big_endian(s.p, 4), head = 8;

		if (size == 1 && s.n >= 16) {
			size = big_endian(s.p + 8, 8);
			head = 16;
		}
		if (size == 0)
			size = s.n;
		if (size < head || size > s.n)
			return STR("");
		if (memcmp(s.p + 4, name, 4) == 0)
			return (struct str){ s.p + head, (size_t)(size - head) };
		s = str_from(s, (size_t)size);
	}
	return STR("");
}

double
mp4_duration(struct str bytes)
{
	struct str head = box_find(box_find(bytes, "moov"), "mvhd");
	bool wide = head.n > 0 && head.p[0] == 1;
	uint64_t scale, units;

	if (head.n < (wide ? 32u : 20u))
		return 0;
	scale = big_endian(head.p + (wide ? 20 : 12), 4);
	units = big_endian(head.p + (wide ? 24 : 16), wide ? 8 : 4);
	return scale > 0 ? (double)units / (double)scale : 0;
}
