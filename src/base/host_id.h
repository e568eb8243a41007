/*
 * How the cpus of several hosts are numbered as those of one machine: cpu n of host h is
 * h << HOST_SHIFT | n. Where a machine has no hosts, ids are the kernel's own and are never split:
 * they may be larger than that.
 */
#ifndef COREWALL_BASE_HOST_ID_H
#define COREWALL_BASE_HOST_ID_H

#include <stdint.h>

enum {
	HOST_SHIFT = 17,                    /* a host has fewer than 1 << HOST_SHIFT cpus */
	HOST_MOST = 1 << (32 - HOST_SHIFT), /* hosts that ids have room for */
	HOST_NAME_SIZE = 64
};

static inline uint32_t host_of(uint32_t id)
{
	return id >> HOST_SHIFT;
}

static inline uint32_t cpu_of(uint32_t id)
{
	return id & ((UINT32_C(1) << HOST_SHIFT) - 1);
}

static inline uint32_t host_cpu_id(uint32_t host, uint32_t cpu)
{
	return host << HOST_SHIFT | cpu;
}

#endif
