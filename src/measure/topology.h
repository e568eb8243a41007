/*
 * What the kernel says of the machine's shape: sets of cpus at each level, read from "facts", the
 * plain text that source/sysfs.c gathers and a recording carries. Pure: text in, sets out.
 *
 * Facts are lines of
 *	present LIST | online LIST    the kernel's own lists of cpus
 *	offline LIST                  present cpus that are switched off, each by itself
 *	LEVEL ID LIST                 one set: "package 8442 64-127", "node 33 0-7", "llc 3 24-31"
 *	kind NAME LIST                "kind P 0-11", "kind E 12-19"
 *	host NAME LIST                the cpus of one machine of a fleet (base/host_id.h)
 *
 * LEVEL is a name of level_table. ID is the kernel's decimal id, which may be -1, need not be
 * unique and is only a name: two sets are one group only when their lists are equal. Kinds have no
 * ids: all cpus of a name are one set, however many lines say so. Ids are those of each host's own
 * kernel.
 */
#ifndef COREWALL_MEASURE_TOPOLOGY_H
#define COREWALL_MEASURE_TOPOLOGY_H

#include "base/cpulist.h"
#include "base/host_id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * As they usually contain each other, coarse to fine; which one does on a machine, tree.h reads off
 * the sets. LEVEL_ALL is the whole machine; LEVEL_THREAD is each cpu by itself, without facts
 * and sets here; LEVEL_RANGE is N consecutive ids, no hardware.
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

/* Those that hardware has, by the names that people use: of several with the same sets, the first.
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

/* Consecutive cpus of one set: what makes the set of a cpu a binary search. */
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
 * Lists are kept as ranges: a `present` of four thousand million ids costs nothing here, and
 * whoever unfolds it has to bound it.
 */
struct topology {
	struct cpulist present, online, offline; /* empty when the facts have none */
	struct topology_level level[LEVELS];
};

void topology_free(struct topology *t);

/*
 * Reads facts; what t held before is forgotten. Lines that are no facts are passed over; of sets
 * that overlap within a level the first one wins and later ones keep only what is left of them
 * (contradictory sysfs). Returns the number of lines that were passed over or cut.
 *
 * Ids stay the kernel's where every set of the level has one of its own (for cores: of its own
 * within the package, since each package numbers its cores from 0). Where one is negative or names
 * two sets (-1 for all packages on s390, die 0 in every package), no id of that level says which
 * set is meant, and all its sets are numbered instead, from 0, in the order of their first cpu.
 * Each host of a fleet is such a machine for itself.
 */
size_t topology_parse(struct topology *t, const char *facts, size_t n);

/*
 * The kernel forgets where a cpu belongs while it is offline. Puts those of `cpus` that t says
 * nothing of where they were in `before`: into the set that holds the rest of their old one, or
 * into a copy of the old one when all of it is gone. Sets that were there before keep their ids,
 * also those that were numbered here. So a cpu that leaves stays among its siblings, and no other
 * cpu moves.
 */
void topology_remember(struct topology *t, const struct topology *before,
		       const struct cpulist *cpus);

/* Whether the machine has groups of the level, which is one that hardware has. */
bool topology_has(const struct topology *t, enum level level);

/* The set of the level that holds the cpu, or NULL. */
const struct topology_set *topology_set_of(const struct topology *t, enum level level,
					   uint32_t cpu);

/*
 * Which levels say where the cpu is, coarse to fine, into out; returns how many. A set that holds
 * all of the machine's `cpus`, or its host's, says nothing, nor does its host, which is in its
 * name; of levels with the same set one is enough, but for nodes and kinds, which are always named.
 */
size_t topology_places(const struct topology *t, uint32_t cpu, size_t cpus, enum level out[LEVELS]);

/* The name of the cpu's kind ("P"), or NULL where all cpus are alike or its own is not known. */
const char *topology_kind_of(const struct topology *t, uint32_t cpu);

#endif
