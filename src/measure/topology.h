/*
 * What the kernel says about the machine's shape: sets of cpus at each level, read from "facts",
 * the plain text that source/sysfs.c gathers and a recording carries. Pure: text in, sets out.
 *
 * Facts are lines of
 *	present LIST | online LIST    the kernel's own lists of cpus
 *	offline LIST                  present cpus that are switched off, each by itself
 *	LEVEL ID LIST                 one set: "package 8442 64-127", "node 33 0-7", "llc 3 24-31"
 *	kind NAME LIST                "kind P 0-11", "kind E 12-19"
 *	host NAME LIST                the cpus of one machine of a fleet (base/host_id.h)
 *
 * LEVEL is a name of level_table. ID is the kernel's decimal id, which may be -1, need not be
 * unique and is only a name: two sets are one group only when their lists are equal. Kinds and
 * hosts have names: all cpus with one name are one set, even if several lines list them. In a
 * fleet, ids are those of each host's own kernel.
 */
#ifndef COREWALL_MEASURE_TOPOLOGY_H
#define COREWALL_MEASURE_TOPOLOGY_H

#include "base/cpulist.h"
#include "base/host_id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * From coarse to fine, as levels usually contain each other; tree.h finds out from the sets which
 * ones do. LEVEL_ALL is the whole machine. LEVEL_THREAD is each cpu by itself; it has no facts and
 * no sets here. LEVEL_RANGE is N consecutive ids, whatever the hardware is.
 */
enum level {
	LEVEL_ALL,
	LEVEL_HOST,
	LEVEL_DRAWER,
	LEVEL_BOOK,
	LEVEL_PACKAGE,
	LEVEL_DIE,
	LEVEL_NODE,
	LEVEL_LLC,
	LEVEL_KIND,
	LEVEL_CLUSTER,
	LEVEL_CORE,
	LEVEL_THREAD,
	LEVEL_RANGE,
	LEVELS
};

struct level_info {
	const char *name;   /* as in facts, on the command line and in the formats: "package" */
	const char *format; /* how a group of it is named on the screen: "package %s", "node%s" */
};

extern const struct level_info level_table[LEVELS];

/*
 * The levels of hardware, the most familiar name first: it is used if several have the same sets.
 */
enum { LEVELS_NAMED = LEVEL_THREAD - LEVEL_HOST + 1 };
extern const enum level level_preference[LEVELS_NAMED];

/* The level of that name, or LEVELS. */
enum level level_find(const char *name, size_t n);

struct topology_set {
	char id[HOST_NAME_SIZE]; /* the kernel's id, printable; an ordinal where that was unusable;
				    or a name */
	struct cpulist cpus;     /* never empty */
};

/* Consecutive cpus of one set. The set of a cpu is found by a binary search in these. */
struct topology_span {
	struct cpurange cpus;
	uint32_t set; /* index in topology_level.set */
};

struct topology_level {
	struct topology_set *set; /* disjoint, ordered by their first cpu */
	size_t count;             /* 0 where the facts have none of the level */
	size_t room;
	bool ids_repeat;            /* two cores of different packages have the same id */
	struct topology_span *span; /* every range of every set, ascending */
	size_t spans;
	size_t span_room;
};

/*
 * Lists stay ranges: a `present` of four billion ids costs nothing here. Code that goes through the
 * ids must bound it.
 */
struct topology {
	struct cpulist present, online, offline; /* empty when the facts have none */
	struct topology_level level[LEVELS];
};

void topology_free(struct topology *t);

/*
 * Reads facts, replacing what t held. Lines that are not facts are ignored. When sets of one level
 * overlap (contradictory sysfs), the first one wins and later ones keep only the rest. Returns the
 * number of lines that were ignored or cut.
 *
 * Sets keep the kernel's ids if each set of the level has its own (for cores, within the package,
 * since each package numbers its cores from 0). If one id is negative or names two sets (-1 for all
 * packages on s390, die 0 in every package), ids do not tell sets apart: all sets of the level are
 * then numbered from 0, in the order of their first cpu. In a fleet, ids are compared and numbered
 * within each host.
 */
size_t topology_parse(struct topology *t, const char *facts, size_t n);

/*
 * Puts cpus back where they were, because the kernel forgets where an offline cpu belongs. Each of
 * `cpus` that has no set in t goes into the set that holds the rest of its old one in `before`, or
 * into a copy of the old one if all of it is gone. Sets that existed before keep their ids, even
 * those that were numbered here. So a cpu that goes offline stays among its siblings, and no other
 * cpu moves.
 */
void topology_remember(struct topology *t, const struct topology *before,
		       const struct cpulist *cpus);

/* Whether the machine has groups of the level; always true for LEVEL_THREAD. */
bool topology_has(const struct topology *t, enum level level);

/* The set of the level that holds the cpu, or NULL. */
const struct topology_set *topology_set_of(const struct topology *t, enum level level,
					   uint32_t cpu);

/*
 * Writes the levels that say where the cpu is, coarse to fine, into out; returns how many. Leaves
 * out sets with all cpus of the machine (`cpus` of them) or of the host, and the host itself, which
 * the cpu's name tells. Of levels with the same set keeps one, except that nodes and kinds always
 * stay.
 */
size_t topology_places(const struct topology *t, uint32_t cpu, size_t cpus, enum level out[LEVELS]);

/* The name of the cpu's kind ("P"), or NULL where all cpus are alike or its own is not known. */
const char *topology_kind_of(const struct topology *t, uint32_t cpu);

#endif
