/*
 * Back in time on a live machine: which moment of the history is shown, and the machine as it was
 * then. Panels and views are given that machine instead of the live one, and need not know; what
 * the history does not keep (the fields) is unknown in it. Sampling goes on meanwhile.
 */
#ifndef COREWALL_WALL_PAST_H
#define COREWALL_WALL_PAST_H

#include "measure/history.h"
#include "measure/machine.h"

struct past {
	bool on;         /* a past moment is shown */
	int64_t boot_ns; /* CLOCK_BOOTTIME of the moment */
	uint64_t moves;  /* how often another one was chosen */
	/* As of then. Only its usage is its own: all else is borrowed from the live machine. */
	struct machine machine;
};

void past_free(struct past *p);

/* To be called after every change of the live machine or of the history. */
void past_follow(struct past *p, const struct history *h, const struct machine *live);

/*
 * Moves by so many samples, back if `by` is negative; past the last one ends it. Returns whether
 * another moment is shown now. The caller then calls past_follow().
 */
bool past_move(struct past *p, const struct history *h, long by);

/* Returns to the live machine. */
void past_leave(struct past *p);

/* How many samples the moment shown is before the last one. */
unsigned past_ago(const struct past *p, const struct history *h);

/* The same as a time, in nanoseconds; 0 for the last one. */
int64_t past_distance_ns(const struct past *p, const struct history *h);

#endif
