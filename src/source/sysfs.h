/*
 * What /sys says of the machine's shape (and /proc/cpuinfo, of models of cpus), gathered as the
 * plain text that measure/topology.h describes ("facts"). Nothing in it is judged here beyond what
 * a file must be to be believed at all: what contradicts itself is passed on as it stands, once.
 */
#ifndef COREWALL_SOURCE_SYSFS_H
#define COREWALL_SOURCE_SYSFS_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Replaces what is in `facts` by those of the machine under `root` ("" or "/" for this one): of
 * its present and online cpus, and of the sets that the n given cpus (ascending ids) belong to at
 * each level. Opens nothing outside of root, and nothing that could block. What is missing is left
 * out; returns 0, or -errno when there was nothing at all.
 *
 * Each set's list is read once, not once a member: 8192 cpus with SMT, clusters, and caches of 16
 * take about 9000 lists and as many ids. The order of the lines is the same every time: what is
 * present and online, what topology/ has from coarse to fine, nodes, caches, kinds. Kinds are told
 * apart by the first of these that knows several: the counters of hybrid x86, the models of
 * /proc/cpuinfo (not read on a live x86), cpu_capacity, who shares a second level cache.
 */
int sysfs_facts(const char *root, const uint32_t *cpu, size_t n, struct buf *facts);

#endif
