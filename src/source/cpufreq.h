/* The clock of one cpu, as cpufreq tells it. Read for the core that the user looks at, alone. */
#ifndef COREWALL_SOURCE_CPUFREQ_H
#define COREWALL_SOURCE_CPUFREQ_H

#include <stdbool.h>
#include <stdint.h>

struct cpufreq {
	long khz;  /* now: scaling_cur_freq */
	long most; /* cpuinfo_max_freq; 0 when not told */
};

/*
 * Reads DIR/sys/devices/system/cpu/cpuN/cpufreq (Documentation/admin-guide/pm/cpufreq.rst). False
 * when the machine does not tell. On kernels before 5.0 or so the answer may take 10 ms a core.
 */
bool cpufreq_read(const char *root, uint32_t cpu, struct cpufreq *out);

/* Resident memory of this process in KiB, from /proc/self/statm; 0 when not told. */
long self_resident(void);

#endif
