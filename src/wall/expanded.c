/* Open and closed groups. Invariant: a group is in the list once at most. */
#include "wall/expanded.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void expanded_free(struct expanded *e)
{
	free(e->group);
	*e = (struct expanded){ 0 };
}

void expanded_reset(struct expanded *e)
{
	e->count = 0;
}

void expanded_copy(struct expanded *to, const struct expanded *from)
{
	to->group = mem_grow(to->group, &to->room, from->count, sizeof *to->group);
	if (from->count)
		memcpy(to->group, from->group, from->count * sizeof *to->group);
	to->count = from->count;
	to->depth = from->depth;
	to->cpus_depth = from->cpus_depth;
}

/* FNV-1a over the path from the root; a collision would only open a second group. */
static uint64_t hash_path(const struct tree *t, uint32_t group)
{
	const struct group *g = &t->group[group];
	uint64_t hash = g->parent == TREE_NONE ? 0xcbf29ce484222325u : hash_path(t, g->parent);
	hash = (hash ^ (uint64_t)g->level) * 0x100000001b3u;
	for (const char *p = g->id; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
	return hash;
}

uint64_t expanded_key(const struct tree *t, uint32_t group)
{
	return hash_path(t, group);
}

/* Where the group is in the list; the count where it is not. */
static size_t find(const struct expanded *e, uint64_t key)
{
	size_t i = 0;
	while (i < e->count && e->group[i].key != key)
		i++;
	return i;
}

bool expanded_is_open(const struct expanded *e, const struct tree *t, uint32_t group)
{
	size_t i = e->count ? find(e, expanded_key(t, group)) : 0;
	return i < e->count ? e->group[i].open : t->group[group].depth < e->depth;
}

void expanded_set(struct expanded *e, const struct tree *t, uint32_t group, bool open)
{
	uint64_t key = expanded_key(t, group);
	size_t i = find(e, key);
	if (i < e->count)
		e->group[i] = e->group[--e->count];
	if (open == (t->group[group].depth < e->depth))
		return;
	e->group = mem_grow(e->group, &e->room, e->count + 1, sizeof *e->group);
	e->group[e->count++] = (struct by_hand){ key, open };
}
