/* language.h - language tags as far as the rules need them. */
#ifndef A11Y_LANGUAGE_H
#define A11Y_LANGUAGE_H

#include <stdbool.h>

#include "common/str.h"

/*
 * Whether the primary subtag of `tag` is a language of the IANA Language Subtag Registry; what
 * follows the first hyphen is not looked at. Grandfathered tags ("i-lux") and three-letter codes of
 * languages that have two letters ("eng") are none.
 */
bool language_is_known(struct str tag);

#endif
