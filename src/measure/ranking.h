/*
 * Cpus in order of load, the hottest first, with hysteresis: a row moves only when it beats its
 * neighbour (or is beaten by it) by RANKING_MARGIN points in RANKING_PATIENCE samples in a row; it
 * then goes at once to where it belongs.
 */
#ifndef COREWALL_MEASURE_RANKING_H
#define COREWALL_MEASURE_RANKING_H

#include "measure/usage.h"

#define RANKING_MARGIN 5.0f
enum { RANKING_PATIENCE = 3 };

struct ranking {
	uint32_t *cpu;  /* [count] ids, hottest first */
	float *load;    /* [count] busy of the last sample, -1 when unknown */
	uint8_t *rise;  /* [count] samples in a row in which it beat the one above */
	uint8_t *sink;  /* [count] samples in a row in which the one below beat it */
	size_t count;
	size_t room;
	uint64_t moves; /* rows moved since the start: for tests and the curious */
};

void ranking_free(struct ranking *r);

/* Sorts anew, without patience: when the order is first asked for. */
void ranking_sort(struct ranking *r, const struct usage *u);

/* Follows a new usage. Returns whether any row moved. New cpus come in where they belong. */
bool ranking_update(struct ranking *r, const struct usage *u);

#endif
