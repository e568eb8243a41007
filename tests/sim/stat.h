/*
 * The machine as the text of the kernel's proc files. Appends to a buffer; opens nothing.
 */
#ifndef COREWALL_SIM_STAT_H
#define COREWALL_SIM_STAT_H

#include "machine.h"

/*
 * proc/stat. If `steady`, numbers are padded with leading blanks to what they can come to within a
 * day, so that the text stays as long while the same cpus are online; but a counter that is 0 is
 * not, since most of a kernel's are, and the lines would be none of a kernel's length. Otherwise it
 * has the kernel's single blanks. `epoch` is the wall clock time of boot in seconds.
 */
void stat_text(const struct machine *m, uint64_t epoch, bool steady, struct buf *out);

/* The cpuN lines of the online cpus alone. */
void stat_cpus(const struct machine *m, bool steady, struct buf *out);

/* "1.00 2.00 3.00", as proc/loadavg begins. */
void stat_average(const struct machine *m, struct buf *out);

void stat_loadavg(const struct machine *m, struct buf *out);
void stat_uptime(const struct machine *m, struct buf *out);
void stat_cpuinfo(const struct machine *m, struct buf *out);

#endif
