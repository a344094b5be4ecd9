/* media.h - recordings in Markdown: what their addresses tell. */
#ifndef GENERATOR_MEDIA_H
#define GENERATOR_MEDIA_H

#include <stdbool.h>

#include "common/str.h"

/* Whether `url` names a film, or with `audio` a sound, by its ending. */
bool media_is_recording(struct str url, bool audio);

/* The language in a file's name, "de" of "film.de.vtt"; "" when there is none. Borrows from `url`. */
struct str media_language(struct str url);

#endif
