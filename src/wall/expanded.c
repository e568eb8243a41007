/* Open and closed groups. Invariant: no key is in both lists. */
#include "wall/expanded.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void expanded_free(struct expanded *f)
{
	free(f->opened);
	free(f->closed);
	*f = (struct expanded){ 0 };
}

void expanded_reset(struct expanded *f)
{
	f->opened_count = f->closed_count = 0;
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

bool expanded_is_open(const struct expanded *f, const struct tree *t, uint32_t group)
{
	if (f->opened_count || f->closed_count) {
		uint64_t key = expanded_key(t, group);
		if (find(f->opened, f->opened_count, key) < f->opened_count)
			return true;
		if (find(f->closed, f->closed_count, key) < f->closed_count)
			return false;
	}
	return t->group[group].depth < f->depth;
}

static void drop(uint64_t *keys, size_t *n, uint64_t key)
{
	size_t i = find(keys, *n, key);
	if (i < *n)
		keys[i] = keys[--*n];
}

void expanded_set(struct expanded *f, const struct tree *t, uint32_t group, bool open)
{
	uint64_t key = expanded_key(t, group);
	drop(f->opened, &f->opened_count, key);
	drop(f->closed, &f->closed_count, key);
	if (open == (t->group[group].depth < f->depth))
		return;
	if (open) {
		f->opened = mem_grow(f->opened, &f->opened_room, f->opened_count + 1,
				     sizeof *f->opened);
		f->opened[f->opened_count++] = key;
	} else {
		f->closed = mem_grow(f->closed, &f->closed_room, f->closed_count + 1,
				     sizeof *f->closed);
		f->closed[f->closed_count++] = key;
	}
}
