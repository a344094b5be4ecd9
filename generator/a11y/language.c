#include "generator/a11y/language.h"

#include "generator/a11y/language_table.h"

bool
language_is_known(struct str tag)
{
	struct str primary;
	unsigned index = 0;

	str_cut(tag, '-', &primary);
	if (primary.n != 2 && primary.n != 3)
		return false;
	for (size_t i = 0; i < primary.n; i++) {
		unsigned char c = (unsigned char)(primary.p[i] | 0x20);

		if (c < 'a' || c > 'z')
			return false;
		index = index * 26 + (c - 'a');
	}
	/* One bit for each pair or triple of letters. */
	return (primary.n == 2 ? language_pairs : language_triples)[index / 8] >> index % 8 & 1;
}
