/* Which cpus are isolated or tickless, and which this process may use, as lines of facts. */
#ifndef COREWALL_SOURCE_CPU_SETS_H
#define COREWALL_SOURCE_CPU_SETS_H

#include "base/buf.h"

/*
 * Appends the facts that measure/cpu_sets.h describes, of the machine under `root`. What is missing
 * or empty is left out.
 */
void cpu_sets_facts(const char *root, struct buf *facts);

#endif
