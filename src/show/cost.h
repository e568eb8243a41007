/* What corewall itself costs: measured, averaged over the last refreshes, told on request. */
#ifndef COREWALL_SHOW_COST_H
#define COREWALL_SHOW_COST_H

#include "wall/wall.h"

enum { COST_REFRESHES = 16 };

/* Totals of this process at one moment. */
struct cost_mark {
	int64_t cpu_ns, wall_ns;
	uint64_t bytes; /* to the terminal */
};

struct cost {
	struct cost_mark mark[COST_REFRESHES]; /* at the beginnings of the last refreshes; a ring */
	unsigned next, filled;
};

/* At the beginning of a refresh. `bytes` is what went to the terminal since the start. */
void cost_begin(struct cost *c, uint64_t bytes);

/*
 * The cost of a refresh since the first beginning that is still known, and of all that keys did
 * meanwhile; `out->refreshes` is 0 while there was none. Reads a file of /proc.
 */
void cost_tell(const struct cost *c, uint64_t bytes, struct own_cost *out);

#endif
