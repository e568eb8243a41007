/*
 * Metrics of groups instead of cpus, in the text format of Prometheus: hundreds of cpus would take
 * most of a server's series. An average alone would hide a hot cpu, so each group has its maximum
 * (and the cpu that has it), its number of hot cpus, and a histogram of the load of its cpus.
 * Unknown values are absent.
 */
#ifndef COREWALL_REPORT_OPENMETRICS_GROUPS_H
#define COREWALL_REPORT_OPENMETRICS_GROUPS_H

#include "base/buf.h"
#include "measure/cpu_name.h"
#include "measure/tree.h"
#include "measure/usage.h"

/*
 * Appends the families of all groups of the level; LEVEL_ALL: of the machine as one group. Rows of
 * the tree are usage rows, or indices into `row` if it is not NULL. `hosts` may be NULL. No end
 * mark.
 */
void openmetrics_add_groups(struct buf *out, const struct usage *u, const struct hosts *hosts,
			    const struct tree *t, const uint32_t *row, enum level level);

/* Appends NAME="VALUE" of printable text. */
void openmetrics_add_label(struct buf *out, const char *name, const char *value);

#endif
