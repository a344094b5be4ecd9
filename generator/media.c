/* media.c - recordings: what stands in the list of a VIDEO or AUDIO construct. */
#include "generator/media.h"

#include <strings.h>

#include "generator/construct.h"
#include "generator/reading.h"
#include "generator/site_rules/site_rules.h"

static bool
ends_among(struct str url, const char *const ends[])
{
	struct str path;

	str_cut(url, '#', &path);
	str_cut(path, '?', &path);
	for (int i = 0; ends[i]; i++) {
		size_t n = strlen(ends[i]);

		if (path.n > n && strncasecmp(path.p + path.n - n, ends[i], n) == 0)
			return true;
	}
	return false;
}

bool
media_is_recording(struct str url, bool audio)
{
	static const char *const films[] = { ".mp4", ".webm", ".m4v", ".mov", ".ogv", NULL };
	static const char *const sounds[] = { ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", NULL };

	return ends_among(url, audio ? sounds : films);
}

struct str
media_language(struct str url)
{
	size_t end = url.n, dot;

	while (end > 0 && url.p[end - 1] != '.')
		end--;
	dot = end > 0 ? end - 1 : 0;
	for (end = dot; end > 0 && url.p[end - 1] != '.' && url.p[end - 1] != '/'; end--)
		;
	if (end == 0 || url.p[end - 1] != '.' || dot - end < 2 || dot - end > 9)
		return STR("");
	for (size_t i = end; i < dot; i++) {
		if (!(url.p[i] >= 'a' && url.p[i] <= 'z') && url.p[i] != '-')
			return STR("");
	}
	return (struct str){ url.p + end, dot - end };
}

/* The first link of a list item, or NULL. */
static cmark_node *
item_link(cmark_node *item)
{
	cmark_node *paragraph = cmark_node_first_child(item), *n = paragraph ? cmark_node_first_child(paragraph) : NULL;

	while (n && cmark_node_get_type(n) != CMARK_NODE_LINK)
		n = cmark_node_next(n);
	return n;
}

/* Words that name a text with everything in it that is heard and seen. */
static bool
is_transcript(struct str text)
{
	static const char *const words[] = { "textfassung", "transkript", "transcript", "mitschrift", "wortlaut", "text version",
		"zum lesen", "nachlesen", NULL };

	for (int i = 0; words[i]; i++) {
		size_t n = strlen(words[i]);

		for (size_t k = 0; k + n <= text.n; k++) {
			if (strncasecmp(text.p + k, words[i], n) == 0)
				return true;
		}
	}
	return false;
}

struct parts {
	bool recording, captions, transcript;
	struct view_track *track;
	size_t n_track;
};

static void
link_take(struct reading *r, struct construct *c, cmark_node *link, struct parts *p)
{
	static const char *const vtt[] = { ".vtt", NULL };
	struct str url = arena_copy(r->arena, str_of(cmark_node_get_url(link))), text = reading_text(r, link);
	bool audio = strcmp(c->kind->file, "audio") == 0;

	if (ends_among(url, vtt)) {
		p->track[p->n_track++] = (struct view_track){ .url = reading_link(r, LINK_PAGE, url, c->line, c->column),
			.language = media_language(url), .label = text, .first = !p->captions };
		p->captions = true;
	} else if (media_is_recording(url, audio) && !p->recording) {
		c->view.media = reading_link(r, LINK_PAGE, url, c->line, c->column);
		p->recording = true;
	} else if (is_transcript(text)) {
		p->transcript = true;
	}
}

static void
parts_check(struct reading *r, const struct construct *c, const struct parts *p)
{
	bool audio = strcmp(c->kind->file, "audio") == 0;
	struct finding *f;

	if (!p->recording) {
		f = reading_stop(r, c->node, "media-link", "[!%s] nennt keine Aufnahme", c->kind->name);
		finding_remedy(r->all, f, "Schreiben Sie eine Liste von Links darunter, zuerst die Aufnahme: > - [Film](film.%s)",
			audio ? "mp3" : "mp4");
		return;
	}
	if (!audio && !p->captions)
		site_found(r->all, MEDIA_CAPTIONS, r->record->path, c->line, c->column, "Das Video hat keine Untertitel");
	if (!p->transcript)
		site_found(r->all, audio ? MEDIA_AUDIO : MEDIA_TRANSCRIPT, r->record->path, c->line, c->column,
			audio ? "Die Tonaufnahme hat keine Textfassung" : "Das Video hat keine Textfassung");
}

void
media_note(struct reading *r, struct construct *c)
{
	cmark_node *list = cmark_node_first_child(c->node);
	struct parts p = { 0 };
	size_t n = 0;

	while (list && cmark_node_get_type(list) != CMARK_NODE_LIST)
		list = cmark_node_next(list);
	for (cmark_node *i = list ? cmark_node_first_child(list) : NULL; i; i = cmark_node_next(i))
		n++;
	p.track = ARENA_ARRAY(r->arena, struct view_track, n + 1);
	for (cmark_node *i = list ? cmark_node_first_child(list) : NULL; i; i = cmark_node_next(i)) {
		cmark_node *link = item_link(i);

		if (link)
			link_take(r, c, link, &p);
	}
	c->view.tracks = (struct template_list){ p.track, p.n_track };
	parts_check(r, c, &p);
}
