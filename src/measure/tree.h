/*
 * Groups of cpus as a tree, in preorder: group 0 is the whole machine, a group's children follow
 * it. Every group's members are one consecutive stretch of `order`, so that the tree is also the
 * order by topology: siblings adjacent. Rebuilt only when the set of cpu ids, the topology or the
 * block size changes. Knows no loads.
 */
#ifndef COREWALL_MEASURE_TREE_H
#define COREWALL_MEASURE_TREE_H

#include "measure/topology.h"

/* No group; an enum could not hold it. */
#define TREE_NONE UINT32_MAX

struct group {
	enum level level;
	uint32_t parent; /* TREE_NONE for the root */
	uint32_t depth;  /* 0 for the root */
	uint32_t next;   /* index after its last descendant: its next sibling, if parents agree */
	uint32_t first;  /* its members are order[first .. first + count) */
	uint32_t count;  /* at least 1, but for the root of no cpus */
	char name[32];   /* for the screen: "all", "package 8442", "node33", "core 5", "0-63" */
	char id[24];     /* for the formats: "8442", "33", "?", "0-63"; "all" for the root */
};

struct tree {
	struct group *group;
	size_t count; /* at least 1 once made (even of no cpus) */
	size_t group_room;
	uint32_t *order; /* row numbers, 0 .. rows - 1, each once */
	uint32_t *leaf;  /* [rows] the deepest group that holds the row */
	size_t rows;
	size_t order_room, leaf_room;
	enum level level[LEVELS]; /* those that exist and differ, coarse to fine */
	size_t levels;
};

void tree_free(struct tree *t);

/*
 * Makes the tree of `rows` cpus (ascending ids) from the topology. A set is cut to what its parent
 * holds, so that contradictory levels still nest. Cpus without a set of a level (offline ones,
 * partial sysfs) form a group "package ?" where their siblings have a set. A level is left out if
 * it equals its parent everywhere (not counting a "?" of cpus that are all offline), or if every
 * group in it is one cpu.
 *
 * A level that is kept has groups wherever the topology has sets of it, also where they equal their
 * parent: the one cluster of a big core holds what the core holds. Elsewhere the groups of the next
 * finer level follow directly. Siblings are in the order of their first cpu, "?" last; the cpus of
 * a group without children are in the order of their ids.
 */
void tree_of_topology(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		      size_t rows);

/*
 * Makes the tree of blocks of `size` consecutive ids (id / size): the root, then the blocks that
 * have cpus, each named after all of its ids. size >= 1.
 */
void tree_of_blocks(struct tree *t, const uint32_t *cpu, size_t rows, uint32_t size);

/* The deepest group that holds the row, or 0. */
uint32_t tree_leaf_of(const struct tree *t, uint32_t row);

/* Depth of the deepest group; 0 when there is only the root. */
uint32_t tree_depth(const struct tree *t);

#endif
