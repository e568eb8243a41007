/*
 * Cpus in order of load, the hottest first, with hysteresis: a row moves only when it has been
 * RANKING_MARGIN points or more above the row before it, or below the row after it, in
 * RANKING_PATIENCE samples in a row; it then goes at once to where it belongs. The rows it is held
 * against are those that stay: of several that are out of place, the fewest are moved, and
 * together, so that a dozen cpus that turn hot at once are at the top as soon as one would be.
 */
#ifndef COREWALL_MEASURE_RANKING_H
#define COREWALL_MEASURE_RANKING_H

#include "measure/usage.h"

#define RANKING_MARGIN 5.0f
enum { RANKING_PATIENCE = 3 };

struct ranking {
	uint32_t *cpu; /* [count] ids, hottest first */
	float *load;   /* [count] busy as last known; -1 when never, or offline */
	uint8_t *late; /* [count] samples in a row in which it was out of place */
	size_t count;
	uint64_t moves; /* rows moved for being out of place, since the start */
	/* Of the search for the rows that stay. */
	uint32_t *weight;   /* [count] of the heaviest chain that ends in the row */
	uint32_t *previous; /* [count] the row before it in that chain */
	size_t room;        /* of all arrays */
};

void ranking_free(struct ranking *r);

/* Sorts anew, without patience: when the order is first asked for. */
void ranking_sort(struct ranking *r, const struct usage *u);

/*
 * Follows a new usage. Returns whether any row moved. Cpus that are new, or of which nothing was
 * known until now, go where they belong at once; one whose number is missing for a moment stays.
 */
bool ranking_update(struct ranking *r, const struct usage *u);

#endif
