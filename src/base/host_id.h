/*
 * Numbers the cpus of several hosts as those of one machine: cpu n of host h is
 * h << HOST_SHIFT | n. A machine without hosts keeps the kernel's ids, which may be larger and must
 * not be split. Also has the states of a host.
 */
#ifndef COREWALL_BASE_HOST_ID_H
#define COREWALL_BASE_HOST_ID_H

#include "base/cpulist.h"

#include <stdint.h>

enum {
	HOST_SHIFT = 17,
	HOST_LAST_CPU = (1 << HOST_SHIFT) - 1, /* the largest id that a host may have */
	HOST_MOST = 1 << (32 - HOST_SHIFT),    /* hosts that ids have room for */
	HOST_NAME_SIZE = 64
};

static inline uint32_t host_of(uint32_t id)
{
	return id >> HOST_SHIFT;
}

static inline uint32_t cpu_of(uint32_t id)
{
	return id & HOST_LAST_CPU;
}

static inline uint32_t host_cpu_id(uint32_t host, uint32_t cpu)
{
	return host << HOST_SHIFT | cpu;
}

/* Adds cpus, by the host's own ids, to a list of machine ids. Leaves out ids that are too large. */
void host_add_cpus(struct cpulist *to, uint32_t host, const struct cpulist *cpus);

enum host_state {
	HOST_OK,
	HOST_WAITING, /* no answer yet, and none is overdue */
	HOST_LOST,
	HOST_STATES
};

/* "ok", "waiting", "lost": in recordings and in the formats. */
extern const char *const host_state_name[HOST_STATES];

#endif
