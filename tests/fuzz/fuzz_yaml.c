/* Any bytes as YAML: a tree, or at least one finding, each with a place and one line of text. */
#include <stdint.h>
#include <stdlib.h>

#include "common/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* Touch every node, so that a sanitizer sees a wrong pointer or length. */
static size_t
tree_walk(const struct yaml_node *node)
{
	size_t sum = node->line + node->column + str_chars(node->text);

	for (size_t i = 0; i < node->n; i++) {
		sum += tree_walk(node->item[i]);
		if (node->kind == YAML_MAPPING && yaml_find(node, node->key[i]->text) != node->item[i])
			abort(); /* a duplicate key got through */
	}
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct findings all = { .arena = &a };
	struct yaml_node *node = NULL;
	bool good = yaml_parse(&a, (struct str){ (const char *)data, n }, STR("x"), 1, false, &all, &node);

	if (good != (all.n == 0) || (!good && node))
		abort();
	if (node && tree_walk(node) == SIZE_MAX)
		abort();
	for (size_t i = 0; i < all.n; i++) {
		if (all.item[i].line == 0 || all.item[i].message.n == 0 || all.item[i].remedy.n == 0)
			abort();
	}
	arena_reset(&a);
	return 0;
}
