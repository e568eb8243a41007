/*
 * Sets of cpus that do not follow the hardware: those kept free of other work, and ours. Unlike the
 * sets of one level of topology, they may overlap. Pure: facts in, sets out.
 *
 * Facts are lines of
 *	set NAME LIST      NAME: isolated (from the scheduler's balancing), nohz_full (without a
 *			   tick), allowed (the affinity of this process), cpuset (of its group)
 * Other lines are ignored.
 */
#ifndef COREWALL_MEASURE_CPU_SETS_H
#define COREWALL_MEASURE_CPU_SETS_H

#include "base/cpulist.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cpu_set {
	CPU_SET_HOUSEKEEPING, /* neither isolated nor nohz_full; empty if no cpu is either */
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

/* Reads n bytes of facts, replacing what s held. Sets hold only cpus of the `online` list. */
void cpu_sets_parse(struct cpu_sets *s, const char *facts, size_t n, const struct cpulist *online);

/* Whether this process may not use the cpu; false when it is not known which cpus it may use. */
bool cpu_sets_is_foreign(const struct cpu_sets *s, uint32_t cpu);

/*
 * Appends what is special about the cpu, in words: "isolated, nohz_full, not ours". Returns false
 * and appends nothing for an ordinary one.
 */
bool cpu_sets_describe(const struct cpu_sets *s, uint32_t cpu, struct buf *out);

#endif
