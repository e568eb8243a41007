/* What corewall itself costs: measured, averaged over the last refreshes, told on request. */
#ifndef COREWALL_APP_OWN_COST_H
#define COREWALL_APP_OWN_COST_H

#include "panels/surroundings.h"

enum { COST_REFRESHES = 16 };

/* Totals of this process at one moment. */
struct cost_mark {
	int64_t cpu_ns, wall_ns;
	uint64_t bytes; /* to the terminal */
};

/*
 * Marks are made at the beginning of a refresh, and of every COST_REFRESHES one alone: the CPU
 * clock costs a system call.
 */
struct cost {
	struct cost_mark mark[2]; /* the last but one, and the last */
	unsigned refreshes[2];    /* begun since each of them */
};

/* At the beginning of a refresh. `bytes` is what went to the terminal since the start. */
void cost_begin(struct cost *c, uint64_t bytes);

/*
 * The cost of a refresh since the older mark, and of all that keys did meanwhile;
 * `out->refreshes` is 0 while there was none. Reads a file of /proc.
 */
void cost_tell(const struct cost *c, uint64_t bytes, struct own_cost *out);

#endif
