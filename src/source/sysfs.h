/*
 * The topology of a machine, read from /sys (and models of cpus from /proc/cpuinfo) into the plain
 * text ("facts") that measure/topology.h describes. Malformed files are left out; contradictions
 * between files are passed on.
 */
#ifndef COREWALL_SOURCE_SYSFS_H
#define COREWALL_SOURCE_SYSFS_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Replaces `facts` by those of the machine under `root` ("" or "/" for this one): its present,
 * online and offline cpus, and the sets that the n given cpus (ascending ids) belong to at each
 * level. Opens nothing outside of root, and nothing that could block. What is missing is left out.
 * Returns 0, or -errno when there was nothing at all.
 *
 * The list of each set is read once, not once per member: 8192 cpus with SMT, clusters and caches
 * of 16 take about 9000 lists and as many ids. The order of the lines is always the same: present,
 * online and offline cpus, levels of topology/ from coarse to fine, nodes, caches, kinds. The kinds
 * are from the first of these that tells some apart: the counters of hybrid x86, the models of
 * /proc/cpuinfo (not read on a live x86), cpu_capacity, shared second level caches.
 */
int sysfs_facts(const char *root, const uint32_t *cpu, size_t n, struct buf *facts);

#endif
