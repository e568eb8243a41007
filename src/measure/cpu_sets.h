/*
 * Sets of cpus that do not follow the hardware: which ones are kept free, and which ones are ours.
 * Pure: facts in, sets out. They may overlap, unlike those of a level of topology.
 *
 * Facts are lines of
 *	set NAME LIST      NAME: isolated (from the scheduler's balancing), nohz_full (without a
 *			   tick), allowed (the affinity of this process), cpuset (of its group)
 * Other lines are passed over.
 */
#ifndef COREWALL_MEASURE_CPU_SETS_H
#define COREWALL_MEASURE_CPU_SETS_H

#include "base/cpulist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cpu_set {
	CPU_SET_HOUSEKEEPING, /* neither isolated nor nohz_full, where any cpu is */
	CPU_SET_ISOLATED,
	CPU_SET_NOHZ_FULL,
	CPU_SET_OURS, /* allowed and in our cpuset */
	CPU_SETS
};

/* As on the command line and in the formats. */
extern const char *const cpu_set_names[CPU_SETS];

struct cpu_sets {
	struct cpulist set[CPU_SETS]; /* empty: there is no such set, or it is not known */
};

void cpu_sets_free(struct cpu_sets *s);

/*
 * Reads n bytes of facts; what was in s before is forgotten. Sets hold only cpus of the machine,
 * whose `online` list this is.
 */
void cpu_sets_parse(struct cpu_sets *s, const char *facts, size_t n, const struct cpulist *online);

/* Whether the cpu is one that this process may not use, and it is known which ones it may. */
bool cpu_sets_is_foreign(const struct cpu_sets *s, uint32_t cpu);

/*
 * What is special about the cpu, in words: "isolated, nohz_full, not ours"; nothing for an ordinary
 * one. Appends to `out`; returns whether there was something.
 */
bool cpu_sets_describe(const struct cpu_sets *s, uint32_t cpu, struct buf *out);

#endif
