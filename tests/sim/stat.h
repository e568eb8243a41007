/*
 * The machine as the text of the kernel's proc files. Appends to a buffer; opens nothing.
 */
#ifndef COREWALL_SIM_STAT_H
#define COREWALL_SIM_STAT_H

#include "machine.h"

/*
 * proc/stat. With a width, every changing number is padded with leading blanks to it, so that the
 * text is as long as long as the same cpus are online; width 0 is the kernel's single blanks.
 * `epoch` is the wall clock time of boot in seconds.
 */
void stat_text(const struct machine *m, uint64_t epoch, size_t width, struct buf *out);

/* The cpuN lines of the online cpus alone. */
void stat_cpus(const struct machine *m, size_t width, struct buf *out);

/* "1.00 2.00 3.00", as proc/loadavg begins. */
void stat_average(const struct machine *m, struct buf *out);

void stat_loadavg(const struct machine *m, struct buf *out);
void stat_uptime(const struct machine *m, struct buf *out);
void stat_cpuinfo(const struct machine *m, struct buf *out);

#endif
