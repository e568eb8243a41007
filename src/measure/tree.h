/*
 * Groups of cpus as a tree, in preorder: group 0 is the whole machine, and a group's children
 * follow it. The members of a group are consecutive in `order`, so the tree also gives the order by
 * topology: siblings are adjacent. Made again only when the set of cpu ids, the topology or the
 * wanted level changes. Knows no loads.
 */
#ifndef COREWALL_MEASURE_TREE_H
#define COREWALL_MEASURE_TREE_H

#include "measure/hosts.h"
#include "measure/topology.h"

/* No group; an enum could not hold it. */
#define TREE_NONE UINT32_MAX

struct group {
	enum level level;
	uint32_t parent; /* TREE_NONE for the root */
	uint32_t depth;  /* 0 for the root */
	uint32_t next;   /* index just past its last descendant: its next sibling, if the parent is
			    the same */
	uint32_t first;  /* its members are order[first .. first + count) */
	uint32_t count;  /* at least 1, except in tree_add_hosts() and in a root without cpus */
	/* On the screen: "all", "web1", "package 8442", "node33", "llc 3", "0-63". */
	char name[HOST_NAME_SIZE];
	/* In formats: "web1", "8442", "33", "?", "0-63"; "all" for the root. */
	char id[HOST_NAME_SIZE];
};

struct tree {
	struct group *group;
	size_t count;   /* at least 1 once made (even of no cpus) */
	uint32_t depth; /* of the deepest group */
	size_t group_room;
	uint32_t *order; /* row numbers, 0 .. rows - 1, each once */
	uint32_t *leaf;  /* of each row, its deepest group */
	size_t rows;
	size_t order_room, leaf_room;
	enum level level[LEVELS]; /* those of the tree, coarse to fine, LEVEL_ALL first */
	size_t levels;
};

void tree_free(struct tree *t);

/*
 * Makes the tree of `rows` cpus (ascending ids) from the topology. Which level contains which is
 * read off the sets: a level is within another when each of its sets lies in one set of the other,
 * or in none. So a group always is a whole set.
 *
 * Left out are:
 * - levels of single cpus (except hosts), and levels of one group with all cpus (not counting
 *   offline cpus in no set);
 * - levels whose sets are all sets of another level: of equal ones the most familiar name stays
 *   (host, package, node, core, kind, llc, die, cluster, book, drawer), else the coarser one;
 * - levels that cross each other, until none do: first a kind, then the one that crosses most
 *   others, then the least familiar.
 *
 * Cpus that no set of a level holds (offline ones, partial sysfs) form one group, "package ?", only
 * where their siblings do have a set. Where no cpu has one the next finer level follows directly.
 * Siblings are in the order of their first cpu, the remaining ones last; the cpus of a group
 * without children are in the order of their ids.
 */
void tree_of_topology(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		      size_t rows);

/*
 * The same with the given level in it, under its own name and with all its sets: even when another
 * level has the same sets, when it is one group, or when all its groups are single cpus. Levels
 * that cross it are left out. It and the coarser levels have a group for every cpu ("node?" for
 * those without a set), so that every group of the level has the depth tree_rank(). False when the
 * topology has no set of the level: then the tree is that of tree_of_topology().
 */
bool tree_of_level(struct tree *t, const struct topology *topology, enum level level,
		   const uint32_t *cpu, size_t rows);

/*
 * Makes the tree of ranges of `size` consecutive ids (id / size), >= 1: the root, then the ranges.
 * A range is named after its ids, present or not, up to `last`, the machine's last id ("0-47" for
 * 48 cpus and a size of 64). Ranges without a cpu are left out. If the topology, which may be NULL,
 * has several hosts, each has its own ranges, named after ids within it.
 */
void tree_of_ranges(struct tree *t, const struct topology *topology, const uint32_t *cpu,
		    size_t rows, uint32_t size, uint32_t last);

/*
 * Adds a group without cpus for each host that has never answered, after all others. A tree without
 * groups stays as it is: it has nothing that such a group could stand beside.
 */
void tree_add_hosts(struct tree *t, const struct hosts *hosts);

/* Whether the level is one of the tree. */
bool tree_has_level(const struct tree *t, enum level level);

/*
 * The index of the level in t->level. If it is not there, the index of the finest level that
 * usually contains it.
 */
size_t tree_rank(const struct tree *t, enum level level);

/*
 * Appends the group's path: the names of the groups that lead to it from below the root, without
 * blanks, a slash between them ("package1/node3/core5", "0-63"; "all" for the root). It is unique
 * in the tree.
 */
void tree_path(const struct tree *t, uint32_t group, struct buf *out);

/*
 * Finds a group by its name or path, ignoring blanks and case; else the first one whose name begins
 * with the word, else whose path does. A word that begins with a digit is an id and must match a
 * whole name or path. TREE_NONE when there is none, or the word is empty.
 */
uint32_t tree_find(const struct tree *t, const char *word);

/*
 * The same among all groups that match equally well: the one with that index, or the first one if
 * there are fewer. Sets how many there are.
 */
uint32_t tree_find_next(const struct tree *t, const char *word, size_t index, size_t *matches);

/* The deepest group that holds the row, or 0. */
uint32_t tree_leaf_of(const struct tree *t, uint32_t row);

#endif
