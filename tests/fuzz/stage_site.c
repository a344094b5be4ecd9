#include "tests/fuzz/stage_site.h"

#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "generator/build.h"
#include "generator/markdown.h"

static const struct {
	const char *path, *text;
} files[] = {
	{ "site.conf", "title: Probe\norganisation: Stadt Musterstadt\nurl: https://lernen.musterstadt.example/\n"
		"languages: [de, en]\ncontact: {name: Team Probe, email: probe@musterstadt.example}\n" },
	{ "content/index.md", "---\ntitle: Start\ndescription: Die Startseite.\n---\n\nWillkommen.\n" },
	{ "content/units.tsv", "id\tparent\tname\nstadt\t\tStadt Musterstadt\nfb10\tstadt\tFachbereich Personal\n" },
	{ "content/journeys/weg.md", "---\ntitle: Der Weg\ndescription: Zwei Stationen.\nstations: [eins, drei]\n---\n\nLos.\n" },
	{ "content/modules/eins.md", "---\ntitle: Eins\ndescription: Das erste.\nduration: 10\n---\n\n## Abschnitt\n\nText.\n" },
	{ "content/modules/zwei.md", "---\ntitle: Zwei\ndescription: Mit Quiz.\nduration: 10\n"
		"completion: quiz >= 50\n---\n\n## Frage\n\n> [!QUIZ #q] Was?\n> Was stimmt?\n>\n> - ( ) Das nicht.\n"
		">   > Leider nein.\n> - (x) Das.\n>   > Genau.\n" },
	{ "content/modules/drei.md", "---\ntitle: Drei\ndescription: Vor Ort.\nduration: 20\ncompletion: attendance\n---\n\nVor Ort.\n" },
};

static struct build build;
static struct arena arena;
static char folder[64];

static void
folder_drop(void)
{
	struct err ignored;

	if (folder_remove(folder, &ignored) != ERR_OK)
		fprintf(stderr, "stage: %s is left over\n", folder);
}

const char *
stage_folder(void)
{
	if (folder[0])
		return folder;
	/* memory, where there is such a folder: a sync costs nothing there */
	snprintf(folder, sizeof(folder), "%s/stage-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	if (!mkdtemp(folder))
		exit(1);
	atexit(folder_drop);
	return folder;
}

const char *
stage_place(const char *name)
{
	return arena_printf(&arena, "%s/%s", stage_folder(), name).p;
}

void
stage_must(enum err_code rc, const struct err *e)
{
	if (rc == ERR_OK)
		return;
	fprintf(stderr, "stage: %s\n", e->msg);
	exit(1);
}

struct str
stage_line(struct str *in)
{
	struct str line;

	*in = str_cut(*in, '\n', &line);
	return line.p ? line : STR("");
}

static void
site_write(void)
{
	static const char *const folders[] = { "", "content", "content/modules", "content/journeys" };
	struct err e = { 0 };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		mkdir(stage_place(arena_printf(&arena, "site/%s", folders[i]).p), 0700);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		stage_must(file_write(stage_place(arena_printf(&arena, "site/%s", files[i].path).p), str_of(files[i].text), &e), &e);
}

const struct theme *
stage_theme(void)
{
	static bool made;
	struct build_options o = { .day = { 2026, 11, 24 }, .jobs = 1 };
	struct build_summary done;
	struct err e = { 0 };
	bool stopped = false;

	if (made)
		return &build.theme;
	made = true;
	markdown_start();
	site_write();
	o.site = stage_place("site");
	o.out = stage_place("out");
	stage_must(build_load(&build, &o, &e), &e);
	stage_must(build_write(&build, &o, &stopped, &done, &e), &e);
	if (stopped) {
		findings_print(&build.findings, stderr, 50);
		exit(1);
	}
	return &build.theme;
}
