/*
 * What cpus are called: cpu77, or web1:77 when there are several hosts. Without hosts, ids are the
 * kernel's own. Ids of a fleet are those of base/host_id.h and are never shown as numbers. A fleet
 * of one host looks like that host. `hosts` may be NULL, meaning no hosts, except in
 * cpu_name_of_all().
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

/* "cpu77" or "web1:77"; the short name is "77" or "web1:77". Both return out. */
const char *cpu_name(const struct hosts *hosts, uint32_t cpu, char out[CPU_NAME_ROOM]);
const char *cpu_name_short(const struct hosts *hosts, uint32_t cpu, char out[CPU_NAME_ROOM]);

/* The short name in `width` columns. The host is cut if it does not fit: "very-lo~:77". */
const char *cpu_name_fit(const struct hosts *hosts, uint32_t cpu, int width,
			 char out[CPU_NAME_ROOM]);

/* Columns of the widest short name, and of the widest id within a host, of n ascending ids. */
int cpu_name_width(const struct hosts *hosts, const uint32_t *cpu, size_t n);
int cpu_name_id_width(const struct hosts *hosts, const uint32_t *cpu, size_t n);

/*
 * Appends "0-63,128", or "web1:0-63,web2:0-7,12". A host is written as its name alone when the list
 * holds every id that it may have. Ids that are the same on all hosts are written once, without
 * names.
 */
void cpu_name_list(const struct hosts *hosts, const struct cpulist *cpus, struct buf *out);

/* Appends the cpus of one host, as ids within the host: "0-63,128". */
void cpu_name_list_of_host(const struct cpulist *cpus, uint32_t host, struct buf *out);

/* Sets the list to these ids of every host. */
void cpu_name_of_all(const struct hosts *hosts, const struct cpulist *ids, struct cpulist *cpus);

/*
 * Reads n bytes of a list. "0-63,128" means these ids on every host; "web1:0-7,12,web2" means some
 * ids of web1 and all of web2; `web*` means every host whose name begins with web. Case does not
 * matter. A host without ids means every id that it may have. False when the text is not a list, or
 * names a host that is not in the table; the set is then empty.
 */
bool cpu_name_parse(const struct hosts *hosts, struct cpulist *cpus, const char *text, size_t n);

#endif
