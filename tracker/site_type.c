#include "tracker/site_type.h"

/* Media types by the name's end (IANA's registry). Text is UTF-8 throughout. */
static const struct {
	const char *end, *type;
	bool media;
} types[] = {
	{ ".html", "text/html; charset=utf-8", false },
	{ ".css", "text/css; charset=utf-8", false },
	{ ".js", "text/javascript; charset=utf-8", false },
	{ ".json", "application/json; charset=utf-8", false },
	{ "/feed.xml", "application/atom+xml; charset=utf-8", false },
	{ ".xml", "application/xml; charset=utf-8", false },
	{ ".ics", "text/calendar; charset=utf-8", false },
	{ ".txt", "text/plain; charset=utf-8", false },
	{ ".csv", "text/csv; charset=utf-8", false },
	{ ".vtt", "text/vtt; charset=utf-8", false },
	{ ".svg", "image/svg+xml", false },
	{ ".webmanifest", "application/manifest+json", false },
	{ ".png", "image/png", true },
	{ ".jpg", "image/jpeg", true },
	{ ".jpeg", "image/jpeg", true },
	{ ".gif", "image/gif", true },
	{ ".webp", "image/webp", true },
	{ ".avif", "image/avif", true },
	{ ".ico", "image/x-icon", false },
	{ ".woff2", "font/woff2", false },
	{ ".mp4", "video/mp4", true },
	{ ".webm", "video/webm", true },
	{ ".mp3", "audio/mpeg", true },
	{ ".m4a", "audio/mp4", true },
	{ ".ogg", "audio/ogg", true },
	{ ".opus", "audio/ogg", true },
	{ ".pdf", "application/pdf", true },
	{ ".zip", "application/zip", true },
	{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true },
	{ ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true },
	{ ".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", true },
	{ ".odt", "application/vnd.oasis.opendocument.text", true },
};

const char *
site_type(struct str path, bool *media)
{
	*media = true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (!str_ends(path, str_of(types[i].end)))
			continue;
		*media = types[i].media;
		return types[i].type;
	}
	return "application/octet-stream";
}

bool
site_name_hashed(struct str path)
{
	static const char digits[] = "0123456789abcdef";
	size_t dot = path.n;

	if (!str_starts(path, STR("/theme/")))
		return false;
	while (dot > 0 && path.p[dot - 1] != '.' && path.p[dot - 1] != '/')
		dot--;
	if (dot < 10 || path.p[dot - 1] != '.' || path.p[dot - 10] != '-')
		return false;
	for (size_t i = dot - 9; i < dot - 1; i++)
		if (!memchr(digits, path.p[i], sizeof(digits) - 1))
			return false;
	return true;
}
