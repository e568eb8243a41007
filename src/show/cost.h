/* What corewall itself costs: measured, averaged over the last refreshes, told on request. */
#ifndef COREWALL_SHOW_COST_H
#define COREWALL_SHOW_COST_H

#include <stdbool.h>
#include <stdint.h>

enum { COST_REFRESHES = 16 };

struct cost {
	/* Totals at the end of the last refreshes; a ring. */
	int64_t cpu_ns[COST_REFRESHES], wall_ns[COST_REFRESHES];
	uint64_t bytes[COST_REFRESHES];
	unsigned next, filled;
	char text[96]; /* "own cost 212us 0.02% 480B 3.1MiB"; empty while nothing is known */
};

/*
 * At the end of a refresh: bytes is what went to the terminal since the start. `tell` makes the
 * text, which reads a file of /proc.
 */
void cost_take(struct cost *c, uint64_t bytes, bool tell);

#endif
