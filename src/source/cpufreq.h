/* The clock frequency of one cpu. */
#ifndef COREWALL_SOURCE_CPUFREQ_H
#define COREWALL_SOURCE_CPUFREQ_H

#include <stdbool.h>
#include <stdint.h>

struct cpufreq {
	long khz;  /* now: scaling_cur_freq */
	long most; /* cpuinfo_max_freq; 0: not known */
};

/*
 * Reads ROOT/sys/devices/system/cpu/cpuN/cpufreq (Documentation/admin-guide/pm/cpufreq.rst). False
 * when the machine has no such files. Before Linux 5.0 or so this may take 10 ms a cpu.
 */
bool cpufreq_read(const char *root, uint32_t cpu, struct cpufreq *out);

#endif
