/*
 * What cpus are called: cpu77, and on several hosts web1:77. Ids of a machine without hosts are
 * the kernel's own; ids of a fleet are those of base/host_id.h, and are never shown as such. A
 * fleet of one host looks like that host. In all functions `hosts` may be NULL, which is no hosts.
 */
#ifndef COREWALL_MEASURE_CPU_NAME_H
#define COREWALL_MEASURE_CPU_NAME_H

#include "base/buf.h"
#include "base/cpulist.h"
#include "measure/hosts.h"

enum { CPU_NAME_ROOM = HOST_NAME_SIZE + 16 };

/* Whether cpus are named with their hosts. */
bool cpu_name_has_host(const struct hosts *hosts);

/* The name of the cpu's host: "" where there are no hosts, "?" for one that is not in the table. */
const char *cpu_name_host(const struct hosts *hosts, uint32_t cpu);

/* The id within the host. */
uint32_t cpu_name_id(const struct hosts *hosts, uint32_t cpu);

/* "cpu77" or "web1:77"; and without the word, "77" or "web1:77". Both return out. */
const char *cpu_name(const struct hosts *hosts, uint32_t cpu, char out[CPU_NAME_ROOM]);
const char *cpu_name_short(const struct hosts *hosts, uint32_t cpu, char out[CPU_NAME_ROOM]);

/* The same in so many columns: of a name that is too long the host is cut, "very-lo~:77". */
const char *cpu_name_fit(const struct hosts *hosts, uint32_t cpu, int width,
			 char out[CPU_NAME_ROOM]);

/* The widest cpu_name_short() of n ids, which ascend, and the widest id within a host. */
int cpu_name_width(const struct hosts *hosts, const uint32_t *cpu, size_t n);
int cpu_name_id_width(const struct hosts *hosts, const uint32_t *cpu, size_t n);

/*
 * Appends "0-63,128", or "web1:0-63,web2:0-7,12". A host with all ids of its own is its name; ids
 * that are the same of all hosts are written once, without names.
 */
void cpu_name_list(const struct hosts *hosts, const struct cpulist *cpus, struct buf *out);

/* Appends the ids of one host as ids within it: "0-63,128". */
void cpu_name_list_of_host(const struct cpulist *cpus, uint32_t host, struct buf *out);

/* Puts these ids of every host into the list. */
void cpu_name_of_all(const struct hosts *hosts, const struct cpulist *ids, struct cpulist *cpus);

/*
 * Reads n bytes of a list: "0-63,128" is of every host, "web1:0-7,12,web2" of these; `web*` are all
 * hosts whose names begin so. Case does not matter. False when it is not a list, or names no host
 * that is in the table; the set is then empty. All of a host are all ids that it may have.
 */
bool cpu_name_parse(const struct hosts *hosts, struct cpulist *cpus, const char *text, size_t n);

#endif
