/* What corewall itself costs, on average over the last refreshes. */
#ifndef COREWALL_APP_OWN_COST_H
#define COREWALL_APP_OWN_COST_H

#include "panels/surroundings.h"

enum { COST_REFRESHES = 16 };

/* Totals of this process when a refresh began. */
struct cost_mark {
	int64_t cpu_ns, wall_ns;
	uint64_t bytes; /* to the terminal */
};

struct cost {
	struct cost_mark mark[COST_REFRESHES]; /* of the last refreshes, a ring */
	unsigned refreshes;                    /* begun so far */
};

/* Call this when a refresh begins. `bytes`: sent to the terminal since the start. */
void cost_begin_refresh(struct cost *c, uint64_t bytes);

/* The average cost of the last refreshes, keys included. Reads a file of /proc. */
struct own_cost cost_average(const struct cost *c, uint64_t bytes);

#endif
