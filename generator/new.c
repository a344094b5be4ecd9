#include "generator/new.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/file.h"

/* {id} and {day} are filled in. */
static const struct {
	const char *kind, *path, *text;
} kinds[] = {
	{ "module", "content/modules/{id}/index.md",
		"---\n"
		"title: {id}\n"
		"description: Ein Satz, der sagt, worum es geht.\n"
		"duration: 15\n"
		"level: basic\n"
		"goals:\n"
		"  - etwas Bestimmtes können, das Sie vorher nicht konnten\n"
		"draft: true\n"
		"---\n\n"
		"## Eine Situation aus Ihrem Arbeitstag\n\n"
		"Beginnen Sie mit etwas, das wirklich vorkommt.\n\n"
		"## Was Sie tun können\n\n"
		"- Der erste Schritt.\n"
		"- Der zweite Schritt.\n\n"
		"> [!QUIZ #{id}-1] Eine Frage dazu\n"
		"> Was tun Sie?\n"
		">\n"
		"> - ( ) Eine Antwort, die nahe liegt.\n"
		">   > Sagen Sie, warum sie nicht weiterhilft.\n"
		"> - (x) Die richtige Antwort.\n"
		">   > Sagen Sie, warum sie richtig ist.\n\n"
		"> [!KEYPOINTS]\n"
		"> - Das eine, was bleiben soll.\n" },
	{ "journey", "content/journeys/{id}.md",
		"---\n"
		"title: {id}\n"
		"description: Ein Satz, der sagt, wohin die Reise führt.\n"
		"stations: []\n"
		"draft: true\n"
		"---\n\n"
		"Für wen diese Reise ist, und was danach leichter fällt.\n" },
	{ "news", "content/news/{day}-{id}.md",
		"---\n"
		"title: {id}\n"
		"description: Ein Satz, der das Wichtigste sagt.\n"
		"draft: true\n"
		"---\n\n"
		"Was sich ändert, ab wann, und wen Sie fragen können.\n" },
	{ "event", "content/events/{id}.md",
		"---\n"
		"title: {id}\n"
		"description: Ein Satz, der sagt, was geboten wird.\n"
		"starts: {day}T09:00:00+01:00\n"
		"draft: true\n"
		"---\n\n"
		"Was geboten wird, und für wen.\n" },
	{ "term", "content/glossary/{id}.md",
		"---\n"
		"title: {id}\n"
		"description: Der Begriff in einem Satz.\n"
		"draft: true\n"
		"---\n\n"
		"Der Begriff, mit einem Beispiel aus der Verwaltung.\n" },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static size_t
kind_index(const char *kind)
{
	size_t i = 0;

	while (i < KINDS && strcmp(kinds[i].kind, kind) != 0)
		i++;
	return i;
}

bool
new_kind(const char *kind)
{
	return kind_index(kind) < KINDS;
}

static bool
is_id(struct str s)
{
	if (s.n == 0 || s.n > 64 || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	}
	return true;
}

static void
pattern_fill(struct buf *out, const char *pattern, const char *id, const char *day)
{
	while (*pattern) {
		size_t n = strcspn(pattern, "{");

		buf_add(out, (struct str){ pattern, n });
		pattern += n;
		if (strncmp(pattern, "{id}", 4) == 0 || strncmp(pattern, "{day}", 5) == 0) {
			buf_add(out, str_of(pattern[1] == 'i' ? id : day));
			pattern += pattern[1] == 'i' ? 4 : 5;
		} else if (*pattern) {
			buf_add_char(out, *pattern++);
		}
	}
}

/* Today in the zone that site.conf has unless it says otherwise; the file is meant to be edited. */
static struct date
today(void)
{
	struct date_zone *zone = date_zone_open(STR("Europe/Berlin"));
	int64_t now = (int64_t)time(NULL);
	struct date day = date_of_days(zone ? date_zone_day(zone, now) : now / 86400);

	date_zone_close(zone);
	return day;
}

enum err_code
new_write(const char *site, const char *kind, const char *id, struct date day, struct err *e)
{
	size_t k = kind_index(kind);
	struct buf path = { 0 }, text = { 0 };
	enum err_code rc = ERR_OK;
	char written[11];
	int fd = -1;

	if (!is_id(str_of(id)))
		return err_set(e, ERR_INVALID, "\"%s\" is no id: use small letters a-z, digits and hyphens, at most 64", id);
	date_format(day.year != 0 ? day : today(), written);
	buf_addf(&path, "%s/", site);
	pattern_fill(&path, kinds[k].path, id, written);
	buf_add(&path, (struct str){ "", 1 });
	pattern_fill(&text, kinds[k].text, id, written);
	*strrchr(path.p, '/') = '\0'; /* for a moment, the folder */
	rc = folder_make(path.p, 0755, e);
	path.p[strlen(path.p)] = '/';
	if (rc != ERR_OK)
		goto out;
	fd = open(path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		rc = err_set(e, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "%s: %s", path.p, strerror(errno));
	else if (write(fd, text.p, text.n) != (ssize_t)text.n)
		rc = err_set(e, ERR_IO, "%s: cannot be written", path.p);
	else
		printf("%s\n", path.p);
out:
	if (fd >= 0)
		close(fd);
	buf_release(&path);
	buf_release(&text);
	return rc;
}
