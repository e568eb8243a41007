/*
 * The tree of groups. Owns how levels are made to nest, which levels are worth having, and what
 * groups are called. Works on rows, not ids: each level gives every row the number of its set; then
 * each stretch of rows that the coarser levels left together is divided by that number, and rows
 * keep their order within a part. So levels nest by construction. Must not know loads, files, or
 * how groups are drawn.
 */
#include "measure/tree.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tree_free(struct tree *t)
{
	free(t->group);
	free(t->order);
	free(t->leaf);
	*t = (struct tree){ 0 };
}

enum {
	SET_NONE = -1,  /* of a row: no set of the level names its cpu */
	PART_REST = -1, /* of a part: the rows without a set, where others have one */
	PART_KEPT = -2, /* of a part: no row has a set; finer levels get it as it was */
};

/* Rows that belong together. */
struct part {
	uint32_t first, count; /* a stretch of the order */
	int32_t set;           /* index in the level's sets, or PART_… */
};

/* The parts of one level; they cover every row, in order. */
struct partition {
	struct part *part;
	size_t count, room;
};

struct builder {
	struct tree *tree;
	const uint32_t *cpu;
	const struct cpulist *online;
	struct partition parts[LEVELS]; /* beside tree->level */
	struct partition next;          /* scratch: those of the level being tried … */
	uint32_t *order;                /* … the order they make … */
	bool differs;                   /* … and whether any stretch was divided */
	int32_t *set_of;                /* scratch: the row's set at that level */
	uint32_t *place; /* scratch: by set, its part in `next` within a stretch, plus 1 */
	size_t place_room;
};

static struct part *add_part(struct partition *p, uint32_t first, int32_t set)
{
	p->part = mem_grow(p->part, &p->room, p->count + 1, sizeof *p->part);
	p->part[p->count] = (struct part){ .first = first, .set = set };
	return &p->part[p->count++];
}

/* Rows and spans both ascend: one pass finds every row's set. */
static void find_sets(struct builder *b, const struct topology_level *level)
{
	size_t at = 0;
	for (size_t row = 0; row < b->tree->rows; row++) {
		uint32_t cpu = b->cpu[row];
		while (at < level->spans && level->span[at].cpus.last < cpu)
			at++;
		bool inside = at < level->spans && level->span[at].cpus.first <= cpu;
		b->set_of[row] = inside ? (int32_t)level->span[at].set : SET_NONE;
	}
}

/* The kernel leaves offline cpus out of its lists; that alone divides nothing. */
static bool is_online(const struct builder *b, uint32_t row)
{
	return !b->online->count || cpulist_has(b->online, b->cpu[row]);
}

/* Adds a part for each set among the stretch's rows, as they come, and counts its rows. */
static void count_parts(struct builder *b, const uint32_t *row, uint32_t n)
{
	uint32_t rest = 0;
	size_t from = b->next.count;
	bool rest_online = false;
	for (uint32_t i = 0; i < n; i++) {
		int32_t set = b->set_of[row[i]];
		if (set == SET_NONE) {
			rest++;
			rest_online = rest_online || is_online(b, row[i]);
			continue;
		}
		if (!b->place[set]) {
			add_part(&b->next, 0, set);
			b->place[set] = (uint32_t)b->next.count;
		}
		b->next.part[b->place[set] - 1].count++;
	}
	b->differs = b->differs || b->next.count - from + rest_online > 1;
	if (rest)
		add_part(&b->next, 0, PART_REST)->count = rest;
}

/* Gives the parts from `from` on their stretches, the first of which starts at `first`. */
static void lay_parts(struct partition *p, size_t from, uint32_t first)
{
	for (size_t i = from; i < p->count; i++) {
		p->part[i].first = first;
		first += p->part[i].count;
	}
}

/* Parts one stretch of the order. */
static void divide(struct builder *b, const struct part *whole)
{
	const uint32_t *row = b->tree->order + whole->first;
	size_t from = b->next.count;
	count_parts(b, row, whole->count);
	lay_parts(&b->next, from, whole->first);
	if (b->next.count == from + 1 && b->next.part[from].set == PART_REST)
		b->next.part[from].set = PART_KEPT;
	for (size_t i = from; i < b->next.count; i++)
		b->next.part[i].count = 0;
	for (uint32_t i = 0; i < whole->count; i++) {
		int32_t set = b->set_of[row[i]];
		size_t at = set == SET_NONE ? b->next.count : b->place[set];
		struct part *part = &b->next.part[at - 1];
		b->order[part->first + part->count++] = row[i];
	}
	for (size_t i = from; i < b->next.count; i++)
		if (b->next.part[i].set >= 0)
			b->place[b->next.part[i].set] = 0;
}

/* Whether the level in b->next differs from the one before it. */
static bool is_worth_having(const struct builder *b)
{
	for (size_t i = 0; i < b->next.count; i++)
		if (b->next.part[i].set >= 0 && b->next.part[i].count > 1)
			return b->differs;
	return false;
}

static void accept(struct builder *b, enum level level)
{
	struct tree *t = b->tree;
	struct partition *parts = &b->parts[t->levels];
	t->level[t->levels++] = level;
	*parts = b->next;
	b->next = (struct partition){ 0 };
	memcpy(t->order, b->order, t->rows * sizeof *t->order);
}

