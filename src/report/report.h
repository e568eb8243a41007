/*
 * What a report on one interval contains, and the formats that write it. All formats use the names
 * of report_column and of measure/field.h.
 */
#ifndef COREWALL_REPORT_REPORT_H
#define COREWALL_REPORT_REPORT_H

#include "measure/cpu_name.h"
#include "measure/machine.h"

/* The columns before those of the fields. Only a fleet has the column of the host. */
enum report_column {
	REPORT_TIME,
	REPORT_HOST,
	REPORT_CPU,
	REPORT_STATE,
	REPORT_BUSY,
	REPORT_COLUMNS
};

extern const char *const report_column[REPORT_COLUMNS];

struct report {
	struct machine *machine; /* the total is of all its cpus */
	const uint32_t *row;     /* the usage rows to report, ascending */
	size_t rows;
	const struct tree *tree; /* of those rows */
	bool sets;               /* totals of sets instead of groups */
	enum level finest;       /* the finest level of groups; in metrics, their only one */
	bool by_group;           /* metrics are of these groups instead of cpus */
	const char *host;        /* untrusted bytes */
	bool ascii;              /* text from outside is shown in ASCII only */
	bool first;              /* of this run: headings are written before it */
	bool average;            /* over the run, at its end; only for formats with averages */
	int64_t before_ns;       /* wall clock of the report before; meaningless in the first */
};

/* The formats; each appends the report. */
void report_text(struct buf *out, const struct report *r);
void report_csv(struct buf *out, const struct report *r);
void report_json(struct buf *out, const struct report *r);
void report_openmetrics(struct buf *out, const struct report *r);

/* The group after `group` (0 to begin with), with its sum in *sum; 0 when there is none. */
uint32_t report_next_group(const struct report *r, uint32_t group, struct aggregate *sum);

/* Sums the cpus of a set. False when the machine has no such set, or it is not known. */
bool report_sum_set(const struct machine *m, enum cpu_set set, struct aggregate *sum);

/* Ticks of a sum, or of a row, that were neither idle nor waiting for a disk. */
uint64_t aggregate_busy_ticks(const struct aggregate *a);
uint32_t usage_busy_ticks(const struct usage *u, size_t row);

#endif
