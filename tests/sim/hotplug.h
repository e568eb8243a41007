/*
 * Cpus that come and go by themselves: one change a second of the machine's time, each a function
 * of the seed and that second.
 */
#ifndef COREWALL_SIM_HOTPLUG_H
#define COREWALL_SIM_HOTPLUG_H

#include "machine.h"

/*
 * As machine_advance, but stops at every whole second to let a cpu leave or return: never the
 * first one, and never more than a quarter of them. Returns whether one did.
 */
bool hotplug_advance(struct machine *m, uint64_t ns);

#endif
