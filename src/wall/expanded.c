/* Open and closed groups. Invariant: no key is in both lists. */
#include "wall/expanded.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void expanded_free(struct expanded *e)
{
	free(e->opened);
	free(e->closed);
	*e = (struct expanded){ 0 };
}

void expanded_reset(struct expanded *e)
{
	e->opened_count = e->closed_count = 0;
}

static uint64_t *copy_keys(uint64_t *to, size_t *room, const uint64_t *from, size_t n)
{
	to = mem_grow(to, room, n, sizeof *to);
	if (n)
		memcpy(to, from, n * sizeof *to);
	return to;
}

void expanded_copy(struct expanded *to, const struct expanded *from)
{
	to->depth = from->depth;
	to->opened = copy_keys(to->opened, &to->opened_room, from->opened, from->opened_count);
	to->closed = copy_keys(to->closed, &to->closed_room, from->closed, from->closed_count);
	to->opened_count = from->opened_count;
	to->closed_count = from->closed_count;
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

static size_t find(const uint64_t *keys, size_t n, uint64_t key)
{
	size_t i = 0;
	while (i < n && keys[i] != key)
		i++;
	return i;
}

bool expanded_is_open(const struct expanded *e, const struct tree *t, uint32_t group)
{
	if (e->opened_count || e->closed_count) {
		uint64_t key = expanded_key(t, group);
		if (find(e->opened, e->opened_count, key) < e->opened_count)
			return true;
		if (find(e->closed, e->closed_count, key) < e->closed_count)
			return false;
	}
	return t->group[group].depth < e->depth;
}

static void drop(uint64_t *keys, size_t *n, uint64_t key)
{
	size_t i = find(keys, *n, key);
	if (i < *n)
		keys[i] = keys[--*n];
}

void expanded_set(struct expanded *e, const struct tree *t, uint32_t group, bool open)
{
	uint64_t key = expanded_key(t, group);
	drop(e->opened, &e->opened_count, key);
	drop(e->closed, &e->closed_count, key);
	if (open == (t->group[group].depth < e->depth))
		return;
	if (open) {
		e->opened = mem_grow(e->opened, &e->opened_room, e->opened_count + 1,
				     sizeof *e->opened);
		e->opened[e->opened_count++] = key;
	} else {
		e->closed = mem_grow(e->closed, &e->closed_room, e->closed_count + 1,
				     sizeof *e->closed);
		e->closed[e->closed_count++] = key;
	}
}
