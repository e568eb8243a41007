/*
 * A machine of a few cpus whose loads are given in words, one interval after the other, for tests
 * of what is made of usages and trees. Loads reach it the long way, as lines of /proc/stat.
 */
#ifndef COREWALL_TESTS_UNIT_LOAD_KIT_H
#define COREWALL_TESTS_UNIT_LOAD_KIT_H

#include "measure/tree.h"
#include "measure/usage.h"

enum { LOAD_KIT_CPUS = 32 };

struct load_kit {
	uint64_t ticks[LOAD_KIT_CPUS][COLUMNS];
	double now; /* seconds since boot */
	struct sample sample[2];
	struct cpulist keep; /* cpus that are offline when they are not named */
	struct usage usage;
	struct topology topology;
	struct tree tree;
};

/* A machine of that topology (see measure/topology.h), whose first sample has the named cpus. */
void load_kit_open(struct load_kit *k, const char *facts, const char *loads);
void load_kit_close(struct load_kit *k);

/*
 * An interval of so many seconds. `loads` names each cpu and how many percent of the time it was
 * busy: "0=100 1=12.5". More letters: "2=50s7" 7 % of steal, "2=50i7" of iowait, beside the 50;
 * "3=?" its counters jumped: nothing is known of it. A cpu that is not named is gone.
 */
void load_kit_step(struct load_kit *k, double seconds, const char *loads);

/* An interval in which no counter moved. */
void load_kit_freeze(struct load_kit *k, double seconds);

int64_t load_kit_now(const struct load_kit *k);

#endif
