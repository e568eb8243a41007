/*
 * What runs on the cpus of the detail panel: threads by CPU time, and the interrupts that rise
 * most. Draws what it is given; how that was read is not known here.
 */
#ifndef COREWALL_PANELS_ACTIVITY_H
#define COREWALL_PANELS_ACTIVITY_H

#include "canvas/canvas.h"
#include "canvas/glyphs.h"
#include "measure/interrupts.h"
#include "measure/threads.h"

enum { ACTIVITY_ROWS = 64 };

/* Valid until the next look at the machine. */
struct activity {
	struct thread_row thread[ACTIVITY_ROWS];
	size_t threads;
	bool has_threads; /* the machine's threads can be seen at all */
	bool by_process;  /* a row is a process */
	uint64_t looked;  /* threads looked at in the last round, or so far in the first one */
	uint64_t total;   /* that the machine has; 0 when not known */
	bool all_looked;  /* each was looked at once or more */
	int64_t round_ns; /* how long it takes to look at each of them; 0: within a refresh */
	size_t not_ours;  /* processes that may not be read */

	const struct interrupt *interrupt[ACTIVITY_ROWS]; /* the fastest first */
	size_t interrupts;
	bool has_interrupts; /* the machine lists them */
	bool rates_known;

	int64_t core_throttled, package_throttled; /* events since boot; -1: not counted */
};

/* Whether there is anything to draw. */
bool activity_is_empty(const struct activity *a);

/* Draws only within that part of the canvas. */
void activity_draw(const struct activity *a, const struct glyphs *g, struct canvas *c, int x, int y,
		   int width, int height);

#endif
