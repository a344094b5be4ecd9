#include "generator/map.h"

#include "generator/hash.h"

struct map_slot {
	struct str key;
	uint64_t hash; /* 0: free */
	int64_t value;
};

static uint64_t
key_hash(struct str key)
{
	uint64_t h = hash_add((struct hash){ 0 }, key).a;

	return h ? h : 1;
}

static struct map_slot *
slot_find(const struct map *m, struct str key, uint64_t h)
{
	size_t i = (size_t)h & (m->cap - 1);

	while (m->slot[i].hash != 0 && !(m->slot[i].hash == h && str_eq(m->slot[i].key, key)))
		i = (i + 1) & (m->cap - 1);
	return &m->slot[i];
}

/* Twice the room; the old slots stay in the arena, at most as much again. */
static void
map_grow(struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 64;
	m->slot = ARENA_ARRAY(m->arena, struct map_slot, m->cap);
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slot[i].hash != 0)
			*slot_find(m, old.slot[i].key, old.slot[i].hash) = old.slot[i];
	}
}

static struct map_slot *
slot_get(struct map *m, struct str key)
{
	uint64_t h = key_hash(key);
	struct map_slot *s;

	if (m->n * 4 >= m->cap * 3)
		map_grow(m);
	s = slot_find(m, key, h);
	if (s->hash == 0) {
		*s = (struct map_slot){ key, h, MAP_NONE };
		m->n++;
	}
	return s;
}

int64_t
map_add(struct map *m, struct str key, int64_t value)
{
	struct map_slot *s = slot_get(m, key);
	int64_t before = s->value;

	if (before == MAP_NONE)
		s->value = value;
	return before;
}

void
map_put(struct map *m, struct str key, int64_t value)
{
	slot_get(m, key)->value = value;
}

int64_t
map_find(const struct map *m, struct str key)
{
	const struct map_slot *s = m->cap ? slot_find(m, key, key_hash(key)) : NULL;

	return s && s->hash != 0 ? s->value : MAP_NONE;
}
