/* template_name.h - inside the template engine: what a name in a template means, found once, while
 * compiling. */
#ifndef COMMON_TEMPLATE_NAME_H
#define COMMON_TEMPLATE_NAME_H

#include "common/template_code.h"
#include "common/template_set.h"

/* Fields that names may mean, innermost last; `fields` is NULL where only {{.}} has a meaning. */
struct scope {
	const struct template_field *fields;
	enum template_type item;
	uint16_t frame;
};

/* The scopes around a place in a template; the first one is the page's model. */
struct scopes {
	struct scope item[TEMPLATE_FRAMES];
	size_t n;
};

/* What a name means. */
struct meaning {
	enum template_type type;
	const struct template_field *fields;
	size_t size;
	struct ref ref;
};

/* What the name of `node` means; ERR_INVALID with a suggestion when it means nothing. */
enum err_code name_resolve(const struct scopes *scopes, const struct origin *from,
	const struct node *node, struct meaning *out, struct err *e) MUST_CHECK;

#endif
