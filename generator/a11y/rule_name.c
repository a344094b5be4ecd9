/* rule_name.c - what must have an accessible name. */
#include <string.h>

#include "generator/a11y/rules.h"

static bool
is_target(const struct dom_node *n, const char *role)
{
	return role_is(role_semantic(n), role) && is_included(n);
}

static void
expect_name(struct run *r, const struct dom_node *n, const char *what)
{
	if (!name_is_empty(n))
		run_pass(r);
	else
		run_fail(r, n, NULL, "%s hat keinen Namen, den ein Screenreader vorlesen kann", what);
}

void
rule_button_name(struct run *r, const struct dom_node *n)
{
	bool image = dom_is(n, GUMBO_TAG_INPUT) && str_eq(input_type(n), STR("image"));

	if (!image && is_target(n, "button"))
		expect_name(r, n, "Diese Schaltfläche");
}

void
rule_field_name(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);
	bool field = role_in(role, "checkbox combobox listbox menuitemcheckbox menuitemradio radio "
		"searchbox slider spinbutton switch textbox");

	/* Fields to choose a colour or a file are exposed without a role of ARIA. */
	if (!role && dom_is(n, GUMBO_TAG_INPUT) && !dom_attr_is(n, "type", "hidden"))
		field = true;
	/* A <datalist> is part of its <input>. */
	if (field && !dom_is(n, GUMBO_TAG_DATALIST) && is_included(n))
		expect_name(r, n, "Dieses Feld");
}

void
rule_heading_name(struct run *r, const struct dom_node *n)
{
	if (n->ns == DOM_HTML && is_target(n, "heading"))
		expect_name(r, n, "Diese Überschrift");
}

void
rule_iframe_name(struct run *r, const struct dom_node *n)
{
	long tabindex;

	if (!dom_is(n, GUMBO_TAG_IFRAME) || !is_included(n) || is_marked_decorative(n))
		return;
	if (tabindex_of(n, &tabindex) && tabindex < 0)
		return;
	expect_name(r, n, "Dieser eingebettete Rahmen (iframe)");
}

void
rule_image_button_name(struct run *r, const struct dom_node *n)
{
	if (!dom_is(n, GUMBO_TAG_INPUT) || !str_eq(input_type(n), STR("image")) || !is_included(n))
		return;
	if (name_is_empty(n) || name_is_default(n))
		run_fail(r, n, NULL, "Diese Bildschaltfläche hat keinen eigenen Namen");
	else
		run_pass(r);
}

void
rule_image_name(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_semantic(n);

	if (n->ns != DOM_HTML || is_hidden(n) || (n->tag != GUMBO_TAG_IMG && !role_is(role, "img")))
		return;
	if (role_is_none(role)) {
		run_pass(r);
		return;
	}
	expect_name(r, n, "Dieses Bild");
}

void
rule_link_name(struct run *r, const struct dom_node *n)
{
	if (n->ns == DOM_HTML && role_inherits(role_semantic(n), "link") && is_included(n))
		expect_name(r, n, "Dieser Link");
}

void
rule_menuitem_name(struct run *r, const struct dom_node *n)
{
	if (n->ns == DOM_HTML && is_target(n, "menuitem"))
		expect_name(r, n, "Dieser Menüeintrag");
}

static bool
is_media_type(struct str type)
{
	return str_starts(type, STR("image/")) || str_starts(type, STR("audio/")) ||
		str_starts(type, STR("video/"));
}

/* The kind of a resource, by the ending of its address, else by the type attribute. */
static bool
is_media(const struct dom_node *object)
{
	static const char *const media[] = { ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif",
		".svg", ".bmp", ".ico", ".tif", ".tiff", ".apng", ".mp3", ".ogg", ".oga", ".wav", ".flac",
		".aac", ".m4a", ".opus", ".mp4", ".m4v", ".webm", ".ogv", ".mov", ".avi", ".mkv", NULL };
	const struct str *data = dom_attr(object, "data"), *type = dom_attr(object, "type");
	struct str path;

	if (!data || str_blank(*data))
		return false;
	path = str_trim(*data);
	if (path.n > 5 && str_same((struct str){ path.p, 5 }, STR("data:")))
		return is_media_type(str_from(path, 5));
	str_cut(path, '?', &path);
	str_cut(path, '#', &path);
	for (int i = 0; media[i]; i++) {
		struct str end = str_of(media[i]);

		if (path.n > end.n && str_same(str_from(path, path.n - end.n), end))
			return true;
	}
	return type && !memchr(path.p, '.', path.n) && is_media_type(*type);
}

void
rule_object_name(struct run *r, const struct dom_node *n)
{
	if (dom_is(n, GUMBO_TAG_OBJECT) && !role_explicit(n) && is_included(n) && is_media(n))
		expect_name(r, n, "Dieses eingebettete Objekt");
}

void
rule_svg_name(struct run *r, const struct dom_node *n)
{
	if (n->ns == DOM_SVG && role_in(role_explicit(n), "img graphics-document graphics-symbol") &&
	    is_included(n))
		expect_name(r, n, "Diese Grafik");
}

void
rule_summary_name(struct run *r, const struct dom_node *n)
{
	const struct aria_role *role = role_explicit(n);

	if (!is_details_summary(n) || (role && !role_is_none(role)) || !is_included(n))
		return;
	expect_name(r, n, "Die Zeile (summary), die diesen Abschnitt öffnet,");
}
