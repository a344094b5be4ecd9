#include "tracker/role.h"

const char *const role_names[] = { "learner", "companion", "lead", "hr", "process", "board", "council",
	"author", "admin", NULL };

unsigned
role_of_name(struct str name)
{
	for (unsigned i = 0; role_names[i]; i++)
		if (str_eq(name, str_of(role_names[i])))
			return 1u << i;
	return 0;
}
