#include "generator/site_rules/check_theme.h"

#include "common/embed.h"
#include "generator/site_rules/theme_rules.h"

enum { THEME_FILE_MAX = 4 * 1024 * 1024, ENVS_MAX = 64 };

/* ---- the circumstances ---- */

static bool
asks_for(const struct theme_look *t, const char *feature)
{
	for (size_t i = 0; i < t->n_rule; i++) {
		for (const struct sheet_media *m = t->rule[i]->media; m; m = m->outer) {
			if (str_find(m->query, str_of(feature)) != SIZE_MAX)
				return true;
		}
	}
	return false;
}

static struct str
env_name(struct arena *a, const struct theme_env *e)
{
	struct str base = e->dark ? STR("dunkel") : STR("hell");

	if (e->variant)
		base = arena_printf(a, "mit %.*s=\"%.*s\"%s", STR_FMT(e->variant->attribute), STR_FMT(e->variant->value),
			e->dark ? " im dunklen System" : "");
	if (e->contrast)
		base = arena_printf(a, "%.*s bei mehr Kontrast", STR_FMT(base));
	return arena_copy(a, base);
}

static void
env_add(struct theme_look *t, struct theme_envs *envs, struct theme_env e)
{
	struct theme_env *to;

	if (envs->n >= ENVS_MAX)
		return;
	to = &envs->env[envs->n++];
	*to = e;
	to->width = ENV_WIDTH_WIDE;
	to->name = env_name(t->arena, &e);
	env_tokens(t, to);
}

static void
envs_make(struct theme_look *t, struct theme_envs *envs)
{
	struct theme_variant *variant;
	size_t n;
	int contrasts = asks_for(t, "prefers-contrast") ? 2 : 1;

	theme_variants(t, &variant, &n);
	*envs = (struct theme_envs){ .env = ARENA_ARRAY(t->arena, struct theme_env, ENVS_MAX) };
	for (size_t v = 0; v <= n; v++) {
		for (int i = 0; i < 2 * contrasts; i++)
			env_add(t, envs, (struct theme_env){ .variant = v ? &variant[v - 1] : NULL, .dark = i % 2, .contrast = i / 2 });
	}
	envs->narrow = (struct theme_env){ .width = ENV_WIDTH_NARROW, .still = true, .name = STR("") };
	env_tokens(t, &envs->narrow);
	envs->forced = (struct theme_env){ .width = ENV_WIDTH_WIDE, .forced = true, .name = STR("") };
	env_tokens(t, &envs->forced);
}

void
check_theme(struct theme_look *t)
{
	static theme_rule_fn *const all[] = { theme_rule_contrast, theme_rule_forced, theme_rule_focus, theme_rule_target,
		theme_rule_layout, theme_rule_type, theme_rule_motion };
	struct theme_envs envs;

	if (t->n_sheet == 0)
		return;
	envs_make(t, &envs);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		all[i](t, &envs);
}

/* ---- files ---- */

static void
file_add(struct theme_look *t, struct str path, struct str text)
{
	if (str_ends(path, STR(".css")))
		theme_sheet_add(t, path, text);
	else if (str_ends(path, STR(".html")))
		theme_template_add(t, path, text);
}

/* "themes/default/" of a path in it; "" for any other path. */
static struct str
theme_folder(struct str path)
{
	struct str name, rest;

	if (!str_starts(path, STR("themes/")))
		return STR("");
	rest = str_cut(str_from(path, 7), '/', &name);
	return rest.n > 0 ? (struct str){ path.p, 7 + name.n + 1 } : STR("");
}

static void
folder_look(struct build *b, struct str folder)
{
	struct theme_look t = { .arena = &b->arena, .all = &b->findings };

	for (size_t i = 0; i < b->source.n; i++) {
		const struct source_file *file = &b->source.file[i];
		struct buf text = { 0 };
		struct err ignored; /* theme_open() tells it */

		if (str_starts(file->path, folder) && file->kind == SOURCE_FILE
			&& (str_ends(file->path, STR(".css")) || str_ends(file->path, STR(".html")))
			&& source_read(&b->source, &b->reader[0], i, THEME_FILE_MAX, &text, &ignored) == ERR_OK)
			file_add(&t, file->path, arena_copy(&b->arena, buf_str(&text)));
		buf_release(&text);
	}
	check_theme(&t);
}

static void
embedded_look(struct build *b)
{
	struct theme_look t = { .arena = &b->arena, .all = &b->findings };

	for (const struct embedded *e = theme_default; e->name; e++)
		file_add(&t, arena_printf(&b->arena, "themes/default/%s", e->name), (struct str){ e->text, e->n });
	check_theme(&t);
}

void
check_themes(struct build *b)
{
	struct str last = STR(""), own = arena_printf(&b->arena, "themes/%.*s/", STR_FMT(b->site.conf.theme));
	bool found = false;

	for (size_t i = 0; i < b->source.n; i++) { /* in order of their paths */
		struct str folder = theme_folder(b->source.file[i].path);

		if (folder.n == 0 || str_eq(folder, last))
			continue;
		last = folder;
		found = found || str_eq(folder, own);
		folder_look(b, folder);
	}
	if (!found)
		embedded_look(b);
	findings_sort(&b->findings);
}
