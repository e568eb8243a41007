/*
 * Cpus in order of the load that is shown, the hottest first. Sorted only every other interval, so
 * that there is time to read; equal loads keep their places. Knows nothing of filters and windows.
 */
#ifndef COREWALL_WALL_LOAD_ORDER_H
#define COREWALL_WALL_LOAD_ORDER_H

#include "wall/smooth.h"

struct load_order {
	struct cpu_rows cpus; /* whose rows these are; count of every array */
	uint32_t *row;        /* by place: the row of the usage, the hottest first */
	uint32_t *place;      /* by row: its place */
	int8_t *load;         /* by row: percent as last known; -1 if never, or if offline */
	unsigned age;         /* intervals since it was sorted */
};

void load_order_free(struct load_order *o);

/*
 * Sorts by load and id, whatever the places were before: for when the order is chosen. `s` is the
 * smoothed `u`; if it is of other cpus, loads stay as they were.
 */
void load_order_sort(struct load_order *o, const struct usage *u, const struct smooth *s);

/*
 * Follows a new usage, even of other cpus. Returns whether the order changed. Sorts at once when
 * the set of cpus changed or a cpu got its first number. A cpu whose number is missing for a moment
 * keeps its load.
 */
bool load_order_update(struct load_order *o, const struct usage *u, const struct smooth *s);

#endif
