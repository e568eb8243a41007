/*
 * How each cpu spent its time over a run: the ticks of all intervals, added up. Intervals without
 * numbers are left out, and so are cpus that are gone at the end.
 */
#ifndef COREWALL_REPORT_AVERAGE_H
#define COREWALL_REPORT_AVERAGE_H

#include "measure/cpu_rows.h"
#include "measure/usage.h"

struct average {
	struct cpu_rows rows;
	uint64_t *ticks[FIELDS]; /* [rows.count] */
	uint64_t intervals;      /* added */
};

void average_free(struct average *a);

/* Adds an interval. */
void average_add(struct average *a, const struct usage *u);

/* Makes *out the usage over all intervals, for the rows of `last`: the one that was added last. */
void average_usage(const struct average *a, const struct usage *last, struct usage *out);

#endif
