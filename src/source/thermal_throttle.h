/* How often the processor slowed a cpu down because it was hot. Read for one cpu, when asked. */
#ifndef COREWALL_SOURCE_THERMAL_THROTTLE_H
#define COREWALL_SOURCE_THERMAL_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

/* Events since the machine started; -1 where it does not count them. */
struct throttle {
	int64_t core;    /* of the cpu's core */
	int64_t package; /* of its package */
};

/*
 * Reads DIR/sys/devices/system/cpu/cpuN/thermal_throttle, which Intel's processors have
 * (drivers/thermal/intel/therm_throt.c). False when the machine has neither file.
 */
bool thermal_throttle_read(const char *root, uint32_t cpu, struct throttle *out);

#endif
