/*
 * Many cpus as one: ticks summed over the members and then divided, never averaged percentages;
 * with the hottest member and the number of hot ones, so that an average hides none of them.
 */
#ifndef COREWALL_MEASURE_AGGREGATE_H
#define COREWALL_MEASURE_AGGREGATE_H

#include "measure/tree.h"
#include "measure/usage.h"

struct aggregate {
	uint64_t ticks[FIELDS];
	uint64_t total;   /* 0 when nothing is known */
	float max;        /* busy percent of the hottest known member */
	uint32_t max_cpu; /* its id; of equals the lowest; valid when known > 0 */
	uint32_t hot;     /* members at or above USAGE_HOT */
	uint32_t known;   /* members with a number */
	uint32_t offline; /* members that are offline */
	uint32_t members; /* all of them */
};

void aggregate_clear(struct aggregate *a);

/* Adds one row. */
void aggregate_add(struct aggregate *a, const struct usage *u, size_t row);

/* Adds a disjoint aggregate. */
void aggregate_join(struct aggregate *a, const struct aggregate *b);

/* The maximum in whole percent, for use beside `hot`: USAGE_HOT only if there is a hot one. */
unsigned aggregate_max(const struct aggregate *a);

/* Average busy percent, weighted by time; only when total > 0. */
double aggregate_busy(const struct aggregate *a);
double aggregate_percent(const struct aggregate *a, enum field field);

#endif
