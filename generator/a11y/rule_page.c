/* rule_page.c - what stands in the head of a page. */
#include <stdlib.h>

#include "generator/a11y/rules.h"

enum { TWENTY_HOURS = 72000 /* seconds; WCAG 2.2.1 */ };

void
rule_page_title(struct run *r, const struct dom_node *n)
{
	const struct dom_node *title = NULL;

	if (n != r->doc->root || r->doc->host || !r->doc->html)
		return;
	for (const struct dom_node *c = n; c && !title; c = dom_walk(c, n)) {
		if (dom_is(c, GUMBO_TAG_TITLE))
			title = c;
	}
	if (!title) {
		run_fail(r, n, NULL, "Die Seite hat keinen Titel");
		return;
	}
	for (const struct dom_node *c = title->first; c; c = c->next) {
		if (c->text && !str_blank(c->name)) {
			run_pass(r);
			return;
		}
	}
	run_fail(r, title, NULL, "Der Titel der Seite ist leer");
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * The time of a refresh, in seconds (HTML: "shared declarative refresh steps"); false when a
 * browser does not take the value.
 */
static bool
refresh_time(struct str s, long *seconds)
{
	size_t i = 0;

	s = str_trim(s);
	*seconds = 0;
	while (i < s.n && digit(s.p[i])) {
		if (*seconds < 100000000L)
			*seconds = *seconds * 10 + (s.p[i] - '0');
		i++;
	}
	if (i == 0 && (s.n == 0 || s.p[0] != '.'))
		return false;
	while (i < s.n && (digit(s.p[i]) || s.p[i] == '.'))
		i++;
	return i == s.n || s.p[i] == ';' || s.p[i] == ',' || s.p[i] == ' ' || s.p[i] == '\t' ||
		s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\f';
}

/* Only the first refresh of a document that a browser takes counts. */
static bool
first_refresh(struct run *r, const struct dom_node *n, long *seconds)
{
	const struct str *content;

	if (r->done || !dom_is(n, GUMBO_TAG_META) || !dom_attr_is(n, "http-equiv", "refresh"))
		return false;
	content = dom_attr(n, "content");
	r->done = content && refresh_time(*content, seconds);
	return r->done;
}

void
rule_refresh(struct run *r, const struct dom_node *n)
{
	long seconds;

	if (!first_refresh(r, n, &seconds))
		return;
	if (seconds == 0 || seconds > TWENTY_HOURS)
		run_pass(r);
	else
		run_fail(r, n, "content", "Die Seite lädt nach %ld Sekunden von selbst neu oder wechselt "
			"zu einer anderen", seconds);
}

void
rule_refresh_strict(struct run *r, const struct dom_node *n)
{
	long seconds;

	if (!first_refresh(r, n, &seconds))
		return;
	if (seconds == 0)
		run_pass(r);
	else
		run_fail(r, n, "content", "Die Seite lädt nach %ld Sekunden von selbst neu oder wechselt "
			"zu einer anderen", seconds);
}

static bool
separator(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == ',' || c == ';';
}

/*
 * The value of `key` in a viewport's content, which is a list of key=value pairs
 * (https://www.w3.org/TR/css-device-adapt-1/#parsing-algorithm). The last one counts.
 */
static bool
viewport_value(struct str content, const char *key, struct str *value)
{
	bool found = false;
	size_t i = 0;

	while (i < content.n) {
		struct str name, v = { NULL, 0 };
		size_t from;

		while (i < content.n && (separator(content.p[i]) || content.p[i] == '='))
			i++;
		from = i;
		while (i < content.n && !separator(content.p[i]) && content.p[i] != '=')
			i++;
		name = (struct str){ content.p + from, i - from };
		/* White space may stand around the sign, but not a comma. */
		while (i < content.n && separator(content.p[i]) && content.p[i] != ',' &&
		       content.p[i] != ';')
			i++;
		if (i < content.n && content.p[i] == '=') {
			i++;
			while (i < content.n && separator(content.p[i]) && content.p[i] != ',' &&
			       content.p[i] != ';')
				i++;
			from = i;
			while (i < content.n && !separator(content.p[i]) && content.p[i] != '=')
				i++;
			v = (struct str){ content.p + from, i - from };
		}
		if (v.n > 0 && str_same(name, str_of(key))) {
			*value = v;
			found = true;
		}
	}
	return found;
}

/* The number a value begins with; false when it begins with none. */
static bool
leading_number(struct str v, double *out)
{
	size_t i = v.n > 0 && (v.p[0] == '-' || v.p[0] == '+');

	while (i < v.n && (digit(v.p[i]) || v.p[i] == '.'))
		i++;
	for (; i > 0; i--) {
		if (css_number((struct str){ v.p, i }, out))
			return true;
	}
	return false;
}

static bool
is_device_size(struct str v)
{
	return str_same(v, STR("device-width")) || str_same(v, STR("device-height"));
}

void
rule_viewport(struct run *r, const struct dom_node *n)
{
	const struct str *content;
	struct str scalable = { NULL, 0 }, scale = { NULL, 0 };
	bool has_scalable, has_scale;
	double number;

	if (!dom_is(n, GUMBO_TAG_META) || !dom_attr_is(n, "name", "viewport"))
		return;
	content = dom_attr(n, "content");
	if (!content)
		return;
	has_scalable = viewport_value(*content, "user-scalable", &scalable);
	has_scale = viewport_value(*content, "maximum-scale", &scale);
	if (!has_scalable && !has_scale)
		return;
	if (has_scalable && !str_same(scalable, STR("yes")) && !is_device_size(scalable) &&
	    !(leading_number(scalable, &number) && (number >= 1 || number <= -1)))
		run_fail(r, n, "content", "Die Seite lässt sich auf dem Telefon nicht vergrößern "
			"(user-scalable=%.*s)", STR_FMT(scalable));
	else if (has_scale && !is_device_size(scale) &&
	    !(leading_number(scale, &number) && (number >= 2 || number < 0)))
		run_fail(r, n, "content", "Die Seite lässt sich auf dem Telefon nicht auf 200 %% vergrößern "
			"(maximum-scale=%.*s)", STR_FMT(scale));
	else
		run_pass(r);
}
