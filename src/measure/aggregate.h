/*
 * Many cpus as one. Percentages come from summed ticks, never from averaged percentages. The
 * hottest member and the number of hot ones are kept, so that an average does not hide them.
 */
#ifndef COREWALL_MEASURE_AGGREGATE_H
#define COREWALL_MEASURE_AGGREGATE_H

#include "measure/tree.h"
#include "measure/usage.h"

struct aggregate {
	uint64_t ticks[FIELDS];
	uint64_t total;   /* 0 when nothing is known */
	float max;        /* busy percent of the hottest known member */
	uint32_t max_cpu; /* its id, the lowest among equals; valid when known > 0 */
	uint32_t hot;     /* members at or above usage_hot() */
	uint32_t known;   /* members with a number */
	uint32_t offline; /* members that are offline */
	uint32_t members; /* all of them */
};

void aggregate_clear(struct aggregate *a);

/* Sums all rows. */
void aggregate_all(struct aggregate *a, const struct usage *u);

/* Adds one row. */
void aggregate_add(struct aggregate *a, const struct usage *u, size_t row);

/* The same, but max and hot use `busy`, the percentage that is shown for the row. */
void aggregate_add_shown(struct aggregate *a, const struct usage *u, size_t row, float busy);

/* Adds a disjoint aggregate. */
void aggregate_join(struct aggregate *a, const struct aggregate *b);

/* Percent busy, and percent in one field. Weighted by time; total must not be 0. */
double aggregate_busy(const struct aggregate *a);
double aggregate_percent(const struct aggregate *a, enum field field);

#endif
