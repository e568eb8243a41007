/*
 * The shape of the machine: sets of cpus at each level, read from "facts", the plain text that
 * source/sysfs.c gathers and a recording carries. Pure: text in, sets out.
 *
 * Facts are lines of
 *	present LIST		the kernel's list of present cpus
 *	online LIST		the kernel's list of online cpus
 *	offline LIST		present cpus whose own switch is off
 *	LEVEL ID LIST		one set: "package 8442 64-127", "node 33 0-7", "llc 3 24-31"
 *	kind NAME LIST		"kind P 0-11", "kind E 12-19"
 *
 * LEVEL is a name of level_table. ID is the kernel's decimal id: it may be -1, need not be unique,
 * and is only a name. Two sets are one group only if their lists are equal.
 */
#ifndef COREWALL_MEASURE_TOPOLOGY_H
#define COREWALL_MEASURE_TOPOLOGY_H

#include "base/cpulist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Coarse to fine. LEVEL_ALL is the whole machine; LEVEL_BLOCK is N consecutive ids, no hardware. */
enum level {
	LEVEL_ALL,
	LEVEL_DRAWER,
	LEVEL_BOOK,
	LEVEL_PACKAGE,
	LEVEL_DIE,
	LEVEL_NODE,
	LEVEL_LLC,
	LEVEL_KIND,
	LEVEL_CLUSTER,
	LEVEL_CORE,
	LEVEL_BLOCK,
	LEVELS
};

struct level_info {
	const char *name;   /* as in facts, on the command line and in the formats: "package" */
	const char *format; /* how a group of it is named on the screen: "package %s", "node%s" */
};

extern const struct level_info level_table[LEVELS];

/* The level of that name, or LEVELS. */
enum level level_find(const char *name, size_t n);

struct topology_set {
	char id[16];         /* the kernel's id, printable; an ordinal where that was unusable */
	struct cpulist cpus; /* never empty */
};

/* Consecutive cpus of one set: what makes the set of a cpu a binary search. */
struct topology_span {
	struct cpurange cpus;
	uint32_t set; /* index in topology_level.set */
};

struct topology_level {
	struct topology_set *set; /* disjoint, ordered by their first cpu */
	size_t count;             /* 0 if the facts lack the level */
	size_t room;
	struct topology_span *span; /* every range of every set, ascending */
	size_t spans;
	size_t span_room;
};

/*
 * Lists are kept as ranges: a `present` of four thousand million ids costs nothing here. A caller
 * that goes through the ids has to bound their number.
 */
struct topology {
	struct cpulist present, online, offline; /* empty if the facts lack them */
	struct topology_level level[LEVELS];
};

void topology_free(struct topology *t);

/*
 * Reads facts; what t held before is forgotten. Lines that are not facts are skipped. Where sets of
 * a level overlap (contradictory sysfs), the first one keeps its cpus and later ones only the rest.
 * Returns the number of lines that were skipped or cut.
 *
 * Ids stay the kernel's where they are unique within the level (for cores: within the package).
 * Where one is negative or used twice (-1 for all packages on s390, die 0 in every package), the
 * sets of the level are numbered instead, from 0, in the order of their first cpu. Kinds have
 * names, which are never changed.
 */
size_t topology_parse(struct topology *t, const char *facts, size_t n);

/*
 * The kernel forgets where a cpu belongs while it is offline. Puts those of `cpus` that t lacks
 * where they were in `before`: into the set that holds the rest of their old one, or into a copy of
 * the old one when all of it is gone. Sets that existed before keep their ids, numbered ones too.
 * So a cpu that goes offline stays among its siblings, and no other cpu moves.
 */
void topology_remember(struct topology *t, const struct topology *before,
		       const struct cpulist *cpus);

/* The set of the level that holds the cpu, or NULL. */
const struct topology_set *topology_set_of(const struct topology *t, enum level level,
					   uint32_t cpu);

#endif
