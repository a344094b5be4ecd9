/* Rules on the wording of English texts. */
#include "generator/text/text.h"

enum { FOREIGN_WORDS_MIN = 6 };

static bool
is_control(struct str lower)
{
	static const char *const nouns[] = { "button", "link", "icon", "menu", "box", "field", "tab", "arrow", "checkbox",
		"panel", "sidebar", "column", "buttons", "links", "icons", "fields", NULL };

	return word_among(lower, nouns);
}

static bool
is_colour(struct str lower)
{
	static const char *const colours[] = { "red", "green", "blue", "yellow", "orange", "grey", "gray", "black", "white",
		"purple", NULL };

	return word_among(lower, colours);
}

/* "the red button", "the button on the right", "in the left column". */
static void
sensory_check(struct text_page *p, const struct passage *s)
{
	static const char *const places[] = { "right", "left", "top", "bottom", "below", "above", NULL };

	for (size_t i = 0; i + 1 < s->n; i++) {
		struct str here = word_lower(p, s->word[i].text), next = word_lower(p, s->word[i + 1].text);
		struct str last = i + 3 < s->n ? word_lower(p, s->word[i + 3].text) : STR("");

		if (s->word[i].ends)
			continue;
		if (is_control(next) && is_colour(here) && !(str_eq(here, STR("black")) && str_eq(next, STR("box"))))
			text_found(p, TEXT_SENSORY, s->word[i].at, "„%.*s %.*s“ findet nur, wer Farben sieht", STR_FMT(s->word[i].text),
				STR_FMT(s->word[i + 1].text));
		else if (is_control(next) && word_among(here, places))
			text_found(p, TEXT_SENSORY, s->word[i].at, "„%.*s %.*s“ sagt nur, wo etwas auf dem Bildschirm steht",
				STR_FMT(s->word[i].text), STR_FMT(s->word[i + 1].text));
		else if (is_control(here) && (str_eq(next, STR("on")) || str_eq(next, STR("at"))) && word_among(last, places))
			text_found(p, TEXT_SENSORY, s->word[i + 3].at, "„%.*s“ sagt nur, wo etwas auf dem Bildschirm steht",
				STR_FMT(s->word[i + 3].text));
	}
}

/* A German sentence on an English page. */
static void
foreign_check(struct text_page *p, const struct passage *s)
{
	static const char *const german[] = { "der", "die", "das", "und", "ist", "sind", "nicht", "mit", "für", "sie", "wir", "ein",
		"eine", "auf", "zu", "den", "dem", "von", "im", "wird", "werden", "bitte", "ihre", "auch", "wenn", "bei", NULL };

	for (size_t from = 0, end; from < s->n; from = end) {
		size_t hits = 0;

		for (end = from; end < s->n && !s->word[end].ends; end++)
			;
		end = end < s->n ? end + 1 : s->n;
		for (size_t i = from; i < end; i++)
			hits += word_among(word_lower(p, s->word[i].text), german);
		if (end - from >= FOREIGN_WORDS_MIN && hits * 3 >= end - from)
			text_found(p, TEXT_FOREIGN, s->word[from].at, "Dieser Satz ist deutsch („%.*s %.*s …“)",
				STR_FMT(s->word[from].text), STR_FMT(s->word[from + 1].text));
	}
}

void
rule_english(struct text_page *p, const struct passage *s)
{
	sensory_check(p, s);
	foreign_check(p, s);
}