static void try_level(struct builder *b, const struct topology *topology, enum level level)
{
	const struct topology_level *sets = &topology->level[level];
	const struct partition *before = &b->parts[b->tree->levels - 1];
	if (!sets->count)
		return;
	b->place = mem_grow(b->place, &b->place_room, sets->count, sizeof *b->place);
	b->next.count = 0;
	b->differs = false;
	find_sets(b, sets);
	for (size_t i = 0; i < before->count; i++)
		divide(b, &before->part[i]);
	if (is_worth_having(b))
		accept(b, level);
}

/* The order is that of the rows, and the root their only group. */
static void begin(struct tree *t, const uint32_t *cpu, size_t rows, struct builder *b)
{
	*b = (struct builder){ .tree = t, .cpu = cpu };
	t->order = mem_grow(t->order, &t->order_room, rows, sizeof *t->order);
	t->leaf = mem_grow(t->leaf, &t->leaf_room, rows, sizeof *t->leaf);
	t->rows = rows;
	t->count = 0;
	for (size_t i = 0; i < rows; i++)
		t->order[i] = (uint32_t)i;
	add_part(&b->parts[0], 0, 0)->count = (uint32_t)rows;
	t->level[0] = LEVEL_ALL;
	t->levels = 1;
}

static struct group *add_group(struct tree *t, enum level level, const struct part *part)
{
	t->group = mem_grow(t->group, &t->group_room, t->count + 1, sizeof *t->group);
	struct group *g = &t->group[t->count++];
	*g = (struct group){ .level = level, .first = part->first, .count = part->count };
	return g;
}

static void name_group(struct group *g, const char *id)
{
	snprintf(g->id, sizeof g->id, "%s", id);
	snprintf(g->name, sizeof g->name, level_table[g->level].format, g->id);
}

static const char *id_of(const struct topology *topology, enum level level, const struct part *part)
{
	if (level == LEVEL_ALL)
		return "all";
	return part->set == PART_REST ? "?" : topology->level[level].set[part->set].id;
}

/* Adds the groups in preorder: by where they start; those that start together, coarse first. */
static void add_groups(struct builder *b, const struct topology *topology)
{
	struct tree *t = b->tree;
	size_t at[LEVELS] = { 0 };
	for (uint32_t first = 0; first < t->rows || !t->count; first++) {
		for (size_t i = 0; i < t->levels; i++) {
			const struct partition *p = &b->parts[i];
			if (at[i] == p->count || p->part[at[i]].first != first)
				continue;
			const struct part *part = &p->part[at[i]++];
			if (part->set != PART_KEPT)
				name_group(add_group(t, t->level[i], part),
					   id_of(topology, t->level[i], part));
		}
	}
}

/* Links each group to its parent: both follow from preorder and stretches. */
static void link_groups(struct tree *t)
{
	uint32_t open = TREE_NONE;
	for (uint32_t i = 0; i <= t->count; i++) {
		const struct group *g = i < t->count ? &t->group[i] : NULL;
		while (open != TREE_NONE &&
		       (!g || g->first >= t->group[open].first + t->group[open].count)) {
			t->group[open].next = i;
			open = t->group[open].parent;
		}
		if (!g)
			break;
		t->group[i].parent = open;
		t->group[i].depth = open == TREE_NONE ? 0 : t->group[open].depth + 1;
		for (uint32_t k = 0; k < g->count; k++)
			t->leaf[t->order[g->first + k]] = i;
		open = i;
	}
}

static void end(struct builder *b)
{
	link_groups(b->tree);
	for (size_t i = 0; i < LEVELS; i++)
		free(b->parts[i].part);
	free(b->next.part);
	free(b->order);
	free(b->set_of);
	free(b->place);
}

void tree_of_topology(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		      size_t rows)
{
	struct builder b;
	begin(t, cpu, rows, &b);
	b.online = &topology->online;
	b.order = mem_zero(rows, sizeof *b.order);
	b.set_of = mem_zero(rows, sizeof *b.set_of);
	for (enum level level = LEVEL_DRAWER; level <= LEVEL_CORE; level++)
		try_level(&b, topology, level);
	add_groups(&b, topology);
	end(&b);
}

static void name_block(struct group *g, uint64_t first, uint64_t last)
{
	char id[sizeof g->id];
	if (first == last)
		snprintf(id, sizeof id, "%u", (unsigned)first);
	else
		snprintf(id, sizeof id, "%u-%u", (unsigned)first, (unsigned)last);
	name_group(g, id);
}

void tree_of_blocks(struct tree *t, const uint32_t *cpu, size_t rows, uint32_t size)
{
	struct builder b;
	begin(t, cpu, rows, &b);
	name_group(add_group(t, LEVEL_ALL, b.parts[0].part), "all");
	t->level[t->levels++] = LEVEL_BLOCK;
	for (size_t row = 0; row < rows;) {
		struct part part = { .first = (uint32_t)row };
		uint64_t base = cpu[row] - cpu[row] % size, last = base + size - 1;
		while (row < rows && cpu[row] <= last)
			row++;
		part.count = (uint32_t)row - part.first;
		name_block(add_group(t, LEVEL_BLOCK, &part), base,
			   last > UINT32_MAX ? UINT32_MAX : last);
	}
	end(&b);
}

uint32_t tree_leaf_of(const struct tree *t, uint32_t row)
{
	return row < t->rows ? t->leaf[row] : 0;
}

uint32_t tree_depth(const struct tree *t)
{
	uint32_t depth = 0;
	for (size_t g = 0; g < t->count; g++)
		depth = t->group[g].depth > depth ? t->group[g].depth : depth;
	return depth;
}
